// SPDX-License-Identifier: Apache-2.0
#include "symbol_rules.hpp"

#include "json_fields.hpp"

namespace sluice::testnet {
namespace {

// A bound too large to be written is none.
template <typename T>
Steps<T> steps_of(const JsonValue& filter, std::string_view min, std::string_view max,
                  std::string_view step) {
  const auto field = [&](std::string_view key) { return decimal_in<T>(filter, key).value_or(T{}); };
  return {field(min), field(max), field(step)};
}

void read_filter(const JsonValue& filter, SymbolRules& rules) {
  const std::string_view type = text_in(filter, "filterType").value_or("");
  if (type == "PRICE_FILTER")
    rules.price = steps_of<Price>(filter, "minPrice", "maxPrice", "tickSize");
  if (type == "LOT_SIZE") rules.lot = steps_of<Quantity>(filter, "minQty", "maxQty", "stepSize");
  if (type == "MARKET_LOT_SIZE")
    rules.market_lot = steps_of<Quantity>(filter, "minQty", "maxQty", "stepSize");
  if (type == "MIN_NOTIONAL" || type == "NOTIONAL")
    rules.min_notional = decimal_in<Money>(filter, "minNotional").value_or(Money{});
  if (type == "NOTIONAL")
    rules.max_notional = decimal_in<Money>(filter, "maxNotional").value_or(Money{});
}

template <typename T>
bool fits(const Steps<T>& steps, T value) noexcept {
  const bool is_on_step =
      steps.step.raw() <= 0 || (value.raw() - steps.min.raw()) % steps.step.raw() == 0;
  return is_on_step && value >= steps.min && (steps.max.raw() <= 0 || value <= steps.max);
}

// An order without a limit is worth what its price will be: the venue judges by an average.
bool has_allowed_value(const SymbolRules& rules, const sluice_order& order) noexcept {
  const Money worth = notional(Price::from_raw(order.limit_price),
                               Quantity::from_raw(order.quantity), Rounding::kDown);
  return worth >= rules.min_notional &&
         (rules.max_notional == Money{} || worth <= rules.max_notional);
}

std::string_view words_of_time(std::uint8_t time_in_force) noexcept {
  switch (time_in_force) {
    case SLUICE_TIF_GTC:
      return "GTC";
    case SLUICE_TIF_IOC:
      return "IOC";
    case SLUICE_TIF_FOK:
      return "FOK";
    default:
      return {};  // the market never closes: it has no day, and no date
  }
}

bool has_limit(const sluice_order& order) noexcept {
  return order.type != SLUICE_ORDER_MARKET && order.type != SLUICE_ORDER_STOP;
}
bool has_stop(const sluice_order& order) noexcept {
  return order.type == SLUICE_ORDER_STOP || order.type == SLUICE_ORDER_STOP_LIMIT;
}

}  // namespace

std::optional<SymbolRules> read_symbol(const JsonValue& row) {
  const auto symbol = text_in(row, "symbol");
  const auto base = text_in(row, "baseAsset");
  const auto quote = text_in(row, "quoteAsset");
  const JsonValue* const filters = list_in(row, "filters");
  if (!symbol || !base || !quote || filters == nullptr) return std::nullopt;
  SymbolRules rules;
  rules.symbol = *symbol;
  rules.base_asset = *base;
  rules.quote_asset = *quote;
  rules.is_trading = text_in(row, "status").value_or("") == "TRADING";
  rules.can_amend = boolean_in(row, "amendAllowed").value_or(false);
  if (const JsonValue* const types = list_in(row, "orderTypes"); types != nullptr)
    for (const JsonValue& type : types->items) rules.order_types += "," + type.text;
  rules.order_types += ",";
  for (const JsonValue& filter : filters->items) read_filter(filter, rules);
  return rules;
}

std::optional<OrderWords> words_of(const sluice_order& order) noexcept {
  // A spot account holds nothing short: a sale only ever reduces, and the venue refuses one of more
  // than there is; there is nothing that a purchase could reduce.
  const bool may_only_reduce = (order.flags & SLUICE_ORDER_REDUCE_ONLY) != 0;
  if (may_only_reduce && order.side == SLUICE_SIDE_BUY) return std::nullopt;
  const bool may_only_rest = (order.flags & SLUICE_ORDER_POST_ONLY) != 0;
  const std::string_view time = words_of_time(order.time_in_force);
  const bool may_rest = order.time_in_force == SLUICE_TIF_GTC;
  switch (order.type) {
    case SLUICE_ORDER_MARKET:
      // It trades at once or not at all: every time in force but "all or nothing" says as much.
      if (may_only_rest || order.time_in_force == SLUICE_TIF_FOK) return std::nullopt;
      return OrderWords{"MARKET", {}};
    case SLUICE_ORDER_LIMIT:
      if (may_only_rest)
        return may_rest ? std::optional{OrderWords{"LIMIT_MAKER", {}}} : std::nullopt;
      return time.empty() ? std::nullopt : std::optional{OrderWords{"LIMIT", time}};
    case SLUICE_ORDER_STOP:
      if (may_only_rest || !may_rest) return std::nullopt;
      return OrderWords{"STOP_LOSS", {}};
    case SLUICE_ORDER_STOP_LIMIT:
      if (may_only_rest || time.empty()) return std::nullopt;
      return OrderWords{"STOP_LOSS_LIMIT", time};
    case SLUICE_ORDER_LIMIT_MAKER:
      return may_rest ? std::optional{OrderWords{"LIMIT_MAKER", {}}} : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string_view refusal_of(const SymbolRules& rules, const sluice_order& order) {
  const auto words = words_of(order);
  if (!words || rules.order_types.find("," + std::string{words->type} + ",") == std::string::npos)
    return "UNSUPPORTED_ORDER";
  if (!rules.is_trading) return "MARKET_CLOSED";
  const auto quantity = Quantity::from_raw(order.quantity);
  if (!fits(rules.lot, quantity)) return "LOT_SIZE";
  if (order.type == SLUICE_ORDER_MARKET && !fits(rules.market_lot, quantity))
    return "MARKET_LOT_SIZE";
  if (has_limit(order) && !fits(rules.price, Price::from_raw(order.limit_price)))
    return "PRICE_FILTER";
  if (has_stop(order) && !fits(rules.price, Price::from_raw(order.stop_price)))
    return "PRICE_FILTER";
  if (has_limit(order) && !has_allowed_value(rules, order)) return "NOTIONAL";
  return {};
}

}  // namespace sluice::testnet
