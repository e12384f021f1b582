// SPDX-License-Identifier: Apache-2.0
//
// Controls that look at what positions and exposures could become.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

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

// Room for a buy, with a position in the first symbol and market orders of it that are open.
struct GrossCase {
  const char* name;
  const char* held;
  std::vector<std::pair<Side, const char*>> open;
  std::uint32_t bought;  // instrument
  const char* fits;      // the largest that does
  const char* too_large;
};
void PrintTo(const GrossCase& each, std::ostream* out) { *out << each.name; }

class GrossWithOpenOrders : public MaxLeverage, public ::testing::WithParamInterface<GrossCase> {};

TEST_P(GrossWithOpenOrders, Check_ApprovesUpToTheLimit) {
  const GrossCase& one = GetParam();
  make("max_leverage");
  world_.hold(0, one.held);
  for (const auto& [side, quantity] : one.open) world_.open(world_.market(0, side, quantity));
  EXPECT_EQ(check(world_.market(one.bought, kBuy, one.fits)), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(one.bought, kBuy, one.too_large)),
            "REJECT MAX_GROSS_LEVERAGE 1.001/1");
}

INSTANTIATE_TEST_SUITE_P(
    Each, GrossWithOpenOrders,
    ::testing::Values(
        GrossCase{"SellsOfAShort_Count", "-300", {{kSell, "100"}}, 1, "600", "601"},
        GrossCase{"SeveralOrdersOfASymbol_CountItOnce",
                  "500",
                  {{kSell, "100"}, {kSell, "100"}, {kSell, "100"}},
                  1,
                  "500",
                  "501"},
        GrossCase{"OrdersOfBothSides_CountTheLarger",
                  "0",
                  {{kBuy, "300"}, {kSell, "400"}},
                  1,
                  "600",
                  "601"},
        GrossCase{"BuysOfAShort_GiveNoRoom", "-500", {{kBuy, "300"}}, 1, "500", "501"},
        GrossCase{"TheOrdersOwnSymbol_CountsOnce", "500", {{kSell, "300"}}, 0, "500", "501"}),
    [](const auto& one) { return std::string{one.param.name}; });

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

TEST_F(Concentration, Check_OfSectorWithOpenOrders_CountsTheSectorsRowsOnly) {
  make("concentration", R"({"symbol":1,"region":0})");
  world_.hold(0, "300");
  world_.open(world_.market(0, kSell, "300"));
  world_.row(1).sector = energy_;
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 0.001/1");
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "REJECT SECTOR_CONCENTRATION 0.301/0.3");
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
