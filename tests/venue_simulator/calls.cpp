// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/calls.hpp"

#include <algorithm>
#include <map>

namespace sluice::venue_simulator {

namespace {

struct Twin {
  std::string_view socket;
  std::string_view method;
  std::string_view path;
};

// Methods of the WebSocket API, and the request that each of them is.
constexpr Twin kTwins[] = {
    {"ping", "GET", "/api/v3/ping"},
    {"time", "GET", "/api/v3/time"},
    {"exchangeInfo", "GET", "/api/v3/exchangeInfo"},
    {"depth", "GET", "/api/v3/depth"},
    {"trades.recent", "GET", "/api/v3/trades"},
    {"trades.aggregate", "GET", "/api/v3/aggTrades"},
    {"klines", "GET", "/api/v3/klines"},
    {"avgPrice", "GET", "/api/v3/avgPrice"},
    {"ticker.24hr", "GET", "/api/v3/ticker/24hr"},
    {"ticker.price", "GET", "/api/v3/ticker/price"},
    {"ticker.book", "GET", "/api/v3/ticker/bookTicker"},
    {"order.place", "POST", "/api/v3/order"},
    {"order.test", "POST", "/api/v3/order/test"},
    {"order.status", "GET", "/api/v3/order"},
    {"order.cancel", "DELETE", "/api/v3/order"},
    {"order.cancelReplace", "POST", "/api/v3/order/cancelReplace"},
    {"order.amend.keepPriority", "PUT", "/api/v3/order/amend/keepPriority"},
    {"openOrders.status", "GET", "/api/v3/openOrders"},
    {"openOrders.cancelAll", "DELETE", "/api/v3/openOrders"},
    {"allOrders", "GET", "/api/v3/allOrders"},
    {"account.status", "GET", "/api/v3/account"},
    {"account.commission", "GET", "/api/v3/account/commission"},
    {"account.rateLimits.orders", "GET", "/api/v3/rateLimit/order"},
    {"myTrades", "GET", "/api/v3/myTrades"},
    // Of the socket alone.
    {"userDataStream.subscribe.signature", "SOCKET", "userDataStream.subscribe.signature"},
    {"userDataStream.unsubscribe", "SOCKET", "userDataStream.unsubscribe"},
    {"session.subscriptions", "SOCKET", "session.subscriptions"}};

std::string without_signature(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (pair.starts_with("signature=")) continue;
    if (!result.empty()) result += '&';
    result += pair;
  }
  return result;
}

std::string text_of_value(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

Call call_of_http(std::string method, std::string_view target, std::string_view body,
                  std::string api_key, std::string address) {
  const auto question = target.find('?');
  const std::string_view query =
      question == std::string_view::npos ? "" : target.substr(question + 1);
  Call call;
  call.method = std::move(method);
  call.path = std::string{target.substr(0, question)};
  call.params = Params::parse(query);
  call.params.append(Params::parse(body));
  call.payload = without_signature(query) + without_signature(body);
  call.api_key = std::move(api_key);
  call.address = std::move(address);
  return call;
}

Outcome<SocketCall> call_of_socket(std::string_view text, std::string address) {
  const Json message = Json::parse(text, nullptr, false);
  if (!message.is_object() || !message.contains("method") || !message["method"].is_string())
    return Refusal{-1135, "Invalid JSON Request"};
  SocketCall result;
  result.id = message.value("id", Json{});
  result.method = message["method"].get<std::string>();
  const auto twin = std::find_if(std::begin(kTwins), std::end(kTwins),
                                 [&](const Twin& each) { return each.socket == result.method; });
  result.call.method = twin == std::end(kTwins) ? "SOCKET" : twin->method;
  result.call.path = twin == std::end(kTwins) ? result.method : std::string{twin->path};
  result.call.address = std::move(address);
  std::map<std::string, std::string> sorted;
  if (message.contains("params") && message["params"].is_object())
    for (const auto& [name, value] : message["params"].items()) sorted[name] = text_of_value(value);
  for (const auto& [name, value] : sorted) {
    if (name == "signature") continue;
    result.call.payload += (result.call.payload.empty() ? "" : "&") + name + "=" + value;
  }
  result.call.api_key = sorted["apiKey"];
  std::erase_if(sorted, [](const auto& pair) { return pair.first == "apiKey"; });
  result.call.params = Params{{sorted.begin(), sorted.end()}};
  return result;
}

Json socket_answer(const Json& id, const Answer& answer) {
  constexpr int kOk = 200;
  Json json{{"id", id}, {"status", answer.status}};
  json[answer.status == kOk ? "result" : "error"] = answer.body;
  return json;
}

}  // namespace sluice::venue_simulator
