// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_report_settings.hpp"

#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kMaxRegimeFileBytes = 16u << 20;

}  // namespace

Result<RiskReportSettings> risk_report_settings(const config::Integration& config) {
  RiskReportSettings settings;
  settings.enabled = config.enable_risk_report;
  if (config.risk_report_freq == "W") settings.frequency = RebalanceFrequency::kWeekly;
  settings.with_regimes = config.enable_regime_analysis;
  settings.with_factors = config.enable_factor_exposures;
  if (config.enable_deflated_sharpe) settings.n_tests = static_cast<std::uint64_t>(config.n_tests);
  settings.trial_variance = config.trial_sharpe_variance;
  if (!settings.with_regimes || !config.regimes_file) return settings;
  const auto text = files::read_file(*config.regimes_file, kMaxRegimeFileBytes);
  if (!text) return text.error();
  auto regimes = parse_regimes(*text, config.regimes_file->filename().string());
  if (!regimes) return regimes.error();
  settings.regimes = std::move(regimes).value();
  return settings;
}

}  // namespace sluice::drivers
