// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/control.hpp"

#include <algorithm>
#include <stdexcept>

namespace sluice::venue_simulator {

namespace {

// Of a control request: its words go to the tester.
struct Misunderstood : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <typename Decimal>
Decimal decimal_at(const Json& row, const char* name) {
  const auto found = row.find(name);
  if (found == row.end() || !found->is_string())
    throw Misunderstood{std::string{name} + ": expected a decimal as text"};
  const auto value = Decimal::parse(found->get<std::string>());
  if (!value) throw Misunderstood{std::string{name} + ": not a decimal: " + found->dump()};
  return *value;
}

int symbol_at(const Venue& venue, const Json& row) {
  const auto symbol = venue.find_symbol(row.value("symbol", ""));
  if (!symbol)
    throw Misunderstood{"symbol: there is none called \"" + row.value("symbol", "") + "\""};
  return *symbol;
}

int account_at(const Venue& venue, const Json& row) {
  const auto account = venue.accounts().find(row.value("account", "main"));
  if (!account)
    throw Misunderstood{"account: there is none called \"" + row.value("account", "main") + "\""};
  return *account;
}

// A quote's size is cut to whole lots, its price must be one that an order could have.
Level level_at(const Symbol& symbol, const Json& row, const char* price, const char* size) {
  Level level{decimal_at<Price>(row, price), decimal_at<Quantity>(row, size)};
  level.quantity = truncate_to_multiple(level.quantity, symbol.filters.step);
  if (level.price.raw() % symbol.filters.tick.raw() != 0)
    throw Misunderstood{std::string{price} + ": not a multiple of the tick " +
                        symbol.filters.tick.to_string() + ": " + level.price.to_string()};
  return level;
}

struct MarketEvent {
  Milliseconds time = 0;
  bool is_trade = false;
  Quote quote;
  Price price;
  Quantity quantity;
  Side side = Side::kBuy;
};

MarketEvent quote_event(const Venue& venue, const Json& row, Milliseconds usual) {
  MarketEvent event;
  event.time = row.value("time", usual);
  event.quote.symbol = symbol_at(venue, row);
  const Symbol& symbol = venue.symbols()[std::size_t(event.quote.symbol)];
  event.quote.bid = level_at(symbol, row, "bid", "bid_size");
  event.quote.ask = level_at(symbol, row, "ask", "ask_size");
  return event;
}

MarketEvent trade_event(const Venue& venue, const Json& row, Milliseconds usual) {
  MarketEvent event;
  event.is_trade = true;
  event.time = row.value("time", usual);
  event.quote.symbol = symbol_at(venue, row);
  const Symbol& symbol = venue.symbols()[std::size_t(event.quote.symbol)];
  const Level level = level_at(symbol, row, "price", "quantity");
  event.price = level.price;
  event.quantity = level.quantity;
  const auto side = side_of(row.value("side", "BUY"));
  if (!side) throw Misunderstood{"side: expected BUY or SELL, who took"};
  event.side = *side;
  return event;
}

Json list_at(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end()) return Json::array();
  if (!found->is_array()) throw Misunderstood{std::string{name} + ": expected a list"};
  return *found;
}

// Nothing is played where one of them is not understood.
Json play(Simulator& simulator, const Json& body) {
  const Venue& venue = simulator.venue();
  const Milliseconds usual = simulator.clock().now();
  std::vector<MarketEvent> events;
  for (const Json& row : list_at(body, "quotes")) events.push_back(quote_event(venue, row, usual));
  for (const Json& row : list_at(body, "trades")) events.push_back(trade_event(venue, row, usual));
  std::stable_sort(events.begin(), events.end(),
                   [](const MarketEvent& a, const MarketEvent& b) { return a.time < b.time; });
  for (const MarketEvent& event : events) {
    if (simulator.clock().is_told()) simulator.clock().tell(event.time);
    const Milliseconds now = simulator.clock().now();
    simulator.before_change();
    if (event.is_trade)
      simulator.venue().trade(event.quote.symbol, event.price, event.quantity, event.side, now);
    else
      simulator.venue().quote(event.quote, now);
    simulator.after_change();
  }
  return {{"played", events.size()}, {"time", simulator.clock().now()}};
}

Fault fault_at(const Json& row) {
  Fault fault;
  fault.on = row.value("on", "");
  if (fault.on.empty())
    throw Misunderstood{
        "on: expected a request as \"POST /api/v3/order\", an event as "
        "\"stream executionReport TRADE\", or *"};
  const auto kind = fault_kind_of(row.value("kind", ""));
  if (!kind)
    throw Misunderstood{"kind: \"" + row.value("kind", "") + "\" is none; expected one of " +
                        fault_kinds_text()};
  fault.kind = *kind;
  fault.count = row.value("count", std::int64_t{1});
  fault.skip = row.value("skip", std::int64_t{0});
  fault.ms = row.value("ms", Milliseconds{0});
  if (row.contains("executed")) fault.executed = row["executed"].get<bool>();
  fault.error = {row.value("code", -1000), row.value("message", "told to fail"),
                 row.value("status", 400)};
  return fault;
}

Json fault_json(const Fault& fault) {
  return {{"on", fault.on},
          {"kind", text_of(fault.kind)},
          {"count", fault.count},
          {"skip", fault.skip},
          {"ms", fault.ms}};
}

Json faults_json(const FaultBook& faults) {
  Json json{{"pending", Json::array()}, {"struck", faults.struck()}};
  for (const Fault& each : faults.pending()) json["pending"].push_back(fault_json(each));
  return json;
}

Json add_faults(Simulator& simulator, const Json& body) {
  std::vector<Fault> faults;
  if (body.is_array())
    for (const Json& row : body) faults.push_back(fault_at(row));
  else
    faults.push_back(fault_at(body));
  for (Fault& each : faults)
    if (const auto added = simulator.faults().add(std::move(each)); !added)
      throw Misunderstood{added.error().message};
  simulator.before_change();  // a stale answer is of now at the earliest
  return faults_json(simulator.faults());
}

Json trade_truth(const Venue& venue, const Trade& trade) {
  Json json = trade_json(venue, trade);
  json["account"] = venue.accounts().at(trade.account).name;
  json["clientOrderId"] = trade.client_id;
  json["epoch"] = trade.epoch;
  return json;
}

Json state(Simulator& simulator, const Json&) {
  const Venue& venue = simulator.venue();
  Json json{{"time", simulator.clock().now()},
            {"epoch", venue.epoch()},
            {"orders", Json::array()},
            {"trades", Json::array()},
            {"balances", Json::object()},
            {"requests", Json::object()},
            {"listeners", simulator.hub().listeners()},
            {"faults", faults_json(simulator.faults())}};
  for (const auto& [id, order] : venue.orders()) {
    Json row = order_json(venue, order);
    row["account"] = venue.accounts().at(order.account).name;
    json["orders"].push_back(std::move(row));
  }
  for (const Trade& trade : venue.trades()) json["trades"].push_back(trade_truth(venue, trade));
  for (const Account& account : venue.accounts().all()) {
    Json& own = json["balances"][account.name] = Json::object();
    for (const auto& [asset, balance] : account.balances)
      own[asset] = {{"free", wire_text(balance.free)}, {"locked", wire_text(balance.locked)}};
  }
  for (const auto& [name, count] : simulator.counts())
    json["requests"][name] = {{"received", count.received}, {"carried_out", count.carried_out}};
  return json;
}

Json restart(Simulator& simulator, const Json& body) {
  simulator.before_change();
  if (body.value("forget", false))
    simulator.venue().reset();
  else
    simulator.venue().restart();
  if (body.value("expire", false)) simulator.venue().expire_all(simulator.clock().now());
  simulator.after_change();
  simulator.hub().disconnect_all(false);
  return {{"epoch", simulator.venue().epoch()}};
}

Json set_clock(Simulator& simulator, const Json& body) {
  if (body.contains("time")) {
    if (!simulator.clock().is_told())
      throw Misunderstood{"time: the clock is the machine's; start with --clock told"};
    simulator.clock().tell(body["time"].get<Milliseconds>());
  }
  if (body.contains("skew_ms")) simulator.clock().skew(body["skew_ms"].get<Milliseconds>());
  return {{"time", simulator.clock().now()}};
}

// A new key, or another state of one there is.
Json set_key(Simulator& simulator, const Json& body) {
  const std::string name = body.value("key", "");
  ApiKey key;
  if (const ApiKey* const known = simulator.service().keys().find(name)) key = *known;
  key.name = name;
  if (body.contains("account") || key.secret.empty())
    key.account = account_at(simulator.venue(), body);
  key.kind = body.value("kind", key.kind == KeyKind::kHmac ? "hmac" : "ed25519") == "ed25519"
                 ? KeyKind::kEd25519
                 : KeyKind::kHmac;
  key.secret = body.value("secret", body.value("public_key", key.secret));
  key.is_valid = body.value("valid", key.is_valid);
  key.may_trade = body.value("may_trade", key.may_trade);
  if (name.empty() || key.secret.empty())
    throw Misunderstood{"expected key, and secret or public_key"};
  simulator.service().keys().add(std::move(key));
  return {{"key", name}};
}

Json set_account(Simulator& simulator, const Json& body) {
  const int account = account_at(simulator.venue(), body);
  simulator.before_change();
  Account& own = simulator.venue().accounts().at(account);
  own.can_trade = body.value("can_trade", own.can_trade);
  own.can_withdraw = body.value("can_withdraw", own.can_withdraw);
  if (body.contains("asset"))
    simulator.venue().transfer(account, body["asset"].get<std::string>(),
                               decimal_at<Amount>(body, "change"), simulator.clock().now());
  simulator.after_change();
  return {{"account", own.name}};
}

Json set_symbol(Simulator& simulator, const Json& body) {
  Symbol& symbol = simulator.venue().symbol(symbol_at(simulator.venue(), body));
  symbol.is_trading = body.value("trading", symbol.is_trading);
  return {{"symbol", symbol.name}, {"trading", symbol.is_trading}};
}

Json set_streams(Simulator& simulator, const Json& body) {
  const std::string action = body.value("action", "");
  if (action == "disconnect")
    simulator.hub().disconnect_all(body.value("only_users", true));
  else if (action == "silence" || action == "resume")
    simulator.hub().silence_all(action == "silence");
  else
    throw Misunderstood{"action: expected disconnect, silence or resume"};
  return {{"listeners", simulator.hub().listeners()}};
}

Json set_outage(Simulator& simulator, const Json& body) {
  simulator.set_down(body.value("down", true));
  return {{"down", simulator.is_down()}};
}

Json clear_faults(Simulator& simulator, const Json&) {
  simulator.faults().clear();
  return faults_json(simulator.faults());
}

Json show_faults(Simulator& simulator, const Json&) { return faults_json(simulator.faults()); }

struct ControlRequest {
  std::string_view method;
  std::string_view path;
  Json (*carry_out)(Simulator&, const Json&);
};

constexpr ControlRequest kControlRequests[] = {
    {"POST", "/simulator/market", play},           {"GET", "/simulator/state", state},
    {"POST", "/simulator/faults", add_faults},     {"GET", "/simulator/faults", show_faults},
    {"DELETE", "/simulator/faults", clear_faults}, {"POST", "/simulator/restart", restart},
    {"POST", "/simulator/clock", set_clock},       {"POST", "/simulator/keys", set_key},
    {"POST", "/simulator/account", set_account},   {"POST", "/simulator/symbol", set_symbol},
    {"POST", "/simulator/streams", set_streams},   {"POST", "/simulator/outage", set_outage}};

}  // namespace

Answer control(Simulator& simulator, std::string_view method, std::string_view path,
               const std::string& body) {
  const auto found = std::find_if(
      std::begin(kControlRequests), std::end(kControlRequests),
      [&](const ControlRequest& each) { return each.method == method && each.path == path; });
  if (found == std::end(kControlRequests)) {
    std::string all;
    for (const auto& each : kControlRequests)
      all += (all.empty() ? "" : ", ") + std::string{each.method} + " " + std::string{each.path};
    return {404, {{"error", "no such request; there are " + all}}, {}};
  }
  try {
    return {
        200, found->carry_out(simulator, body.empty() ? Json::object() : Json::parse(body)), {}};
  } catch (const std::exception& wrong) {
    return {400, {{"error", wrong.what()}}, {}};
  }
}

}  // namespace sluice::venue_simulator
