// SPDX-License-Identifier: Apache-2.0
//
// live_dry_run_test.cpp: the limits of live orders at, below and above, and what is simulated.
#include "executors/live_dry_run.hpp"

#include <algorithm>
#include <string>

#include "venue.hpp"

namespace sluice::executors::test {
namespace {

constexpr const char* kNoCosts =
    R"("commission_bps":0,"spread_w":0,"spread":0,"impact_w":0,"impact":0)";

// The limits, which leave room.
const std::string kWide =
    R"("enabled":true,"max_order_notional":1000,"max_total_exposure_notional":3000,)"
    R"("max_live_notional_per_order":900,"max_live_notional_total":2000,"live_trade_min_size":10)";

// One of them set anew.
std::string wide_but(const std::string& key, const std::string& value) {
  std::string limits = kWide;
  const auto at = limits.find("\"" + key + "\":") + key.size() + 3;
  const auto end = std::min(limits.find(',', at), limits.size());
  return limits.replace(at, end - at, value);
}

std::string without(const std::string& key) {
  std::string limits = "," + kWide;
  const auto at = limits.find(",\"" + key + "\":");
  const auto end = std::min(limits.find(',', at + 1), limits.size());
  return limits.erase(at, end - at).substr(1);
}

class DryRun {
 public:
  explicit DryRun(const std::string& limits = kWide)
      : venue{executor<LiveDryRun>.describe(), "{" + std::string{kNoCosts} + "," + limits + "}"} {
    venue.begin();
  }
  sluice_order order(std::uint64_t id, const char* quantity, Side side = kBuy,
                     std::uint32_t instrument = 0, const char* price = "100") {
    sluice_order made = venue.order(id, decided, instrument, side, quantity);
    made.reference_price = units(price);
    return made;
  }
  // The last thing said of it, without its day.
  std::string last_of(const sluice_order& made) {
    const auto told = venue.submit({made});
    return told.empty() ? "" : told.back().substr(0, told.back().find(" day"));
  }
  std::string buy(std::uint64_t id, const char* quantity) { return last_of(order(id, quantity)); }

  Venue venue;
  int decided = 1;
};

constexpr const char* kFilled = "FILLED 1";

TEST(LiveDryRun, OrderWithinTheLimits_IsSimulatedAtTheReferencePrice) {
  DryRun run;
  EXPECT_THAT(run.buy(1, "5"), HasSubstr("FILLED 1 5 @ 100 mode=live_dry_run dry_run=true"));
}

TEST(LiveDryRun, EveryOrderAndFill_IsLogged) {
  DryRun run;
  run.buy(1, "5");
  const auto& host = run.venue.host();
  EXPECT_TRUE(host.has_logged(LogLevel::kInfo,
                              "[LIVE-DRY-RUN] order mode=live_dry_run dry_run=true order=1 "
                              "symbol=AAA side=BUY quantity=5 reference=100"));
  EXPECT_TRUE(host.has_logged(LogLevel::kInfo,
                              "[LIVE-DRY-RUN] fill mode=live_dry_run dry_run=true order=1 "
                              "quantity=5 price=100"));
  run.buy(2, "50");
  EXPECT_TRUE(host.has_logged(LogLevel::kInfo,
                              "[LIVE-DRY-RUN] refused mode=live_dry_run dry_run=true order=2 "
                              "symbol=AAA side=BUY quantity=50 code=LIVE_ORDER_NOTIONAL "
                              "measured=5000 limit_of=1000"));
}

TEST(LiveDryRun, WithoutLimitsInForce_EveryOrderIsRefused) {
  EXPECT_THAT(DryRun{wide_but("enabled", "false")}.buy(1, "5"),
              HasSubstr("REJECTED 1 LIVE_LIMITS_NOT_SET"));
  for (const char* key :
       {"max_order_notional", "max_total_exposure_notional", "max_live_notional_per_order",
        "max_live_notional_total", "live_trade_min_size", "enabled"})
    EXPECT_THAT(DryRun{without(key)}.buy(1, "5"), HasSubstr("REJECTED 1 LIVE_LIMITS_NOT_SET"))
        << key;
}

TEST(LiveDryRun, WithoutLimitsInForce_ItIsNotHealthy) {
  EXPECT_EQ(DryRun{}.venue.executor().health().ready, 1);
  DryRun off{wide_but("enabled", "false")};
  EXPECT_EQ(off.venue.executor().health().ready, 0);
  EXPECT_STREQ(off.venue.executor().health().reason, "live_risk.enabled is false");
  DryRun incomplete{without("max_order_notional")};
  EXPECT_STREQ(incomplete.venue.executor().health().reason,
               "live_risk does not set all five limits");
}

TEST(LiveDryRun, OrderNotional_AtTheLimitPasses_AboveIsRefused) {
  const auto limits = wide_but("max_order_notional", "500");
  EXPECT_THAT(DryRun{limits}.buy(1, "5"), HasSubstr(kFilled));
  EXPECT_EQ(DryRun{limits}.buy(1, "5.00000001"), "REJECTED 1 LIVE_ORDER_NOTIONAL");
}

TEST(LiveDryRun, LiveNotionalPerOrder_AtTheLimitPasses_AboveIsRefused) {
  EXPECT_THAT(DryRun{}.buy(1, "9"), HasSubstr(kFilled));
  EXPECT_EQ(DryRun{}.buy(1, "9.00000001"), "REJECTED 1 LIVE_NOTIONAL_PER_ORDER");
}

TEST(LiveDryRun, MinimumSize_AtTheLimitPasses_BelowIsRefused) {
  EXPECT_THAT(DryRun{}.buy(1, "0.1"), HasSubstr(kFilled));
  EXPECT_EQ(DryRun{}.buy(1, "0.09999999"), "REJECTED 1 LIVE_MIN_SIZE");
}

TEST(LiveDryRun, DayTotal_CountsWhatWasTaken_AndBeginsAnewTheNextDay) {
  DryRun run{wide_but("max_live_notional_total", "1000")};
  EXPECT_THAT(run.buy(1, "6"), HasSubstr(kFilled));
  EXPECT_EQ(run.buy(2, "4.00000001"), "REJECTED 2 LIVE_NOTIONAL_TOTAL");
  EXPECT_THAT(run.buy(3, "4"), HasSubstr("FILLED 3"));  // the refused one does not count
  EXPECT_EQ(run.buy(4, "1"), "REJECTED 4 LIVE_NOTIONAL_TOTAL");
  run.decided = 0;
  EXPECT_EQ(run.buy(5, "1"), "REJECTED 5 LIVE_NOTIONAL_TOTAL");  // a day that is over
  run.decided = 2;
  EXPECT_THAT(run.buy(6, "8"), HasSubstr("FILLED 6"));
}

TEST(LiveDryRun, OrderDatedBack_CountsTowardsTheNewestDay) {
  DryRun run{wide_but("max_live_notional_total", "1000")};
  run.decided = 2;
  EXPECT_THAT(run.buy(1, "6"), HasSubstr(kFilled));
  run.decided = 1;
  EXPECT_THAT(run.buy(2, "2"), HasSubstr("FILLED 2"));
  run.decided = 2;
  EXPECT_EQ(run.buy(3, "3"), "REJECTED 3 LIVE_NOTIONAL_TOTAL");
  EXPECT_THAT(run.buy(4, "2"), HasSubstr("FILLED 4"));
}

TEST(LiveDryRun, TotalThatCannotBeCounted_IsAboveEveryLimit) {
  const Money wide = *Money::parse("1000000");
  LiveBounds bounds{{true, wide, wide, wide, wide, Money::from_raw(1)}};
  const LiveBounds::Asked asked{*Price::parse("100"), *Quantity::parse("1"), Date::from_days(5),
                                false, Money{}};
  EXPECT_EQ(bounds.judge(asked).code, "");
  bounds.restore(Date::from_days(5), Money::from_raw(~(int128{1} << 127)));
  EXPECT_EQ(bounds.judge(asked).code, "LIVE_NOTIONAL_TOTAL");
}

TEST(LiveDryRun, Exposure_IsOfAllPositions_AtTheLimitPasses) {
  DryRun run{wide_but("max_total_exposure_notional", "1200")};
  EXPECT_THAT(run.buy(1, "6"), HasSubstr(kFilled));
  EXPECT_EQ(run.last_of(run.order(2, "6.00000001", kSell, 1)), "REJECTED 2 LIVE_TOTAL_EXPOSURE");
  EXPECT_THAT(run.last_of(run.order(3, "6", kSell, 1)), HasSubstr("FILLED 3"));
}

TEST(LiveDryRun, Exposure_CountsWhatIsOnItsWay) {
  DryRun run{wide_but("max_total_exposure_notional", "1000") + R"(,"fill_model":"close")"};
  EXPECT_EQ(run.buy(1, "6"), "ACKED 1");
  EXPECT_EQ(run.buy(2, "5"), "REJECTED 2 LIVE_TOTAL_EXPOSURE");
  // Sells are counted apart: they do not make room for buys.
  EXPECT_EQ(run.last_of(run.order(3, "6", kSell)), "ACKED 3");
  EXPECT_EQ(run.buy(4, "5"), "REJECTED 4 LIVE_TOTAL_EXPOSURE");
}

TEST(LiveDryRun, Exposure_OfAPositionWithoutPrice_IsNotKnown) {
  DryRun run;
  run.buy(1, "5");
  DryRun later;
  std::string state = run.venue.executor().save_state();
  const auto at = state.find("last 100 AAA\n");
  ASSERT_NE(at, std::string::npos) << state;
  state.erase(at, std::string{"last 100 AAA\n"}.size());
  ASSERT_EQ(later.venue.executor().load_state(state), SLUICE_OK);
  EXPECT_EQ(later.last_of(later.order(2, "1", kBuy, 1)), "REJECTED 2 LIVE_NO_PRICE");
}

TEST(LiveDryRun, OrderThatOnlyReduces_IsNotHeldToTotals) {
  DryRun run{wide_but("max_live_notional_total", "600")};
  EXPECT_THAT(run.buy(1, "6"), HasSubstr(kFilled));
  EXPECT_THAT(run.last_of(run.order(2, "4", kSell)), HasSubstr("FILLED 2"));
  EXPECT_EQ(run.last_of(run.order(3, "2.00000001", kSell)), "REJECTED 3 LIVE_NOTIONAL_TOTAL");
  EXPECT_THAT(run.last_of(run.order(4, "2", kSell)), HasSubstr("FILLED 4"));
}

TEST(LiveDryRun, TwoOrdersThatReduceTheSame_DoNotBothReduce) {
  DryRun run{wide_but("max_live_notional_total", "600") + R"(,"fill_model":"close")"};
  run.buy(1, "6");
  run.venue.at_close(2, {bar(0, 2, "", "100")});
  run.decided = 2;
  EXPECT_THAT(run.buy(9, "6"), HasSubstr("ACKED"));  // the day's total is used
  EXPECT_EQ(run.last_of(run.order(2, "4", kSell)), "ACKED 2");
  EXPECT_EQ(run.last_of(run.order(3, "4", kSell)), "REJECTED 3 LIVE_NOTIONAL_TOTAL");
}

TEST(LiveDryRun, Worth_IsThatOfTheHighestPriceKnown) {
  DryRun run{wide_but("max_order_notional", "500")};
  EXPECT_EQ(run.last_of(run.venue.limit(run.order(1, "5"), "101")),
            "REJECTED 1 LIVE_ORDER_NOTIONAL");
  EXPECT_EQ(run.last_of(run.venue.limit(run.order(2, "5", kBuy, 0, "101"), "90")),
            "REJECTED 2 LIVE_ORDER_NOTIONAL");
  run.venue.at_close(1, {bar(1, 1, "", "102")});
  EXPECT_EQ(run.last_of(run.order(3, "5", kBuy, 1)), "REJECTED 3 LIVE_ORDER_NOTIONAL");
  sluice_order stop = run.order(4, "5");
  stop.type = SLUICE_ORDER_STOP;
  stop.stop_price = units("101");
  EXPECT_EQ(run.last_of(stop), "REJECTED 4 LIVE_ORDER_NOTIONAL");
}

TEST(LiveDryRun, WithoutAnyPrice_IsRefused) {
  DryRun run;
  EXPECT_EQ(run.last_of(run.order(1, "5", kBuy, 0, "0")), "REJECTED 1 LIVE_NO_PRICE");
}

TEST(LiveDryRun, WhatNoVenueCouldTake_IsRefusedAsByPaper) {
  DryRun run;
  EXPECT_EQ(run.last_of(run.order(1, "5", kBuy, 17)), "REJECTED 1 UNKNOWN_INSTRUMENT");
  EXPECT_EQ(run.last_of(run.order(2, "0")), "REJECTED 2 INVALID_ORDER");
  EXPECT_THAT(run.buy(3, "5"), HasSubstr("FILLED 3"));
  EXPECT_EQ(run.buy(3, "5"), "REJECTED 3 DUPLICATE_ORDER");
}

TEST(LiveDryRun, NewTerms_AreHeldToTheLimits) {
  DryRun run{kWide + R"(,"fill_model":"close")"};
  run.last_of(run.venue.limit(run.order(1, "5"), "100"));
  auto& executor = run.venue.executor();
  ASSERT_EQ(executor.replace(run.venue.limit(run.order(1, "9.5"), "100")), SLUICE_OK);
  EXPECT_THAT(run.venue.take(), ElementsAre(HasSubstr("REPLACE_REJECTED 1 LIVE_NOTIONAL_PER")));
  ASSERT_EQ(executor.replace(run.venue.limit(run.order(1, "8"), "100")), SLUICE_OK);
  EXPECT_THAT(run.venue.take(), ElementsAre(HasSubstr("REPLACED 1 8 @ 100")));
}

TEST(LiveDryRun, CancelAndQuery_AreAnswered) {
  DryRun run{kWide + R"(,"fill_model":"close")"};
  run.buy(1, "5");
  EXPECT_THAT(run.venue.query(1), ElementsAre(HasSubstr("STATUS 1 OPEN 0/5")));
  EXPECT_THAT(run.venue.open_orders(), ElementsAre(1));
  EXPECT_THAT(run.venue.cancel(1), ElementsAre(HasSubstr("CANCELED 1")));
}

TEST(LiveDryRun, FillsFromPoll_AreMarkedToo) {
  DryRun run{kWide + R"(,"fill_model":"close")"};
  run.buy(1, "5");
  EXPECT_THAT(run.venue.at_close(1, {bar(0, 1, "", "90")}),
              ElementsAre(HasSubstr("FILLED 1 5 @ 90 mode=live_dry_run dry_run=true")));
}

TEST(LiveDryRun, State_GoesOnInAnotherProcess) {
  DryRun run{wide_but("max_live_notional_total", "1000")};
  run.buy(1, "6");
  const std::string state = run.venue.executor().save_state();
  DryRun later{wide_but("max_live_notional_total", "1000")};
  ASSERT_EQ(later.venue.executor().load_state(state), SLUICE_OK);
  EXPECT_EQ(later.venue.executor().save_state(), state);
  EXPECT_EQ(later.buy(2, "5"), "REJECTED 2 LIVE_NOTIONAL_TOTAL");
  EXPECT_THAT(later.buy(3, "4"), HasSubstr("FILLED 3"));
}

TEST(LiveDryRun, DamagedState_IsRefused) {
  DryRun run;
  run.buy(1, "5");
  const std::string state = run.venue.executor().save_state();
  for (const auto& [was, now] : {std::pair{"state 1", "state 2"},
                                 {"day ", "dey "},
                                 {"total 500", "total x"},
                                 {"last 100", "last x"},
                                 {"last 100 AAA", "last 100"},
                                 {"venue\n", ""}}) {
    std::string damaged = state;
    damaged.replace(damaged.find(was), std::string{was}.size(), now);
    EXPECT_NE(DryRun{}.venue.executor().load_state(damaged), SLUICE_OK) << was;
  }
}

}  // namespace
}  // namespace sluice::executors::test
