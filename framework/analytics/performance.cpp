// SPDX-License-Identifier: Apache-2.0
#include "analytics/performance.hpp"

namespace sluice::analytics {

PerformanceAccumulator::PerformanceAccumulator(Money seed_capital, double periods_per_year,
                                               std::size_t worst_drawdowns)
    : sums_{seed_capital.to_double(), periods_per_year, worst_drawdowns} {}

void PerformanceAccumulator::add_day(const EquityDay& day) {
  sums_.add(
      {day.date, day.equity.to_double(), day.traded_notional.to_double(), day.benchmark_return});
}

Performance PerformanceAccumulator::summary() const { return sums_.summary(); }

}  // namespace sluice::analytics
