// SPDX-License-Identifier: Apache-2.0
//
// The fill model quote: the other side of the quote, whatever the quantity.
#include "table.hpp"

namespace sluice::executors::test {
namespace {

TEST(PaperQuote, MarketOrder_CrossesTheSpreadAtOnce) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 50 market", "ACKED 1; FILLED 1 50 @ 101"},
                      {"2 sell 50 market", "ACKED 2; FILLED 2 50 @ 99"}});
}

TEST(PaperQuote, LimitOrder_RestsUntilTheQuoteReachesIt_AndGetsItsLimit) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 101.5", "ACKED 1; FILLED 1 5 @ 101"},
                      {"2 buy 5 limit 100", "ACKED 2"},
                      {"3 sell 5 limit 101", "ACKED 3"},
                      {"quote 99x1 100.5x1", ""},
                      {"quote 98x1 99.5x1", "FILLED 2 5 @ 100"},
                      {"quote 101x1 102x1", "FILLED 3 5 @ 101"}});
}

TEST(PaperQuote, ImmediateOrders_DoNotRest) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 100 ioc", "ACKED 1; EXPIRED 1"},
                      {"2 buy 5 limit 100 fok", "ACKED 2; EXPIRED 2"},
                      {"3 buy 5 limit 101 fok", "ACKED 3; FILLED 3 5 @ 101"}});
}

TEST(PaperQuote, MakerOrders_AreRejectedWhereTheyWouldTrade) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 maker 101", "REJECTED 1 POST_ONLY"},
                      {"2 buy 5 limit 101 post", "REJECTED 2 POST_ONLY"},
                      {"3 buy 5 maker 100", "ACKED 3"},
                      {"4 buy 5 maker 100 ioc", "REJECTED 4 INVALID_ORDER"},
                      {"5 buy 5 market post", "REJECTED 5 INVALID_ORDER"},
                      {"quote 99x1 100x1", "FILLED 3 5 @ 100"}});
}

TEST(PaperQuote, StopOrder_WaitsForTheQuoteOrATrade) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 stop 103", "ACKED 1"},
                      {"2 sell 5 stop 98", "ACKED 2"},
                      {"3 buy 5 stop-limit 104 104.5", "ACKED 3"},
                      {"4 sell 5 stop 99", "ACKED 4; FILLED 4 5 @ 99"},  // it is there
                      {"quote 100x1 103x1", "FILLED 1 5 @ 103"},
                      {"trade 98 1", "FILLED 2 5 @ 100"},
                      {"quote 104x1 105x1", ""},  // triggered, and above its limit
                      {"quote 103x1 104x1", "FILLED 3 5 @ 104.5"}});
}

TEST(PaperQuote, WithoutQuotes_TheLastPriceStandsForBothSidesAndTheSpreadIsCharged) {
  Table{"quote", R"("spread_w":1,"spread":0.01,"impact_w":0)"}.run(
      {{"1 buy 1 market", "ACKED 1"},
       {"open 100", "FILLED 1 1 @ 101"},
       {"2 sell 1 market", "ACKED 2; FILLED 2 1 @ 99"},
       {"3 buy 1 limit 99.5 gtc", "ACKED 3"},
       {"trade 99.5 1", "FILLED 3 1 @ 99.5"},
       {"4 buy 1 limit 100 gtc", "ACKED 4; FILLED 4 1 @ 100"},  // 99.5 and 1 %: capped
       {"quote 90x1 95x1", ""},
       {"5 buy 1 market", "ACKED 5; FILLED 5 1 @ 95"}});  // crossing is the spread
}

TEST(PaperQuote, ImpactIsChargedToWhoTakes_NotToWhoRests) {
  Table{"quote", R"("spread_w":1,"spread":0.5,"impact_w":1,"impact":0.01)"}.run(
      {{"quote 99x1 100x1", ""},
       {"1 buy 1 market", "ACKED 1; FILLED 1 1 @ 101"},
       {"2 buy 1 limit 99.5", "ACKED 2"},
       {"quote 99x1 99.5x1", "FILLED 2 1 @ 99.5"}});
}

TEST(PaperQuote, Orders_EndWithTheirTime) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 90 day", "ACKED 1"},
                      {"2 buy 5 limit 90 gtc", "ACKED 2"},
                      {"3 buy 5 limit 90 gtd 3", "ACKED 3"},
                      {"4 buy 5 limit 90 gtd 0", "REJECTED 4 GOOD_TILL_PAST"},
                      {"open 100", ""},
                      {"close 100", "EXPIRED 1"},
                      {"close 100", ""},
                      {"at 1", ""},
                      {"quote 99x1 101x1", "EXPIRED 3"},
                      {"quote 89x1 90x1", "FILLED 2 5 @ 90"}});
}

TEST(PaperQuote, OrdersThatWouldTradeWithEachOther_ExpireTheNewer) {
  Table{"quote"}.run({{"quote 99x1 103x1", ""},
                      {"1 sell 5 limit 101 gtc", "ACKED 1"},
                      {"2 buy 5 limit 102 gtc", "ACKED 2; EXPIRED 2 SELF_TRADE"},
                      {"3 buy 5 limit 100 gtc", "ACKED 3"},
                      {"4 sell 5 market", "ACKED 4; EXPIRED 4 SELF_TRADE"},
                      {"quote 99x1 101x1", ""},
                      {"5 buy 5 market", "ACKED 5; EXPIRED 5 SELF_TRADE"}});
}

}  // namespace
}  // namespace sluice::executors::test
