// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/wire.hpp"

namespace sluice::venue_simulator {

namespace {

const std::string& symbol_name(const Venue& venue, const Order& order) {
  return venue.symbols()[std::size_t(order.terms.symbol)].name;
}

void add_terms(Json& json, const Order& order) {
  const NewOrder& terms = order.terms;
  json["price"] = wire_text(terms.price);
  json["origQty"] = wire_text(terms.quantity);
  json["executedQty"] = wire_text(order.executed);
  json["origQuoteOrderQty"] = wire_text(terms.quote_quantity);
  json["cummulativeQuoteQty"] = wire_text(order.executed_quote);
  json["status"] = text_of(order.status);
  json["timeInForce"] = text_of(terms.time_in_force);
  json["type"] = text_of(terms.type);
  json["side"] = text_of(terms.side);
}

}  // namespace

Json error_json(const Refusal& refusal) {
  Json json{{"code", refusal.code}, {"msg", refusal.message}};
  if (!refusal.data.empty()) json["data"] = Json::parse(refusal.data);
  return json;
}

Json order_json(const Venue& venue, const Order& order) {
  Json json{{"symbol", symbol_name(venue, order)},
            {"orderId", order.id},
            {"orderListId", -1},
            {"clientOrderId", order.terms.client_id}};
  add_terms(json, order);
  json["stopPrice"] = wire_text(order.terms.stop_price);
  json["icebergQty"] = wire_text(Quantity{});
  json["time"] = order.created;
  json["updateTime"] = order.updated;
  json["isWorking"] = order.is_working;
  json["workingTime"] = order.working;
  json["selfTradePreventionMode"] = text_of(order.terms.self_trade);
  return json;
}

Json placed_json(const Venue& venue, const Order& order, const std::vector<Trade>& trades,
                 std::string_view detail) {
  Json json{{"symbol", symbol_name(venue, order)},
            {"orderId", order.id},
            {"orderListId", -1},
            {"clientOrderId", order.terms.client_id},
            {"transactTime", order.created}};
  if (detail == "ACK") return json;
  add_terms(json, order);
  if (waits_for_price(order.terms.type)) json["stopPrice"] = wire_text(order.terms.stop_price);
  json["workingTime"] = order.working;
  if (detail == "FULL") {
    json["fills"] = Json::array();
    for (const Trade& trade : trades)
      json["fills"].push_back({{"price", wire_text(trade.price)},
                               {"qty", wire_text(trade.quantity)},
                               {"commission", wire_text(trade.commission)},
                               {"commissionAsset", trade.commission_asset},
                               {"tradeId", trade.id}});
  }
  json["selfTradePreventionMode"] = text_of(order.terms.self_trade);
  return json;
}

Json canceled_json(const Venue& venue, const Order& order) {
  Json json{{"symbol", symbol_name(venue, order)},
            {"origClientOrderId", order.original_client_id},
            {"orderId", order.id},
            {"orderListId", -1},
            {"clientOrderId", order.terms.client_id},
            {"transactTime", order.updated}};
  add_terms(json, order);
  if (waits_for_price(order.terms.type)) json["stopPrice"] = wire_text(order.terms.stop_price);
  json["selfTradePreventionMode"] = text_of(order.terms.self_trade);
  return json;
}

Json amended_json(const Venue& venue, const Order& order, std::int64_t execution) {
  Json amended{{"symbol", symbol_name(venue, order)},
               {"orderId", order.id},
               {"orderListId", -1},
               {"origClientOrderId", order.original_client_id.empty() ? order.terms.client_id
                                                                      : order.original_client_id},
               {"clientOrderId", order.terms.client_id},
               {"price", wire_text(order.terms.price)},
               {"qty", wire_text(order.terms.quantity)},
               {"executedQty", wire_text(order.executed)},
               {"preventedQty", wire_text(Quantity{})},
               {"quoteOrderQty", wire_text(order.terms.quote_quantity)},
               {"cumulativeQuoteQty", wire_text(order.executed_quote)},
               {"status", text_of(order.status)},
               {"timeInForce", text_of(order.terms.time_in_force)},
               {"type", text_of(order.terms.type)},
               {"side", text_of(order.terms.side)},
               {"workingTime", order.working},
               {"selfTradePreventionMode", text_of(order.terms.self_trade)}};
  return {{"transactTime", order.updated},
          {"executionId", execution},
          {"amendedOrder", std::move(amended)}};
}

Json trade_json(const Venue& venue, const Trade& trade) {
  return {{"symbol", venue.symbols()[std::size_t(trade.symbol)].name},
          {"id", trade.id},
          {"orderId", trade.order},
          {"orderListId", -1},
          {"price", wire_text(trade.price)},
          {"qty", wire_text(trade.quantity)},
          {"quoteQty", wire_text(trade.quote)},
          {"commission", wire_text(trade.commission)},
          {"commissionAsset", trade.commission_asset},
          {"time", trade.time},
          {"isBuyer", trade.side == Side::kBuy},
          {"isMaker", trade.is_maker},
          {"isBestMatch", true}};
}

Json commission_rates_json(const Venue& venue) {
  return {{"maker", wire_text(venue.settings().maker_commission)},
          {"taker", wire_text(venue.settings().taker_commission)},
          {"buyer", wire_text(Ratio{})},
          {"seller", wire_text(Ratio{})}};
}

Json account_json(const Venue& venue, int account, bool omits_zero) {
  const Account& own = venue.accounts().at(account);
  const auto basis_points = [](Ratio rate) { return rate.raw() * 10'000 / kScale; };
  Json json{{"makerCommission", basis_points(venue.settings().maker_commission)},
            {"takerCommission", basis_points(venue.settings().taker_commission)},
            {"buyerCommission", 0},
            {"sellerCommission", 0},
            {"commissionRates", commission_rates_json(venue)},
            {"canTrade", own.can_trade},
            {"canWithdraw", own.can_withdraw},
            {"canDeposit", true},
            {"brokered", false},
            {"requireSelfTradePrevention", false},
            {"preventSor", false},
            {"updateTime", own.updated},
            {"accountType", "SPOT"},
            {"balances", Json::array()},
            {"permissions", {"SPOT"}},
            {"uid", 1'000 + account}};
  for (const auto& [asset, balance] : own.balances) {
    if (omits_zero && balance.free.is_zero() && balance.locked.is_zero()) continue;
    json["balances"].push_back({{"asset", asset},
                                {"free", wire_text(balance.free)},
                                {"locked", wire_text(balance.locked)}});
  }
  return json;
}

}  // namespace sluice::venue_simulator
