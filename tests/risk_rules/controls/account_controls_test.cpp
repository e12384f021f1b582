// SPDX-License-Identifier: Apache-2.0
//
// Controls that look at positions, exposures, cash and open orders.
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

class MaxPosition : public ControlTest {};

TEST_F(MaxPosition, Check_OfABuy_CountsThePositionAndOpenBuys) {
  make("max_position", R"({"quantity":100})");
  world_.hold(0, "50");
  EXPECT_EQ(submit(world_.market(0, kBuy, "20")), "APPROVE 70/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "29.99999999")), "APPROVE 99.99999999/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "30")), "APPROVE 100/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "30.00000001")), "REJECT MAX_POSITION 100.00000001/100");
}

TEST_F(MaxPosition, Check_OfASell_CountsApart) {
  make("max_position", R"({"quantity":100})");
  world_.hold(0, "50");
  world_.open(world_.market(0, kBuy, "50"));  // may never fill: gives no room
  EXPECT_EQ(submit(world_.market(0, kSell, "50")), "APPROVE 0/100");
  EXPECT_EQ(check(world_.market(0, kSell, "100")), "APPROVE 100/100");
  EXPECT_EQ(check(world_.market(0, kSell, "100.00000001")), "REJECT MAX_POSITION 100.00000001/100");
  // Nor do open sells give room for buys.
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MAX_POSITION 101/100");
}

TEST_F(MaxPosition, Check_Offline_CountsTheOtherSidesOrdersAsFilled) {
  make("max_position", R"({"quantity":100})");
  world_.set_offline();
  world_.hold(0, "100");
  EXPECT_EQ(submit(world_.market(0, kSell, "40")), "APPROVE -60/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "40")), "APPROVE 100/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "41")), "REJECT MAX_POSITION 101/100");
}

TEST_F(MaxPosition, Check_OfTheNotional_ApprovesUpToTheLimit) {
  make("max_position", R"({"notional":"0.1x"})");
  world_.set_quote(0, "99", "100");
  EXPECT_EQ(check(world_.market(0, kBuy, "100")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.market(0, kBuy, "100.00000001")),
            "REJECT MAX_POSITION_NOTIONAL 10000.000001/10000");
  world_.hold(0, "150");
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MAX_POSITION_NOTIONAL 15100/10000");
}

TEST_F(MaxPosition, Check_OfAShortPosition_CountsItsWorth) {
  make("max_position", R"({"notional":10000})");
  world_.set_quote(0, "99", "100");
  world_.hold(0, "-60");
  EXPECT_EQ(check(world_.market(0, kSell, "40")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.market(0, kSell, "41")), "REJECT MAX_POSITION_NOTIONAL 10100/10000");
  EXPECT_EQ(check(world_.market(0, kBuy, "160")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.market(0, kBuy, "161")), "REJECT MAX_POSITION_NOTIONAL 10100/10000");
}

TEST_F(MaxPosition, Check_OfTheNotional_TakesTheEndFurtherFromZero) {
  make("max_position", R"({"notional":10000})");
  world_.open(world_.market(0, kBuy, "90"));
  EXPECT_EQ(check(world_.market(0, kSell, "20")), "APPROVE 9000/10000");
}

TEST_F(MaxPosition, Check_WithMissingInput_Refuses) {
  make("max_position", R"({"notional":"0.1x","quantity":100000})");
  sluice_order order = world_.market(0, kBuy, "1");
  order.reference_price = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_PRICE");
  order.reference_price = units_of("100");
  world_.hold(0, "10");
  world_.set_price(0, "0");
  EXPECT_EQ(check(order), "REJECT NO_LAST_PRICE");
  world_.set_price(0, "100");
  world_.set_equity("0");
  EXPECT_EQ(check(order), "REJECT NO_EQUITY");
  world_.row(0).position = INT64_MAX;
  EXPECT_EQ(check(order), "REJECT VALUE_OVERFLOW");
}

TEST_F(MaxPosition, Create_WithoutALimit_IsAnError) {
  EXPECT_NE(creation_error("max_position", "{}").find("'quantity' and 'notional'"),
            std::string::npos);
}

class MaxLeverage : public ControlTest {
 protected:
  MaxLeverage() {
    for (std::uint32_t id = 0; id < 3; ++id) world_.set_quote(id, "99", "100");
  }
};

TEST_F(MaxLeverage, Check_OfGross_ApprovesUpToOneTimesEquity) {
  make("max_leverage");
  world_.hold(0, "500");
  world_.hold(1, "-300");
  EXPECT_EQ(check(world_.market(2, kBuy, "199.99")), "APPROVE 0.99999/1");
  EXPECT_EQ(check(world_.market(2, kSell, "200")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(2, kBuy, "200.001")), "REJECT MAX_GROSS_LEVERAGE 1.000001/1");
}

TEST_F(MaxLeverage, Check_OfNet_ApprovesUpToItsLimitEitherWay) {
  make("max_leverage", R"({"gross":10,"net":0.5})");
  world_.hold(0, "500");
  EXPECT_EQ(check(world_.market(1, kBuy, "0.001")), "REJECT MAX_NET_LEVERAGE 0.500001/0.5");
  EXPECT_EQ(check(world_.market(1, kSell, "1000")), "APPROVE 1.5/10");
  EXPECT_EQ(check(world_.market(1, kSell, "1000.001")), "REJECT MAX_NET_LEVERAGE 0.500001/0.5");
}

TEST_F(MaxLeverage, Check_WithOrdersThatMayBeCancelled_GivesNoRoomForThem) {
  make("max_leverage");
  world_.hold(0, "1000");
  const sluice_order sold = world_.market(0, kSell, "400");
  EXPECT_EQ(submit(sold), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT MAX_GROSS_LEVERAGE 1.001/1");
  fill(sold, "400");
  EXPECT_EQ(submit(world_.market(1, kBuy, "400")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT MAX_GROSS_LEVERAGE 1.001/1");
}

TEST_F(MaxLeverage, Check_OfGrossWithOpenSellsOfAShort_CountsThem) {
  make("max_leverage");
  world_.hold(0, "-300");
  world_.open(world_.market(0, kSell, "100"));
  EXPECT_EQ(check(world_.market(1, kBuy, "600")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "601")), "REJECT MAX_GROSS_LEVERAGE 1.001/1");
}

TEST_F(MaxLeverage, Check_OfNetWithOpenOrders_TakesTheirWorstEnd) {
  make("max_leverage", R"({"gross":10,"net":0.5})");
  world_.hold(0, "500");
  world_.open(world_.market(1, kSell, "100"));
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "REJECT MAX_NET_LEVERAGE 0.501/0.5");
  world_.hold(0, "-500");
  world_.open(world_.market(1, kBuy, "300"));
  EXPECT_EQ(check(world_.market(2, kSell, "1")), "REJECT MAX_NET_LEVERAGE 0.601/0.5");
}

TEST_F(MaxLeverage, Check_Offline_CountsApprovedOrdersAsFilled) {
  make("max_leverage");
  world_.set_offline();
  world_.hold(0, "1000");
  EXPECT_EQ(submit(world_.market(0, kSell, "400")), "APPROVE");
  EXPECT_EQ(submit(world_.market(1, kBuy, "400")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "0.001")), "REJECT MAX_GROSS_LEVERAGE 1.000001/1");
}

TEST_F(MaxLeverage, Check_PastTheLimit_IsReduceOnly) {
  make("max_leverage");
  world_.hold(0, "1500");
  EXPECT_EQ(check(world_.market(0, kSell, "1500")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MAX_GROSS_LEVERAGE 1.501/1");
  world_.set_equity("0");
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT NO_EQUITY");
}

TEST_F(MaxLeverage, Check_WithMissingInput_Refuses) {
  make("max_leverage");
  sluice_order order = world_.market(0, kBuy, "1");
  order.reference_price = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_PRICE");
  world_.set_equity("0.00000001");
  world_.hold(1, "90000000000");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT VALUE_OVERFLOW");
}

class Concentration : public ControlTest {
 protected:
  Concentration() : energy_{world_.add_sector("Energy")}, asia_{world_.add_region("Asia")} {
    for (std::uint32_t id = 0; id < 3; ++id) world_.set_quote(id, "99", "100");
  }
  std::uint32_t energy_;
  std::uint32_t asia_;
};

TEST_F(Concentration, Check_OfTheSymbol_ApprovesUpToTenPercent) {
  make("concentration");
  EXPECT_EQ(check(world_.market(0, kBuy, "99.99")), "APPROVE 0.09999/0.1");
  EXPECT_EQ(check(world_.market(0, kSell, "100")), "APPROVE 0.1/0.1");
  EXPECT_EQ(check(world_.market(0, kBuy, "100.001")), "REJECT SYMBOL_CONCENTRATION 0.100001/0.1");
}

TEST_F(Concentration, Check_OfTheSector_ApprovesUpToThirtyPercent) {
  make("concentration", R"({"symbol":1,"region":0})");
  world_.hold(0, "250");
  world_.row(2).sector = energy_;
  EXPECT_EQ(check(world_.market(1, kBuy, "50")), "APPROVE 0.05/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "50.001")), "REJECT SECTOR_CONCENTRATION 0.300001/0.3");
  EXPECT_EQ(check(world_.market(2, kBuy, "300")), "APPROVE 0.3/1");
}

TEST_F(Concentration, Check_OfTheRegion_ApprovesUpToFiftyPercent) {
  make("concentration", R"({"symbol":1,"sector":0})");
  world_.hold(0, "-450");
  world_.row(2).region = asia_;
  EXPECT_EQ(check(world_.market(1, kBuy, "50")), "APPROVE 0.05/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "50.001")), "REJECT REGION_CONCENTRATION 0.500001/0.5");
  EXPECT_EQ(check(world_.market(2, kBuy, "500")), "APPROVE 0.5/1");
}

TEST_F(Concentration, Check_WithOrdersThatMayBeCancelled_GivesNoRoomForThem) {
  make("concentration", R"({"symbol":0.5})");
  world_.hold(0, "300");
  const sluice_order sold = world_.market(0, kSell, "100");
  EXPECT_EQ(submit(sold), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT SECTOR_CONCENTRATION 0.301/0.3");
  // Other groups' orders do not matter.
  world_.row(1).sector = energy_;
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 0.001/0.5");
  world_.row(1).sector = world_.row(0).sector;
  world_.set_offline();
  EXPECT_EQ(check(world_.market(1, kBuy, "100")), "APPROVE 0.1/0.5");
  EXPECT_EQ(check(world_.market(1, kBuy, "101")), "REJECT SECTOR_CONCENTRATION 0.301/0.3");
}

TEST_F(Concentration, Check_OfRegionWithOpenOrders_CountsTheRegionsRowsOnly) {
  make("concentration", R"({"symbol":1,"sector":0})");
  world_.hold(0, "500");
  world_.open(world_.market(0, kSell, "100"));
  world_.row(1).region = asia_;
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "REJECT REGION_CONCENTRATION 0.501/0.5");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 0.001/1");
}

TEST_F(Concentration, Check_WithMissingInput_RefusesIncreasesOnly) {
  make("concentration");
  world_.hold(0, "10");
  world_.row(0).sector = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT UNKNOWN_SECTOR");
  EXPECT_EQ(check(world_.market(0, kSell, "1")), "APPROVE");
  world_.row(0).sector = 99;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT UNKNOWN_SECTOR");
  world_.row(0).sector = energy_;
  world_.row(0).region = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT UNKNOWN_REGION");
  world_.set_equity("0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_EQUITY");
  sluice_order order = world_.market(0, kBuy, "1");
  order.reference_price = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_PRICE");
}

TEST_F(Concentration, Check_OfSharesThatDoNotFit_Refuses) {
  world_.set_equity("0.00000001");
  make("concentration", R"({"symbol":90000000000,"sector":90000000000})");
  EXPECT_EQ(check(world_.market(0, kBuy, "100000000")), "REJECT VALUE_OVERFLOW");
  world_.hold(1, "10000000");
  EXPECT_EQ(check(world_.market(0, kBuy, "0.00001")), "REJECT VALUE_OVERFLOW");
  make("concentration", R"({"symbol":90000000000,"sector":0,"region":90000000000})");
  EXPECT_EQ(check(world_.market(0, kBuy, "0.00001")), "REJECT VALUE_OVERFLOW");
}

class MaxPositions : public ControlTest {};

TEST_F(MaxPositions, Check_OfANewPosition_ApprovesUpToTheLimit) {
  make("max_positions", R"({"limit":2})");
  world_.hold(0, "10");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 1/2");
  EXPECT_EQ(submit(world_.market(1, kBuy, "1")), "APPROVE 2/2");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 2/2");
  EXPECT_EQ(check(world_.market(2, kSell, "1")), "REJECT MAX_POSITIONS 3/2");
}

TEST_F(MaxPositions, Check_WithAPositionBeingClosed_CountsItUntilItIs) {
  make("max_positions", R"({"limit":1})");
  world_.hold(0, "10");
  const sluice_order closing = world_.market(0, kSell, "10");
  EXPECT_EQ(submit(closing), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "REJECT MAX_POSITIONS 2/1");
  fill(closing, "10");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 1/1");
}

TEST_F(MaxPositions, Check_Offline_CountsApprovedOrdersAsFilled) {
  make("max_positions", R"({"limit":1})");
  world_.set_offline();
  world_.hold(0, "10");
  EXPECT_EQ(submit(world_.market(0, kSell, "10")), "APPROVE 1/1");
  EXPECT_EQ(submit(world_.market(1, kBuy, "1")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MAX_POSITIONS 2/1");
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

class LiveLimits : public ControlTest {
 protected:
  LiveLimits() {
    for (std::uint32_t id = 0; id < 3; ++id) world_.set_quote(id, "99", "100");
  }
};

TEST_F(LiveLimits, Check_OfOneOrder_ApprovesUpToItsLimit) {
  make("live_limits", R"({"max_live_notional_per_order":1000})");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "10.00000001")),
            "REJECT LIVE_ORDER_NOTIONAL 1000.000001/1000");
}

TEST_F(LiveLimits, Check_OfTheLeastSize_RefusesBelowIt) {
  make("live_limits", R"({"live_trade_min_size":1000})");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE");
  EXPECT_EQ(check(world_.market(0, kBuy, "9.99999999")), "REJECT LIVE_MIN_SIZE 999.999999/1000");
}

TEST_F(LiveLimits, Check_OfTheTotal_ApprovesUpToIt) {
  make("live_limits", R"({"max_live_notional_total":10000})");
  world_.hold(0, "50");
  const sluice_order sold = world_.market(0, kSell, "50");
  EXPECT_EQ(submit(sold), "APPROVE");
  EXPECT_EQ(check(world_.market(1, kBuy, "50")), "APPROVE 10000/10000");
  EXPECT_EQ(check(world_.market(1, kBuy, "50.00000001")),
            "REJECT LIVE_TOTAL_NOTIONAL 10000.000001/10000");
  world_.hold(1, "200");
  EXPECT_EQ(check(world_.market(1, kSell, "200")), "APPROVE");
}

TEST_F(LiveLimits, Check_Offline_Approves) {
  make("live_limits", R"({"max_live_notional_per_order":1,"max_live_notional_total":1,
                          "live_trade_min_size":1000000})");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE");
}

TEST_F(LiveLimits, Check_WithMissingInput_Refuses) {
  make("live_limits", R"({"max_live_notional_total":10000})");
  sluice_order order = world_.market(0, kBuy, "1");
  order.reference_price = 0;
  EXPECT_EQ(check(order), "REJECT NO_REFERENCE_PRICE");
  sluice_risk_view view = *world_.view();
  view.gross_exposure = {~std::uint64_t{0}, INT64_MAX};
  EXPECT_EQ(text_of(rule_->check(world_.market(0, kBuy, "1"), &view)), "REJECT VALUE_OVERFLOW");
}

TEST_F(LiveLimits, Create_WithoutALimit_IsAnError) {
  EXPECT_NE(creation_error("live_limits", "{}").find("'live_trade_min_size' is needed"),
            std::string::npos);
}

}  // namespace
}  // namespace sluice::risk_rules::test
