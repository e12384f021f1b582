// SPDX-License-Identifier: Apache-2.0
#include "trade_tail.hpp"

#include <sluice/rows.hpp>

namespace sluice::reports {
namespace {

constexpr std::size_t kMaxSymbolBytes = 200;

}  // namespace

void TradeTail::add(const sluice_report_trade& row) {
  if (costs_.size() >= kMaxDays && !costs_.contains(row.time))
    throw Failure(SLUICE_ERROR_LIMIT, "trades at more times than a report can have days");
  const Money costs = Money::from_c(row.costs);
  costs_[row.time] += costs.to_double();
  ++count_;
  if (shown_ == 0) return;
  if (newest_.size() == shown_) newest_.pop_front();
  newest_.push_back({Timestamp::from_nanoseconds(row.time),
                     std::string{view_of(row.symbol).substr(0, kMaxSymbolBytes)}, row.side,
                     Quantity::from_raw(row.quantity), Price::from_raw(row.price),
                     Price::from_raw(row.fill_price), costs});
}

std::vector<double> TradeTail::costs_over(const std::vector<DayRow>& days) const {
  std::vector<double> sums;
  sums.reserve(days.size());
  auto next = costs_.begin();
  for (const DayRow& day : days) {
    double sum = 0;
    for (; next != costs_.end() && next->first <= day.time.nanoseconds(); ++next)
      sum += next->second;
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace sluice::reports
