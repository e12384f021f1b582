// SPDX-License-Identifier: Apache-2.0
//
// The fill model volume: a tenth of a bar's volume, over as many bars as it takes.
#include "table.hpp"

namespace sluice::executors::test {
namespace {

TEST(PaperVolume, MarketOrder_TakesItsShareOfEveryBarAfterTheDecision) {
  Table{"volume"}.run({{"1 buy 25 market gtc", "ACKED 1"},
                       {"same-bar", ""},
                       {"bar 99 101 98 100 100", "FILLED 1 10 @ 100"},
                       {"same-bar", ""},
                       {"bar 99 102 98 101 100", "FILLED 1 10 @ 101"},
                       {"bar 99 103 98 102 100", "FILLED 1 5 @ 102"},
                       {"bar 99 103 98 102 100", ""}});
}

TEST(PaperVolume, DayOrder_ExpiresAtTheEndOfTheSessionItTradedIn) {
  Table{"volume"}.run({{"1 buy 25 market", "ACKED 1"},
                       {"2 buy 25 limit 50", "ACKED 2"},
                       {"bar 99 101 98 100 100", "FILLED 1 10 @ 100; EXPIRED 1; EXPIRED 2"}});
}

TEST(PaperVolume, Orders_ShareABarInTheOrderSubmitted) {
  Table{"volume"}.run({{"1 buy 8 market gtc", "ACKED 1"},
                       {"2 sell 8 market gtc", "ACKED 2"},
                       {"3 buy 1 market gtc", "ACKED 3"},
                       {"bar 99 101 98 100 100", "FILLED 1 8 @ 100; FILLED 2 2 @ 100"},
                       {"bar 99 101 98 100 100", "FILLED 2 6 @ 100; FILLED 3 1 @ 100"}});
}

TEST(PaperVolume, Orders_DecidedOnTheBar_TakeNothingOfItsVolumeThatIsGone) {
  Table{"volume"}.run({{"1 buy 10 market gtc", "ACKED 1"},
                       {"bar 99 101 98 100 60", "FILLED 1 6 @ 100"},
                       {"2 buy 10 market gtc", "ACKED 2"},
                       {"same-bar", ""},
                       {"bar 99 101 98 100 60", "FILLED 1 4 @ 100; FILLED 2 2 @ 100"}});
}

TEST(PaperVolume, LimitOrder_TradesAtItsLimitOrAtABetterOpen) {
  Table{"volume"}.run({{"1 buy 1 limit 98.5 gtc", "ACKED 1"},
                       {"2 buy 1 limit 97 gtc", "ACKED 2"},
                       {"3 sell 1 limit 100.5 gtc", "ACKED 3"},
                       {"bar 99 101 98 100 100", "FILLED 1 1 @ 98.5; FILLED 3 1 @ 100.5"},
                       {"bar 96 101 95 100 100", "FILLED 2 1 @ 96"}});
}

TEST(PaperVolume, StopOrder_IsMetAtItsPriceOrWhereTheMarketBeganBeyond) {
  Table{"volume"}.run({{"1 buy 1 stop 102 gtc", "ACKED 1"},
                       {"2 sell 1 stop 97 gtc", "ACKED 2"},
                       {"3 buy 1 stop-limit 103 103.5 gtc", "ACKED 3"},
                       {"bar 99 101 98 100 100", ""},
                       {"bar 101 102.5 100 101 100", "FILLED 1 1 @ 102"},
                       {"bar 96 99 95 98 100", "FILLED 2 1 @ 96"},
                       {"bar 104 105 103.8 104 100", ""},  // triggered, and beyond its limit
                       {"bar 104 105 103 104 100", "FILLED 3 1 @ 103.5"}});
}

TEST(PaperVolume, FillOrKillAndImmediateOrCancel_HaveOneBar) {
  Table{"volume"}.run(
      {{"1 buy 11 market fok", "ACKED 1"},
       {"2 buy 4 market fok", "ACKED 2"},
       {"3 buy 8 market ioc", "ACKED 3"},
       {"bar 99 101 98 100 100", "EXPIRED 1; FILLED 2 4 @ 100; FILLED 3 6 @ 100; EXPIRED 3"}});
}

TEST(PaperVolume, ImmediateStopOrder_HasTheBarThatTriggersIt) {
  Table{"volume"}.run({{"1 buy 20 stop 105 ioc", "ACKED 1"},
                       {"bar 99 101 98 100 100", ""},
                       {"bar 99 106 98 100 100", "FILLED 1 10 @ 105; EXPIRED 1"}});
}

TEST(PaperVolume, DayOrderDecidedOnABar_LivesThroughTheNext) {
  Table{"volume"}.run({{"1 buy 5 market", "ACKED 1"},
                       {"bar 99 101 98 100 100", "FILLED 1 5 @ 100"},
                       {"2 buy 5 market", "ACKED 2"},
                       {"same-bar", ""},
                       {"bar 99 101 98 100 100", "FILLED 2 5 @ 100"}});
}

TEST(PaperVolume, BarWithoutAPrice_RejectsTheOrder) {
  Table{"volume"}.run({{"1 buy 5 market", "ACKED 1"}, {"bar 0 0 0 0 100", "REJECTED 1 NO_MARKET"}});
}

TEST(PaperVolume, Share_IsCutToWholeLots) {
  Table table{"volume"};
  table.venue().market().instrument(0).lot = units("3");
  table.venue().begin();
  table.run({{"1 buy 10 market gtc", "ACKED 1"},
             {"bar 99 101 98 100 80", "FILLED 1 6 @ 100"},
             {"bar 99 101 98 100 80", "FILLED 1 4 @ 100"}});
}

TEST(PaperVolume, BarWithoutVolume_RejectsWhatHasNotTraded) {
  Table{"volume"}.run({{"1 buy 20 market gtc", "ACKED 1"},
                       {"bar 99 101 98 100 100", "FILLED 1 10 @ 100"},
                       {"2 buy 20 market gtc", "ACKED 2"},
                       {"close 100", "EXPIRED 1 NO_VOLUME; REJECTED 2 NO_VOLUME"}});
}

TEST(PaperVolume, BarOfAHaltedDay_FillsNothing) {
  Table{"volume"}.run({{"1 buy 20 market gtc", "ACKED 1"}, {"bar 99 101 98 100 0", ""}});
}

// Half a tenth of spread: a buyer who takes 100 pays 101; whoever rested pays the limit.
TEST(PaperVolume, Costs_NeverTakeAPriceBeyondTheLimit) {
  Table{"volume", R"("spread_w":1,"spread":0.01,"impact_w":0)"}.run(
      {{"1 buy 1 market gtc", "ACKED 1"},
       {"2 buy 1 limit 99.5 gtc", "ACKED 2"},
       {"3 buy 1 limit 98.5 gtc", "ACKED 3"},
       {"bar 99 101 98 100 100", "FILLED 1 1 @ 101; FILLED 2 1 @ 99.5; FILLED 3 1 @ 98.5"}});
}

TEST(PaperVolume, PostOnlyOrder_IsUnsupported) {
  Table{"volume"}.run({{"1 buy 1 limit 99 gtc post", "REJECTED 1 UNSUPPORTED_ORDER"},
                       {"2 buy 1 maker 99 gtc", "REJECTED 2 UNSUPPORTED_ORDER"}});
}

}  // namespace
}  // namespace sluice::executors::test
