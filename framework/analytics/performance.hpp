// SPDX-License-Identifier: Apache-2.0
//
// performance.hpp: where exact amounts become statistics.
//
// Place: analytics; called by the drivers. Owns the running sums of one run; memory grows by one
// row a month. The formulas are the SDK's, so that a report plugin tells the same figures. Days
// come in order. Thread: one. Errors: what is not defined is empty in the summary.
#pragma once

#include <cstddef>
#include <optional>

#include <sluice/decimal.hpp>
#include <sluice/statistics.hpp>
#include <sluice/time.hpp>

namespace sluice::analytics {

using statistics::BenchmarkComparison;
using statistics::CalendarReturn;
using statistics::Drawdown;
using statistics::Performance;

inline constexpr std::size_t kWorstDrawdowns = 5;

struct EquityDay {
  Date date;
  Money equity;
  Money traded_notional;
  std::optional<double> benchmark_return;
};

class PerformanceAccumulator {
 public:
  PerformanceAccumulator(Money seed_capital, double periods_per_year,
                         std::size_t worst_drawdowns = kWorstDrawdowns);
  void add_day(const EquityDay& day);
  // Any time; the days so far.
  [[nodiscard]] Performance summary() const;

 private:
  statistics::PerformanceAccumulator sums_;
};

}  // namespace sluice::analytics
