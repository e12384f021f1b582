// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/service.hpp"

#include <algorithm>

namespace sluice::venue_simulator {

namespace {

constexpr std::string_view kSignedNames = "timestamp recvWindow signature apiKey";

bool is_one_of(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const auto end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  }
  return false;
}

std::optional<Refusal> check_names(std::string_view names, bool is_signed, const Params& params) {
  std::size_t read = 0;
  for (std::size_t i = 0; i < params.pairs().size(); ++i) {
    const std::string& name = params.pairs()[i].first;
    if (is_one_of(names, name) || (is_signed && is_one_of(kSignedNames, name))) ++read;
    for (std::size_t k = 0; k < i; ++k)
      if (params.pairs()[k].first == name)
        return Refusal{-1101, "Duplicate values for a parameter detected."};
  }
  if (read == params.pairs().size()) return std::nullopt;
  return Refusal{-1104, "Not all sent parameters were read; read '" + std::to_string(read) +
                            "' parameter(s) but was sent '" +
                            std::to_string(params.pairs().size()) + "'."};
}

}  // namespace

Answer answer_of(const Refusal& refusal) { return {refusal.status, error_json(refusal), {}}; }

const std::vector<Service::Endpoint>& Service::endpoints() {
  constexpr std::string_view kOrderNames =
      "symbol side type timeInForce quantity quoteOrderQty price newClientOrderId stopPrice "
      "icebergQty trailingDelta strategyId strategyType newOrderRespType selfTradePreventionMode "
      "computeCommissionRates";
  constexpr std::string_view kReplaceNames =
      "symbol side type timeInForce quantity quoteOrderQty price newClientOrderId stopPrice "
      "icebergQty trailingDelta strategyId strategyType newOrderRespType selfTradePreventionMode "
      "cancelReplaceMode cancelOrderId cancelOrigClientOrderId cancelNewClientOrderId "
      "cancelRestrictions";
  using enum Security;
  static const std::vector<Endpoint> kEndpoints{
      // method, path, weight, who may, what it does, parameters, counts as an order
      {"GET", "/api/v3/ping", 1, kNone, &Service::ping, ""},
      {"GET", "/api/v3/time", 1, kNone, &Service::time, ""},
      {"GET", "/api/v3/exchangeInfo", 20, kNone, &Service::exchange_info,
       "symbol symbols permissions showPermissionSets symbolStatus"},
      {"GET", "/api/v3/depth", 5, kNone, &Service::depth, "symbol limit symbolStatus"},
      {"GET", "/api/v3/trades", 25, kNone, &Service::trades, "symbol limit"},
      {"GET", "/api/v3/aggTrades", 4, kNone, &Service::aggregates,
       "symbol fromId startTime endTime limit"},
      {"GET", "/api/v3/klines", 2, kNone, &Service::candles,
       "symbol interval startTime endTime timeZone limit"},
      {"GET", "/api/v3/avgPrice", 2, kNone, &Service::average_price, "symbol"},
      {"GET", "/api/v3/ticker/24hr", 2, kNone, &Service::day_ticker,
       "symbol symbols type symbolStatus"},
      {"GET", "/api/v3/ticker/price", 2, kNone, &Service::price_ticker,
       "symbol symbols symbolStatus"},
      {"GET", "/api/v3/ticker/bookTicker", 2, kNone, &Service::book_ticker,
       "symbol symbols symbolStatus"},
      {"POST", "/api/v3/order", 1, kTrade, &Service::place, kOrderNames, true},
      {"POST", "/api/v3/order/test", 1, kTrade, &Service::test, kOrderNames},
      {"GET", "/api/v3/order", 4, kSigned, &Service::query, "symbol orderId origClientOrderId"},
      {"DELETE", "/api/v3/order", 1, kTrade, &Service::cancel,
       "symbol orderId origClientOrderId newClientOrderId cancelRestrictions"},
      {"DELETE", "/api/v3/openOrders", 1, kTrade, &Service::cancel_all, "symbol"},
      {"POST", "/api/v3/order/cancelReplace", 1, kTrade, &Service::cancel_replace, kReplaceNames,
       true},
      {"PUT", "/api/v3/order/amend/keepPriority", 4, kTrade, &Service::amend,
       "symbol orderId origClientOrderId newClientOrderId newQty"},
      {"GET", "/api/v3/openOrders", 6, kSigned, &Service::open_orders, "symbol"},
      {"GET", "/api/v3/allOrders", 20, kSigned, &Service::all_orders,
       "symbol orderId startTime endTime limit"},
      {"GET", "/api/v3/account", 20, kSigned, &Service::account, "omitZeroBalances"},
      {"GET", "/api/v3/account/commission", 20, kSigned, &Service::commission, "symbol"},
      {"GET", "/api/v3/rateLimit/order", 40, kSigned, &Service::order_limits, ""},
      {"GET", "/api/v3/myTrades", 20, kSigned, &Service::own_trades,
       "symbol orderId startTime endTime fromId limit"},
  };
  return kEndpoints;
}

const Service::Endpoint* Service::find(std::string_view method, std::string_view path) {
  const auto& all = endpoints();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Endpoint& each) {
    return each.method == method && each.path == path;
  });
  return found == all.end() ? nullptr : &*found;
}

bool Service::knows(std::string_view method, std::string_view path) {
  return find(method, path) != nullptr;
}

Answer Service::handle(const Call& call, Milliseconds now) { return serve(call, venue_, now); }

Answer Service::handle_stale(const Call& call, const Venue& past, Milliseconds now) {
  return serve(call, past, now);
}

Answer Service::serve(const Call& call, const Venue& seen, Milliseconds now) {
  constexpr int kNotFound = 404;
  const Endpoint* const endpoint = find(call.method, call.path);
  if (endpoint == nullptr)
    return {kNotFound, {{"code", -1000}, {"msg", "no such path: " + call.path}}, {}};
  if (const auto wait = limits_.take_weight(call.address, endpoint->weight, now)) {
    Answer answer = answer_of(wait->refusal);
    answer.headers.emplace_back("Retry-After", std::to_string(wait->retry_after_s));
    return answer;
  }
  const bool is_signed = endpoint->security != Security::kNone;
  const auto key = keys_.check(endpoint->security, call.api_key, call.params, call.payload, now);
  const int account = key && *key != nullptr ? (*key)->account : 0;
  std::optional<Wait> wait;
  Answer answer;
  if (!key) {
    answer = answer_of(key.refusal());
  } else if (const auto refused = check_names(endpoint->names, is_signed, call.params)) {
    answer = answer_of(*refused);
  } else {
    const auto done = perform(*endpoint, Ask{call.params, account, now, seen}, wait);
    answer = done ? Answer{200, *done, {}} : answer_of(done.refusal());
  }
  if (wait) answer.headers.emplace_back("Retry-After", std::to_string(wait->retry_after_s));
  add_usage(answer, *endpoint, call, account, now);
  return answer;
}

Outcome<Json> Service::perform(const Endpoint& endpoint, const Ask& ask,
                               std::optional<Wait>& wait) {
  if (endpoint.counts_as_order) {
    wait = limits_.take_order(ask.account, ask.now);
    if (wait) return wait->refusal;
  }
  auto done = (this->*endpoint.handler)(ask);
  if (!done && endpoint.counts_as_order) limits_.give_back_order(ask.account, ask.now);
  return done;
}

void Service::add_usage(Answer& answer, const Endpoint& endpoint, const Call& call, int account,
                        Milliseconds now) {
  const Usage usage = limits_.usage(call.address, account, now);
  answer.headers.emplace_back("X-MBX-USED-WEIGHT", std::to_string(usage.weight));
  answer.headers.emplace_back("X-MBX-USED-WEIGHT-1M", std::to_string(usage.weight));
  if (!endpoint.counts_as_order) return;
  answer.headers.emplace_back("X-MBX-ORDER-COUNT-10S", std::to_string(usage.orders_in_ten_seconds));
  answer.headers.emplace_back("X-MBX-ORDER-COUNT-1D", std::to_string(usage.orders_a_day));
}

Outcome<int> Service::symbol_in(const Ask& ask) {
  const auto name = ask.params.required("symbol");
  if (!name) return name.refusal();
  const auto symbol = ask.seen.find_symbol(*name);
  if (!symbol) return Refusal{-1121, "Invalid symbol."};
  return *symbol;
}

// `symbol`, or the list `symbols`, or all there are.
Outcome<std::vector<int>> Service::symbols_in(const Ask& ask) {
  std::vector<int> result;
  if (ask.params.has("symbol")) {
    const auto one = symbol_in(ask);
    if (!one) return one.refusal();
    result.push_back(*one);
    return result;
  }
  if (!ask.params.has("symbols")) {
    for (std::size_t i = 0; i < ask.seen.symbols().size(); ++i) result.push_back(int(i));
    return result;
  }
  const Json names = Json::parse(ask.params.text("symbols"), nullptr, false);
  if (!names.is_array()) return Refusal{-1135, "JSON sent for parameter 'symbols' is not valid"};
  for (const Json& name : names) {
    const auto symbol =
        name.is_string() ? ask.seen.find_symbol(name.get<std::string>()) : std::nullopt;
    if (!symbol) return Refusal{-1121, "Invalid symbol."};
    result.push_back(*symbol);
  }
  return result;
}

Outcome<std::size_t> Service::limit_in(const Ask& ask, std::size_t usual, std::size_t most) {
  const auto given = ask.params.integer("limit");
  if (!given) return given.refusal();
  if (!*given) return usual;
  if (**given < 1) return Refusal{-1130, "Data sent for parameter 'limit' is not valid."};
  return std::min(static_cast<std::size_t>(**given), most);
}

}  // namespace sluice::venue_simulator
