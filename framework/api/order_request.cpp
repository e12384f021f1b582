// SPDX-License-Identifier: Apache-2.0
#include "api/order_request.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/nearest.hpp"

namespace sluice::api {
namespace {

constexpr OrderType kTypes[] = {OrderType::kMarket, OrderType::kLimit, OrderType::kStop,
                                OrderType::kStopLimit, OrderType::kLimitMaker};
constexpr TimeInForce kTimesInForce[] = {TimeInForce::kDay, TimeInForce::kIoc, TimeInForce::kGtc,
                                         TimeInForce::kFok};

// A price that a type has must be there, and one that it has not must not.
void check_price(const Value& value, bool is_wanted, std::string_view type, const Place& place,
                 Faults& faults) {
  if (value.has() == is_wanted) return;
  faults.push_back({place.json(),
                    is_wanted ? "is missing: an order of type " + std::string{type} + " has one"
                              : "an order of type " + std::string{type} + " has none",
                    is_wanted ? "missing" : "extra_forbidden"});
}

// What was asked for, however the JSON was written.
std::uint64_t hash_of(const OrderRequest& order) {
  std::string text;
  const auto add = [&](auto number) { text += std::to_string(number) + '|'; };
  add(order.instrument);
  add(static_cast<int>(order.side));
  add(static_cast<int>(order.type));
  add(static_cast<int>(order.time_in_force));
  add(int{order.reduce_only});
  add(int{order.post_only});
  add(order.quantity.raw());
  add(order.price ? order.price->raw() : 0);
  add(order.limit.raw());
  add(order.stop.raw());
  text += order.route + '|' + order.source + '|' + order.client_order_id;
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace

std::string unknown_symbol(const std::string& symbol, const InstrumentTable& instruments) {
  std::vector<std::string> known;
  for (InstrumentId id = 0; id < instruments.size(); ++id) known.push_back(instruments.symbol(id));
  return "'" + symbol + "' is not in the universe" + did_you_mean(symbol, known);
}

std::optional<OrderRequest> order_request(const Values& values, const InstrumentTable& instruments,
                                          std::string_view route, const Place& place,
                                          Faults& faults) {
  const std::size_t faults_before = faults.size();
  OrderRequest order;
  const auto& value = [&](std::size_t field) -> const Value& { return values[field]; };
  if (const auto id = instruments.find(value(OrderField::kSymbol).text))
    order.instrument = *id;
  else
    faults.push_back({(place / "symbol").json(),
                      unknown_symbol(value(OrderField::kSymbol).text, instruments), "symbol"});
  order.side = value(OrderField::kSide).word == 0 ? Side::kBuy : Side::kSell;
  order.quantity = Quantity::from_raw(value(OrderField::kQuantity).number);
  const std::size_t type = value(OrderField::kType).word;
  order.type = kTypes[type];
  order.time_in_force = kTimesInForce[value(OrderField::kTimeInForce).word];
  order.reduce_only = value(OrderField::kReduceOnly).flag;
  order.post_only = value(OrderField::kPostOnly).flag;
  const auto type_word = name(order.type);
  check_price(value(OrderField::kLimit), has_limit(order.type), type_word, place / "limit", faults);
  check_price(value(OrderField::kStop), has_stop(order.type), type_word, place / "stop", faults);
  if (order.post_only && !has_limit(order.type))
    faults.push_back({(place / "post_only").json(),
                      "a " + std::string{type_word} + " order has no limit to rest at",
                      "post_only"});
  if (value(OrderField::kPrice).has())
    order.price = Price::from_raw(value(OrderField::kPrice).number);
  order.limit = Price::from_raw(value(OrderField::kLimit).number);
  order.stop = Price::from_raw(value(OrderField::kStop).number);
  order.client_order_id = value(OrderField::kClientOrderId).text;
  order.source = value(OrderField::kSource).has() ? value(OrderField::kSource).text : "API";
  order.route = value(OrderField::kRoute).has() ? value(OrderField::kRoute).text : route;
  if (order.route != route)
    faults.push_back({(place / "route").json(),
                      "'" + order.route + "' is no route; there is " + std::string{route},
                      "route"});
  if (faults.size() != faults_before) return std::nullopt;
  order.hash = hash_of(order);
  return order;
}

std::string paper_reason(std::string_view ended_as, Quantity filled, Quantity quantity,
                         std::string_view reason) {
  if (filled.is_zero()) return std::string{reason.empty() ? ended_as : reason};
  std::string text =
      "PARTIAL_SUCCESS: filled=" + filled.to_string() + ", quantity=" + quantity.to_string();
  if (!reason.empty()) text += "; " + std::string{reason};
  return text;
}

std::string_view paper_status(const std::string& status_word) noexcept {
  if (status_word == "FILLED" || status_word == "PARTIAL_SUCCESS") return "FILLED";
  if (status_word == "NEW" || status_word == "SENT" || status_word == "PARTIAL") return "NEW";
  return "REJECTED";
}

}  // namespace sluice::api
