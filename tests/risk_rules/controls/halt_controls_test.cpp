// SPDX-License-Identifier: Apache-2.0
//
// Controls that halt by how the account and the venue stand.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

class DailyLoss : public ControlTest {
 protected:
  DailyLoss() { make("daily_loss"); }
  void lose(std::string_view amount) { world_.fields.day_pnl = money_of(amount); }
};

TEST_F(DailyLoss, Check_BelowAtAndAboveTheLimit_HaltsFromItOn) {
  lose("-1999.99");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 0.0199999/0.02");
  lose("-2000");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")),
            "HALT DAILY_LOSS session halt_and_cancel 0.02/0.02");
  lose("-2000.01");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")),
            "HALT DAILY_LOSS session halt_and_cancel 0.0200001/0.02");
  lose("500");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 0/0.02");
}

TEST_F(DailyLoss, Assess_WithoutAnOrder_SaysTheSame) {
  EXPECT_EQ(assess(), "APPROVE 0/0.02");
  lose("-2000");
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel 0.02/0.02");
  world_.set_offline();
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel 0.02/0.02");
}

TEST_F(DailyLoss, Check_WithoutEquity_RefusesAndHaltsAtALoss) {
  world_.set_equity("0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_EQUITY");
  lose("-1");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "HALT DAILY_LOSS session halt_and_cancel");
  world_.set_equity("0.00000001");
  lose("-90000000000000");
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel");
}

TEST_F(DailyLoss, Release_GrantsOneMoreLimitOfTheDay) {
  lose("-2500");
  release();
  EXPECT_EQ(assess(), "APPROVE 0.025/0.04");
  lose("-4000");
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel 0.04/0.04");
  release();
  EXPECT_EQ(assess(), "APPROVE 0.04/0.06");
  restart();
  EXPECT_EQ(assess(), "APPROVE 0.04/0.06");
  world_.advance_ms(86'400'000);
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel 0.04/0.02");
  release();
  EXPECT_EQ(assess(), "HALT DAILY_LOSS session halt_and_cancel 0.04/0.04");
}

class Drawdown : public ControlTest {
 protected:
  Drawdown() { make("drawdown"); }
};

TEST_F(Drawdown, Check_BelowAtAndAboveTheLimit_HaltsFromItOn) {
  world_.set_equity("95000.01");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 0.0499999/0.05");
  world_.set_equity("95000");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "HALT DRAWDOWN account halt 0.05/0.05");
  EXPECT_EQ(assess(), "HALT DRAWDOWN account halt 0.05/0.05");
  world_.set_equity("94999.99");
  EXPECT_EQ(assess(), "HALT DRAWDOWN account halt 0.0500001/0.05");
  world_.set_equity("100001");
  EXPECT_EQ(assess(), "APPROVE 0/0.05");
}

TEST_F(Drawdown, Check_WithoutAPeak_Refuses) {
  world_.fields.peak_equity = {};
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_PEAK_EQUITY");
}

TEST_F(Drawdown, Check_OfALossThatDoesNotFit_Halts) {
  world_.fields.peak_equity = money_of("0.00000001");
  world_.set_equity("-90000000000000");
  EXPECT_EQ(assess(), "HALT DRAWDOWN account halt");
}

TEST_F(Drawdown, Release_GrantsOneMoreLimitUntilTheNextPeak) {
  world_.set_equity("94000");
  release();
  EXPECT_EQ(assess(), "APPROVE 0.06/0.1");
  world_.set_equity("90000");
  EXPECT_EQ(assess(), "HALT DRAWDOWN account halt 0.1/0.1");
  world_.set_equity("94000");
  restart();
  EXPECT_EQ(assess(), "APPROVE 0.06/0.1");
  world_.set_equity("100000");
  begin_session();
  world_.set_equity("94000");
  EXPECT_EQ(assess(), "HALT DRAWDOWN account halt 0.06/0.05");
}

class Disconnect : public ControlTest {};

TEST_F(Disconnect, Check_BelowAtAndAboveTheLimit_RefusesAboveIt) {
  make("disconnect");
  world_.advance_ms(2999);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 3/3");
  world_.advance_ms(1);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 3/3");
  EXPECT_EQ(assess(), "APPROVE 3/3");
  ++world_.fields.now;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT DISCONNECTED 4/3");
  EXPECT_EQ(assess(), "HALT DISCONNECTED route halt_and_cancel 4/3");
}

TEST_F(Disconnect, Check_OfAReducingOrder_IsApprovedUntilTheHaltIsThere) {
  make("disconnect", R"({"on_silence":"reduce_only"})");
  world_.hold(0, "10");
  world_.advance_ms(4000);
  EXPECT_EQ(check(world_.market(0, kSell, "10")), "APPROVE 4/3");
  EXPECT_EQ(check(world_.market(0, kSell, "11")), "REJECT DISCONNECTED 4/3");
  EXPECT_EQ(assess(), "HALT DISCONNECTED route reduce_only 4/3");
}

TEST_F(Disconnect, Check_OfAVenueNeverHeard_RefusesInASessionOnly) {
  make("disconnect");
  world_.fields.venue_heartbeat = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_HEARTBEAT");
  EXPECT_EQ(assess(), "APPROVE");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.fields.venue_heartbeat = 1;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  EXPECT_EQ(assess(), "APPROVE");
}

TEST_F(Disconnect, Release_WhileTheVenueIsSilent_ChangesNothing) {
  make("disconnect");
  world_.advance_ms(4000);
  release();
  EXPECT_EQ(assess(), "HALT DISCONNECTED route halt_and_cancel 4/3");
  world_.fields.venue_heartbeat = world_.fields.now;
  EXPECT_EQ(assess(), "APPROVE 0/3");
}

class PositionDrift : public ControlTest {};

TEST_F(PositionDrift, Check_OfAnyDifference_HaltsTheAccount) {
  make("position_drift");
  world_.hold(0, "10");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 0/0");
  world_.row(0).venue_position = units_of("10.00000001");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "HALT POSITION_DRIFT account halt 0.00000001/0");
  EXPECT_EQ(check(world_.market(1, kBuy, "1")), "APPROVE 0/0");
  EXPECT_EQ(assess(), "HALT POSITION_DRIFT account halt 0.00000001/0");
  world_.row(0).venue_position = units_of("9.99999999");
  EXPECT_EQ(assess(), "HALT POSITION_DRIFT account halt 0.00000001/0");
}

TEST_F(PositionDrift, Check_WithATolerance_ApprovesUpToIt) {
  make("position_drift", R"({"tolerance":0.5})");
  world_.row(2).venue_position = units_of("-0.5");
  EXPECT_EQ(assess(), "APPROVE");
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "APPROVE 0.5/0.5");
  world_.row(2).venue_position = units_of("-0.50000001");
  EXPECT_EQ(assess(), "HALT POSITION_DRIFT account halt 0.50000001/0.5");
  world_.row(2).position = INT64_MAX;
  world_.row(2).venue_position = INT64_MIN;
  EXPECT_TRUE(assess().starts_with("HALT POSITION_DRIFT"));
}

TEST_F(PositionDrift, Check_OfAPositionTheVenueDidNotTell_RefusesInASessionOnly) {
  make("position_drift");
  world_.hold(0, "10");
  world_.row(0).venue_position = 0;
  world_.row(0).has_venue_position = 0;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_VENUE_POSITION");
  EXPECT_EQ(assess(), "APPROVE");
  world_.set_offline();
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  world_.row(0).has_venue_position = 1;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
  EXPECT_EQ(assess(), "APPROVE");
}

}  // namespace
}  // namespace sluice::risk_rules::test
