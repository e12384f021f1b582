// SPDX-License-Identifier: Apache-2.0
#include "portfolio/portfolio.hpp"

#include <algorithm>

namespace sluice::portfolio {

void Portfolio::apply(const Fill& fill) {
  const bool buy = fill.side == Side::kBuy;
  const Money traded = notional(fill.price, fill.quantity, buy ? Rounding::kUp : Rounding::kDown);
  const auto before_commission = buy ? checked_subtract(cash_, traded) : checked_add(cash_, traded);
  const auto cash =
      before_commission ? checked_subtract(*before_commission, fill.commission) : std::nullopt;
  Quantity& position = positions_[fill.instrument];
  const auto after =
      buy ? checked_add(position, fill.quantity) : checked_subtract(position, fill.quantity);
  SLUICE_ASSERT(cash.has_value() && after.has_value());
  cash_ = *cash;
  position = *after;
}

std::size_t Portfolio::open_positions() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(positions_.begin(), positions_.end(), [](Quantity q) { return !q.is_zero(); }));
}

}  // namespace sluice::portfolio
