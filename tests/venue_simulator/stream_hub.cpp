// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/stream_hub.hpp"

#include <algorithm>
#include <cctype>

namespace sluice::venue_simulator {

namespace {

std::string stream_of(const Venue& venue, int symbol, std::string_view rest) {
  std::string name = venue.symbols()[std::size_t(symbol)].name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name + "@" + std::string{rest};
}

constexpr std::string_view kCandles[] = {"1m", "3m", "5m", "15m", "30m", "1h",
                                         "2h", "4h", "6h", "8h",  "12h", "1d"};
struct Depth {
  std::string_view name;
  std::size_t levels;
};
constexpr Depth kDepths[] = {{"depth5", 5},       {"depth10", 10},       {"depth20", 20},
                             {"depth5@100ms", 5}, {"depth10@100ms", 10}, {"depth20@100ms", 20}};

Json candle_event(const std::string& symbol, std::string_view interval, Milliseconds length,
                  const Candle& candle, Milliseconds now) {
  return {{"e", "kline"},
          {"E", now},
          {"s", symbol},
          {"k",
           {{"t", candle.begin},
            {"T", candle.begin + length - 1},
            {"s", symbol},
            {"i", interval},
            {"f", candle.first_id},
            {"L", candle.last_id},
            {"o", wire_text(candle.open)},
            {"c", wire_text(candle.close)},
            {"h", wire_text(candle.high)},
            {"l", wire_text(candle.low)},
            {"v", wire_text(candle.volume)},
            {"n", candle.count},
            {"x", false},
            {"q", wire_text(candle.quote_volume)},
            {"V", wire_text(candle.taker_buy_volume)},
            {"Q", wire_text(candle.taker_buy_quote)},
            {"B", "0"}}}};
}

}  // namespace

std::string garbled(const std::string& text) {
  return text.substr(0, text.size() / 2) + "\x01}{" + text.substr(0, text.size() / 3);
}

Json order_event_json(const Venue& venue, const OrderEvent& event, Milliseconds now) {
  const Order& order = event.order;
  const Trade& trade = event.trade;
  const bool is_trade = event.kind == Execution::kTrade;
  const bool renamed = event.kind == Execution::kCanceled || event.kind == Execution::kReplaced;
  Json json{{"e", "executionReport"},
            {"E", now},
            {"s", venue.symbols()[std::size_t(order.terms.symbol)].name},
            {"c", order.terms.client_id},
            {"S", text_of(order.terms.side)},
            {"o", text_of(order.terms.type)},
            {"f", text_of(order.terms.time_in_force)},
            {"q", wire_text(order.terms.quantity)},
            {"p", wire_text(order.terms.price)},
            {"P", wire_text(order.terms.stop_price)},
            {"F", wire_text(Quantity{})},
            {"g", -1},
            {"C", renamed ? order.original_client_id : ""},
            {"x", text_of(event.kind)},
            {"X", text_of(order.status)},
            {"r", "NONE"},
            {"i", order.id},
            {"l", wire_text(trade.quantity)},
            {"z", wire_text(order.executed)},
            {"L", wire_text(trade.price)},
            {"n", is_trade ? wire_text(trade.commission) : "0"},
            {"N", nullptr},
            {"T", order.updated},
            {"t", is_trade ? trade.id : -1},
            {"I", event.execution_id},
            {"w", order.is_open() && order.is_working},
            {"m", trade.is_maker},
            {"M", is_trade},
            {"O", order.created},
            {"Z", wire_text(order.executed_quote)},
            {"Y", wire_text(trade.quote)},
            {"Q", wire_text(order.terms.quote_quantity)}};
  if (is_trade) json["N"] = trade.commission_asset;
  if (order.is_working) json["W"] = order.working;
  json["V"] = text_of(order.terms.self_trade);
  return json;
}

Json balance_event_json(const BalanceEvent& event, Milliseconds now) {
  Json json{{"e", "outboundAccountPosition"}, {"E", now}, {"u", event.time}, {"B", Json::array()}};
  for (const auto& [asset, balance] : event.balances)
    json["B"].push_back(
        {{"a", asset}, {"f", wire_text(balance.free)}, {"l", wire_text(balance.locked)}});
  return json;
}

Json transfer_event_json(const TransferEvent& event, Milliseconds now) {
  return {{"e", "balanceUpdate"},
          {"E", now},
          {"a", event.asset},
          {"d", wire_text(event.change)},
          {"T", event.time}};
}

std::vector<std::shared_ptr<Listener>> StreamHub::present() {
  std::vector<std::shared_ptr<Listener>> result;
  std::erase_if(listeners_, [&](const std::weak_ptr<Listener>& each) {
    if (auto there = each.lock()) result.push_back(std::move(there));
    return each.expired();
  });
  return result;
}

std::size_t StreamHub::listeners() const {
  return static_cast<std::size_t>(std::count_if(listeners_.begin(), listeners_.end(),
                                                [](const auto& each) { return !each.expired(); }));
}

void StreamHub::disconnect_all(bool only_users) {
  for (const auto& each : present())
    if (!only_users || !each->accounts.empty()) each->disconnect();
}

void StreamHub::silence_all(bool is_silent) {
  for (const auto& each : present()) each->is_silent = is_silent;
}

bool StreamHub::knows(const Venue& venue, const std::string& stream) {
  const auto at = stream.find('@');
  if (at == std::string::npos) return false;
  std::string symbol = stream.substr(0, at);
  std::transform(symbol.begin(), symbol.end(), symbol.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (!venue.find_symbol(symbol)) return false;
  const std::string_view rest = std::string_view{stream}.substr(at + 1);
  if (rest == "bookTicker" || rest == "trade") return true;
  if (rest.starts_with("kline_")) return interval_length(rest.substr(6)).has_value();
  return std::any_of(std::begin(kDepths), std::end(kDepths),
                     [&](const Depth& each) { return each.name == rest; });
}

void StreamHub::publish(const Venue& venue, const std::vector<Event>& events, Milliseconds now) {
  for (const Event& event : events) {
    if (const auto* order = std::get_if<OrderEvent>(&event)) {
      tell_user("stream executionReport " + std::string{text_of(order->kind)}, order->order.account,
                order_event_json(venue, *order, now));
    } else if (const auto* balance = std::get_if<BalanceEvent>(&event)) {
      tell_user("stream outboundAccountPosition", balance->account,
                balance_event_json(*balance, now));
    } else if (const auto* transfer = std::get_if<TransferEvent>(&event)) {
      tell_user("stream balanceUpdate", transfer->account, transfer_event_json(*transfer, now));
    } else if (const auto* print = std::get_if<PrintEvent>(&event)) {
      tell_print(venue, *print, now);
    } else if (const auto* top = std::get_if<TopEvent>(&event)) {
      tell_top(venue, *top);
    }
  }
}

void StreamHub::tell_user(const std::string& what, int account, const Json& event) {
  if (const auto fault = faults_.take(what))
    strike(*fault, account, event);
  else
    send_user(account, event, 0, false);
  const auto fits = [&](const Held& held) {
    return held.account == account && held.event != event && what.starts_with(held.on);
  };
  for (const Held& held : held_)
    if (fits(held)) send_user(held.account, held.event, 0, false);
  std::erase_if(held_, fits);
}

void StreamHub::strike(const Fault& fault, int account, const Json& event) {
  switch (fault.kind) {
    case FaultKind::kDelay:
      send_user(account, event, fault.ms, false);
      return;
    case FaultKind::kDuplicate:
      send_user(account, event, 0, false);
      send_user(account, event, 0, false);
      return;
    case FaultKind::kGarble:
      send_user(account, event, 0, true);
      return;
    case FaultKind::kReorder:
      held_.push_back({fault.on, account, event});
      return;
    case FaultKind::kDisconnect:
      for (const auto& each : present())
        if (!each->accounts.empty()) each->disconnect();
      return;
    case FaultKind::kSilence:
      for (const auto& each : present()) each->is_silent |= !each->accounts.empty();
      return;
    default:  // dropped
      return;
  }
}

void StreamHub::send_user(int account, const Json& event, Milliseconds delay, bool is_garbled) {
  for (const auto& each : present())
    for (const auto& [subscription, listened] : each->accounts) {
      if (listened != account || each->is_silent) continue;
      const std::string text = Json{{"subscriptionId", subscription}, {"event", event}}.dump();
      each->send(is_garbled ? garbled(text) : text, delay);
    }
}

bool StreamHub::is_heard(const std::string& stream) const {
  return std::any_of(listeners_.begin(), listeners_.end(), [&](const auto& each) {
    const auto there = each.lock();
    return there && there->streams.contains(stream);
  });
}

void StreamHub::tell_market(const std::string& stream, const Json& event) {
  for (const auto& each : present()) {
    if (!each->streams.contains(stream) || each->is_silent) continue;
    each->send(each->is_combined ? Json{{"stream", stream}, {"data", event}}.dump() : event.dump(),
               0);
  }
}

void StreamHub::tell_print(const Venue& venue, const PrintEvent& event, Milliseconds now) {
  const std::string& symbol = venue.symbols()[std::size_t(event.symbol)].name;
  const Print& print = event.print;
  tell_market(stream_of(venue, event.symbol, "trade"), {{"e", "trade"},
                                                        {"E", now},
                                                        {"s", symbol},
                                                        {"t", print.id},
                                                        {"p", wire_text(print.price)},
                                                        {"q", wire_text(print.quantity)},
                                                        {"T", print.time},
                                                        {"m", print.buyer_is_maker},
                                                        {"M", true}});
  for (const auto interval : kCandles) {
    const std::string stream = stream_of(venue, event.symbol, "kline_" + std::string{interval});
    if (!is_heard(stream)) continue;
    const Milliseconds length = interval_length(interval).value();
    const auto candles = venue.tape(event.symbol).candles(length, print.time - print.time % length);
    if (!candles.empty())
      tell_market(stream, candle_event(symbol, interval, length, candles.back(), now));
  }
}

void StreamHub::tell_top(const Venue& venue, const TopEvent& event) {
  const auto price = [](const auto& level) { return wire_text(level ? level->price : Price{}); };
  const auto quantity = [](const auto& level) {
    return wire_text(level ? level->quantity : Quantity{});
  };
  tell_market(stream_of(venue, event.symbol, "bookTicker"),
              {{"u", event.update},
               {"s", venue.symbols()[std::size_t(event.symbol)].name},
               {"b", price(event.bid)},
               {"B", quantity(event.bid)},
               {"a", price(event.ask)},
               {"A", quantity(event.ask)}});
  for (const Depth& each : kDepths) {
    const std::string stream = stream_of(venue, event.symbol, each.name);
    if (is_heard(stream)) tell_market(stream, depth_json(venue, event.symbol, each.levels));
  }
}

}  // namespace sluice::venue_simulator
