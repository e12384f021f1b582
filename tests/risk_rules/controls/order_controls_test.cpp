// SPDX-License-Identifier: Apache-2.0
//
// Controls that look at one order and its market.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

class TradingState : public ControlTest {
 protected:
  TradingState() { make("trading_state"); }
};

TEST_F(TradingState, Check_WhenEverythingIsActive_Approves) {
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

TEST_F(TradingState, Check_WhenHalted_RefusesWhateverTheScope) {
  world_.hold(0, "10");
  world_.row(0).trading_state = SLUICE_TRADING_HALTED;
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "REJECT TRADING_HALTED");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE");
  world_.fields.trading_state = SLUICE_TRADING_HALTED;
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT TRADING_HALTED");
}

TEST_F(TradingState, Check_WhenUnknown_RefusesAsHalted) {
  for (const std::uint32_t state : {std::uint32_t{SLUICE_TRADING_UNKNOWN}, 99U}) {
    world_.fields.trading_state = state;
    EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT TRADING_STATE_UNKNOWN");
    world_.fields.trading_state = SLUICE_TRADING_ACTIVE;
    world_.row(0).trading_state = state;
    EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT TRADING_STATE_UNKNOWN");
  }
}

TEST_F(TradingState, Check_WhenReducing_ApprovesWhatMakesTheHeldPositionSmaller) {
  world_.fields.trading_state = SLUICE_TRADING_REDUCING;
  world_.hold(0, "10");
  world_.hold(1, "-10");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kSell, "10.00000001")), "REJECT TRADING_REDUCING");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT TRADING_REDUCING");
  EXPECT_EQ(check(world_.market(1, kBuy, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "10.00000001")), "REJECT TRADING_REDUCING");
  EXPECT_EQ(check(world_.market(2, kSell, "1")), "REJECT TRADING_REDUCING");
}

TEST_F(TradingState, Check_WhenReducing_DoesNotCloseTheSamePositionTwice) {
  world_.fields.trading_state = SLUICE_TRADING_REDUCING;
  world_.hold(0, "10");
  world_.open(world_.market(0, kBuy, "5"));  // may never fill
  EXPECT_EQ(submit(world_.market(0, kSell, "6")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kSell, "4")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kSell, "5")), "REJECT TRADING_REDUCING");
  world_.hold(1, "-10");
  EXPECT_EQ(submit(world_.market(1, kBuy, "6")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "4")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "5")), "REJECT TRADING_REDUCING");
}

TEST_F(TradingState, Check_Offline_IsTheSame) {
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.fields.trading_state = SLUICE_TRADING_UNKNOWN;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT TRADING_STATE_UNKNOWN");
}

class InstrumentFilters : public ControlTest {
 protected:
  InstrumentFilters() { make("instrument_filters"); }
};

TEST_F(InstrumentFilters, Check_OfPrices_TakesMultiplesOfTheTick) {
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100.01")), "APPROVE");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100.015")), "REJECT TICK_SIZE 100.015/0.01");
  EXPECT_EQ(check(world_.stop(0, kBuy, "1", "100.00000001")), "REJECT TICK_SIZE 100.00000001/0.01");
}

TEST_F(InstrumentFilters, Check_WithoutATick_RefusesPricedOrdersOnly) {
  world_.row(0).tick = 0;
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "REJECT NO_TICK");
  EXPECT_EQ(check(world_.stop(0, kBuy, "1", "100")), "REJECT NO_TICK");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

TEST_F(InstrumentFilters, Check_OfQuantities_TakesWholeLotsWithinTheBounds) {
  world_.row(0).lot = units_of("5");
  world_.row(0).min_quantity = units_of("10");
  world_.row(0).max_quantity = units_of("20");
  EXPECT_EQ(check(world_.market(0, kBuy, "5")), "REJECT MIN_QUANTITY 5/10");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "12")), "REJECT LOT_SIZE 12/5");
  EXPECT_EQ(check(world_.market(0, kBuy, "20")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "25")), "REJECT MAX_QUANTITY 25/20");
  world_.row(0).max_quantity = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "25")), "APPROVE");
  world_.row(0).lot = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "25")), "REJECT NO_LOT");
}

TEST_F(InstrumentFilters, Check_OfNotional_TakesTheLowestPriceRoundedDown) {
  world_.row(0).min_notional = money_of("1000");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE 1000/1000");
  EXPECT_EQ(check(world_.market(0, kBuy, "9")), "REJECT MIN_ORDER_NOTIONAL 900/1000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "99.99")), "REJECT MIN_ORDER_NOTIONAL 999.9/1000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "101")), "APPROVE 1000/1000");
  world_.row(0).lot = 1;
  EXPECT_EQ(check(world_.limit(0, kBuy, "10.00999999", "99.89")),
            "REJECT MIN_ORDER_NOTIONAL 999.898899/1000");
}

TEST_F(InstrumentFilters, Check_OfNotionalWithoutAPrice_Refuses) {
  world_.row(0).min_notional = money_of("1000");
  world_.set_price(0, "0");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "REJECT NO_REFERENCE_PRICE");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1000/1000");
  world_.row(0).min_notional = {};
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE");
}

class MaxOrderQuantity : public ControlTest {};

TEST_F(MaxOrderQuantity, Check_BelowAtAndAboveTheLimit_ApprovesUpToIt) {
  make("max_order_quantity", R"({"limit":100})");
  EXPECT_EQ(check(world_.market(0, kBuy, "99.99999999")), "APPROVE 99.99999999/100");
  EXPECT_EQ(check(world_.market(0, kSell, "100")), "APPROVE 100/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "100.00000001")),
            "REJECT MAX_ORDER_QUANTITY 100.00000001/100");
}

TEST_F(MaxOrderQuantity, Check_OfEveryOrderOfABatch_IsForItself) {
  make("max_order_quantity", R"({"limit":100})");
  EXPECT_EQ(submit(world_.market(0, kBuy, "100")), "APPROVE 100/100");
  EXPECT_EQ(submit(world_.market(0, kBuy, "100")), "APPROVE 100/100");
}

class MaxOrderNotional : public ControlTest {};

TEST_F(MaxOrderNotional, Check_OfALimitOrder_IsQuantityTimesLimitRoundedUp) {
  make("max_order_notional", R"({"limit":10000})");
  EXPECT_EQ(check(world_.limit(0, kBuy, "99.99999999", "100")), "APPROVE 9999.999999/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "100", "100")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "100", "100.01")), "REJECT MAX_ORDER_NOTIONAL 10001/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "100.00000001", "100")),
            "REJECT MAX_ORDER_NOTIONAL 10000.000001/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "0.00000001", "0.01")), "APPROVE 0.00000001/10000");
}

TEST_F(MaxOrderNotional, Check_OfASellWithALimit_CountsWhatItMayBring) {
  make("max_order_notional", R"({"limit":10000})");
  EXPECT_EQ(check(world_.limit(0, kSell, "100", "90")), "APPROVE 10000/10000");
  world_.set_quote(0, "101", "102");
  EXPECT_EQ(check(world_.limit(0, kSell, "100", "90")), "REJECT MAX_ORDER_NOTIONAL 10100/10000");
}

TEST_F(MaxOrderNotional, Check_OfAMarketOrder_IsAtTheAskAndSlippage) {
  make("max_order_notional", R"({"limit":10000,"slippage":0.01})");
  world_.set_quote(0, "100", "101");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 102.01/10000");
  EXPECT_EQ(check(world_.market(0, kBuy, "98.03")), "REJECT MAX_ORDER_NOTIONAL 10000.0403/10000");
  world_.set_quote(0, "100", "100.00000001");  // a hundredth of it is rounded up
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 101.00000002/10000");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "99")), "APPROVE 9999/10000");
  EXPECT_EQ(check(world_.stop(0, kBuy, "1", "200")), "APPROVE 202/10000");
}

TEST_F(MaxOrderNotional, Check_WithAMultiplier_CountsTheContract) {
  make("max_order_notional", R"({"limit":10000,"multiplier":50})");
  EXPECT_EQ(check(world_.limit(0, kBuy, "2", "100")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "2.01", "100")), "REJECT MAX_ORDER_NOTIONAL 10050/10000");
}

TEST_F(MaxOrderNotional, Check_OfAMultipleOfEquity_FollowsIt) {
  make("max_order_notional", R"({"limit":"0.1x"})");
  EXPECT_EQ(check(world_.limit(0, kBuy, "100", "100")), "APPROVE 10000/10000");
  world_.set_equity("99999.99999999");
  EXPECT_EQ(check(world_.limit(0, kBuy, "100", "100")),
            "REJECT MAX_ORDER_NOTIONAL 10000/9999.99999999");
  world_.set_equity("0");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "REJECT NO_EQUITY");
}

TEST_F(MaxOrderNotional, Check_WithoutAPrice_Refuses) {
  make("max_order_notional", R"({"limit":10000,"multiplier":90000000000})");
  world_.set_price(0, "0");
  world_.set_quote(0, "0", "0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_REFERENCE_PRICE");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "0")), "REJECT NO_REFERENCE_PRICE");
  sluice_order huge = world_.limit(0, kBuy, "1", "1");
  huge.quantity = huge.limit_price = INT64_MAX;
  EXPECT_EQ(check(huge), "REJECT VALUE_OVERFLOW");
}

class PriceCollar : public ControlTest {};

TEST_F(PriceCollar, Check_AroundTheMid_ApprovesUpToTheLimitEitherWay) {
  make("price_collar");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "104.99")), "APPROVE 0.0499/0.05");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "105")), "APPROVE 0.05/0.05");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "105.00000001")),
            "REJECT PRICE_COLLAR 0.05000001/0.05");
  EXPECT_EQ(check(world_.limit(0, kSell, "1", "95")), "APPROVE 0.05/0.05");
  EXPECT_EQ(check(world_.limit(0, kSell, "1", "94.99999999")),
            "REJECT PRICE_COLLAR 0.05000001/0.05");
}

TEST_F(PriceCollar, Check_TakesTheMidBeforeTheLastPrice) {
  make("price_collar");
  world_.set_quote(0, "200", "202");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "201")), "APPROVE 0/0.05");
  world_.set_quote(0, "0", "202");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "101")), "APPROVE 0.01/0.05");
}

TEST_F(PriceCollar, Check_OfOrdersWithoutALimit_TakesTheirStopOrTheDecisionsPrice) {
  make("price_collar");
  EXPECT_EQ(check(world_.stop(0, kBuy, "1", "106")), "REJECT PRICE_COLLAR 0.06/0.05");
  sluice_order decided = world_.market(0, kBuy, "1");
  decided.reference_price = units_of("90");
  EXPECT_EQ(check(decided), "REJECT PRICE_COLLAR 0.1/0.05");
  decided.reference_price = 0;
  EXPECT_EQ(check(decided), "REJECT NO_REFERENCE_PRICE");
}

TEST_F(PriceCollar, Check_WithoutAMarket_Refuses) {
  make("price_collar");
  world_.set_quote(0, "0", "0");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "105")), "APPROVE 0.05/0.05");
  world_.set_price(0, "0");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "REJECT NO_MARKET_PRICE");
  world_.row(0).last = 1;
  sluice_order huge = world_.limit(0, kBuy, "1", "1");
  huge.limit_price = INT64_MAX;
  EXPECT_EQ(check(huge), "REJECT VALUE_OVERFLOW");
}

class StaleReference : public ControlTest {};

TEST_F(StaleReference, Check_InASession_ApprovesUpToTwoSeconds) {
  make("stale_reference");
  const sluice_order order = world_.market(0, kBuy, "1");
  world_.advance_ms(1999);
  EXPECT_EQ(check(order), "APPROVE 2/2");
  world_.advance_ms(1);
  EXPECT_EQ(check(order), "APPROVE 2/2");
  ++world_.fields.now;
  EXPECT_EQ(check(order), "REJECT STALE_REFERENCE 3/2");
}

TEST_F(StaleReference, Check_TakesTheOlderOfTheTwoPrices) {
  make("stale_reference");
  sluice_order order = world_.market(0, kBuy, "1");
  world_.advance_ms(5000);
  EXPECT_EQ(check(order), "REJECT STALE_REFERENCE 5/2");
  world_.set_quote(0, "99.99", "100.01");
  EXPECT_EQ(check(order), "REJECT STALE_REFERENCE 5/2");
  order = world_.market(0, kBuy, "1");
  EXPECT_EQ(check(order), "APPROVE 0/2");
  world_.row(0).quote_time = world_.row(0).last_time;
  EXPECT_EQ(check(order), "REJECT STALE_REFERENCE 5/2");
}

TEST_F(StaleReference, Check_Offline_ApprovesUpToFiveDays) {
  make("stale_reference");
  world_.set_offline();
  const sluice_order order = world_.market(0, kBuy, "1");
  world_.advance_ms(5LL * 86'400'000);
  EXPECT_EQ(check(order), "APPROVE 432000/432000");
  ++world_.fields.now;
  EXPECT_EQ(check(order), "REJECT STALE_REFERENCE 432001/432000");
}

TEST_F(StaleReference, Check_OfATimeThatIsMissingOrToCome_Refuses) {
  make("stale_reference");
  sluice_order order = world_.market(0, kBuy, "1");
  order.reference_time = world_.fields.now + 1;
  EXPECT_EQ(check(order), "REJECT FUTURE_REFERENCE");
  order.reference_time = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_TIME");
  order.reference_time = world_.fields.now;
  world_.row(0).quote_time = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_TIME");
  world_.row(0).bid = world_.row(0).last = 0;
  EXPECT_EQ(check(order), "REJECT NO_MARKET_PRICE");
}

class CrossedMarket : public ControlTest {
 protected:
  CrossedMarket() { make("crossed_market"); }
  std::string check_at(const char* bid, const char* ask, Side side = kBuy) {
    world_.set_quote(0, bid, ask);
    return check(world_.market(0, side, "1"));
  }
};

TEST_F(CrossedMarket, Check_OfTheSpread_ApprovesUpToTheLimit) {
  EXPECT_EQ(check_at("97.5", "102.5"), "APPROVE 0.05/0.05");
  EXPECT_EQ(check_at("97.51", "102.5"), "APPROVE 0.04989751/0.05");
  EXPECT_EQ(check_at("97.49999999", "102.5"), "REJECT WIDE_SPREAD 0.05000001/0.05");
}

TEST_F(CrossedMarket, Check_OfALockedOrCrossedBook_Refuses) {
  EXPECT_EQ(check_at("100", "100"), "REJECT CROSSED_MARKET 100/100");
  EXPECT_EQ(check_at("100.01", "100", kSell), "REJECT CROSSED_MARKET 100.01/100");
}

TEST_F(CrossedMarket, Check_WithoutAQuote_RefusesInASessionOnly) {
  EXPECT_EQ(check_at("0", "100"), "REJECT NO_QUOTE");
  EXPECT_EQ(check_at("100", "0"), "REJECT NO_QUOTE");
  EXPECT_EQ(check_at("0", "0"), "REJECT NO_QUOTE");
  world_.set_offline();
  EXPECT_EQ(check_at("0", "0"), "APPROVE");
  EXPECT_EQ(check_at("101", "100"), "REJECT CROSSED_MARKET 101/100");
}

class MarketHours : public ControlTest {
 protected:
  MarketHours() { make("market_hours"); }
};

TEST_F(MarketHours, Check_FromOpenToBeforeClose_Approves) {
  world_.set_now("2025-01-15T14:29:59.999999999Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MARKET_CLOSED");
  world_.set_now("2025-01-15T14:30:00Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.set_now("2025-01-15T20:59:59.999999999Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.set_now("2025-01-15T21:00:00Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MARKET_CLOSED");
}

TEST_F(MarketHours, Check_OnAHalfDay_ClosesWithIt) {
  world_.fields.session_close = Timestamp::parse("2025-01-15T18:00:00Z")->nanoseconds();
  world_.set_now("2025-01-15T18:00:00Z");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MARKET_CLOSED");
}

TEST_F(MarketHours, Check_WithoutHours_RefusesInASessionOnly) {
  world_.fields.session_open = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_SESSION_HOURS");
  world_.fields.session_open = 1;
  world_.fields.session_close = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_SESSION_HOURS");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

class SelfTrade : public ControlTest {
 protected:
  SelfTrade() { make("self_trade"); }
};

TEST_F(SelfTrade, Check_OfLimits_RefusesWhatMeetsThem) {
  world_.open(world_.limit(0, kSell, "10", "101"));
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100.99")), "APPROVE");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "101")), "REJECT SELF_TRADE 101/101");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "102")), "REJECT SELF_TRADE 102/101");
  world_.open(world_.limit(1, kBuy, "10", "99"));
  EXPECT_EQ(check(world_.limit(1, kSell, "1", "99.01")), "APPROVE");
  EXPECT_EQ(check(world_.limit(1, kSell, "1", "99")), "REJECT SELF_TRADE 99/99");
}

TEST_F(SelfTrade, Check_OfOrdersWithoutALimit_TheyMeetEverything) {
  world_.open(world_.limit(0, kSell, "10", "500"));
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT SELF_TRADE");
  EXPECT_EQ(check(world_.stop(0, kBuy, "1", "120")), "REJECT SELF_TRADE");
  world_.open(world_.market(1, kBuy, "10"));
  EXPECT_EQ(check(world_.limit(1, kSell, "1", "900")), "REJECT SELF_TRADE");
  world_.open(world_.limit(2, kBuy, "10", "50"));
  world_.working(2).price = 0;
  EXPECT_EQ(check(world_.limit(2, kSell, "1", "900")), "REJECT SELF_TRADE");
}

TEST_F(SelfTrade, Check_OfTheSameSideOrAnotherSymbol_Approves) {
  world_.open(world_.limit(0, kSell, "10", "101"));
  EXPECT_EQ(check(world_.limit(0, kSell, "1", "100")), "APPROVE");
  EXPECT_EQ(check(world_.limit(1, kBuy, "1", "200")), "APPROVE");
}

TEST_F(SelfTrade, Check_SecondOrderOfABatch_SeesTheFirst) {
  const sluice_order first = world_.limit(0, kSell, "10", "101");
  EXPECT_EQ(submit(first), "APPROVE");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "101")), "REJECT SELF_TRADE 101/101");
  cancel(first);
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "101")), "APPROVE");
}

}  // namespace
}  // namespace sluice::risk_rules::test
