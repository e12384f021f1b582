// SPDX-License-Identifier: Apache-2.0
#include "portfolio/portfolio.hpp"

#include <algorithm>

namespace sluice::portfolio {

namespace {

// What the fill costs, commission included; negative where it brings something.
Money cost_of(const Fill& fill) {
  const bool buy = fill.side == Side::kBuy;
  const Money traded = notional(fill.price, fill.quantity, buy ? Rounding::kUp : Rounding::kDown);
  const auto cost =
      buy ? checked_add(traded, fill.commission) : checked_subtract(fill.commission, traded);
  SLUICE_ASSERT(cost.has_value());
  return *cost;
}

}  // namespace

void Portfolio::apply(const Fill& fill) {
  const auto cash = checked_subtract(cash_, cost_of(fill));
  Quantity& position = positions_[fill.instrument];
  const auto after = fill.side == Side::kBuy ? checked_add(position, fill.quantity)
                                             : checked_subtract(position, fill.quantity);
  SLUICE_ASSERT(cash.has_value() && after.has_value());
  cash_ = *cash;
  position = *after;
}

void Portfolio::undo(const Fill& fill) {
  const auto cash = checked_add(cash_, cost_of(fill));
  Quantity& position = positions_[fill.instrument];
  const auto after = fill.side == Side::kBuy ? checked_subtract(position, fill.quantity)
                                             : checked_add(position, fill.quantity);
  SLUICE_ASSERT(cash.has_value() && after.has_value());
  cash_ = *cash;
  position = *after;
}

void Portfolio::change(InstrumentId id, Quantity position, Money cash) {
  const auto sum = checked_add(cash_, cash);
  SLUICE_ASSERT(sum.has_value());
  cash_ = *sum;
  positions_[id] = position;
}

std::size_t Portfolio::open_positions() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(positions_.begin(), positions_.end(), [](Quantity q) { return !q.is_zero(); }));
}

}  // namespace sluice::portfolio
