// SPDX-License-Identifier: Apache-2.0
//
// risk_report_rows.hpp: the days of a track as its aggregated files tell them, for risk reports.
//
// Place: drivers; pure. Rows come as text, a whole file or what one day adds to it, so that a day
// read back and a day just run are the same to the last digit. Formats: docs/formats/track.md.
// Errors: file, line and what was expected.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

#include "analytics/track_risk.hpp"
#include "core/instrument.hpp"
#include "records/day.hpp"

namespace sluice::drivers {

struct TrackRows {
  std::string_view curve;      // equity_curve.csv
  std::string_view trades;     // trades_all.csv
  std::string_view positions;  // positions_history.csv
  std::string_view factors;    // factor_returns.csv; empty: the strategy has none
};

// Calls `on_day` for each row of the curve, with what belongs to it; benchmark and regime are left
// to the caller.
Result<void> read_risk_days(const TrackRows& rows, const InstrumentTable& instruments,
                            const std::function<void(analytics::RiskDay&)>& on_day);

// factor_returns.csv, of strategies that tell what their factors return.
inline constexpr const char* kFactorReturnsFile = "factor_returns.csv";
[[nodiscard]] std::string factor_returns_header();
// A row a factor; what would break a row out of a name becomes '_'.
[[nodiscard]] std::string factor_return_rows(const records::Day& day);

}  // namespace sluice::drivers
