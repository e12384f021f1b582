// SPDX-License-Identifier: Apache-2.0
//
// order_effect.hpp: what one order would do to its symbol's exposure.
//
// Place: below every exposure rule. Units: the account's currency, 1e-8; amounts are magnitudes.
// Thread: lane_hot. Errors: `fault` is the code of what is missing; the rest is then not to be
// used.
//
//   before = |projected value of the symbol|, as the view has it (earlier approvals are in it)
//   after  = |projected value + signed quantity * price|, rounded up once; the price is the
//   reference
//            or, where it is higher, the order's limit: that much may be paid
//
// `reduces` is judged on quantities, for one must be able to leave a position at any price: the
// projected quantity with the order is not larger, in magnitude, than without it.
#pragma once

#include <algorithm>
#include <string_view>

#include <sluice/order_view.hpp>
#include <sluice/risk_view.hpp>

#include "codes.hpp"
#include "exact.hpp"

namespace sluice::risk_rules {

struct OrderEffect {
  std::string_view fault;  // empty: none
  Money before;
  Money after;
  bool reduces = false;
};

[[nodiscard]] inline bool is_valid(const sluice_order& order) noexcept {
  return order.quantity > 0 && (order.side == SLUICE_SIDE_BUY || order.side == SLUICE_SIDE_SELL);
}

// Quantities are summed in 128 bits: nothing to overflow.
[[nodiscard]] inline int128 projected_quantity(const sluice_risk_row& row) noexcept {
  return int128{row.position} + row.working_buy - row.working_sell;
}

// Does the order leave the position no larger, in magnitude, than it was?
[[nodiscard]] inline bool reduces_position(const Order& order,
                                           const sluice_risk_row& row) noexcept {
  const int128 before = projected_quantity(row);
  const int128 after = before + order.signed_quantity().raw();
  return (after < 0 ? -after : after) <= (before < 0 ? -before : before);
}

[[nodiscard, gnu::always_inline]] inline OrderEffect effect_of(const Order& order,
                                                               const RiskView& view) noexcept {
  OrderEffect effect;
  if (!is_valid(order.raw())) return effect.fault = code::kInvalidOrder, effect;
  if (order.instrument() >= view.rows().size())
    return effect.fault = code::kUnknownInstrument, effect;
  const sluice_risk_row& row = view.row(order.instrument()).raw();
  const std::int64_t price = order.raw().reference_price > 0
                                 ? std::max(order.raw().reference_price, order.raw().limit_price)
                                 : 0;
  if (price <= 0) return effect.fault = code::kNoReferencePrice, effect;
  effect.reduces = reduces_position(order, row);
  // A position without a price counts as nothing in the view: adding to it cannot be judged.
  if (row.last <= 0 && projected_quantity(row) != 0 && !effect.reduces)
    return effect.fault = code::kNoLastPrice, effect;
  const int128 value = Money::from_c(row.projected_value).raw();
  const auto before = magnitude_of_sum(value, {0, false});
  const auto after = magnitude_of_sum(value, floor_value(price, order.signed_quantity().raw()));
  if (!before || !after) return effect.fault = code::kValueOverflow, effect;
  effect.before = Money::from_raw(*before);
  effect.after = Money::from_raw(*after);
  return effect;
}

// Exposure of a set of symbols with the order: gross - before + after. Nothing on overflow.
[[nodiscard]] inline std::optional<Money> gross_after(Money gross,
                                                      const OrderEffect& effect) noexcept {
  const auto others = checked_subtract(gross, effect.before);
  return others ? checked_add(*others, effect.after) : std::nullopt;
}

}  // namespace sluice::risk_rules
