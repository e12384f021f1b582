// SPDX-License-Identifier: Apache-2.0
//
// router_test.cpp: what is refused before anything is sent, what is sent when, and what a restart
// keeps.
#include <cstring>

#include "core/reason_codes.hpp"
#include "routing/router_fixture.hpp"

namespace sluice::routing {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::fill_report;
using testing::has_line;
using ::testing::HasSubstr;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;
using testing::report;

template <typename T, typename... Arguments>
concept Submits = requires(T& router, Arguments... arguments) {
  router.submit(arguments...);
};
static_assert(Submits<OrderRouter, std::span<const ApprovedOrder>, Money, Timestamp>);
static_assert(!Submits<OrderRouter, std::span<const Intent>, Money, Timestamp>,
              "an order that the gate has not seen cannot be routed");
static_assert(!Submits<OrderRouter, std::vector<Intent>, Money, Timestamp>);

TEST_F(RouterTest, Submit_CommitsSendingBeforeAnythingReachesTheVenue) {
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  ASSERT_TRUE(submit_one());
  EXPECT_THAT(log_, ElementsAre("RESERVED order 1", "SENDING order 1", "commit",
                                "venue receives order 1", "ACKED order 1", "commit"));
}

TEST_F(RouterTest, Submit_WhenTheTrailCannotBeCommitted_SendsNothing) {
  audit_.fail_commit(1);
  const auto sent = submit_one();
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().message, "the disk is full");
  EXPECT_TRUE(venue_.received().empty());
  EXPECT_EQ(count("venue"), 0);
}

TEST_F(RouterTest, Submit_WhenWhatTheVenueSaidCannotBeCommitted_IsAnError) {
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  audit_.fail_commit(2);
  EXPECT_FALSE(submit_one());
}

TEST_F(RouterTest, Poll_WhenTheTrailCannotBeCommitted_IsAnError) {
  ASSERT_TRUE(submit_one());
  audit_.fail_commit(1);
  EXPECT_FALSE(poll());
}

TEST_F(RouterTest, Submit_OfNothing_CommitsTheTrailAndLeavesTheVenueAlone) {
  ASSERT_TRUE(submit({}));
  EXPECT_THAT(log_, ElementsAre("commit"));
}

TEST_F(RouterTest, Submit_SendsTheWholeBatchInOrderWithAscendingIds) {
  ASSERT_TRUE(submit(
      {market_intent(7, 1, Side::kSell, "1", "10"), market_intent(8, 0, Side::kBuy, "2", "20")}));
  ASSERT_EQ(venue_.received().size(), 2u);
  EXPECT_EQ(venue_.received()[0].order_id, 1u);
  EXPECT_EQ(venue_.received()[0].intent_id.lo, 7u);
  EXPECT_EQ(venue_.received()[0].instrument, 1u);
  EXPECT_EQ(venue_.received()[1].order_id, 2u);
  EXPECT_EQ(venue_.received()[1].quantity, qty("2").raw());
  EXPECT_EQ(router().next_order_id(), 3u);
}

TEST_F(RouterTest, ReportByClientId_OfAnOrderThatOutlivedItsIntentsPlace_FindsIt) {
  config_.remembered_orders = 1;
  Intent resting = market_intent(1, 0, Side::kBuy, "1", "100");
  ASSERT_TRUE(submit({resting}));
  for (std::uint64_t number = 2; number <= 5; ++number) {
    now_ = now_.plus_nanoseconds(1);
    Intent later = market_intent(number, 0, Side::kBuy, "1", "100");
    later.decision_time = now_;
    venue_.say(fill_report(number, number, "1", "100"));
    ASSERT_TRUE(submit({later}));
  }
  sluice_execution_report told = fill_report(1, 9, "1", "100");
  told.order_id = 0;
  told.intent_id = {resting.id.hi, resting.id.lo};
  venue_.say(told);
  ASSERT_TRUE(poll());
  EXPECT_EQ(router().halted(), "");
  EXPECT_EQ(status().substr(0, 6), "FILLED");
}

// --- Refused before it is sent -------------------------------------------------------------------

TEST_F(RouterTest, TwoOrdersAtTheLimit_ExactlyOneIsSent) {
  ASSERT_TRUE(submit(
      {market_intent(1, 0, Side::kBuy, "6", "100"), market_intent(2, 1, Side::kBuy, "6", "100")}));
  ASSERT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(venue_.received()[0].order_id, 1u);
  EXPECT_EQ(router().reserved(), money("600"));
  EXPECT_TRUE(has_line(log_, "DENIED order 2 RESERVE_FAILED"));
  EXPECT_TRUE(has_line(log_, "final order 2 DENIED with 6 left"));
}

TEST_F(RouterTest, OrderBehindARefusedOne_GoesOnIfTheBudgetCoversIt) {
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kBuy, "6", "100"),
                      market_intent(2, 1, Side::kBuy, "6", "100"),
                      market_intent(3, 1, Side::kBuy, "4", "100")}));
  EXPECT_EQ(venue_.received().size(), 2u);
  EXPECT_EQ(router().reserved(), money("1000"));
}

TEST_F(RouterTest, BudgetUsedToTheLastUnit_IsCoveredAndOneMoreIsNot) {
  account_.cash = money("999.99999999");
  ASSERT_TRUE(submit_one());
  EXPECT_TRUE(venue_.received().empty());
  account_.cash = money("1000");
  ASSERT_TRUE(submit({market_intent(2, 0, Side::kBuy, "10", "100")}));
  EXPECT_EQ(venue_.received().size(), 1u);
}

TEST_F(RouterTest, SellInFront_CoversTheBuyBehindIt) {
  account_.cash = money("0");
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kSell, "10", "100"),
                      market_intent(2, 1, Side::kBuy, "10", "100")}));
  EXPECT_EQ(venue_.received().size(), 2u);
}

TEST_F(RouterTest, MarginBudget_RefusesNothingAndStillCounts) {
  config_.reservations.budget = BudgetMode::kMargin;
  account_.cash = money("0");
  ASSERT_TRUE(submit_one());
  EXPECT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(router().reserved(), money("1000"));
}

TEST_F(RouterTest, OrderWhoseReservationOverflows_IsDenied) {
  config_.reservations.slippage = Ratio::from_raw(INT64_MAX / 2);
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kBuy, "1", "92233720368")}));
  EXPECT_TRUE(has_line(log_, "DENIED order 1 RESERVE_FAILED"));
}

TEST_F(RouterTest, MinNotional_IsTheSmallestThatPasses) {
  config_.min_notional = money("5");
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kBuy, "0.04999999", "100"),
                      market_intent(2, 0, Side::kBuy, "0.05", "100")}));
  ASSERT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(venue_.received()[0].order_id, 2u);
  EXPECT_TRUE(has_line(log_, "DENIED order 1 MIN_NOTIONAL"));
}

TEST_F(RouterTest, MinNotional_OfALimitOrder_IsAtItsLimit) {
  config_.min_notional = money("5");
  Intent limit = market_intent(1, 0, Side::kBuy, "1", "100");
  limit.type = OrderType::kLimit;
  limit.limit_price = px("4.99");
  ASSERT_TRUE(submit({limit}));
  EXPECT_TRUE(venue_.received().empty());
}

TEST_F(RouterTest, WithoutAReferencePrice_IsDenied) {
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kSell, "1", "0")}));
  EXPECT_TRUE(venue_.received().empty());
  EXPECT_TRUE(has_line(log_, "DENIED order 1 NO_REFERENCE_PRICE"));
  EXPECT_TRUE(has_line(log_, "final order 1 DENIED with 1 left"));
}

TEST_F(RouterTest, LimitOrderWithoutAReferencePrice_IsValuedAtItsLimit) {
  Intent limit = market_intent(1, 0, Side::kBuy, "1", "0");
  limit.type = OrderType::kLimit;
  limit.limit_price = px("7");
  ASSERT_TRUE(submit({limit}));
  EXPECT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(router().reserved(), money("7"));
}

TEST_F(RouterTest, WhileAsManyAreOpenAsMayBe_NoOtherIsSent) {
  config_.max_open_orders = 2;
  const auto order = [](std::uint64_t number) {
    return market_intent(number, 0, Side::kBuy, "1", "100");
  };
  ASSERT_TRUE(submit({order(1), order(2), order(3)}));
  EXPECT_EQ(venue_.received().size(), 2u);
  EXPECT_TRUE(has_line(log_, "DENIED order 3 TOO_MANY_OPEN_ORDERS"));
  EXPECT_FALSE(router().would_send(order(4), account_.cash));
  venue_.say(fill_report(1, 71, "1", "100"));
  ASSERT_TRUE(poll());
  EXPECT_TRUE(router().would_send(order(4), account_.cash));
  ASSERT_TRUE(submit({order(4), order(5)}));
  EXPECT_EQ(venue_.received().size(), 3u);
}

// The same question as submit's, and nothing changes.
TEST_F(RouterTest, WouldSend_IsWhatSubmitDoes) {
  config_.min_notional = money("50");
  account_.cash = money("100");
  const Intent fits = market_intent(1, 0, Side::kBuy, "1", "100");
  EXPECT_TRUE(router().would_send(fits, account_.cash));
  EXPECT_EQ(router().reserved(), Money{});
  EXPECT_FALSE(router().would_send(market_intent(2, 0, Side::kBuy, "2", "100"), account_.cash));
  EXPECT_FALSE(router().would_send(market_intent(3, 0, Side::kBuy, "0.4", "100"), account_.cash));
  EXPECT_FALSE(router().would_send(market_intent(4, 0, Side::kBuy, "1", "0"), account_.cash));
  ASSERT_TRUE(submit({fits}));
  EXPECT_FALSE(router().would_send(fits, account_.cash)) << "its budget is held";
}

TEST_F(RouterTest, SameIntentTwiceInABatch_IsSentOnce) {
  const Intent intent = market_intent(1, 0, Side::kBuy, "1", "100");
  ASSERT_TRUE(submit({intent, intent}));
  EXPECT_EQ(venue_.received().size(), 1u);
  EXPECT_TRUE(has_line(log_, "DENIED order 2 DUPLICATE_INTENT"));
  EXPECT_EQ(router().reserved(), money("100"));
}

TEST_F(RouterTest, SameIntentAgainLater_IsSentOnce) {
  ASSERT_TRUE(submit_one());
  ASSERT_TRUE(submit_one());
  EXPECT_EQ(venue_.received().size(), 1u);
}

TEST_F(RouterTest, SameIdWithOtherContent_IsAConflictAndNeverSent) {
  ASSERT_TRUE(submit(
      {market_intent(1, 0, Side::kBuy, "1", "100"), market_intent(1, 0, Side::kBuy, "2", "100")}));
  EXPECT_EQ(venue_.received().size(), 1u);
  EXPECT_TRUE(has_line(log_, "DENIED order 2 INTENT_CONFLICT"));
}

TEST_F(RouterTest, IntentOlderThanTheNewestDecision_IsStale) {
  Intent today = market_intent(1, 0, Side::kBuy, "1", "100");
  Intent yesterday = market_intent(2, 0, Side::kBuy, "1", "100");
  yesterday.decision_time = day("2024-01-01");
  ASSERT_TRUE(submit({today, yesterday}));
  EXPECT_EQ(venue_.received().size(), 1u);
  EXPECT_TRUE(has_line(log_, "DENIED order 2 STALE_INTENT"));
}

TEST_F(RouterTest, WhenEveryOrderIsDenied_TheVenueIsNotCalled) {
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kBuy, "11", "100")}));
  EXPECT_THAT(log_, ElementsAre("DENIED order 1 RESERVE_FAILED", "commit",
                                "final order 1 DENIED with 11 left"));
}

// --- What comes back -----------------------------------------------------------------------------

TEST_F(RouterTest, Reject_KeepsTheVenuesCode) {
  venue_.say(report(SLUICE_REPORT_REJECTED, 1, "MARKET_CLOSED"));
  ASSERT_TRUE(submit_one());
  EXPECT_TRUE(has_line(log_, "REJECTED order 1 MARKET_CLOSED"));
}

TEST_F(RouterTest, RejectWithoutACode_GetsOne) {
  venue_.say(report(SLUICE_REPORT_REJECTED, 1));
  ASSERT_TRUE(submit_one());
  EXPECT_TRUE(has_line(log_, "REJECTED order 1 VENUE_REJECTED"));
}

TEST_F(RouterTest, RejectWithAnEndlessReason_IsCutToWhatFits) {
  auto rejection = report(SLUICE_REPORT_REJECTED, 1);
  std::memset(rejection.reason, 'X', sizeof rejection.reason);  // no terminator
  venue_.say(rejection);
  ASSERT_TRUE(submit_one());
  EXPECT_TRUE(has_line(log_, "REJECTED order 1 " + std::string(63, 'X')));
  EXPECT_FALSE(has_line(log_, std::string(64, 'X')));
}

TEST_F(RouterTest, ReleasedBudget_CanBeReservedAgain) {
  venue_.say(report(SLUICE_REPORT_REJECTED, 1));
  ASSERT_TRUE(submit_one());
  ASSERT_TRUE(submit({market_intent(2, 0, Side::kBuy, "10", "100")}));
  EXPECT_EQ(venue_.received().size(), 2u);
}

TEST_F(RouterTest, Fill_CarriesEverythingOfTheReport) {
  struct LastFill final : OrderObserver {
    void on_fill(const Order& order, const Fill& one) override {
      fill = one;
      state = order.state;
    }
    void on_bust(const Order&, const Fill&) override {}
    void on_replaced(const Order&, Quantity) override {}
    void on_revived(const Order&, Quantity) override {}
    void on_final(const Order&, Quantity) override {}
    Fill fill;
    OrderState state{};
  } observer;
  OrderRouter own{config_, venue_, audit_, observer};
  auto executed = fill_report(1, 1, "4", "101");
  executed.base_price = px("100.5").raw();
  executed.commission = money("0.25").to_c();
  executed.time = day("2024-01-03").nanoseconds();
  venue_.say(executed);
  ASSERT_TRUE(
      own.submit(approve({market_intent(9, 1, Side::kBuy, "5", "100")}), money("1000"), now_));
  EXPECT_EQ(observer.state, OrderState::kPartial);
  EXPECT_EQ(observer.fill.order_id, 1u);
  EXPECT_EQ(observer.fill.intent_id, (IntentId{0xabcd, 9}));
  EXPECT_EQ(observer.fill.instrument, 1u);
  EXPECT_EQ(observer.fill.side, Side::kBuy);
  EXPECT_EQ(observer.fill.execution_id, 1u);
  EXPECT_EQ(observer.fill.quantity, qty("4"));
  EXPECT_EQ(observer.fill.price, px("101"));
  EXPECT_EQ(observer.fill.base_price, px("100.5"));
  EXPECT_EQ(observer.fill.commission, money("0.25"));
  EXPECT_EQ(observer.fill.time, day("2024-01-03"));
}

TEST_F(RouterTest, Fill_IsRecordedBeforeAnyoneHearsOfIt) {
  venue_.say(fill_report(1, 1, "10", "100"));
  ASSERT_TRUE(submit_one());
  EXPECT_THAT(std::vector(log_.end() - 4, log_.end()),
              ElementsAre("FILLED order 1 fill 1: 10 @ 100", "commit", "booked fill of order 1",
                          "final order 1 FILLED with 0 left"));
}

TEST_F(RouterTest, OpenOrders_AreThoseNotFinalById) {
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  venue_.say(fill_report(2, 1, "1", "10"));
  venue_.say(fill_report(3, 1, "1", "10"));
  ASSERT_TRUE(submit({market_intent(1, 0, Side::kBuy, "1", "10"),
                      market_intent(2, 0, Side::kBuy, "1", "10"),
                      market_intent(3, 0, Side::kBuy, "2", "10")}));
  ASSERT_EQ(router().open_orders().size(), 2u);
  EXPECT_EQ(router().open_orders()[0].id, 1u);
  EXPECT_EQ(router().open_orders()[0].state, OrderState::kAcked);
  EXPECT_EQ(router().open_orders()[1].id, 3u);
  EXPECT_EQ(router().open_orders()[1].filled, qty("1"));
}

// --- Restart -------------------------------------------------------------------------------------

TEST_F(RouterTest, Restored_GoesOnWhereTheEarlierProcessStopped) {
  venue_.say(fill_report(1, 1, "4", "100"));
  ASSERT_TRUE(submit_one());
  OrderRouter later{config_, venue_, audit_, account_};
  ASSERT_TRUE(later.restore({router().open_orders(), {}, router().next_order_id(), ""}, now_));
  EXPECT_EQ(later.reserved(), money("600"));
  EXPECT_EQ(later.next_order_id(), 2u);
  venue_.say(fill_report(1, 2, "6", "100"));
  const auto polled = later.poll(now_);
  ASSERT_TRUE(polled) << polled.error().message;
  EXPECT_EQ(account_.position, qty("10").raw());
  EXPECT_TRUE(later.reserved().is_zero());
  EXPECT_TRUE(later.open_orders().empty());
}

TEST_F(RouterTest, RestoredReservation_LeavesNoBudgetForAnother) {
  ASSERT_TRUE(submit_one());
  OrderRouter later{config_, venue_, audit_, account_};
  ASSERT_TRUE(later.restore({router().open_orders(), {}, router().next_order_id(), ""}, now_));
  ASSERT_TRUE(
      later.submit(approve({market_intent(2, 0, Side::kBuy, "1", "100")}), account_.cash, now_));
  EXPECT_TRUE(has_line(log_, "DENIED order 2 RESERVE_FAILED"));
}

}  // namespace
}  // namespace sluice::routing
