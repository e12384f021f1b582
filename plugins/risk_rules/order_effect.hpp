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
//            reference or, where it is higher, the order's limit: that much may be paid
//
// Where orders may rest, the order's own or others of its symbol, `after` is of the end further
// from zero (resting.hpp). `reduces` is judged on quantities, for one must be able to leave a
// position at any price: no end is further from zero, in magnitude, with the order than without it.
#pragma once

#include <algorithm>
#include <string_view>

#include <sluice/order_view.hpp>
#include <sluice/risk_view.hpp>

#include "codes.hpp"
#include "exact.hpp"
#include "resting.hpp"

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

[[nodiscard]] inline bool is_no_larger(int128 after, int128 before) noexcept {
  return (after < 0 ? -after : after) <= (before < 0 ? -before : before);
}

// Does the order leave the position no larger, in magnitude, than it was, everything filled?
[[nodiscard]] inline bool reduces_position(const Order& order,
                                           const sluice_risk_row& row) noexcept {
  const int128 before = projected_quantity(row);
  return is_no_larger(before + order.signed_quantity().raw(), before);
}

// The same of both ends: what may rest moves only the one that it is on the way to.
[[nodiscard]] inline bool reduces_ends(const Order& order, const sluice_risk_row& row,
                                       const Resting& resting, bool fills) noexcept {
  const int128 change = order.signed_quantity().raw();
  const int128 upper = projected_quantity(row) + resting.sells;
  const int128 lower = projected_quantity(row) - resting.buys;
  return is_no_larger(upper + (fills || order.is_buy() ? change : 0), upper) &&
         is_no_larger(lower + (fills || !order.is_buy() ? change : 0), lower);
}

// |value| of the end further from zero, with the order.
[[nodiscard]] inline std::optional<int128> worst_after(const Order& order,
                                                       const sluice_risk_row& row,
                                                       const Resting& resting, bool fills,
                                                       FloorValue change) noexcept {
  constexpr FloorValue kNothing{0, false};
  const int128 value = Money::from_c(row.projected_value).raw();
  const auto sold = away_from_zero(resting.sells, row.last);
  const auto bought = away_from_zero(-resting.buys, row.last);
  const auto upper = sold ? detail::add(value, *sold) : std::nullopt;
  const auto lower = bought ? detail::add(value, *bought) : std::nullopt;
  if (!upper || !lower) return std::nullopt;
  const auto above = magnitude_of_sum(*upper, fills || order.is_buy() ? change : kNothing);
  const auto below = magnitude_of_sum(*lower, fills || !order.is_buy() ? change : kNothing);
  return above && below ? std::optional{std::max(*above, *below)} : std::nullopt;
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
  const Resting resting = resting_of(view, order.instrument());
  const bool fills = view.is_offline() || !may_rest(order.raw().type);
  const bool is_plain = fills && resting.is_none();
  effect.reduces =
      is_plain ? reduces_position(order, row) : reduces_ends(order, row, resting, fills);
  // A position without a price counts as nothing in the view: adding to it cannot be judged.
  if (row.last <= 0 && (projected_quantity(row) != 0 || !resting.is_none()) && !effect.reduces)
    return effect.fault = code::kNoLastPrice, effect;
  const int128 value = Money::from_c(row.projected_value).raw();
  const FloorValue change = floor_value(price, order.signed_quantity().raw());
  const auto before = magnitude_of_sum(value, {0, false});
  const auto after =
      is_plain ? magnitude_of_sum(value, change) : worst_after(order, row, resting, fills, change);
  if (!before || !after) return effect.fault = code::kValueOverflow, effect;
  effect.before = Money::from_raw(*before);
  effect.after = Money::from_raw(*after);
  return effect;
}

// Exposure of a set of symbols with the order: gross - before + after, and what rests of the others
// could add. Nothing on overflow.
[[nodiscard]] inline std::optional<Money> gross_after(Money gross, std::optional<int128> hidden,
                                                      const OrderEffect& effect) noexcept {
  if (!hidden) return std::nullopt;
  const auto others = checked_subtract(gross, effect.before);
  const auto worst = others ? checked_add(*others, Money::from_raw(*hidden)) : std::nullopt;
  return worst ? checked_add(*worst, effect.after) : std::nullopt;
}

}  // namespace sluice::risk_rules
