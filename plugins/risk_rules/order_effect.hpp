// SPDX-License-Identifier: Apache-2.0
//
// order_effect.hpp: what one order would do to its symbol's exposure.
//
// Place: below every exposure rule. Units: the account's currency, 1e-8; amounts are magnitudes.
// Thread: lane_hot. Errors: `fault` is the code of what is missing; the rest is then not to be
// used.
//
//   before = what the view counts for the symbol: |projected value|, and by how much more it may be
//            worth for what rests
//   after  = |projected value + signed quantity * price|, rounded up once; the price is the
//            reference or, where it is higher, the order's limit: that much may be paid
//
// In a session a market order fills; one with a limit or a stop may rest, be filled or cancelled,
// each on its own. So a position ends between two ends: what rests to buy filled and what rests to
// sell not, or the other way round; an order that may rest moves only the end it is on the way to.
// `after` is of the end further from zero: a sale out of reach makes no room. In an offline run
// everything approved fills in the session (decision 8 of docs/decisions), and there is one end.
//
// `reduces` is judged on quantities, for one must be able to leave a position at any price: no end
// is further from zero, in magnitude, with the order than without it.
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

[[nodiscard]] inline bool is_no_larger(int128 after, int128 before) noexcept {
  return (after < 0 ? -after : after) <= (before < 0 ? -before : before);
}

// Does the order leave the position no larger, in magnitude, than it was, everything filled?
[[nodiscard]] inline bool reduces_position(const Order& order,
                                           const sluice_risk_row& row) noexcept {
  const int128 before = projected_quantity(row);
  return is_no_larger(before + order.signed_quantity().raw(), before);
}

// The same of both ends.
[[nodiscard, gnu::noinline]] inline bool reduces_ends(const Order& order,
                                                      const sluice_risk_row& row,
                                                      bool fills) noexcept {
  const int128 change = order.signed_quantity().raw();
  const int128 upper = projected_quantity(row) + row.resting_sell;
  const int128 lower = projected_quantity(row) - row.resting_buy;
  return is_no_larger(upper + (fills || order.is_buy() ? change : 0), upper) &&
         is_no_larger(lower + (fills || !order.is_buy() ? change : 0), lower);
}

// |value| of the end further from zero, with the order.
[[nodiscard, gnu::noinline]] inline std::optional<int128> worst_after(const Order& order,
                                                                      const sluice_risk_row& row,
                                                                      bool fills,
                                                                      FloorValue change) noexcept {
  constexpr FloorValue kNothing{0, false};
  const int128 value = Money::from_c(row.projected_value).raw();
  // Both away from zero: what is sold rounded up, what is bought, negatively, down.
  const FloorValue sold = floor_value(row.last, row.resting_sell);
  const FloorValue bought = floor_value(row.last, -row.resting_buy);
  const auto upper = detail::add(value, sold.units + (sold.has_rest ? 1 : 0));
  const auto lower = detail::add(value, bought.units);
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
  const bool fills = view.is_offline() || order.raw().type == SLUICE_ORDER_MARKET;
  const bool any_rests = row.resting_buy != 0 || row.resting_sell != 0;
  effect.reduces = any_rests ? reduces_ends(order, row, fills) : reduces_position(order, row);
  // A position without a price counts as nothing in the view: adding to it cannot be judged.
  if (row.last <= 0 && (any_rests || projected_quantity(row) != 0) && !effect.reduces)
    return effect.fault = code::kNoLastPrice, effect;
  const int128 value = Money::from_c(row.projected_value).raw();
  const FloorValue change = floor_value(price, order.signed_quantity().raw());
  auto before = magnitude_of_sum(value, {0, false});
  auto after = any_rests ? worst_after(order, row, fills, change) : magnitude_of_sum(value, change);
  // Before what it counts for is added: where nothing else rests, the other end is what is there.
  if (!fills && !any_rests && after && before) after = std::max(*after, *before);
  if (any_rests && before) before = detail::add(*before, Money::from_c(row.resting_value).raw());
  if (!before || !after) return effect.fault = code::kValueOverflow, effect;
  effect.before = Money::from_raw(*before);
  effect.after = Money::from_raw(*after);
  return effect;
}

// Exposure of a set of symbols with the order: gross + resting - before + after. Nothing on
// overflow.
[[nodiscard]] inline std::optional<Money> gross_after(Money gross, Money resting,
                                                      const OrderEffect& effect) noexcept {
  const auto worst = checked_add(gross, resting);
  const auto others = worst ? checked_subtract(*worst, effect.before) : std::nullopt;
  return others ? checked_add(*others, effect.after) : std::nullopt;
}

}  // namespace sluice::risk_rules
