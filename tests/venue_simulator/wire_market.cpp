// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "venue_simulator/wire.hpp"

namespace sluice::venue_simulator {

namespace {

Json filters_json(const Filters& filters) {
  return Json::array(
      {{{"filterType", "PRICE_FILTER"},
        {"minPrice", wire_text(filters.min_price)},
        {"maxPrice", wire_text(filters.max_price)},
        {"tickSize", wire_text(filters.tick)}},
       {{"filterType", "LOT_SIZE"},
        {"minQty", wire_text(filters.min_quantity)},
        {"maxQty", wire_text(filters.max_quantity)},
        {"stepSize", wire_text(filters.step)}},
       {{"filterType", "MARKET_LOT_SIZE"},
        {"minQty", wire_text(Quantity{})},
        {"maxQty", wire_text(filters.max_market_quantity)},
        {"stepSize", wire_text(Quantity{})}},
       {{"filterType", "PERCENT_PRICE_BY_SIDE"},
        {"bidMultiplierUp", filters.multiplier_up.to_string()},
        {"bidMultiplierDown", filters.multiplier_down.to_string()},
        {"askMultiplierUp", filters.multiplier_up.to_string()},
        {"askMultiplierDown", filters.multiplier_down.to_string()},
        {"avgPriceMins", 0}},
       {{"filterType", "NOTIONAL"},
        {"minNotional", wire_text(filters.min_notional)},
        {"applyMinToMarket", true},
        {"maxNotional", wire_text(filters.max_notional)},
        {"applyMaxToMarket", true},
        {"avgPriceMins", 0}},
       {{"filterType", "MAX_NUM_ORDERS"}, {"maxNumOrders", filters.max_orders}},
       {{"filterType", "MAX_NUM_ALGO_ORDERS"}, {"maxNumAlgoOrders", filters.max_stop_orders}}});
}

Json symbol_json(const Symbol& symbol) {
  return {
      {"symbol", symbol.name},
      {"status", symbol.is_trading ? "TRADING" : "HALT"},
      {"baseAsset", symbol.base},
      {"baseAssetPrecision", kScaleDigits},
      {"quoteAsset", symbol.quote},
      {"quotePrecision", kScaleDigits},
      {"quoteAssetPrecision", kScaleDigits},
      {"baseCommissionPrecision", kScaleDigits},
      {"quoteCommissionPrecision", kScaleDigits},
      {"orderTypes",
       {"LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT",
        "TAKE_PROFIT_LIMIT"}},
      {"icebergAllowed", false},
      {"ocoAllowed", false},
      {"otoAllowed", false},
      {"quoteOrderQtyMarketAllowed", true},
      {"allowTrailingStop", false},
      {"cancelReplaceAllowed", true},
      {"amendAllowed", true},
      {"isSpotTradingAllowed", true},
      {"isMarginTradingAllowed", false},
      {"filters", filters_json(symbol.filters)},
      {"permissions", Json::array()},
      {"permissionSets", {{"SPOT"}}},
      {"defaultSelfTradePreventionMode", "EXPIRE_MAKER"},
      {"allowedSelfTradePreventionModes", {"NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"}}};
}

std::string price_text(const std::optional<Level>& level) {
  return wire_text(level ? level->price : Price{});
}
std::string quantity_text(const std::optional<Level>& level) {
  return wire_text(level ? level->quantity : Quantity{});
}

}  // namespace

Json rate_limits_json(const LimitSettings& limits) {
  return Json::array({{{"rateLimitType", "REQUEST_WEIGHT"},
                       {"interval", "MINUTE"},
                       {"intervalNum", 1},
                       {"limit", limits.weight_a_minute}},
                      {{"rateLimitType", "ORDERS"},
                       {"interval", "SECOND"},
                       {"intervalNum", 10},
                       {"limit", limits.orders_in_ten_seconds}},
                      {{"rateLimitType", "ORDERS"},
                       {"interval", "DAY"},
                       {"intervalNum", 1},
                       {"limit", limits.orders_a_day}}});
}

Json exchange_info_json(const Venue& venue, const std::vector<int>& symbols,
                        const LimitSettings& limits, Milliseconds now) {
  Json json{{"timezone", "UTC"},
            {"serverTime", now},
            {"rateLimits", rate_limits_json(limits)},
            {"exchangeFilters", Json::array()},
            {"symbols", Json::array()}};
  for (const int each : symbols)
    json["symbols"].push_back(symbol_json(venue.symbols()[std::size_t(each)]));
  return json;
}

Json depth_json(const Venue& venue, int symbol, std::size_t levels) {
  Json json{{"lastUpdateId", venue.update(symbol)}};
  for (const Side side : {Side::kBuy, Side::kSell}) {
    Json& rows = json[side == Side::kBuy ? "bids" : "asks"] = Json::array();
    for (const Level& level : venue.book(symbol).levels(side, levels))
      rows.push_back({wire_text(level.price), wire_text(level.quantity)});
  }
  return json;
}

Json book_ticker_json(const Venue& venue, int symbol) {
  const auto bid = venue.book(symbol).best(Side::kBuy);
  const auto ask = venue.book(symbol).best(Side::kSell);
  return {{"symbol", venue.symbols()[std::size_t(symbol)].name},
          {"bidPrice", price_text(bid)},
          {"bidQty", quantity_text(bid)},
          {"askPrice", price_text(ask)},
          {"askQty", quantity_text(ask)}};
}

Json day_ticker_json(const Venue& venue, int symbol, Milliseconds now) {
  const Candle day = venue.tape(symbol).last_day(now);
  const auto bid = venue.book(symbol).best(Side::kBuy);
  const auto ask = venue.book(symbol).best(Side::kSell);
  const Price last = venue.last(symbol);
  const Price open = day.count == 0 ? last : day.open;
  const auto average = day.volume.is_positive()
                           ? Price::from_raw(static_cast<std::int64_t>(day.quote_volume.raw() *
                                                                       kScale / day.volume.raw()))
                           : last;
  const auto change = Price::from_raw(last.raw() - open.raw());
  const auto percent = open.is_positive() ? Ratio::from_raw(static_cast<std::int64_t>(
                                                int128{change.raw()} * 100 * kScale / open.raw()))
                                          : Ratio{};
  constexpr Milliseconds kDay = 1'440 * kMinute;
  return {{"symbol", venue.symbols()[std::size_t(symbol)].name},
          {"priceChange", wire_text(change)},
          {"priceChangePercent", percent.to_string()},
          {"weightedAvgPrice", wire_text(average)},
          {"prevClosePrice", wire_text(open)},
          {"lastPrice", wire_text(last)},
          {"lastQty", wire_text(venue.tape(symbol).prints().empty()
                                    ? Quantity{}
                                    : venue.tape(symbol).prints().back().quantity)},
          {"bidPrice", price_text(bid)},
          {"bidQty", quantity_text(bid)},
          {"askPrice", price_text(ask)},
          {"askQty", quantity_text(ask)},
          {"openPrice", wire_text(open)},
          {"highPrice", wire_text(day.count == 0 ? last : day.high)},
          {"lowPrice", wire_text(day.count == 0 ? last : day.low)},
          {"volume", wire_text(day.volume)},
          {"quoteVolume", wire_text(day.quote_volume)},
          {"openTime", now - kDay},
          {"closeTime", now},
          {"firstId", day.count == 0 ? -1 : day.first_id},
          {"lastId", day.count == 0 ? -1 : day.last_id},
          {"count", day.count}};
}

Json print_json(const Print& print) {
  return {{"id", print.id},
          {"price", wire_text(print.price)},
          {"qty", wire_text(print.quantity)},
          {"quoteQty", wire_text(print.quote)},
          {"time", print.time},
          {"isBuyerMaker", print.buyer_is_maker},
          {"isBestMatch", true}};
}

Json aggregate_json(const Print& print) {
  return {{"a", print.id},
          {"p", wire_text(print.price)},
          {"q", wire_text(print.quantity)},
          {"f", print.id},
          {"l", print.id},
          {"T", print.time},
          {"m", print.buyer_is_maker},
          {"M", true}};
}

Json candle_json(const Candle& candle, Milliseconds length) {
  return {candle.begin,
          wire_text(candle.open),
          wire_text(candle.high),
          wire_text(candle.low),
          wire_text(candle.close),
          wire_text(candle.volume),
          candle.begin + length - 1,
          wire_text(candle.quote_volume),
          candle.count,
          wire_text(candle.taker_buy_volume),
          wire_text(candle.taker_buy_quote),
          "0"};
}

std::optional<Milliseconds> interval_length(std::string_view name) {
  struct Interval {
    std::string_view name;
    Milliseconds minutes;
  };
  constexpr std::array<Interval, 12> kIntervals{{{"1m", 1},
                                                 {"3m", 3},
                                                 {"5m", 5},
                                                 {"15m", 15},
                                                 {"30m", 30},
                                                 {"1h", 60},
                                                 {"2h", 120},
                                                 {"4h", 240},
                                                 {"6h", 360},
                                                 {"8h", 480},
                                                 {"12h", 720},
                                                 {"1d", 1'440}}};
  for (const Interval& each : kIntervals)
    if (each.name == name) return each.minutes * kMinute;
  return std::nullopt;
}

}  // namespace sluice::venue_simulator
