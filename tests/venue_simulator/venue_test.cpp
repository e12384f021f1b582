// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/venue.hpp"

#include <gtest/gtest.h>

#include "venue_simulator/settings.hpp"

namespace sluice::venue_simulator {
namespace {

constexpr int kMain = 0;
constexpr int kOther = 1;
constexpr int kBtc = 0;  // BTCUSDT: tick 0.01, step 0.00001
constexpr Milliseconds kNow = 1'000'000;

Price price(std::string_view text) { return Price::parse(text).value(); }
Quantity quantity(std::string_view text) { return Quantity::parse(text).value(); }
Amount amount(std::string_view text) { return Amount::parse(text).value(); }

// Nothing is offered but what the tests offer.
VenueSettings empty_book() {
  VenueSettings settings = default_settings(1).venue;
  for (Symbol& each : settings.symbols) each.liquidity.levels = 0;
  settings.symbols[kBtc].liquidity.mid = price("100");
  return settings;
}

NewOrder limit(Side side, std::string_view at, std::string_view size) {
  NewOrder order;
  order.side = side;
  order.price = price(at);
  order.quantity = quantity(size);
  return order;
}

NewOrder market(Side side, std::string_view size) {
  NewOrder order;
  order.side = side;
  order.type = OrderType::kMarket;
  order.quantity = quantity(size);
  return order;
}

NewOrder stop(OrderType type, Side side, std::string_view at, std::string_view size) {
  NewOrder order;
  order.side = side;
  order.type = type;
  order.stop_price = price(at);
  order.quantity = quantity(size);
  return order;
}

class SimulatedVenue : public ::testing::Test {
 protected:
  const Order& place(int account, const NewOrder& wanted) {
    const auto placed = venue_.place(account, wanted, kNow);
    EXPECT_TRUE(placed) << placed.refusal().message;
    return venue_.orders().at(placed->order);
  }
  int refusal_of(int account, const NewOrder& wanted) {
    const auto placed = venue_.place(account, wanted, kNow);
    EXPECT_FALSE(placed);
    return placed ? 0 : placed.refusal().code;
  }
  void quote(std::string_view bid, std::string_view bid_size, std::string_view ask,
             std::string_view ask_size) {
    venue_.quote({kBtc, {price(bid), quantity(bid_size)}, {price(ask), quantity(ask_size)}}, kNow);
  }
  void trade(std::string_view at, std::string_view size, Side taker) {
    venue_.trade(kBtc, price(at), quantity(size), taker, kNow);
  }
  Balance balance(int account, const std::string& asset) const {
    return venue_.accounts().balance(account, asset);
  }
  // Whatever happens, nobody's assets come from nowhere: without the house and commission.
  Amount sum_of(const std::string& asset) const {
    int128 sum = 0;
    for (const int account : {kMain, kOther})
      sum += balance(account, asset).free.raw() + balance(account, asset).locked.raw();
    return Amount::from_raw(sum);
  }

  Venue venue_{empty_book()};
};

TEST_F(SimulatedVenue, Taker_MeetsBestPriceFirstAndOldestAtOnePrice) {
  const Order& late_and_better = place(kMain, limit(Side::kSell, "100", "1"));
  const Order& first = place(kMain, limit(Side::kSell, "101", "1"));
  const Order& second = place(kMain, limit(Side::kSell, "101", "1"));
  const Order& taker = place(kOther, limit(Side::kBuy, "101", "2.5"));
  EXPECT_EQ(late_and_better.status, Status::kFilled);
  EXPECT_EQ(first.status, Status::kFilled);
  EXPECT_EQ(second.executed, quantity("0.5"));
  EXPECT_EQ(taker.executed_quote, amount("251.5"));
  EXPECT_EQ(sum_of("BTC"), amount("20"));
  EXPECT_EQ(sum_of("USDT"), amount("2000000"));
}

TEST_F(SimulatedVenue, Limit_LocksItsPriceAndGivesBackWhatItDidNotNeed) {
  quote("99", "1", "100", "1");
  const Order& order = place(kMain, limit(Side::kBuy, "110", "2"));
  EXPECT_EQ(order.executed, quantity("1"));
  EXPECT_EQ(balance(kMain, "USDT").locked, amount("110"));
  EXPECT_EQ(balance(kMain, "USDT").free, amount("999790"));
  EXPECT_EQ(balance(kMain, "BTC").free, amount("11"));
}

TEST_F(SimulatedVenue, Ioc_TakesWhatThereIsAndExpires) {
  quote("99", "1", "100", "1");
  NewOrder wanted = limit(Side::kBuy, "100", "2");
  wanted.time_in_force = TimeInForce::kIoc;
  const Order& order = place(kMain, wanted);
  EXPECT_EQ(order.status, Status::kExpired);
  EXPECT_EQ(order.executed, quantity("1"));
  EXPECT_TRUE(balance(kMain, "USDT").locked.is_zero());
}

TEST_F(SimulatedVenue, Fok_WithoutEnough_TakesNothing) {
  quote("99", "1", "100", "1");
  NewOrder wanted = limit(Side::kBuy, "100", "2");
  wanted.time_in_force = TimeInForce::kFok;
  const Order& order = place(kMain, wanted);
  EXPECT_EQ(order.status, Status::kExpired);
  EXPECT_TRUE(order.executed.is_zero());
  EXPECT_EQ(venue_.book(kBtc).best(Side::kSell)->quantity, quantity("1"));
}

TEST_F(SimulatedVenue, LimitMaker_ThatWouldTake_IsRefused) {
  quote("99", "1", "100", "1");
  NewOrder wanted = limit(Side::kBuy, "100", "1");
  wanted.type = OrderType::kLimitMaker;
  EXPECT_EQ(refusal_of(kMain, wanted), -2010);
  wanted.price = price("99.99");
  EXPECT_EQ(place(kMain, wanted).status, Status::kNew);
}

TEST_F(SimulatedVenue, Market_OnTooThinBook_FillsPartAndExpires) {
  quote("99", "1", "100", "1");
  const Order& order = place(kMain, market(Side::kSell, "3"));
  EXPECT_EQ(order.status, Status::kExpired);
  EXPECT_EQ(order.executed, quantity("1"));
  EXPECT_TRUE(balance(kMain, "BTC").locked.is_zero());
}

TEST_F(SimulatedVenue, Market_BeforeAnythingWasTraded_IsWorthWhatTheQuoteSays) {
  VenueSettings settings = empty_book();
  settings.symbols[kBtc].liquidity.mid = Price{};
  Venue venue{settings};
  EXPECT_FALSE(venue.place(kMain, market(Side::kBuy, "0.5"), kNow));
  venue.quote({kBtc, {price("99"), quantity("1")}, {price("100"), quantity("1")}}, kNow);
  EXPECT_TRUE(venue.place(kMain, market(Side::kBuy, "0.5"), kNow));
}

TEST_F(SimulatedVenue, MarketByQuote_BuysWholeLotsOfWhatItMaySpend) {
  quote("99", "1", "100", "1");
  NewOrder wanted = market(Side::kBuy, "0");
  wanted.quote_quantity = amount("50.0009");
  const Order& order = place(kMain, wanted);
  EXPECT_EQ(order.status, Status::kFilled);
  EXPECT_EQ(order.executed, quantity("0.5"));
  EXPECT_EQ(balance(kMain, "USDT").free, amount("999950"));
}

TEST_F(SimulatedVenue, Quote_ThatCrossesARestingOrder_FillsItAtItsPriceUpToTheQuotesSize) {
  const Order& order = place(kMain, limit(Side::kBuy, "100", "2"));
  quote("98", "1", "99", "1.5");
  EXPECT_EQ(order.executed, quantity("1.5"));
  EXPECT_EQ(order.executed_quote, amount("150"));
  EXPECT_EQ(order.status, Status::kPartiallyFilled);
  EXPECT_FALSE(venue_.book(kBtc).best(Side::kSell));
}

TEST_F(SimulatedVenue, Trade_FillsRestingOrdersUpToItsQuantity_BehindWhoStoodThereBefore) {
  quote("99", "1", "100", "1");
  const Order& order = place(kMain, limit(Side::kSell, "100", "1"));
  trade("100", "1.25", Side::kBuy);
  EXPECT_EQ(order.executed, quantity("0.25"));
}

TEST_F(SimulatedVenue, Trade_BeyondTheQuote_FillsOrdersBetween) {
  quote("99", "1", "100", "1");
  const Order& order = place(kMain, limit(Side::kSell, "101", "1"));
  trade("102", "0.5", Side::kBuy);
  EXPECT_EQ(order.executed, quantity("0.5"));
  EXPECT_EQ(order.executed_quote, amount("50.5"));
}

struct StopCase {
  OrderType type;
  Side side;
  std::string_view at;     // against a last price of 100
  std::string_view meets;  // the price that sets it off
};

class SimulatedStop : public SimulatedVenue, public ::testing::WithParamInterface<StopCase> {};

TEST_P(SimulatedStop, WaitsForItsPriceAndThenTakes) {
  quote("99", "5", "101", "5");
  trade("100", "0.1", Side::kBuy);
  const Order& order = place(kMain, stop(GetParam().type, GetParam().side, GetParam().at, "1"));
  EXPECT_EQ(order.status, Status::kNew);
  EXPECT_FALSE(order.is_working);
  quote("50", "5", "150", "5");
  trade("100.01", "0.1", Side::kBuy);
  EXPECT_EQ(order.status, Status::kNew);
  trade(GetParam().meets, "0.1", Side::kBuy);
  EXPECT_EQ(order.status, Status::kFilled);
  EXPECT_TRUE(balance(kMain, "USDT").locked.is_zero());
  EXPECT_TRUE(balance(kMain, "BTC").locked.is_zero());
}

INSTANTIATE_TEST_SUITE_P(All, SimulatedStop,
                         ::testing::Values(StopCase{OrderType::kStopLoss, Side::kBuy, "110", "110"},
                                           StopCase{OrderType::kStopLoss, Side::kSell, "90", "90"},
                                           StopCase{OrderType::kTakeProfit, Side::kBuy, "90", "90"},
                                           StopCase{OrderType::kTakeProfit, Side::kSell, "110",
                                                    "110"}));

TEST_F(SimulatedVenue, Stop_WhosePriceIsMetAlready_IsRefused) {
  trade("100", "0.1", Side::kBuy);
  EXPECT_EQ(refusal_of(kMain, stop(OrderType::kStopLoss, Side::kSell, "100", "1")), -2010);
}

TEST_F(SimulatedVenue, Funds_ThatAreNotThere_RefuseTheOrder) {
  EXPECT_EQ(refusal_of(kMain, limit(Side::kSell, "400", "10.00001")), -2010);
  EXPECT_EQ(refusal_of(kMain, limit(Side::kBuy, "400", "2500.00001")), -2010);
  (void)place(kMain, limit(Side::kSell, "400", "10"));
  EXPECT_EQ(refusal_of(kMain, limit(Side::kSell, "400", "0.1")), -2010);
}

TEST_F(SimulatedVenue, ClientId_OfAnOpenOrder_IsRefused_OfAnEndedOne_NamesTheNewest) {
  NewOrder wanted = limit(Side::kBuy, "100", "1");
  wanted.client_id = "mine";
  const std::int64_t first = place(kMain, wanted).id;
  EXPECT_EQ(refusal_of(kMain, wanted), -2010);
  EXPECT_EQ(place(kOther, wanted).status, Status::kNew);
  ASSERT_TRUE(venue_.cancel(kMain, kBtc, {{}, "mine"}, "", CancelOnly::kAny, kNow));
  const std::int64_t second = place(kMain, wanted).id;
  EXPECT_NE(first, second);
  EXPECT_EQ(venue_.find(kMain, kBtc, {{}, "mine"})->id, second);
}

TEST_F(SimulatedVenue, Cancel_GivesBackAndIsRefusedTheSecondTime) {
  const Order& order = place(kMain, limit(Side::kBuy, "100", "1"));
  ASSERT_TRUE(venue_.cancel(kMain, kBtc, {order.id, ""}, "", CancelOnly::kAny, kNow));
  EXPECT_EQ(order.status, Status::kCanceled);
  EXPECT_EQ(balance(kMain, "USDT").free, amount("1000000"));
  EXPECT_FALSE(venue_.book(kBtc).best(Side::kBuy));
  const auto again = venue_.cancel(kMain, kBtc, {order.id, ""}, "", CancelOnly::kAny, kNow);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.refusal().code, -2011);
}

TEST_F(SimulatedVenue, Cancel_OfSomebodyElsesOrder_IsRefused) {
  const Order& order = place(kMain, limit(Side::kBuy, "100", "1"));
  EXPECT_FALSE(venue_.cancel(kOther, kBtc, {order.id, ""}, "", CancelOnly::kAny, kNow));
  EXPECT_TRUE(order.is_open());
}

TEST_F(SimulatedVenue, Amend_MakesSmallerAndKeepsThePlaceInTheQueue) {
  const Order& first = place(kMain, limit(Side::kSell, "100", "2"));
  const Order& second = place(kMain, limit(Side::kSell, "100", "2"));
  ASSERT_TRUE(venue_.amend(kMain, kBtc, {first.id, ""}, quantity("1"), "", kNow));
  EXPECT_EQ(balance(kMain, "BTC").locked, amount("3"));
  (void)place(kOther, limit(Side::kBuy, "100", "1"));
  EXPECT_EQ(first.status, Status::kFilled);
  EXPECT_TRUE(second.executed.is_zero());
  EXPECT_FALSE(venue_.amend(kMain, kBtc, {second.id, ""}, quantity("2"), "", kNow));
}

struct SelfTradeCase {
  SelfTrade mode;
  Status maker;
  Status taker;
};

class SimulatedSelfTrade : public SimulatedVenue,
                           public ::testing::WithParamInterface<SelfTradeCase> {};

TEST_P(SimulatedSelfTrade, EndsWhoseOrderTheModeSays) {
  const Order& maker = place(kMain, limit(Side::kSell, "100", "1"));
  NewOrder wanted = limit(Side::kBuy, "100", "1");
  wanted.self_trade = GetParam().mode;
  const Order& taker = place(kMain, wanted);
  EXPECT_EQ(maker.status, GetParam().maker);
  EXPECT_EQ(taker.status, GetParam().taker);
  EXPECT_EQ(sum_of("BTC"), amount("20"));
}

INSTANTIATE_TEST_SUITE_P(
    All, SimulatedSelfTrade,
    ::testing::Values(SelfTradeCase{SelfTrade::kNone, Status::kFilled, Status::kFilled},
                      SelfTradeCase{SelfTrade::kExpireTaker, Status::kNew, Status::kExpiredInMatch},
                      SelfTradeCase{SelfTrade::kExpireMaker, Status::kExpiredInMatch, Status::kNew},
                      SelfTradeCase{SelfTrade::kExpireBoth, Status::kExpiredInMatch,
                                    Status::kExpiredInMatch}));

TEST_F(SimulatedVenue, Commission_IsTakenFromWhatIsReceived) {
  VenueSettings settings = empty_book();
  settings.taker_commission = Ratio::parse("0.001").value();
  Venue venue{settings};
  venue.quote({kBtc, {price("99"), quantity("1")}, {price("100"), quantity("1")}}, kNow);
  ASSERT_TRUE(venue.place(kMain, market(Side::kBuy, "1"), kNow));
  EXPECT_EQ(venue.accounts().balance(kMain, "BTC").free, amount("10.999"));
  ASSERT_TRUE(venue.place(kMain, market(Side::kSell, "1"), kNow));
  EXPECT_EQ(venue.accounts().balance(kMain, "USDT").free, amount("999998.901"));
}

TEST_F(SimulatedVenue, Restart_BeginsIdsOfExecutionsAnew) {
  quote("99", "1", "100", "1");
  (void)place(kMain, market(Side::kBuy, "0.5"));
  venue_.restart();
  (void)place(kMain, market(Side::kBuy, "0.5"));
  ASSERT_EQ(venue_.trades().size(), 2u);
  EXPECT_EQ(venue_.trades()[0].id, venue_.trades()[1].id);
  EXPECT_NE(venue_.trades()[0].epoch, venue_.trades()[1].epoch);
}

TEST_F(SimulatedVenue, Events_TellTheOrderThenItsExecutions) {
  quote("99", "1", "100", "1");
  (void)venue_.take_events();
  (void)place(kMain, market(Side::kBuy, "0.5"));
  std::vector<Execution> told;
  for (const Event& each : venue_.take_events())
    if (const auto* order = std::get_if<OrderEvent>(&each)) told.push_back(order->kind);
  EXPECT_EQ(told, (std::vector{Execution::kNew, Execution::kTrade}));
}

TEST(SimulatedLiquidity, FollowsTheSeed) {
  const auto sizes = [](std::uint64_t seed) {
    std::vector<std::int64_t> all;
    for (const Level& each : Venue{default_settings(seed).venue}.book(kBtc).levels(Side::kBuy, 20))
      all.push_back(each.quantity.raw());
    return all;
  };
  EXPECT_EQ(sizes(1), sizes(1));
  EXPECT_NE(sizes(1), sizes(2));
  EXPECT_EQ(sizes(1).size(), 20u);
}

}  // namespace
}  // namespace sluice::venue_simulator
