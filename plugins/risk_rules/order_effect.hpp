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
//            reference or, where it is higher, the order's limit or stop: that much may be paid
//
// In a session a market order fills; one with a limit or a stop may rest, be filled or cancelled,
// each on its own. So a position ends between two ends: what rests to buy filled and what rests to
// sell not, or the other way round; an order that may rest moves only the end it is on the way to.
// `after` is of the end further from zero: a sale out of reach makes no room. In an offline run
// everything approved fills in the session (decision 8 of docs/decisions), and there is one end.
//
// `reduces` is judged on quantities, for one must be able to leave a position at any price: the end
// further from zero is no further, in magnitude, with the order than without it.
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

[[nodiscard]] inline int128 size_of(int128 quantity) noexcept {
  return quantity < 0 ? -quantity : quantity;
}

// Does the order leave the position no larger, in magnitude, than it was, everything filled?
[[nodiscard]] inline bool reduces_position(const Order& order,
                                           const sluice_risk_row& row) noexcept {
  const int128 before = projected_quantity(row);
  return size_of(before + order.signed_quantity().raw()) <= size_of(before);
}

// The same of the end further from zero.
[[nodiscard]] inline bool reduces_ends(const Order& order, const sluice_risk_row& row,
                                       bool fills) noexcept {
  const int128 change = order.signed_quantity().raw();
  const int128 upper = projected_quantity(row) + row.resting_sell;
  const int128 lower = projected_quantity(row) - row.resting_buy;
  const int128 above = upper + (fills || order.is_buy() ? change : 0);
  const int128 below = lower + (fills || !order.is_buy() ? change : 0);
  return std::max(size_of(above), size_of(below)) <= std::max(size_of(upper), size_of(lower));
}

// The effect where others of the symbol rest. Rare, and kept out of every rule's own code.
[[nodiscard, gnu::noinline]] inline OrderEffect effect_on_ends(const Order& order,
                                                               const sluice_risk_row& row,
                                                               bool fills,
                                                               FloorValue change) noexcept {
  constexpr FloorValue kNothing{0, false};
  OrderEffect effect;
  effect.reduces = reduces_ends(order, row, fills);
  if (row.last <= 0 && !effect.reduces) return effect.fault = code::kNoLastPrice, effect;
  const int128 value = Money::from_c(row.projected_value).raw();
  // Both away from zero.
  const FloorValue sold = floor_value(row.last, row.resting_sell);
  const FloorValue bought = floor_value(row.last, row.resting_buy);
  const auto settled = magnitude_of_sum(value, kNothing);
  const auto upper = detail::add(value, sold.units + (sold.has_rest ? 1 : 0));
  const auto lower = detail::subtract(value, bought.units + (bought.has_rest ? 1 : 0));
  if (!settled || !upper || !lower) return effect.fault = code::kValueOverflow, effect;
  const auto before = detail::add(*settled, Money::from_c(row.resting_value).raw());
  const auto above = magnitude_of_sum(*upper, fills || order.is_buy() ? change : kNothing);
  const auto below = magnitude_of_sum(*lower, fills || !order.is_buy() ? change : kNothing);
  if (!before || !above || !below) return effect.fault = code::kValueOverflow, effect;
  effect.before = Money::from_raw(*before);
  effect.after = Money::from_raw(std::max(*above, *below));
  return effect;
}

[[nodiscard, gnu::always_inline]] inline OrderEffect effect_of(const Order& order,
                                                               const RiskView& view) noexcept {
  OrderEffect effect;
  if (!is_valid(order.raw())) return effect.fault = code::kInvalidOrder, effect;
  if (order.instrument() >= view.rows().size())
    return effect.fault = code::kUnknownInstrument, effect;
  const sluice_risk_row& row = view.row(order.instrument()).raw();
  const std::int64_t price =
      order.raw().reference_price > 0
          ? std::max({order.raw().reference_price, order.raw().limit_price, order.raw().stop_price})
          : 0;
  if (price <= 0) return effect.fault = code::kNoReferencePrice, effect;
  const FloorValue change = floor_value(price, order.signed_quantity().raw());
  const bool fills = order.raw().type == SLUICE_ORDER_MARKET || view.is_offline();
  if (row.resting_buy != 0 || row.resting_sell != 0) [[unlikely]]
    return effect_on_ends(order, row, fills, change);
  effect.reduces = reduces_position(order, row);
  // A position without a price counts as nothing in the view: adding to it cannot be judged.
  if (row.last <= 0 && projected_quantity(row) != 0 && !effect.reduces)
    return effect.fault = code::kNoLastPrice, effect;
  const int128 value = Money::from_c(row.projected_value).raw();
  const auto before = magnitude_of_sum(value, {0, false});
  const auto after = magnitude_of_sum(value, change);
  if (!before || !after) return effect.fault = code::kValueOverflow, effect;
  effect.before = Money::from_raw(*before);
  // What may not fill leaves what is there.
  effect.after = Money::from_raw(fills || *after > *before ? *after : *before);
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
