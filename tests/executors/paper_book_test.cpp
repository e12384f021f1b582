// SPDX-License-Identifier: Apache-2.0
//
// The fill model book: shown quantities, queues, and the trades of others.
#include "table.hpp"

namespace sluice::executors::test {
namespace {

TEST(PaperBook, TakingOrder_GetsWhatIsShownAndRestsWithTheRest) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 15 limit 101", "ACKED 1; FILLED 1 15 @ 101"},
                     {"2 buy 15 limit 101", "ACKED 2; FILLED 2 5 @ 101"},
                     {"3 buy 15 limit 101 ioc", "ACKED 3; EXPIRED 3"},
                     {"quote 99x10 101x4", "FILLED 2 4 @ 101"},
                     {"quote 99x10 100x50", "FILLED 2 6 @ 101"}});
}

TEST(PaperBook, FillOrKill_GetsAllOrNothing) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 21 market fok", "ACKED 1; EXPIRED 1"},
                     {"2 buy 20 market fok", "ACKED 2; FILLED 2 20 @ 101"}});
}

TEST(PaperBook, MarketOrder_TakesTheRestFromTheQuotesThatFollow) {
  Table{"book"}.run({{"1 buy 30 market", "ACKED 1"},
                     {"quote 99x10 101x20", "FILLED 1 20 @ 101"},
                     {"quote 99x10 102x5", "FILLED 1 5 @ 102"},
                     {"trade 103 2", "FILLED 1 2 @ 103"},
                     {"close 100", "EXPIRED 1"}});
}

TEST(PaperBook, RestingOrder_QueuesBehindWhatWasShown) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 99", "ACKED 1"},
                     {"trade 99 8 sell", ""},
                     {"trade 99 4 sell", "FILLED 1 2 @ 99"},
                     {"trade 99 9 sell", "FILLED 1 3 @ 99"},
                     {"trade 99 9 sell", ""}});
}

TEST(PaperBook, Queue_ShrinksWithTheShownQuantityAndNeverGrows) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 99", "ACKED 1"},
                     {"quote 99x3 101x20", ""},
                     {"quote 99x50 101x20", ""},
                     {"trade 99 4 sell", "FILLED 1 1 @ 99"}});
}

TEST(PaperBook, OrdersAtOnePrice_FillFirstInFirstOut) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 99", "ACKED 1"},
                     {"quote 99x14 101x20", ""},
                     {"2 buy 5 limit 99", "ACKED 2"},
                     {"3 buy 5 limit 99.5", "ACKED 3"},  // a better price, and first
                     {"trade 99 20 sell", "FILLED 3 5 @ 99.5; FILLED 1 5 @ 99"},
                     {"trade 99 3 sell", ""},  // four were ahead of it and not of the first
                     {"trade 99 3 sell", "FILLED 2 2 @ 99"}});
}

TEST(PaperBook, TradeThroughThePrice_FillsWhateverWasAhead) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 99", "ACKED 1"},
                     {"2 buy 5 limit 98", "ACKED 2"},
                     {"trade 98.5 3 sell", "FILLED 1 3 @ 99"},
                     {"trade 98 9 sell", "FILLED 1 2 @ 99"},  // nothing is known of the queue at 98
                     {"trade 97.5 9 sell", "FILLED 2 5 @ 98"}});
}

TEST(PaperBook, Queue_AtAPriceNotYetShown_IsWhatIsShownWhenTheMarketComes) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 98", "ACKED 1"},
                     {"quote 98x7 101x20", ""},
                     {"trade 98 8 sell", "FILLED 1 1 @ 98"}});
}

TEST(PaperBook, OrderThatImprovesTheQuote_IsFirst) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 100", "ACKED 1"},
                     {"trade 100 2 sell", "FILLED 1 2 @ 100"},
                     {"trade 100 2 buy", ""},  // a buyer traded with a seller at 100
                     {"quote 98x10 101x20", ""},
                     {"2 buy 5 limit 98.5", "ACKED 2"},
                     {"trade 98.5 4", "FILLED 1 3 @ 100; FILLED 2 1 @ 98.5"}});
}

TEST(PaperBook, RestingSellOrders_AreTheMirrorImage) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 sell 5 limit 101", "ACKED 1"},
                     {"2 sell 5 limit 100", "ACKED 2"},
                     {"trade 101 22 buy", "FILLED 2 5 @ 100"},
                     {"trade 101 4 buy", "FILLED 1 1 @ 101"},
                     {"quote 101x2 102x9", "FILLED 1 2 @ 101"},
                     {"trade 101.5 9", "FILLED 1 2 @ 101"}});
}

TEST(PaperBook, StopOrder_WaitsForATradeThere) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 stop 103", "ACKED 1"},
                     {"2 sell 5 stop-limit 98 97", "ACKED 2"},
                     {"quote 102x10 103x20", ""},
                     {"trade 103 1", "FILLED 1 5 @ 103"},
                     {"quote 97.5x2 98x20", ""},
                     {"trade 98 1", "FILLED 2 2 @ 97.5"},
                     {"trade 97 9 buy", "FILLED 2 3 @ 97"},
                     {"3 sell 1 stop 97", "ACKED 3"},  // the last trade was there, nobody bids
                     {"quote 96x1 98x1", "FILLED 3 1 @ 96"}});
}

TEST(PaperBook, StopLimitOrder_QueuesFromWhenItIsTriggered) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 stop-limit 103 100 gtc", "ACKED 1"},
                     {"2 buy 5 limit 100 gtc", "ACKED 2"},
                     {"trade 103 1", ""},
                     {"trade 100 7", "FILLED 2 5 @ 100; FILLED 1 2 @ 100"}});
}

TEST(PaperBook, StopLimitOrder_ThatMayOnlyRest_ExpiresWhereItWouldTrade) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 stop-limit 103 102 post", "ACKED 1"},
                     {"2 buy 5 stop-limit 103 100 post", "ACKED 2"},
                     {"trade 103 1", "EXPIRED 1 POST_ONLY"},
                     {"trade 100 5", "FILLED 2 5 @ 100"}});
}

TEST(PaperBook, ImmediateStopOrder_HasItsMomentWhenItIsTriggered) {
  Table{"book"}.run({{"quote 99x10 101x3", ""},
                     {"1 buy 5 stop 103 ioc", "ACKED 1"},
                     {"quote 99x10 101x3", ""},
                     {"trade 103 1", "FILLED 1 3 @ 101; EXPIRED 1"}});
}

TEST(PaperBook, QuoteThatComesToSeveralOrders_FillsWhatIsShownAndNoMore) {
  Table{"book"}.run({{"quote 99x10 103x20", ""},
                     {"1 buy 5 limit 101 gtc", "ACKED 1"},
                     {"2 buy 5 limit 102 gtc", "ACKED 2"},
                     {"quote 99x10 101x7", "FILLED 2 5 @ 102; FILLED 1 2 @ 101"},
                     {"3 buy 5 limit 101 ioc", "ACKED 3; EXPIRED 3"}});
}

TEST(PaperBook, OrderOnASideWhereNobodyIsShown_IsFirst) {
  Table{"book"}.run({{"quote 0x0 101x20", ""},
                     {"1 buy 5 limit 99 gtc", "ACKED 1"},
                     {"trade 99 2", "FILLED 1 2 @ 99"},
                     {"quote 98x5 0x0", ""},
                     {"2 sell 5 limit 110 gtc", "ACKED 2"},
                     {"trade 110 2", "FILLED 2 2 @ 110"}});
}

TEST(PaperBook, OrderOfTooManyExecutions_Expires) {
  Table table{"book"};
  table.run({{"quote 99x0 101x0", ""}, {"1 buy 5000 limit 99 gtc", "ACKED 1"}});
  for (std::size_t i = 0; i < PaperOrder::kMaxExecutions; ++i)
    ASSERT_EQ(table.play("trade 99 1"), "FILLED 1 1 @ 99");
  EXPECT_EQ(table.play("trade 99 1"), "EXPIRED 1 TOO_MANY_FILLS");
}

TEST(PaperBook, Bar_TriggersStopsWithinItsRange_AndHasNoQuantities) {
  Table{"book"}.run({{"quote 99x10 101x20", ""},
                     {"1 buy 5 limit 99 gtc", "ACKED 1"},
                     {"2 buy 5 stop 105 gtc", "ACKED 2"},
                     {"3 sell 5 stop 95 gtc", "ACKED 3"},
                     {"bar 100 105 98 100 1000", "FILLED 2 5 @ 101"},
                     {"bar 100 104 95 100 1000", "FILLED 3 5 @ 99"}});
}

TEST(PaperBook, OrdersThatWouldTradeWithEachOther_ExpireTheNewer) {
  Table{"book"}.run({{"quote 99x10 101x4", ""},
                     {"1 sell 5 limit 102 gtc", "ACKED 1"},
                     {"2 buy 5 limit 103 gtc", "ACKED 2; FILLED 2 4 @ 101; EXPIRED 2 SELF_TRADE"},
                     {"quote 99x10 101x9", ""},
                     {"3 buy 5 limit 103 gtc", "ACKED 3; FILLED 3 5 @ 101"},
                     {"4 buy 9 market fok", "ACKED 4; EXPIRED 4 SELF_TRADE"},
                     {"5 buy 9 limit 101 gtc", "ACKED 5; FILLED 5 4 @ 101"}});
}

TEST(PaperBook, OwnOrderInAQueue_IsMetAfterThoseAhead) {
  Table{"book"}.run({{"quote 99x10 101x4", ""},
                     {"1 sell 5 limit 101 gtc", "ACKED 1"},
                     {"2 buy 3 market", "ACKED 2; FILLED 2 3 @ 101"},
                     {"3 buy 3 market", "ACKED 3; FILLED 3 1 @ 101; EXPIRED 3 SELF_TRADE"},
                     {"trade 101 5 buy", "FILLED 1 5 @ 101"}});
}

}  // namespace
}  // namespace sluice::executors::test
