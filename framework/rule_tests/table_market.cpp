// SPDX-License-Identifier: Apache-2.0
//
// table_market.cpp: market and portfolio of a case.
#include <algorithm>

#include "config/path.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"
#include "core/nearest.hpp"
#include "rule_tests/table_parts.hpp"
#include "rule_tests/words.hpp"

namespace sluice::rule_tests {
namespace {

constexpr std::int64_t kMinuteNs = 60'000'000'000;
constexpr std::int64_t kManyMinutes = 1'000'000;
constexpr std::int64_t kManyOrders = 100'000;
constexpr std::int64_t kDefaultNow = 1'736'953'200'000'000'000;  // 2025-01-15T15:00:00Z
constexpr std::size_t kMaxCloses = 10'000;

void read_closes(FieldReader& fields, std::vector<Price>& closes) {
  const config::Value* list = fields.take("closes");
  if (list == nullptr) return;
  if (list->list() == nullptr || list->list()->size() > kMaxCloses)
    return fields.fault("closes", "expected a list of at most 10000 prices");
  for (const config::Value& item : *list->list()) {
    const auto text = config::decimal_text(item);
    const auto price = text ? Price::parse(*text) : std::nullopt;
    if (!price || !price->is_positive())
      return fields.fault("closes", "expected prices above 0, got " + config::show(item));
    closes.push_back(*price);
  }
}

template <typename T>
T at_least_zero(FieldReader& fields, std::string_view key, T standard = {}) {
  const auto value = fields.exact<T>(key);
  if (value && value->is_negative()) fields.fault(key, "expected a number >= 0");
  return value.value_or(standard);
}

InstrumentSpec read_instrument(FieldReader& fields) {
  InstrumentSpec spec;
  Instrument& instrument = spec.instrument;
  instrument.sector = fields.text("sector").value_or("");
  instrument.region = fields.text("region").value_or("");
  instrument.currency = fields.text("currency").value_or("");
  instrument.lot = at_least_zero(fields, "lot", Quantity::from_raw(kScale));
  instrument.tick = at_least_zero(fields, "tick", Price::from_raw(kScale / 100));
  if (instrument.lot.is_zero()) fields.fault("lot", "expected a step above 0");
  if (instrument.tick.is_zero()) fields.fault("tick", "expected a step above 0");
  const auto volume = at_least_zero<Quantity>(fields, "average_daily_volume");
  if (!volume.is_zero()) instrument.average_daily_volume = volume;
  instrument.min_quantity = at_least_zero<Quantity>(fields, "min_quantity");
  instrument.max_quantity = at_least_zero<Quantity>(fields, "max_quantity");
  instrument.min_notional = fields.money("min_notional").value_or(Money{});
  spec.last = at_least_zero<Price>(fields, "last");
  spec.bid = at_least_zero<Price>(fields, "bid");
  spec.ask = at_least_zero<Price>(fields, "ask");
  spec.last_age_ns = fields.seconds("last_age_seconds").value_or(0);
  spec.quote_age_ns = fields.seconds("quote_age_seconds").value_or(0);
  spec.trading_state =
      fields.word("symbol_trading_state", kTradingStates).value_or(SLUICE_TRADING_ACTIVE);
  read_closes(fields, spec.closes);
  return spec;
}

// A time of its own, or whole minutes from now.
Timestamp session_time(FieldReader& fields, std::string_view key, std::string_view minutes_key,
                       Timestamp now, int direction) {
  const auto time = fields.time(key);
  const auto minutes = fields.whole(minutes_key, -kManyMinutes, kManyMinutes);
  if (time && minutes)
    fields.fault(minutes_key, "it is told twice: '" + std::string{key} + "' tells it too");
  if (minutes) return now.plus_nanoseconds(direction * *minutes * kMinuteNs);
  return time.value_or(Timestamp{});
}

SessionSpec read_session(FieldReader& fields) {
  SessionSpec session;
  session.now = fields.time("now").value_or(Timestamp::from_nanoseconds(kDefaultNow));
  session.open = session_time(fields, "open", "minutes_since_open", session.now, -1);
  session.close = session_time(fields, "close", "minutes_to_close", session.now, 1);
  if (const auto age = fields.seconds("heartbeat_age_seconds"))
    session.heartbeat = session.now.plus_nanoseconds(-*age);
  session.trading_state =
      fields.word("trading_state", kTradingStates).value_or(SLUICE_TRADING_ACTIVE);
  session.offline = fields.flag("offline").value_or(false);
  return session;
}

InstrumentSpec* find_instrument(Case& one, std::string_view symbol) {
  const auto found =
      std::find_if(one.instruments.begin(), one.instruments.end(),
                   [&](const InstrumentSpec& each) { return each.instrument.symbol == symbol; });
  return found == one.instruments.end() ? nullptr : &*found;
}

void read_positions(FieldReader& fields, const std::string& path, Case& into,
                    config::Faults& faults) {
  const config::Value* map = fields.take("positions");
  if (map == nullptr) return;
  FieldReader positions{map, path + ".positions", faults};
  for (InstrumentSpec& each : into.instruments)
    if (const auto held = positions.exact<Quantity>(each.instrument.symbol)) each.position = *held;
  positions.finish();
}

std::optional<std::uint32_t> read_count(FieldReader& fields, std::string_view key) {
  const auto count = fields.whole(key, 0, kManyOrders);
  if (!count) return std::nullopt;
  return static_cast<std::uint32_t>(*count);
}

void read_told(FieldReader& fields, ToldValues& told) {
  told.working_buy = fields.exact<Quantity>("working_buy");
  told.working_sell = fields.exact<Quantity>("working_sell");
  told.symbol_working_orders = read_count(fields, "symbol_working_orders");
  told.working_orders = read_count(fields, "working_orders");
  told.open_positions = read_count(fields, "open_positions");
  told.working_notional = fields.money("working_notional");
  told.gross_exposure = fields.money("gross_exposure");
  told.net_exposure = fields.money("net_exposure");
  told.sector_exposure = fields.money("sector_exposure");
  told.region_exposure = fields.money("region_exposure");
}

void read_names(FieldReader& fields, risk::BookNames& names) {
  names.account = fields.text("account").value_or("");
  names.session = fields.text("session").value_or("");
  names.strategy = fields.text("strategy").value_or("");
  names.route = fields.text("route").value_or("");
  names.config_hash = fields.text("config_hash").value_or("");
}

void read_working(FieldReader& fields, const std::string& path, AccountSpec& account,
                  config::Faults& faults) {
  const config::Value* list = fields.take("working");
  if (list == nullptr) return;
  if (list->list() == nullptr) return fields.fault("working", "expected a list of orders");
  std::size_t index = 0;
  for (const config::Value& item : *list->list())
    account.working.push_back(
        read_order(&item, config::join_index(path + ".working", index++), true, faults));
}

}  // namespace

void read_market(const config::Value* map, const std::string& path, Case& into,
                 config::Faults& faults) {
  FieldReader fields{map, path, faults};
  const std::string symbol = fields.text("symbol").value_or("");
  into.session = read_session(fields);
  into.instruments.push_back(read_instrument(fields));
  into.instruments.back().instrument.symbol = symbol;
  for (const config::Member* other : fields.maps_left()) {
    fields.know(other->key);
    if (find_instrument(into, other->key) != nullptr) {
      fields.fault(other->key, "it is the market's own symbol");
      continue;
    }
    FieldReader others{&other->value, fields.path_of(other->key), faults};
    InstrumentSpec spec = read_instrument(others);
    others.finish();
    spec.instrument.symbol = other->key;
    into.instruments.push_back(std::move(spec));
  }
  fields.finish();
}

void read_portfolio(const config::Value* map, const std::string& path, Case& into,
                    config::Faults& faults) {
  constexpr std::int64_t kDefaultEquity = 1'000'000;
  FieldReader fields{map, path, faults};
  AccountSpec& account = into.account;
  const Money standard = Money::from_raw(int128{kDefaultEquity} * kScale);
  account.account.equity = fields.money("equity").value_or(standard);
  account.account.cash = fields.money("cash").value_or(account.account.equity);
  account.account.peak_equity = fields.money("peak_equity").value_or(account.account.equity);
  account.account.day_pnl = fields.money("day_pnl").value_or(Money{});
  account.reserved_cash = fields.money("reserved_cash").value_or(Money{});
  InstrumentSpec& own = into.instruments.front();
  own.position = fields.exact<Quantity>("position").value_or(Quantity{});
  own.venue_position = fields.exact<Quantity>("venue_position");
  read_positions(fields, path, into, faults);
  read_told(fields, account.told);
  read_names(fields, account.names);
  read_working(fields, path, account, faults);
  fields.finish();
}

}  // namespace sluice::rule_tests
