// SPDX-License-Identifier: Apache-2.0
//
// Controls that look at open orders, cash and the day's trading.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

class MaxOpenOrders : public ControlTest {};

TEST_F(MaxOpenOrders, Check_OfTheSymbol_ApprovesUpToItsLimit) {
  make("max_open_orders", R"({"account":50,"symbol":2})");
  EXPECT_EQ(submit(world_.market(0, kBuy, "1")), "APPROVE 1/2");
  const sluice_order second = world_.market(0, kBuy, "2");
  EXPECT_EQ(submit(second), "APPROVE 2/2");
  EXPECT_EQ(submit(world_.market(0, kBuy, "3")), "REJECT MAX_OPEN_ORDERS_SYMBOL 3/2");
  EXPECT_EQ(submit(world_.market(1, kBuy, "3")), "APPROVE 1/2");
  cancel(second);
  EXPECT_EQ(submit(world_.market(0, kBuy, "3")), "APPROVE 2/2");
}

TEST_F(MaxOpenOrders, Check_OfTheAccount_ApprovesUpToItsLimit) {
  make("max_open_orders", R"({"account":2})");
  EXPECT_EQ(submit(world_.market(0, kBuy, "1")), "APPROVE 1/10");
  EXPECT_EQ(submit(world_.market(1, kBuy, "1")), "APPROVE 1/10");
  EXPECT_EQ(submit(world_.market(2, kBuy, "1")), "REJECT MAX_OPEN_ORDERS 3/2");
}

class WorkingNotional : public ControlTest {};

TEST_F(WorkingNotional, Check_WithEarlierOrders_ApprovesUpToTheLimit) {
  make("working_notional", R"({"limit":10000})");
  const sluice_order first = world_.limit(0, kBuy, "60", "100");
  EXPECT_EQ(submit(first), "APPROVE 6000/10000");
  EXPECT_EQ(check(world_.limit(1, kBuy, "39.99999999", "100")), "APPROVE 9999.999999/10000");
  EXPECT_EQ(check(world_.limit(1, kSell, "40", "100.01")), "REJECT WORKING_NOTIONAL 10000.4/10000");
  EXPECT_EQ(check(world_.limit(1, kBuy, "40", "100")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.limit(1, kBuy, "40.00000001", "100")),
            "REJECT WORKING_NOTIONAL 10000.000001/10000");
  fill(first, "60");
  EXPECT_EQ(check(world_.limit(1, kBuy, "100", "100")), "APPROVE 10000/10000");
}

TEST_F(WorkingNotional, Check_OfAMarketOrder_IsAtTheAskAndSlippage) {
  make("working_notional", R"({"limit":"0.1x","slippage":0.01})");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 101.0101/10000");
  world_.set_price(0, "0");
  world_.set_quote(0, "0", "0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_REFERENCE_PRICE");
  world_.set_equity("-1");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT NO_EQUITY");
}

TEST_F(WorkingNotional, Check_OfASumThatDoesNotFit_Refuses) {
  make("working_notional", R"({"limit":10000})");
  sluice_risk_view view = *world_.view();
  view.working_notional = {~std::uint64_t{0}, INT64_MAX};
  EXPECT_EQ(text_of(rule_->check(world_.market(0, kBuy, "1"), &view)), "REJECT VALUE_OVERFLOW");
}

class DailyNotional : public ControlTest {};

TEST_F(DailyNotional, Check_WithFillsAndOpenOrders_ApprovesUpToTheLimit) {
  make("daily_notional", R"({"limit":10000,"alert":1})");
  const sluice_order first = world_.limit(0, kBuy, "50", "100");
  EXPECT_EQ(submit(first), "APPROVE 5000/10000");
  fill(first, "20", "99");
  // 1980 filled, 3000 open
  EXPECT_EQ(check(world_.limit(1, kBuy, "50.19999999", "100")), "APPROVE 9999.999999/10000");
  EXPECT_EQ(check(world_.limit(1, kBuy, "50.2", "100")),
            "APPROVE DAILY_NOTIONAL_ALERT 10000/10000");
  EXPECT_EQ(check(world_.limit(1, kSell, "50.2", "100.01")),
            "REJECT DAILY_NOTIONAL 10000.502/10000");
  EXPECT_EQ(check(world_.limit(1, kBuy, "50.20000001", "100")),
            "REJECT DAILY_NOTIONAL 10000.000001/10000");
  cancel(first);
  EXPECT_EQ(check(world_.limit(1, kBuy, "80", "100")), "APPROVE 9980/10000");
}

TEST_F(DailyNotional, Check_OnTheNextDay_BeginsAnew) {
  make("daily_notional", R"({"limit":10000})");
  const sluice_order first = world_.limit(0, kBuy, "99", "100");
  submit(first);
  fill(first, "99");
  restart();
  EXPECT_EQ(check(world_.limit(1, kBuy, "2", "100")), "REJECT DAILY_NOTIONAL 10100/10000");
  world_.set_now("2025-01-16T00:00:00Z");
  EXPECT_EQ(check(world_.limit(1, kBuy, "2", "100")), "APPROVE 200/10000");
  const sluice_order second = world_.limit(0, kBuy, "1", "100");
  submit(second);
  fill(second, "1");
  EXPECT_EQ(check(world_.limit(1, kBuy, "1", "100")), "APPROVE 200/10000");
}

TEST_F(DailyNotional, Check_FromSeventyPercentOn_SaysSo) {
  make("daily_notional", R"({"limit":10000})");
  EXPECT_EQ(check(world_.limit(0, kBuy, "69.99", "100")), "APPROVE 6999/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "70", "100")), "APPROVE DAILY_NOTIONAL_ALERT 7000/10000");
}

TEST_F(DailyNotional, Check_FromSeventyPercentOfAMultipleOn_SaysSo) {
  make("daily_notional", R"({"limit":"0.1x"})");
  EXPECT_EQ(check(world_.limit(0, kBuy, "69.99", "100")), "APPROVE 6999/10000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "70", "100")), "APPROVE DAILY_NOTIONAL_ALERT 7000/10000");
}

TEST_F(DailyNotional, Fill_PastTheAlert_IsLoggedOnceADay) {
  make("daily_notional", R"({"limit":"0.1x"})");
  const sluice_order order = world_.limit(0, kBuy, "80", "100");
  submit(order);
  fill(order, "69.99999999");
  EXPECT_TRUE(host_.log().empty());
  fill(order, "0.00000001");
  ASSERT_EQ(host_.log().size(), 1U);
  EXPECT_NE(host_.log()[0].text.find("filled today=7000,"), std::string::npos);
  fill(order, "1");
  EXPECT_EQ(host_.log().size(), 1U);
}

TEST_F(DailyNotional, Fill_WithoutAPrice_CountsTheOrdersReference) {
  make("daily_notional", R"({"limit":10000})");
  const sluice_order order = world_.limit(0, kBuy, "10", "90");
  submit(order);
  fill(order, "10", "0");
  EXPECT_EQ(check(world_.limit(1, kBuy, "1", "100")), "APPROVE 1100/10000");
  world_.set_equity("0");
  world_.set_quote(1, "0", "0");
  world_.set_price(1, "0");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT NO_REFERENCE_PRICE");
}

TEST_F(DailyNotional, Check_WithoutEquityOrRoom_Refuses) {
  make("daily_notional", R"({"limit":"1x"})");
  world_.set_equity("0");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT NO_EQUITY");
  sluice_risk_view view = *world_.view();
  view.working_notional = {~std::uint64_t{0}, INT64_MAX};
  EXPECT_EQ(text_of(rule_->check(world_.market(0, kBuy, "1"), &view)), "REJECT VALUE_OVERFLOW");
}

class BuyingPower : public ControlTest {};

TEST_F(BuyingPower, Check_OfABuy_NeedsItsCostAndFees) {
  make("buying_power", R"({"fees":0.01})");
  world_.set_cash("1010");
  EXPECT_EQ(check(world_.limit(0, kBuy, "9.99", "100")), "APPROVE 1008.99/1010");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1010/1010");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10.00000001", "100")),
            "REJECT BUYING_POWER 1010.00000101/1010");
  EXPECT_EQ(check(world_.limit(0, kSell, "1000", "100")), "APPROVE");
}

TEST_F(BuyingPower, Check_WithReservedCash_LeavesIt) {
  make("buying_power", R"({"fees":0})");
  world_.fields.reserved_cash = money_of("99000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1000/1000");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10.01", "100")), "REJECT BUYING_POWER 1001/1000");
}

TEST_F(BuyingPower, Check_WithBuysOfTheBatch_CountsWhatTheRouterDoesNotKnow) {
  make("buying_power", R"({"fees":0.01,"slippage":0.1})");
  world_.set_cash("10000");
  world_.open(world_.limit(0, kBuy, "50", "100"));         // routed: reserved by the router
  world_.open(world_.limit(0, kBuy, "10", "100"), false);  // 1010
  world_.open(world_.market(1, kBuy, "10"), false);        // 1010 and a tenth: 1111
  EXPECT_EQ(check(world_.limit(2, kBuy, "78", "100")), "APPROVE 7878/7879");
  EXPECT_EQ(check(world_.limit(2, kBuy, "78.1", "100")), "REJECT BUYING_POWER 7888.1/7879");
  world_.working(2).price = 0;
  EXPECT_EQ(check(world_.limit(2, kBuy, "1", "100")), "REJECT NO_WORKING_PRICE");
}

TEST_F(BuyingPower, Check_WithSellsOfTheBatch_CountsThemOfflineOnly) {
  make("buying_power", R"({"fees":0.01})");
  world_.set_cash("0");
  world_.open(world_.limit(0, kSell, "10", "100"), false);
  EXPECT_EQ(check(world_.limit(1, kBuy, "1", "100")), "REJECT BUYING_POWER 101/0");
  world_.set_offline();
  EXPECT_EQ(check(world_.limit(1, kBuy, "9", "110")), "REJECT BUYING_POWER 999.9/990");
  EXPECT_EQ(check(world_.limit(1, kBuy, "9", "108")), "APPROVE 981.72/990");
}

TEST_F(BuyingPower, Check_OfAMarketOrder_IsAtTheAskAndSlippage) {
  make("buying_power", R"({"fees":0,"slippage":0.01})");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 101.0101/100000");
  world_.set_price(0, "0");
  world_.set_quote(0, "0", "0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_REFERENCE_PRICE");
}

TEST_F(BuyingPower, Check_OfAmountsThatDoNotFit_Refuses) {
  make("buying_power", R"({"fees":0})");
  world_.fields.cash = {0, INT64_MIN};
  world_.fields.reserved_cash = money_of("1");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "REJECT VALUE_OVERFLOW");
}

class AdvParticipation : public ControlTest {
 protected:
  AdvParticipation() { world_.row(0).average_daily_volume = units_of("10000"); }
};

TEST_F(AdvParticipation, Check_OfOneOrder_ApprovesUpToOnePercent) {
  make("adv_participation");
  EXPECT_EQ(check(world_.market(0, kBuy, "99")), "APPROVE 0.0099/0.05");
  EXPECT_EQ(check(world_.market(0, kSell, "100")), "APPROVE 0.01/0.05");
  EXPECT_EQ(check(world_.market(0, kBuy, "100.0001")), "REJECT ADV_ORDER 0.01000001/0.01");
}

TEST_F(AdvParticipation, Check_OfTheDay_CountsFillsAndOpenOrdersOfBothSides) {
  make("adv_participation", R"({"order":1})");
  const sluice_order first = world_.market(0, kBuy, "300");
  EXPECT_EQ(submit(first), "APPROVE 0.03/0.05");
  fill(first, "200");
  EXPECT_EQ(submit(world_.market(0, kSell, "100")), "APPROVE 0.04/0.05");
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.05/0.05");
  EXPECT_EQ(check(world_.market(0, kBuy, "100.0001")), "REJECT ADV_DAY 0.05000001/0.05");
  EXPECT_EQ(check(world_.market(1, kBuy, "101")), "APPROVE 0.000101/0.05");
}

TEST_F(AdvParticipation, Check_AfterARestartAndOnTheNextDay_KeepsTheDaysFills) {
  make("adv_participation");
  const sluice_order first = world_.market(0, kBuy, "100");
  submit(first);
  fill(first, "100");
  restart();
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.02/0.05");
  world_.advance_ms(86'400'000);
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.01/0.05");
  const sluice_order second = world_.market(0, kBuy, "50");
  submit(second);
  fill(second, "50");
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.015/0.05");
}

TEST_F(AdvParticipation, Restart_WithOtherNumbers_KeepsFillsWithTheirSymbol) {
  make("adv_participation");
  const sluice_order first = world_.market(0, kBuy, "100");
  submit(first);
  fill(first, "100");
  world_.set_symbol(0, "S9");
  world_.set_symbol(2, "S0");
  restart();
  world_.row(2).average_daily_volume = units_of("10000");
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.01/0.05");
  EXPECT_EQ(check(world_.market(2, kBuy, "100")), "APPROVE 0.02/0.05");
  // A new session with the old numbers again.
  world_.set_symbol(0, "S0");
  world_.set_symbol(2, "S2");
  begin_session();
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 0.02/0.05");
  EXPECT_EQ(check(world_.market(2, kBuy, "100")), "APPROVE 0.01/0.05");
}

TEST_F(AdvParticipation, Check_OfTheVolume_TakesTheSmallerOne) {
  make("adv_participation");
  sluice_order order = world_.market(0, kBuy, "100");
  order.average_daily_volume = units_of("9999");
  EXPECT_EQ(check(order), "REJECT ADV_ORDER 0.01000101/0.01");
  order.average_daily_volume = units_of("20000");
  EXPECT_EQ(check(order), "APPROVE 0.01/0.05");
  world_.row(0).average_daily_volume = 0;
  EXPECT_EQ(check(order), "APPROVE 0.005/0.05");
  order.average_daily_volume = 0;
  EXPECT_EQ(check(order), "REJECT NO_AVERAGE_VOLUME");
  order.average_daily_volume = 1;
  order.quantity = INT64_MAX;
  EXPECT_EQ(check(order), "REJECT VALUE_OVERFLOW");
}

TEST_F(AdvParticipation, Check_BeforeASession_Refuses) {
  rule_ = std::make_unique<testing::MockRule>(*find_component("adv_participation"), "{}", host_);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_SESSION");
}

}  // namespace
}  // namespace sluice::risk_rules::test
