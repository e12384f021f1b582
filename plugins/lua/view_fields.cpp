// SPDX-License-Identifier: Apache-2.0
//
// view_fields.cpp: the fields of `view`: the account, the order's instrument, the session.
#include <sluice/time.hpp>

#include "field_values.hpp"

namespace sluice::lua {
namespace {

using Kind = Value::Kind;

int128 equity(const Subject& s) noexcept { return Money::from_c(s.view->equity).raw(); }

// At the price the order is judged at, else the last.
std::optional<int128> value_after(const Subject& s) noexcept {
  const std::int64_t price = judged_price(s) != 0 ? judged_price(s) : s.row->last;
  if (price == 0) return std::nullopt;
  return value_at(price, position_after(s));
}

Value optional_wide(std::optional<int128> units) noexcept {
  return units ? wide_decimal(units) : absent();
}

std::optional<int128> magnitude(int128 value) noexcept {
  return value < 0 ? detail::subtract(0, value) : value;
}

// Where every instrument ends further from zero, whatever fills of what may rest.
std::optional<int128> gross_worst(const Subject& s) noexcept {
  return detail::add(Money::from_c(s.view->gross_exposure).raw(),
                     Money::from_c(s.view->resting_exposure).raw());
}

// The same once the order is filled: what its own symbol was worth at worst is replaced.
Value gross_after(const Subject& s) noexcept {
  const auto after = value_after(s);
  if (!after) return absent();
  const auto settled = magnitude(Money::from_c(s.row->projected_value).raw());
  const auto before =
      settled ? detail::add(*settled, Money::from_c(s.row->resting_value).raw()) : std::nullopt;
  const auto gross = gross_worst(s);
  const auto others = gross && before ? detail::subtract(*gross, *before) : std::nullopt;
  const auto own = magnitude(*after);
  return wide_decimal(others && own ? detail::add(*others, *own) : std::nullopt);
}

Value group_exposure(const sluice_rows& groups, std::uint32_t index) noexcept {
  const sluice_risk_group* group = group_at(groups, index);
  return group == nullptr ? absent() : money(group->gross_exposure);
}

// From the peak, as a share of it, rounded up; 0 at the peak.
Value drawdown(const Subject& s) noexcept {
  const int128 peak = Money::from_c(s.view->peak_equity).raw();
  if (peak <= 0) return absent();
  const auto lost = detail::subtract(peak, equity(s));
  if (lost && *lost < 0) return decimal(0);
  return wide_decimal(share_of(lost, peak));
}

Value spread(const Subject& s) noexcept {
  if (s.row->bid == 0 || s.row->ask == 0) return absent();
  return wide_decimal(int128{s.row->ask} - s.row->bid);
}

std::int64_t minute_of_day(const Subject& s) noexcept {
  constexpr std::int64_t kMinuteNs = 60'000'000'000;
  constexpr std::int64_t kMinutes = 1440;
  const std::int64_t minute = s.view->now / kMinuteNs % kMinutes;
  return minute < 0 ? minute + kMinutes : minute;
}

// 1 is Monday; 1970-01-01 was a Thursday.
std::int64_t weekday(const Subject& s) noexcept {
  const std::int64_t days = Timestamp::from_nanoseconds(s.view->now).date().days();
  return ((days + 3) % 7 + 7) % 7 + 1;
}

// clang-format off
constexpr Field kViewFields[] = {
    // The order's instrument.
    {"position", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->position); }, "held; negative: short"},
    {"position_after", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return wide_decimal(position_after(s)); },
     "held, with this order and every open order of its side filled: the worst on that side"},
    {"position_projected", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return wide_decimal(position_projected(s)); },
     "held, with this order and every open order of both sides filled"},
    {"working_buy", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->working_buy); },
     "approved and not yet final"},
    {"working_sell", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->working_sell); },
     "approved and not yet final; never negative"},
    {"resting_buy", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->resting_buy); },
     "of working_buy, what may rest and never fill; 0 offline"},
    {"resting_sell", Kind::kDecimal, false, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return decimal(s.row->resting_sell); },
     "of working_sell, what may rest and never fill; 0 offline"},
    {"last", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.row->last); }, "the last price"},
    {"bid", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.row->bid); }, "the best bid"},
    {"ask", Kind::kDecimal, true, SLUICE_UNIT_PRICE,
     [](const Subject& s) noexcept { return known_decimal(s.row->ask); }, "the best ask"},
    {"spread", Kind::kDecimal, true, SLUICE_UNIT_PRICE, spread, "ask - bid"},
    {"last_age_seconds", Kind::kDecimal, true, SLUICE_UNIT_SECONDS,
     [](const Subject& s) noexcept { return age_seconds(s.view->now, s.row->last_time); },
     "how old the last price is"},
    {"quote_age_seconds", Kind::kDecimal, true, SLUICE_UNIT_SECONDS,
     [](const Subject& s) noexcept { return age_seconds(s.view->now, s.row->quote_time); },
     "how old bid and ask are"},
    {"average_daily_volume", Kind::kDecimal, true, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept { return known_decimal(s.row->average_daily_volume); },
     "of the order's instrument"},
    {"value", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.row->projected_value); },
     "of the instrument once everything approved is filled, at the last price; signed"},
    {"value_after", Kind::kDecimal, true, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return optional_wide(value_after(s)); },
     "position_after at order.price, signed, rounded away from 0"},
    {"weight_after", Kind::kDecimal, true, SLUICE_UNIT_RATIO,
     [](const Subject& s) noexcept { return optional_wide(share_of(value_after(s), equity(s))); },
     "|value_after| / equity, rounded up"},
    {"sector_exposure", Kind::kDecimal, true, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return group_exposure(s.view->sectors, s.row->sector); },
     "gross, of the order's sector, before this order"},
    {"region_exposure", Kind::kDecimal, true, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return group_exposure(s.view->regions, s.row->region); },
     "gross, of the order's region, before this order"},
    {"symbol_working_orders", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept { return integer(s.row->working_orders); },
     "of the order's instrument"},
    {"symbol_trading_state", Kind::kText, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return state_word(s.row->trading_state); },
     "ACTIVE, REDUCING, HALTED or UNKNOWN"},
    {"venue_position", Kind::kDecimal, true, SLUICE_UNIT_QUANTITY,
     [](const Subject& s) noexcept {
       return s.row->has_venue_position != 0 ? decimal(s.row->venue_position) : absent();
     }, "as the venue told it last"},
    // The account.
    {"cash", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->cash); }, "of the account"},
    {"reserved_cash", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->reserved_cash); },
     "held for orders on their way"},
    {"equity", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->equity); }, "of the account"},
    {"peak_equity", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->peak_equity); }, "the highest so far"},
    {"drawdown", Kind::kDecimal, true, SLUICE_UNIT_RATIO, drawdown,
     "(peak_equity - equity) / peak_equity, rounded up; 0 at the peak"},
    {"day_pnl", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->day_pnl); },
     "equity less that at the last session's close"},
    {"gross_exposure", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->gross_exposure); },
     "the sum of |value|, before this order"},
    {"gross_worst", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return wide_decimal(gross_worst(s)); },
     "gross_exposure, and by how much more it may be for what rests"},
    {"gross_after", Kind::kDecimal, true, SLUICE_UNIT_MONEY, gross_after,
     "gross_worst with this order's symbol at |value_after|"},
    {"net_exposure", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->net_exposure); },
     "the sum of value, before this order"},
    {"open_positions", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept { return integer(s.view->open_positions); },
     "instruments whose position, everything filled, is not 0"},
    {"working_orders", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept {
       return integer(static_cast<std::int64_t>(s.view->working_orders.count));
     }, "approved and not yet final"},
    {"working_notional", Kind::kDecimal, false, SLUICE_UNIT_MONEY,
     [](const Subject& s) noexcept { return money(s.view->working_notional); },
     "what is not filled of the working orders, at their prices"},
    {"trading_state", Kind::kText, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return state_word(s.view->trading_state); },
     "of account, session, strategy and route: ACTIVE, REDUCING, HALTED or UNKNOWN"},
    {"account", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return known_text(s.view->account); }, "its name"},
    {"session", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return known_text(s.view->session); }, "its name"},
    {"strategy", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return known_text(s.view->strategy); }, "its name"},
    {"route", Kind::kText, true, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return known_text(s.view->route); }, "its name"},
    // Time.
    {"now", Kind::kInteger, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return integer(s.view->now); },
     "event time in nanoseconds since 1970-01-01 UTC, as now()"},
    {"minutes_to_close", Kind::kInteger, true, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept {
       return minutes_between(s.view->now, s.view->session_close);
     }, "whole minutes, rounded down; negative after the close"},
    {"minutes_since_open", Kind::kInteger, true, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept {
       return minutes_between(s.view->session_open, s.view->now);
     }, "whole minutes, rounded down; negative before the open"},
    {"minute_of_day", Kind::kInteger, false, SLUICE_UNIT_COUNT,
     [](const Subject& s) noexcept { return integer(minute_of_day(s)); }, "UTC, 0 to 1439"},
    {"weekday", Kind::kInteger, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return integer(weekday(s)); }, "UTC; 1 is Monday"},
    {"heartbeat_age_seconds", Kind::kDecimal, true, SLUICE_UNIT_SECONDS,
     [](const Subject& s) noexcept { return age_seconds(s.view->now, s.view->venue_heartbeat); },
     "since the venue was last heard"},
    {"offline", Kind::kBoolean, false, SLUICE_UNIT_NONE,
     [](const Subject& s) noexcept { return boolean(s.view->offline != 0); },
     "a backtest or daily run: there is no venue to hear of"},
};
// clang-format on

}  // namespace

std::span<const Field> view_fields() noexcept { return kViewFields; }

}  // namespace sluice::lua
