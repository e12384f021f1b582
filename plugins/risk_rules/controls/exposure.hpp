// SPDX-License-Identifier: Apache-2.0
//
// exposure.hpp: how large exposures could get, whatever becomes of the orders on their way.
//
// An approved order may fill or be cancelled, each on its own. So a position ends somewhere between
// two ends: everything bought and nothing sold, or everything sold and nothing bought. Its worth is
// judged at the end further from zero. In an offline run everything approved fills in the session:
// both ends are the projected position (decision 8 of docs/decisions).
//
// Place: below the controls. Units: the account's currency, 1e-8; what an order adds is valued at
// the highest of its reference price, its own prices, the last price and the ask. Thread: lane_hot.
// A sum over rows is only needed while orders are working. Errors: `fault` is the code of what is
// missing.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct PositionEnds {
  int128 upper;
  int128 lower;
};

[[nodiscard]] inline PositionEnds ends_of(const sluice_risk_row& row, bool offline) noexcept {
  if (offline) return {projected_quantity(row), projected_quantity(row)};
  return {int128{row.position} + row.working_buy, int128{row.position} - row.working_sell};
}

// The largest there is, of the one value whose magnitude does not fit.
[[nodiscard]] inline int128 magnitude(int128 value) noexcept {
  return value < 0 ? detail::subtract(0, value).value_or(~value) : value;
}

// quantity * price, rounded up; quantity >= 0. Nothing if it does not fit.
[[nodiscard]] inline std::optional<int128> value_up(int128 quantity, std::int64_t price) noexcept {
  const auto small = detail::narrow(quantity);
  if (!small) return detail::multiply_divide(quantity, price, kScale, Rounding::kUp);
  return notional(Price::from_raw(price), Quantity::from_raw(*small), Rounding::kUp).raw();
}

// The highest of the prices an order's units may be valued at; there is a reference price.
[[nodiscard]] inline std::int64_t highest_price(const Order& order,
                                                const sluice_risk_row& row) noexcept {
  const sluice_order& raw = order.raw();
  return std::max({raw.reference_price, raw.limit_price, raw.stop_price, row.last, row.ask});
}

// What one order could do to its symbol.
struct WorstEffect {
  std::string_view fault;  // empty: none
  Money settled;           // before the order, as the view values it
  Money after;             // of the end further from zero
  Money added;             // by the order alone
  bool reduces = false;
};

// The worth of the end the order moves, once it has filled. What grows costs the order's own price;
// what shrinks keeps the market's; past zero all of it is the order's.
[[nodiscard]] inline std::optional<int128> worth_reached(const Order& order,
                                                         const sluice_risk_row& row,
                                                         PositionEnds ends, int128 worth,
                                                         int128 added) noexcept {
  const int128 end = order.is_buy() ? ends.upper : -ends.lower;
  if (end >= 0) return worth + added;
  const int128 next = end + order.raw().quantity;
  return next <= 0 ? value_up(-next, row.last) : value_up(next, highest_price(order, row));
}

[[nodiscard]] inline WorstEffect worst_effect(const Order& order, const RiskView& view) noexcept {
  WorstEffect effect;
  effect.fault = order_fault(order, view);
  if (!effect.fault.empty()) return effect;
  const sluice_risk_row& row = view.row(order.instrument()).raw();
  const PositionEnds ends = ends_of(row, view.is_offline());
  effect.reduces = view.is_offline() ? reduces_position(order, row) : reduces_held(order, row);
  if (order.raw().reference_price <= 0) return effect.fault = code::kNoReferencePrice, effect;
  if (row.last <= 0 && (ends.upper != 0 || ends.lower != 0) && !effect.reduces)
    return effect.fault = code::kNoLastPrice, effect;
  const auto added = value_up(order.raw().quantity, highest_price(order, row));
  const auto upper = value_up(magnitude(ends.upper), row.last);
  const auto lower = value_up(magnitude(ends.lower), row.last);
  if (!added || !upper || !lower) return effect.fault = code::kValueOverflow, effect;
  const auto reached = worth_reached(order, row, ends, order.is_buy() ? *upper : *lower, *added);
  if (!reached) return effect.fault = code::kValueOverflow, effect;
  const int128 other = view.is_offline() ? 0 : (order.is_buy() ? *lower : *upper);
  effect.settled = Money::from_raw(magnitude(Money::from_c(row.projected_value).raw()));
  effect.after = Money::from_raw(std::max(*reached, other));
  effect.added = Money::from_raw(*added);
  return effect;
}

// By how much a position could be worth more than the view says, for orders of the other side may
// be cancelled. Nothing on overflow.
[[nodiscard]] inline std::optional<int128> worse_by(const sluice_risk_row& row) noexcept {
  const PositionEnds ends = ends_of(row, false);
  const auto worth = value_up(std::max(magnitude(ends.upper), magnitude(ends.lower)), row.last);
  if (!worth) return std::nullopt;
  return detail::subtract(*worth, magnitude(Money::from_c(row.projected_value).raw()));
}

// Would the position be larger without the order? Of a row with orders of both sides and no
// position, those that sell stand for all.
[[nodiscard]] inline bool may_be_missed(const WorkingOrder& order,
                                        const sluice_risk_row& row) noexcept {
  return order.is_buy() ? row.position < 0
                        : row.position > 0 || (row.position == 0 && row.working_buy != 0);
}
// Is there such an order at all? Mostly there is none, and sums are what the view says.
[[nodiscard]] inline bool any_may_be_missed(const RiskView& view) noexcept {
  if (view.is_offline()) return false;
  for (const WorkingOrder order : view.working_orders())
    if (may_be_missed(order, view.row(order.instrument()).raw())) return true;
  return false;
}
// Has an order before this one brought its row to notice?
[[nodiscard]] inline bool was_met_before(const Rows<WorkingOrder>& working, std::size_t index,
                                         const sluice_risk_row& row) noexcept {
  for (std::size_t i = 0; i < index; ++i)
    if (working[i].instrument() == working[index].instrument() && may_be_missed(working[i], row))
      return true;
  return false;
}

// Sum over the rows that `counts` picks of what each could be worth, with the order. `settled` is
// the sum without it as the view has it; `any_missed` is any_may_be_missed. Nothing on overflow.
template <typename Counts>
[[nodiscard]] std::optional<Money> worst_gross(const RiskView& view, Money settled,
                                               const sluice_risk_row& own,
                                               const WorstEffect& effect, bool any_missed,
                                               Counts counts) noexcept {
  int128 more = 0;
  const Rows<WorkingOrder> working = view.working_orders();
  for (std::size_t i = 0; i < working.size() && any_missed; ++i) {
    const sluice_risk_row& row = view.row(working[i].instrument()).raw();
    if (&row == &own || !counts(row) || !may_be_missed(working[i], row)) continue;
    if (row.working_orders > 1 && was_met_before(working, i, row)) continue;
    const auto worse = worse_by(row);
    const auto next = worse ? detail::add(more, *worse) : std::nullopt;
    if (!next) return std::nullopt;
    more = *next;
  }
  const auto others = checked_subtract(settled, effect.settled);
  const auto worst = others ? checked_add(*others, Money::from_raw(more)) : std::nullopt;
  return worst ? checked_add(*worst, effect.after) : std::nullopt;
}

// The largest share of equity as a ratio, rounded up. equity > 0.
[[nodiscard, gnu::always_inline]] inline std::optional<Ratio> share_of(Money value,
                                                                       Money equity) noexcept {
  const auto share = ratio_up(value.raw(), equity.raw());
  return share ? std::optional{Ratio::from_raw(*share)} : std::nullopt;
}

}  // namespace sluice::risk_rules
