// SPDX-License-Identifier: Apache-2.0
#include "routing/reservations.hpp"

#include <algorithm>

#include <sluice/result.hpp>

namespace sluice::routing {

std::optional<Price> Reservations::worst_price(const Intent& intent) const noexcept {
  if (has_limit(intent.type)) return intent.limit_price;
  const bool buy = intent.side == Side::kBuy;
  Price base = intent.reference_price;
  // A stop that the market has passed already trades at the market.
  if (intent.type == OrderType::kStop)
    base = !base.is_positive() ? intent.stop_price
           : buy               ? std::max(base, intent.stop_price)
                               : std::min(base, intent.stop_price);
  const auto factor =
      Ratio::from_raw(kScale + (buy ? config_.slippage.raw() : -config_.slippage.raw()));
  return checked_multiply(base, factor, buy ? Rounding::kUp : Rounding::kDown);
}

std::optional<Money> Reservations::amount_for(const Intent& intent,
                                              Quantity quantity) const noexcept {
  const bool buy = intent.side == Side::kBuy;
  // Only what trades at once brings money: a limit or a stop may never be reached.
  if (!buy && (!config_.sells_fund_buys || intent.type != OrderType::kMarket)) return Money{};
  const auto worst = worst_price(intent);
  if (!worst) return std::nullopt;
  const Money value = notional(*worst, quantity, buy ? Rounding::kUp : Rounding::kDown);
  const auto fees = checked_multiply(value, config_.fee_rate, Rounding::kUp);
  if (!fees) return std::nullopt;
  return buy ? checked_add(value, *fees) : checked_subtract(*fees, value);
}

bool Reservations::covers(Money amount, Money cash) const noexcept {
  const auto held = checked_add(held_, amount);
  if (!held) return false;
  const auto left = checked_subtract(cash, *held);
  const bool covered = left && !left->is_negative();
  return config_.budget != BudgetMode::kCash || !amount.is_positive() || covered;
}

bool Reservations::reserve(Money amount, Money cash) noexcept {
  if (!covers(amount, cash)) return false;
  held_ = *checked_add(held_, amount);
  return true;
}

void Reservations::take(Money amount) noexcept {
  const auto held = checked_add(held_, amount);
  SLUICE_ASSERT(held.has_value());
  held_ = *held;
}

void Reservations::release(Money amount) noexcept {
  const auto held = checked_subtract(held_, amount);
  SLUICE_ASSERT(held.has_value());
  held_ = *held;
}

Money share_of(Money reserved, Quantity filled, Quantity quantity) noexcept {
  SLUICE_ASSERT(quantity.is_positive());
  if (filled == quantity) return reserved;
  const auto scaled = detail::multiply(reserved.raw(), filled.raw());
  if (!scaled) return Money{};
  return Money::from_raw(detail::divide_rounded(*scaled, quantity.raw(), Rounding::kTowardsZero));
}

Money book_execution(Order& order, const Execution& execution) {
  Quantity before = order.remaining();
  // Either terms may be in force: what is left of the larger is held.
  if (order.flags.pending_replace && order.replace_quantity > order.intent.quantity)
    before = Quantity::from_raw(order.replace_quantity.raw() - order.filled.raw());
  const Money released = execution.quantity < before
                             ? share_of(order.reserved, execution.quantity, before)
                             : order.reserved;
  order.reserved = Money::from_raw(order.reserved.raw() - released.raw());
  order.filled = Quantity::from_raw(order.filled.raw() + execution.quantity.raw());
  order.executions.push_back(execution);
  return released;
}

}  // namespace sluice::routing
