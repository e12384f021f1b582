// SPDX-License-Identifier: Apache-2.0
#include "digest.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::reports {
namespace {

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

}  // namespace

Digest::Digest(const Run& run, Sizes sizes)
    : run_{std::string{run.title()}, std::string{run.description()}, std::string{run.driver()},
           std::string{run.config_hash()}, std::string{run.data_source()}},
      seed_{run.seed_capital()},
      periods_per_year_{run.periods_per_year()},
      n_tests_{run.n_tests()},
      performance_{seed_.to_double(), periods_per_year_, sizes.worst_drawdowns},
      trades_{sizes.trades_shown} {}

void Digest::add(const sluice_report_day& row) {
  if (days_.size() >= kMaxDays)
    throw Failure(SLUICE_ERROR_LIMIT,
                  "more than " + std::to_string(kMaxDays) + " days in one report");
  DayRow day{Timestamp::from_nanoseconds(row.time),
             Money::from_c(row.equity),
             Money::from_c(row.cash),
             Money::from_c(row.positions_value),
             Money::from_c(row.traded_notional),
             Money::from_c(row.commission),
             0,
             row.trades,
             row.blocked,
             row.positions,
             finite(row.benchmark_return)};
  performance_.add({day.time.date(), day.equity.to_double(), day.traded_notional.to_double(),
                    day.benchmark_return});
  day.drawdown = performance_.current_drawdown();
  held_.close_day(row.time, day.equity.to_double());
  traded_.add(day.traded_notional);
  commission_.add(day.commission);
  days_.push_back(day);
}

Money Digest::final_equity() const noexcept { return days_.empty() ? seed_ : days_.back().equity; }

std::optional<double> Digest::day_return(std::size_t day) const noexcept {
  const Money before = day == 0 ? seed_ : days_[day - 1].equity;
  return statistics::period_return(before.to_double(), days_[day].equity.to_double());
}

Exposure Digest::exposure() const {
  Exposure result;
  double shares = 0;
  double positions = 0;
  std::uint64_t count = 0;
  for (const DayRow& day : days_) {
    positions += day.positions;
    result.most_positions = std::max(result.most_positions, day.positions);
    if (day.positions > 0) ++result.days_invested;
    result.last.reset();
    if (!day.equity.is_positive()) continue;
    const double share = day.positions_value.to_double() / day.equity.to_double();
    result.last = share;
    ++count;
    shares += share;
    result.lowest = std::min(result.lowest.value_or(share), share);
    result.highest = std::max(result.highest.value_or(share), share);
  }
  if (count > 0) result.average = shares / static_cast<double>(count);
  if (!days_.empty()) result.average_positions = positions / static_cast<double>(days_.size());
  return result;
}

Digest& Digesting::digest() {
  if (!digest_) throw Failure(SLUICE_ERROR_STATE, "a report was given rows before begin");
  return *digest_;
}

}  // namespace sluice::reports
