// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "venue_simulator/service.hpp"

namespace sluice::venue_simulator {

namespace {

bool is_client_id(std::string_view text) {
  constexpr std::size_t kLongest = 36;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 ||
                  std::string_view{".:/_-"}.find(char(c)) != std::string_view::npos;
         });
}

Outcome<std::string> client_id_in(const Params& params, std::string_view name) {
  const std::string* const given = params.find(name);
  if (given == nullptr) return std::string{};
  if (is_client_id(*given)) return *given;
  return Refusal{-1100, "Illegal characters found in parameter '" + std::string{name} +
                            "'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'."};
}

Refusal not_required(std::string_view name) {
  return {-1106, "Parameter '" + std::string{name} + "' sent when not required."};
}

// What an order of this type must have and may not have.
std::optional<Refusal> check_shape(const Params& params, OrderType type) {
  const auto must = [&](const char* name) -> std::optional<Refusal> {
    const auto there = params.required(name);
    return there ? std::nullopt : std::optional{there.refusal()};
  };
  const auto may_not = [&](const char* name) -> std::optional<Refusal> {
    return params.has(name) ? std::optional{not_required(name)} : std::nullopt;
  };
  const bool has_force = has_limit(type) && type != OrderType::kLimitMaker;
  if (auto wrong = has_force ? must("timeInForce") : may_not("timeInForce")) return wrong;
  const bool has_quote = type == OrderType::kMarket && params.has("quoteOrderQty");
  if (auto wrong = has_quote ? may_not("quantity") : must("quantity")) return wrong;
  if (!has_quote)
    if (auto wrong = may_not("quoteOrderQty")) return wrong;
  if (auto wrong = has_limit(type) ? must("price") : may_not("price")) return wrong;
  if (auto wrong = waits_for_price(type) ? must("stopPrice") : may_not("stopPrice")) return wrong;
  if (params.has("icebergQty"))
    return Refusal{-2010, "Iceberg orders are not supported for this symbol."};
  if (params.has("trailingDelta"))
    return Refusal{-2010, "Trailing stop orders are not supported for this symbol."};
  return std::nullopt;
}

// A decimal that is not there is zero.
template <typename Decimal>
std::optional<Refusal> read_decimal(const Params& params, const char* name, Decimal& out) {
  const auto given = params.decimal<Decimal>(name);
  if (!given) return given.refusal();
  out = given->value_or(Decimal{});
  return std::nullopt;
}

std::optional<Refusal> read_amounts(const Params& params, NewOrder& order) {
  if (auto wrong = read_decimal(params, "price", order.price)) return wrong;
  if (auto wrong = read_decimal(params, "stopPrice", order.stop_price)) return wrong;
  if (auto wrong = read_decimal(params, "quantity", order.quantity)) return wrong;
  return read_decimal(params, "quoteOrderQty", order.quote_quantity);
}

std::optional<Refusal> read_words(const Params& params, NewOrder& order) {
  const auto side_text = params.required("side");
  if (!side_text) return side_text.refusal();
  const auto side = side_of(*side_text);
  if (!side) return Refusal{-1117, "Invalid side."};
  order.side = *side;
  const auto type_text = params.required("type");
  if (!type_text) return type_text.refusal();
  const auto type = order_type_of(*type_text);
  if (!type) return Refusal{-1116, "Invalid orderType."};
  order.type = *type;
  if (auto wrong = check_shape(params, *type)) return wrong;
  if (params.has("timeInForce")) {
    const auto force = time_in_force_of(params.text("timeInForce"));
    if (!force) return Refusal{-1115, "Invalid timeInForce."};
    order.time_in_force = *force;
  }
  if (params.has("selfTradePreventionMode")) {
    const auto mode = self_trade_of(params.text("selfTradePreventionMode"));
    if (!mode)
      return Refusal{-1130, "Data sent for parameter 'selfTradePreventionMode' is not valid."};
    order.self_trade = *mode;
  }
  return std::nullopt;
}

Outcome<CancelOnly> cancel_only_in(const Params& params) {
  const std::string text = params.text("cancelRestrictions");
  if (text.empty()) return CancelOnly::kAny;
  if (text == "ONLY_NEW") return CancelOnly::kNew;
  if (text == "ONLY_PARTIALLY_FILLED") return CancelOnly::kPartiallyFilled;
  return Refusal{-1145, "cancelRestrictions has to be either ONLY_NEW or ONLY_PARTIALLY_FILLED."};
}

}  // namespace

Outcome<OrderName> Service::name_in(const Ask& ask, const char* id, const char* client_id) {
  const auto number = ask.params.integer(id);
  if (!number) return number.refusal();
  const auto text = client_id_in(ask.params, client_id);
  if (!text) return text.refusal();
  if (!*number && text->empty())
    return Refusal{-1102, std::string{"Param '"} + client_id + "' or '" + id +
                              "' must be sent, but both were empty/null!"};
  return OrderName{*number, *text};
}

Outcome<NewOrder> Service::new_order_in(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  NewOrder order;
  order.symbol = *symbol;
  if (auto wrong = read_words(ask.params, order)) return *wrong;
  if (auto wrong = read_amounts(ask.params, order)) return *wrong;
  const auto client_id = client_id_in(ask.params, "newClientOrderId");
  if (!client_id) return client_id.refusal();
  order.client_id = *client_id;
  return order;
}

Json Service::placed_answer(const Ask& ask, const NewOrder& wanted, const Placed& placed) {
  std::string detail = ask.params.text("newOrderRespType");
  const bool is_plain = wanted.type == OrderType::kMarket || wanted.type == OrderType::kLimit;
  if (detail.empty()) detail = is_plain ? "FULL" : "ACK";
  return placed_json(venue_, venue_.orders().at(placed.order), placed.trades, detail);
}

Outcome<Json> Service::place(const Ask& ask) {
  const auto wanted = new_order_in(ask);
  if (!wanted) return wanted.refusal();
  const auto placed = venue_.place(ask.account, *wanted, ask.now);
  if (!placed) return placed.refusal();
  return placed_answer(ask, *wanted, *placed);
}

Outcome<Json> Service::test(const Ask& ask) {
  const auto wanted = new_order_in(ask);
  if (!wanted) return wanted.refusal();
  if (auto refused = venue_.check(ask.account, *wanted)) return *refused;
  return Json::object();
}

Outcome<Json> Service::query(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto name = name_in(ask, "orderId", "origClientOrderId");
  if (!name) return name.refusal();
  const Order* const found = ask.seen.find(ask.account, *symbol, *name);
  if (found == nullptr) return Refusal{-2013, "Order does not exist."};
  return order_json(ask.seen, *found);
}

Outcome<Json> Service::cancel(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto name = name_in(ask, "orderId", "origClientOrderId");
  if (!name) return name.refusal();
  const auto own_id = client_id_in(ask.params, "newClientOrderId");
  if (!own_id) return own_id.refusal();
  const auto only = cancel_only_in(ask.params);
  if (!only) return only.refusal();
  const auto canceled = venue_.cancel(ask.account, *symbol, *name, *own_id, *only, ask.now);
  if (!canceled) return canceled.refusal();
  return canceled_json(venue_, *canceled);
}

Outcome<Json> Service::cancel_all(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  std::vector<std::int64_t> ids;
  for (const std::int64_t id : venue_.open_orders()) {
    const Order& order = venue_.orders().at(id);
    if (order.account == ask.account && order.terms.symbol == *symbol) ids.push_back(id);
  }
  if (ids.empty()) return Refusal{-2011, "Unknown order sent."};
  Json rows = Json::array();
  for (const std::int64_t id : ids) {
    const auto canceled =
        venue_.cancel(ask.account, *symbol, {id, ""}, "", CancelOnly::kAny, ask.now);
    if (!canceled) return canceled.refusal();
    rows.push_back(canceled_json(venue_, *canceled));
  }
  return rows;
}

Outcome<Json> Service::cancel_replace(const Ask& ask) {
  const auto wanted = new_order_in(ask);
  if (!wanted) return wanted.refusal();
  const auto name = name_in(ask, "cancelOrderId", "cancelOrigClientOrderId");
  if (!name) return name.refusal();
  const auto own_id = client_id_in(ask.params, "cancelNewClientOrderId");
  if (!own_id) return own_id.refusal();
  const auto only = cancel_only_in(ask.params);
  if (!only) return only.refusal();
  const auto mode = ask.params.required("cancelReplaceMode");
  if (!mode) return mode.refusal();
  if (*mode != "STOP_ON_FAILURE" && *mode != "ALLOW_FAILURE")
    return Refusal{-1130, "Data sent for parameter 'cancelReplaceMode' is not valid."};

  const auto canceled = venue_.cancel(ask.account, wanted->symbol, *name, *own_id, *only, ask.now);
  Json data{{"cancelResult", canceled ? "SUCCESS" : "FAILURE"},
            {"newOrderResult", "NOT_ATTEMPTED"},
            {"cancelResponse",
             canceled ? canceled_json(venue_, *canceled) : error_json(canceled.refusal())},
            {"newOrderResponse", nullptr}};
  bool is_placed = false;
  if (canceled || *mode == "ALLOW_FAILURE") {
    const auto placed = venue_.place(ask.account, *wanted, ask.now);
    is_placed = static_cast<bool>(placed);
    data["newOrderResult"] = is_placed ? "SUCCESS" : "FAILURE";
    data["newOrderResponse"] =
        placed ? placed_answer(ask, *wanted, *placed) : error_json(placed.refusal());
  }
  if (canceled && is_placed) return data;
  constexpr int kConflict = 409;
  if (canceled || is_placed)
    return Refusal{-2021, "Order cancel-replace partially failed.", kConflict, data.dump()};
  return Refusal{-2022, "Order cancel-replace failed.", 400, data.dump()};
}

Outcome<Json> Service::amend(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto name = name_in(ask, "orderId", "origClientOrderId");
  if (!name) return name.refusal();
  const auto own_id = client_id_in(ask.params, "newClientOrderId");
  if (!own_id) return own_id.refusal();
  if (const auto there = ask.params.required("newQty"); !there) return there.refusal();
  const auto quantity = ask.params.decimal<Quantity>("newQty");
  if (!quantity) return quantity.refusal();
  const auto amended =
      venue_.amend(ask.account, *symbol, *name, quantity->value(), *own_id, ask.now);
  if (!amended) return amended.refusal();
  return amended_json(venue_, *amended, amended->id);
}

Outcome<Json> Service::open_orders(const Ask& ask) {
  const auto symbols = symbols_in(ask);
  if (!symbols) return symbols.refusal();
  Json rows = Json::array();
  for (const std::int64_t id : ask.seen.open_orders()) {
    const Order& order = ask.seen.orders().at(id);
    const bool is_asked =
        std::find(symbols->begin(), symbols->end(), order.terms.symbol) != symbols->end();
    if (is_asked && order.account == ask.account) rows.push_back(order_json(ask.seen, order));
  }
  return rows;
}

Outcome<Json> Service::all_orders(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto limit = limit_in(ask, 500, 1'000);
  if (!limit) return limit.refusal();
  const auto from = ask.params.integer("orderId");
  if (!from) return from.refusal();
  const auto begin = ask.params.integer("startTime");
  if (!begin) return begin.refusal();
  const auto end = ask.params.integer("endTime");
  if (!end) return end.refusal();
  std::vector<const Order*> found;
  for (const auto& [id, order] : ask.seen.orders()) {
    const bool is_asked = order.account == ask.account && order.terms.symbol == *symbol &&
                          id >= from->value_or(0) && order.created >= begin->value_or(0) &&
                          (!*end || order.created <= **end);
    if (is_asked) found.push_back(&order);
  }
  const bool from_begin = from->has_value() || begin->has_value();
  const std::size_t count = std::min(found.size(), *limit);
  const std::size_t first = from_begin ? 0 : found.size() - count;
  Json rows = Json::array();
  for (std::size_t i = first; i < first + count; ++i)
    rows.push_back(order_json(ask.seen, *found[i]));
  return rows;
}

}  // namespace sluice::venue_simulator
