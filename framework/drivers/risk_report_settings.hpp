// SPDX-License-Identifier: Apache-2.0
//
// risk_report_settings.hpp: what the config says about risk reports.
//
// Place: drivers. Errors: the first fault of the file that names regimes.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/result.hpp>

#include "config/run_config.hpp"
#include "drivers/regime_file.hpp"
#include "drivers/trading_calendar.hpp"

namespace sluice::drivers {

struct RiskReportSettings {
  bool enabled = false;
  RebalanceFrequency frequency = RebalanceFrequency::kMonthly;  // or weekly
  bool with_regimes = false;
  std::optional<RegimeFile> regimes;  // nothing: told from returns
  bool with_factors = false;
  std::uint64_t n_tests = 0;             // 0: no deflated Sharpe ratio
  std::optional<double> trial_variance;  // of the trials' Sharpe ratios, a year
};

// `n_tests` also where there are no risk reports: other reports tell the deflated Sharpe ratio too.
[[nodiscard]] Result<RiskReportSettings> risk_report_settings(const config::Integration& config);

}  // namespace sluice::drivers
