// SPDX-License-Identifier: Apache-2.0
//
// risk_report_text.hpp: the text of the files of a risk report.
//
// Place: drivers; pure. Values in, bytes out. Formats: docs/formats/track.md. What is not defined
// is empty in CSV and n/a for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/track_risk.hpp"

namespace sluice::drivers {

// What a report is of.
struct RiskReportHead {
  std::string strategy_name;
  std::string benchmark;  // empty: there is none
  Date as_of;
  bool weekly = false;
  std::uint64_t n_tests = 0;             // 0: no deflated Sharpe ratio
  std::optional<double> trial_variance;  // of the trials' Sharpe ratios, a year
  double periods = 252;                  // a year
  bool with_regimes = false;
  bool with_factors = false;
};

// Nothing without trials.
[[nodiscard]] std::optional<double> deflated_sharpe_of(const statistics::Performance& performance,
                                                       const RiskReportHead& head);

[[nodiscard]] std::string risk_report_md(const RiskReportHead& head,
                                         const analytics::RiskSummary& summary,
                                         const InstrumentTable& instruments);
[[nodiscard]] std::string risk_summary_csv(const RiskReportHead& head,
                                           const analytics::RiskSummary& summary);
[[nodiscard]] std::string risk_by_regime_csv(const statistics::RegimeTable& regimes,
                                             double periods);
[[nodiscard]] std::string exposure_header(const InstrumentTable& instruments);
[[nodiscard]] std::string exposure_row(Timestamp time, const analytics::DayExposure& day);
[[nodiscard]] std::string factor_exposures_header();
// A row a factor; one without any where there is no fit.
[[nodiscard]] std::string factor_exposure_rows(Timestamp time, const statistics::FactorFit& fit,
                                               const std::vector<std::string>& names);

}  // namespace sluice::drivers
