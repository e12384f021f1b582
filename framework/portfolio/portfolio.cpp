// SPDX-License-Identifier: Apache-2.0
#include "portfolio/portfolio.hpp"

#include <algorithm>
#include <optional>

namespace sluice::portfolio {

namespace {

// What the fill costs, commission included; negative where it brings something.
std::optional<Money> cost_of(const Fill& fill) {
  const bool buy = fill.side == Side::kBuy;
  const Money traded = notional(fill.price, fill.quantity, buy ? Rounding::kUp : Rounding::kDown);
  return buy ? checked_add(traded, fill.commission) : checked_subtract(fill.commission, traded);
}

}  // namespace

bool Portfolio::try_apply(const Fill& fill) {
  const auto cost = cost_of(fill);
  const auto cash = cost ? checked_subtract(cash_, *cost) : std::nullopt;
  Quantity& position = positions_[fill.instrument];
  const auto after = fill.side == Side::kBuy ? checked_add(position, fill.quantity)
                                             : checked_subtract(position, fill.quantity);
  if (!cash || !after) return false;
  cash_ = *cash;
  position = *after;
  return true;
}

bool Portfolio::try_undo(const Fill& fill) {
  const auto cost = cost_of(fill);
  const auto cash = cost ? checked_add(cash_, *cost) : std::nullopt;
  Quantity& position = positions_[fill.instrument];
  const auto after = fill.side == Side::kBuy ? checked_subtract(position, fill.quantity)
                                             : checked_add(position, fill.quantity);
  if (!cash || !after) return false;
  cash_ = *cash;
  position = *after;
  return true;
}

void Portfolio::apply(const Fill& fill) {
  const bool is_held = try_apply(fill);
  SLUICE_ASSERT(is_held);
}

void Portfolio::undo(const Fill& fill) {
  const bool is_held = try_undo(fill);
  SLUICE_ASSERT(is_held);
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
