// SPDX-License-Identifier: Apache-2.0
//
// field_values.hpp: what the field tables compute with.
//
// Place: behind fields.hpp. Units: raw integers times 1e-8. Errors: kTooLarge instead of a wrap.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include <sluice/decimal.hpp>
#include <sluice/rows.hpp>

#include "fields.hpp"

namespace sluice::lua {

inline Value absent() noexcept { return {}; }
inline Value decimal(std::int64_t units) noexcept {
  Value value;
  value.kind = Value::Kind::kDecimal;
  value.units = units;
  return value;
}
inline Value wide_decimal(std::optional<int128> units) noexcept {
  const auto narrow = units ? detail::narrow(*units) : std::nullopt;
  if (narrow) return decimal(*narrow);
  Value value;
  value.kind = Value::Kind::kTooLarge;
  return value;
}
// The ABI writes 0 for "not known".
inline Value known_decimal(std::int64_t units) noexcept {
  return units == 0 ? absent() : decimal(units);
}
inline Value money(sluice_money amount) noexcept {
  return wide_decimal(Money::from_c(amount).raw());
}
inline Value integer(std::int64_t number) noexcept {
  Value value;
  value.kind = Value::Kind::kInteger;
  value.integer = number;
  return value;
}
inline Value text(std::string_view characters) noexcept {
  Value value;
  value.kind = Value::Kind::kText;
  value.text = characters;
  return value;
}
inline Value known_text(sluice_str characters) noexcept {
  return characters.len == 0 ? absent() : text(view_of(characters));
}
inline Value boolean(bool flag) noexcept {
  Value value;
  value.kind = Value::Kind::kBoolean;
  value.boolean = flag;
  return value;
}
// Not finite: not known.
inline Value finite_number(double number) noexcept {
  if (!std::isfinite(number) || number == 0) return absent();
  Value value;
  value.kind = Value::Kind::kNumber;
  value.number = number;
  return value;
}
// Seconds from `then` to `now` as a decimal; absent where `then` is not known.
inline Value age_seconds(sluice_time now, sluice_time then) noexcept {
  if (then == 0) return absent();
  return wide_decimal((int128{now} - then) / 10);
}
// Whole minutes from `from` to `to`, rounded towards minus infinity.
inline Value minutes_between(sluice_time from, sluice_time to) noexcept {
  if (from == 0 || to == 0) return absent();
  constexpr std::int64_t kMinuteNs = 60'000'000'000;
  return integer(static_cast<std::int64_t>(
      detail::divide_rounded(int128{to} - from, kMinuteNs, Rounding::kDown)));
}

inline bool is_buy(const Subject& s) noexcept { return s.order->side == SLUICE_SIDE_BUY; }

// What the order is judged at: its limit, else its stop or the reference price, whichever is
// worse; a market order that buys is judged at the ask where that is higher. 0: there is no price.
inline std::int64_t judged_price(const Subject& s) noexcept {
  const sluice_order& order = *s.order;
  if (order.limit_price != 0) return order.limit_price;
  const std::int64_t market =
      is_buy(s) ? std::max(order.reference_price, s.row->ask) : order.reference_price;
  return order.reference_price == 0 && order.stop_price == 0 ? 0
                                                             : std::max(market, order.stop_price);
}

inline int128 signed_quantity(const Subject& s) noexcept {
  return is_buy(s) ? int128{s.order->quantity} : -int128{s.order->quantity};
}
// The position with this order and every open order of its side filled: the worst on that side.
inline int128 position_after(const Subject& s) noexcept {
  return int128{s.row->position} + signed_quantity(s) +
         (is_buy(s) ? int128{s.row->working_buy} : -int128{s.row->working_sell});
}
// The position with everything filled.
inline int128 position_projected(const Subject& s) noexcept {
  return int128{s.row->position} + s.row->working_buy - s.row->working_sell + signed_quantity(s);
}
// price * quantity / 1e-8, away from zero.
inline std::optional<int128> value_at(std::int64_t price, int128 quantity) noexcept {
  return detail::multiply_divide(price, quantity, kScale,
                                 quantity < 0 ? Rounding::kDown : Rounding::kUp);
}
inline std::optional<int128> share_of(std::optional<int128> value, int128 whole) noexcept {
  if (!value || whole <= 0) return std::nullopt;
  return detail::multiply_divide(*value < 0 ? -*value : *value, kScale, whole, Rounding::kUp);
}
inline const sluice_risk_group* group_at(const sluice_rows& groups, std::uint32_t index) noexcept {
  return index < groups.count ? SLUICE_ROW(groups, sluice_risk_group, index) : nullptr;
}
inline Value state_word(std::uint32_t state) noexcept {
  switch (state) {
    case SLUICE_TRADING_ACTIVE:
      return text("ACTIVE");
    case SLUICE_TRADING_REDUCING:
      return text("REDUCING");
    case SLUICE_TRADING_HALTED:
      return text("HALTED");
    default:
      return text("UNKNOWN");
  }
}

}  // namespace sluice::lua
