// SPDX-License-Identifier: Apache-2.0
//
// control_codes.hpp: every code the standard controls can answer, beside those of codes.hpp.
//
// The table is the only list: docs/reference/reason_codes.md is generated from it, and
// docs/rules/standard_controls.md says which control gives which.
#pragma once

#include <string_view>

#include "codes.hpp"

namespace sluice::risk_rules {
namespace code {

// A limit was reached.
inline constexpr std::string_view kTradingHalted = "TRADING_HALTED";
inline constexpr std::string_view kTradingReducing = "TRADING_REDUCING";
inline constexpr std::string_view kTickSize = "TICK_SIZE";
inline constexpr std::string_view kLotSize = "LOT_SIZE";
inline constexpr std::string_view kMinQuantity = "MIN_QUANTITY";
inline constexpr std::string_view kMaxQuantity = "MAX_QUANTITY";
inline constexpr std::string_view kMinOrderNotional = "MIN_ORDER_NOTIONAL";
inline constexpr std::string_view kMaxOrderQuantity = "MAX_ORDER_QUANTITY";
inline constexpr std::string_view kMaxOrderNotional = "MAX_ORDER_NOTIONAL";
inline constexpr std::string_view kPriceCollar = "PRICE_COLLAR";
inline constexpr std::string_view kPeriodCollar = "PERIOD_COLLAR";
inline constexpr std::string_view kStaleReference = "STALE_REFERENCE";
inline constexpr std::string_view kFutureReference = "FUTURE_REFERENCE";
inline constexpr std::string_view kCrossedMarket = "CROSSED_MARKET";
inline constexpr std::string_view kWideSpread = "WIDE_SPREAD";
inline constexpr std::string_view kIntentContent = "INTENT_CONTENT_CHANGED";
inline constexpr std::string_view kRepeatedOrder = "REPEATED_ORDER";
inline constexpr std::string_view kOrderRate = "ORDER_RATE";
inline constexpr std::string_view kMessageRate = "MESSAGE_RATE";
inline constexpr std::string_view kRepeatedExecution = "REPEATED_EXECUTION";
inline constexpr std::string_view kMaxOpenOrders = "MAX_OPEN_ORDERS";
inline constexpr std::string_view kMaxOpenOrdersSymbol = "MAX_OPEN_ORDERS_SYMBOL";
inline constexpr std::string_view kWorkingNotional = "WORKING_NOTIONAL";
inline constexpr std::string_view kDailyNotional = "DAILY_NOTIONAL";
inline constexpr std::string_view kDailyNotionalAlert = "DAILY_NOTIONAL_ALERT";
inline constexpr std::string_view kBuyingPower = "BUYING_POWER";
inline constexpr std::string_view kMaxPosition = "MAX_POSITION";
inline constexpr std::string_view kMaxPositionNotional = "MAX_POSITION_NOTIONAL";
inline constexpr std::string_view kMaxGrossLeverage = "MAX_GROSS_LEVERAGE";
inline constexpr std::string_view kMaxNetLeverage = "MAX_NET_LEVERAGE";
inline constexpr std::string_view kSymbolConcentration = "SYMBOL_CONCENTRATION";
inline constexpr std::string_view kSectorConcentration = "SECTOR_CONCENTRATION";
inline constexpr std::string_view kRegionConcentration = "REGION_CONCENTRATION";
inline constexpr std::string_view kAdvOrder = "ADV_ORDER";
inline constexpr std::string_view kAdvDay = "ADV_DAY";
inline constexpr std::string_view kSelfTrade = "SELF_TRADE";
inline constexpr std::string_view kRestricted = "RESTRICTED";
inline constexpr std::string_view kShortSale = "SHORT_SALE";
inline constexpr std::string_view kMarketClosed = "MARKET_CLOSED";
inline constexpr std::string_view kDailyLoss = "DAILY_LOSS";
inline constexpr std::string_view kDrawdown = "DRAWDOWN";
inline constexpr std::string_view kParentConservation = "PARENT_CONSERVATION";
inline constexpr std::string_view kRejectBurst = "REJECT_BURST";
inline constexpr std::string_view kDisconnected = "DISCONNECTED";
inline constexpr std::string_view kPositionDrift = "POSITION_DRIFT";
inline constexpr std::string_view kConfigHash = "CONFIG_HASH";
inline constexpr std::string_view kMaxPositions = "MAX_POSITIONS";
inline constexpr std::string_view kLiveOrderNotional = "LIVE_ORDER_NOTIONAL";
inline constexpr std::string_view kLiveTotalNotional = "LIVE_TOTAL_NOTIONAL";
inline constexpr std::string_view kLiveMinSize = "LIVE_MIN_SIZE";

// Something needed to measure is missing: fail closed.
inline constexpr std::string_view kTradingUnknown = "TRADING_STATE_UNKNOWN";
inline constexpr std::string_view kNoTick = "NO_TICK";
inline constexpr std::string_view kNoLot = "NO_LOT";
inline constexpr std::string_view kNoMarketPrice = "NO_MARKET_PRICE";
inline constexpr std::string_view kNoReferenceTime = "NO_REFERENCE_TIME";
inline constexpr std::string_view kNoQuote = "NO_QUOTE";
inline constexpr std::string_view kNoAverageVolume = "NO_AVERAGE_VOLUME";
inline constexpr std::string_view kNoSession = "NO_SESSION";
inline constexpr std::string_view kNoSessionHours = "NO_SESSION_HOURS";
inline constexpr std::string_view kNoPeakEquity = "NO_PEAK_EQUITY";
inline constexpr std::string_view kNoParentQuantity = "NO_PARENT_QUANTITY";
inline constexpr std::string_view kNoHeartbeat = "NO_HEARTBEAT";
inline constexpr std::string_view kNoVenuePosition = "NO_VENUE_POSITION";
inline constexpr std::string_view kNoConfigHash = "NO_CONFIG_HASH";
inline constexpr std::string_view kNoWorkingPrice = "NO_WORKING_PRICE";
inline constexpr std::string_view kRestrictedListUnreadable = "RESTRICTED_LIST_UNREADABLE";
inline constexpr std::string_view kLocatesUnreadable = "LOCATES_UNREADABLE";
inline constexpr std::string_view kApprovedHashesUnreadable = "APPROVED_HASHES_UNREADABLE";
inline constexpr std::string_view kMemoryFull = "MEMORY_FULL";

}  // namespace code

struct ControlCode {
  std::string_view code;
  std::string_view meaning;
};

inline constexpr ControlCode kControlCodes[] = {
    {code::kTradingHalted, "trading is halted for the instrument or for what sends the order"},
    {code::kTradingReducing, "only orders that make a held position smaller are let through"},
    {code::kTickSize, "a price is not a multiple of the instrument's tick"},
    {code::kLotSize, "the quantity is not a multiple of the instrument's lot"},
    {code::kMinQuantity, "the quantity is below the instrument's smallest"},
    {code::kMaxQuantity, "the quantity is above the instrument's largest"},
    {code::kMinOrderNotional, "the order is worth less than the instrument's smallest notional"},
    {code::kMaxOrderQuantity, "the order's quantity is above its limit"},
    {code::kMaxOrderNotional, "the order's worst-case value is above its limit"},
    {code::kPriceCollar, "the order's price is too far from the market's"},
    {code::kPeriodCollar, "the prices submitted for the symbol drifted too far in a short time"},
    {code::kStaleReference, "a price the order relies on is too old"},
    {code::kFutureReference, "a price the order relies on is of a later time than now"},
    {code::kCrossedMarket, "the bid is not below the ask"},
    {code::kWideSpread, "bid and ask are too far apart"},
    {code::kIntentContent, "an intent with this id and other content was seen before"},
    {code::kRepeatedOrder, "the same order was asked for a moment ago"},
    {code::kOrderRate, "orders come faster than allowed"},
    {code::kMessageRate, "messages leave faster than allowed; the rest is kept for cancels"},
    {code::kRepeatedExecution, "too many executions in a minute; a person has to look"},
    {code::kMaxOpenOrders, "the account has too many open orders"},
    {code::kMaxOpenOrdersSymbol, "the symbol has too many open orders"},
    {code::kWorkingNotional, "the open orders together are worth too much"},
    {code::kDailyNotional, "what was traded and is reserved today is worth too much"},
    {code::kDailyNotionalAlert,
     "approved; the day is past the share of its limit to be said aloud"},
    {code::kBuyingPower, "the cash that is not reserved does not cover the cost and the fees"},
    {code::kMaxPosition, "the position could grow past its limit"},
    {code::kMaxPositionNotional, "the position's value could grow past its limit"},
    {code::kMaxGrossLeverage, "the gross exposure could grow past its multiple of equity"},
    {code::kMaxNetLeverage, "the net exposure could grow past its multiple of equity"},
    {code::kSymbolConcentration, "the symbol's share of equity could grow past its limit"},
    {code::kSectorConcentration, "the sector's share of equity could grow past its limit"},
    {code::kRegionConcentration, "the region's share of equity could grow past its limit"},
    {code::kAdvOrder, "the order is too large a share of the average daily volume"},
    {code::kAdvDay, "the day's orders are too large a share of the average daily volume"},
    {code::kSelfTrade, "the order could trade with an open order of one's own"},
    {code::kRestricted, "the restricted list names the instrument on this day"},
    {code::kShortSale, "the order sells more than is held and located"},
    {code::kMarketClosed, "the market is closed"},
    {code::kDailyLoss, "the day's loss reached its limit"},
    {code::kDrawdown, "the loss from the highest equity reached its limit"},
    {code::kParentConservation, "the parts of an order would exceed the order"},
    {code::kRejectBurst, "too many rejected or unknown orders in a minute"},
    {code::kDisconnected, "the venue has not been heard for too long"},
    {code::kPositionDrift, "our position is not the venue's"},
    {code::kConfigHash, "configuration and plugins are not the approved ones"},
    {code::kMaxPositions, "there would be too many open positions"},
    {code::kLiveOrderNotional, "a live order is worth more than allowed"},
    {code::kLiveTotalNotional, "what is live would be worth more than allowed"},
    {code::kLiveMinSize, "a live order is worth less than allowed"},
    {code::kTradingUnknown, "what may be traded is not known: as halted"},
    {code::kNoTick, "the instrument has no tick"},
    {code::kNoLot, "the instrument has no lot"},
    {code::kNoMarketPrice, "the market has no price to compare with"},
    {code::kNoReferenceTime, "nobody says of what time the reference price is"},
    {code::kNoQuote, "there is no quote with a bid and an ask"},
    {code::kNoAverageVolume, "the average daily volume is not known"},
    {code::kNoSession, "the rule was never told of a session's begin"},
    {code::kNoSessionHours, "the session's hours are not known"},
    {code::kNoPeakEquity, "the highest equity so far is not known"},
    {code::kNoParentQuantity, "the order has a parent of unknown quantity"},
    {code::kNoHeartbeat, "the venue was never heard"},
    {code::kNoVenuePosition, "the venue has not told its position"},
    {code::kNoConfigHash, "the hash of configuration and plugins is not known"},
    {code::kNoWorkingPrice, "an open order has no price to value it at"},
    {code::kRestrictedListUnreadable, "the restricted list is missing or faulty"},
    {code::kLocatesUnreadable, "the file of locates is missing or faulty"},
    {code::kApprovedHashesUnreadable, "the file of approved hashes is missing or faulty"},
    {code::kMemoryFull, "the control can remember no more: a new order would go unwatched"},
};

}  // namespace sluice::risk_rules
