// SPDX-License-Identifier: Apache-2.0
#include "analytics/daily_statistics.hpp"

#include <algorithm>

#include <sluice/statistics.hpp>

namespace sluice::analytics {

DailyStatistics DailyStatistics::start(double seed_capital) noexcept {
  DailyStatistics statistics;
  statistics.peak = seed_capital;
  statistics.previous_equity = seed_capital;
  return statistics;
}

std::optional<double> DailyStatistics::add_day(double equity) noexcept {
  const auto value = statistics::period_return(previous_equity, equity);
  if (value) statistics::add_to_mean(static_cast<double>(++count), *value, mean, m2);
  peak = std::max(peak, equity);
  max_drawdown = std::min(max_drawdown, statistics::drawdown_of(peak, equity));
  previous_equity = equity;
  return value;
}

std::optional<double> DailyStatistics::sharpe(double periods_per_year) const noexcept {
  return statistics::sharpe_ratio(count, mean, m2, periods_per_year);
}

}  // namespace sluice::analytics
