// SPDX-License-Identifier: Apache-2.0
//
// order_fields.cpp: the fields of `order` and `fill`.
#include "field_values.hpp"

namespace sluice::lua {
namespace {

using Kind = Value::Kind;

Value side(const Subject& s) noexcept {
  return text(is_buy(s) ? std::string_view{"BUY"} : std::string_view{"SELL"});
}

Value order_type(const Subject& s) noexcept {
  switch (s.order->type) {
    case SLUICE_ORDER_MARKET:
      return text("MARKET");
    case SLUICE_ORDER_LIMIT:
      return text("LIMIT");
    case SLUICE_ORDER_STOP:
      return text("STOP");
    case SLUICE_ORDER_STOP_LIMIT:
      return text("STOP_LIMIT");
    case SLUICE_ORDER_LIMIT_MAKER:
      return text("LIMIT_MAKER");
    default:
      return absent();
  }
}

Value time_in_force(const Subject& s) noexcept {
  switch (s.order->time_in_force) {
    case SLUICE_TIF_DAY:
      return text("DAY");
    case SLUICE_TIF_IOC:
      return text("IOC");
    case SLUICE_TIF_GTC:
      return text("GTC");
    case SLUICE_TIF_FOK:
      return text("FOK");
    case SLUICE_TIF_GTD:
      return text("GTD");
    default:
      return absent();
  }
}

Value of_instrument(const Subject& s, sluice_str sluice_instrument::*name) noexcept {
  return s.instrument == nullptr ? absent() : known_text(s.instrument->*name);
}

Value notional_of(const Subject& s) noexcept {
  const std::int64_t price = judged_price(s);
  return price == 0 ? absent() : wide_decimal(value_at(price, s.order->quantity));
}

// clang-format off
constexpr Field kOrderFields[] = {
    {"symbol", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return of_instrument(s, &sluice_instrument::symbol); },
     "the instrument's symbol"},
    {"sector", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return of_instrument(s, &sluice_instrument::sector); },
     "from the instrument file"},
    {"region", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return of_instrument(s, &sluice_instrument::region); },
     "from the instrument file"},
    {"currency", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return of_instrument(s, &sluice_instrument::currency); },
     "the instrument's quote currency"},
    {"side", Kind::kText, false, SLUICE_UNIT_NONE, side, "BUY or SELL"},
    {"type", Kind::kText, true, SLUICE_UNIT_NONE, order_type,
     "MARKET, LIMIT, STOP, STOP_LIMIT or LIMIT_MAKER"},
    {"time_in_force", Kind::kText, true, SLUICE_UNIT_NONE, time_in_force, "DAY, IOC, GTC, FOK or GTD"},
    {"quantity", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.order->quantity); }, "asked for; above 0"},
    {"signed_quantity", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return wide_decimal(signed_quantity(s)); },
     "the quantity, negative for a sell"},
    {"price", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(judged_price(s)); },
     "what the order is judged at: its limit; else the worse of its stop and the market, where a "
     "market order that buys takes the ask if that is above the reference price"},
    {"notional", Kind::kDecimal, true, SLUICE_UNIT_MONEY, notional_of,
     "price * quantity, exact and rounded up; an error where it does not fit, never a wrap"},
    {"limit_price", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.order->limit_price); },
     "of limit, stop-limit and limit-maker orders"},
    {"stop_price", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.order->stop_price); },
     "of stop and stop-limit orders"},
    {"reference_price", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.order->reference_price); },
     "the last price at the decision"},
    {"reference_age_seconds", Kind::kDecimal, true, SLUICE_UNIT_SECONDS,
     [](const Subject& s) noexcept { return age_seconds(s.view->now, s.order->reference_time); },
     "how old the reference price is"},
    {"average_daily_volume", Kind::kDecimal, true, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return known_decimal(s.order->average_daily_volume); },
     "of 20 sessions, else from the instrument file"},
    {"daily_volatility", Kind::kNumber, true, SLUICE_UNIT_RATIO,
     [](const Subject& s) noexcept { return finite_number(s.order->daily_volatility); },
     "standard deviation of 20 daily returns"},
    {"lot", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->lot); },
     "the smallest quantity step; a resize is a multiple of it"},
    {"tick", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.row->tick); },
     "the smallest price step"},
    {"reduce_only", Kind::kBoolean, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept {
       return boolean((s.order->flags & SLUICE_ORDER_REDUCE_ONLY) != 0);
     }, "may only make a position smaller"},
    {"post_only", Kind::kBoolean, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept {
       return boolean((s.order->flags & SLUICE_ORDER_POST_ONLY) != 0);
     }, "may only rest in the book"},
    {"parent_quantity", Kind::kDecimal, true, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return known_decimal(s.order->parent_quantity); },
     "of the order this one is a part of"},
    {"attempt", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept { return integer(s.order->attempt); },
     "of sending it; from 1, 0 before"},
};

constexpr Field kFillFields[] = {
    {"side", Kind::kText, false, SLUICE_UNIT_NONE, side, "BUY or SELL"},
    {"quantity", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.event->quantity); }, "of this execution"},
    {"price", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.event->price); },
     "of this execution"},
    {"notional", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept {
       return wide_decimal(value_at(s.event->price, s.event->quantity));
     }, "price * quantity, rounded up"},
    {"instrument", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept { return integer(s.order->instrument); },
     "the instrument's number in this run"},
    {"symbol", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return of_instrument(s, &sluice_instrument::symbol); },
     "the instrument's symbol; absent before the session's first view"},
};
// clang-format on

}  // namespace

std::span<const Field> order_fields() noexcept { return kOrderFields; }
std::span<const Field> fill_fields() noexcept { return kFillFields; }

}  // namespace sluice::lua
