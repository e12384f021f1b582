// SPDX-License-Identifier: Apache-2.0
//
// halt_actions_test.cpp: from engaging to an empty book: what a lane does under a halt, in which
// order, and across restarts.
#include "drivers/halt_fixture.hpp"

namespace sluice::drivers {
namespace {

TEST_F(HaltActionsTest, LevelsBelowCancel_LeaveOpenOrdersAlone) {
  open_order(0, Side::kBuy, "10");
  engage(HaltLevel::kReduceOnly);
  engage(HaltLevel::kHalt);
  tick(10);
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
  EXPECT_THAT(submit(1, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
}

TEST_F(HaltActionsTest, HaltAndCancel_CancelsWhatItsScopeReachesAndNothingElse) {
  const OrderId a = open_order(0, Side::kBuy, "10");
  const OrderId b = open_order(1, Side::kBuy, "10");
  engage(HaltLevel::kHaltAndCancel, HaltScope::kSymbol, "BBB");
  EXPECT_EQ(count("venue is asked to cancel order " + std::to_string(b)), 1);
  EXPECT_EQ(count("venue is asked to cancel order " + std::to_string(a)), 0);
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u) << "AAA trades on";
}

TEST_F(HaltActionsTest, CancelThatIsNotConfirmed_IsNeverAssumed) {
  const OrderId order = open_order(0, Side::kBuy, "10");
  engage(HaltLevel::kHaltAndCancel);
  for (int i = 0; i < 20; ++i) tick(5);
  EXPECT_EQ(state(order), OrderState::kAcked);
  EXPECT_TRUE(lane().next_due().has_value());
  EXPECT_GE(count("venue is asked to cancel order 1"), 3) << "it may have been lost";
  EXPECT_GE(count("venue is asked about order 1"), 3);
  hear(report(SLUICE_REPORT_CANCELED, order));
  tick(10);
  EXPECT_FALSE(lane().next_due().has_value());
  EXPECT_TRUE(has_line(records(), "HALT_ACTION no order is open any more; scope=all"));
}

TEST_F(HaltActionsTest, RejectedCancel_IsAskedForAgainLater) {
  const OrderId order = open_order(0, Side::kBuy, "10");
  engage(HaltLevel::kHaltAndCancel);
  ASSERT_EQ(count("venue is asked to cancel order 1"), 1);
  hear(report(SLUICE_REPORT_CANCEL_REJECTED, order));
  EXPECT_FALSE(lane().router().find(order)->flags.pending_cancel);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 1) << "not at once";
  tick(1);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 2);
  hear(report(SLUICE_REPORT_CANCEL_REJECTED, order));
  tick(1);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 2) << "twice as long each time";
  tick(1);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 3);
}

TEST_F(HaltActionsTest, OrderWhoseFateIsNotKnown_IsCancelledAndAskedAboutUntilItIs) {
  const OrderId order = submit(0, Side::kBuy, "10").order;  // no answer
  restart();
  ASSERT_TRUE(lane().router().find(order)->flags.unknown);
  engage(HaltLevel::kHaltAndCancel);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 1);
  tick(5);
  EXPECT_FALSE(is_final(state(order)));
  hear(report(SLUICE_REPORT_CANCELED, order));
  EXPECT_EQ(state(order), OrderState::kCanceled);
}

TEST_F(HaltActionsTest, Engaged_IsOnTheDiskBeforeAnythingIsCancelled) {
  open_order(0, Side::kBuy, "10");
  bool asked_before = false;
  int commits = 0;
  process_->journal->when_committed = [&] {
    if (++commits == 1) asked_before = has_line(log_, "venue is asked to cancel");
  };
  engage(HaltLevel::kHaltAndCancel);
  EXPECT_FALSE(asked_before);
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel"));
  EXPECT_THAT(testing::file_text(latch_), HasSubstr("level=halt_and_cancel"));
  EXPECT_TRUE(has_line(records(), "KILL_SWITCH halt scope=all name=\"\" level=halt_and_cancel"));
}

TEST_F(HaltActionsTest, JournalThatCannotBeKept_BlocksAndActsOnNothing) {
  open_order(0, Side::kBuy, "10");
  hold(1, Side::kBuy, "5");
  process_->journal->fails = true;
  kill_switch().request({HaltScope::kAll, "", HaltLevel::kFlatten, "API", "", {}});
  EXPECT_FALSE(lane().tick(now_));
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
  EXPECT_EQ(venue_.received().size(), 2u);
  EXPECT_TRUE(kill_switch().is_engaged());
}

TEST_F(HaltActionsTest, LatchThatCannotBeWritten_IsToldAndTheJournalIsTheLatch) {
  const OrderId order = open_order(0, Side::kBuy, "10");
  latch_ = directory_ / "journal";  // a directory
  restart();
  // What can't be read is engaged; held, it is in the journal.
  tick();
  EXPECT_THAT(submit(1, Side::kBuy, "1").refusal, HasSubstr("can't be read"));
  engage(HaltLevel::kHaltAndCancel);
  EXPECT_EQ(count("venue is asked to cancel order 1"), 1);
  hear(report(SLUICE_REPORT_CANCELED, order));
  latch_ = directory_ / "another";
  EXPECT_TRUE(has_line(records(), "FAULT the latch of the kill switch could not be written"));
  EXPECT_THAT(submit(1, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
}

TEST_F(HaltActionsTest, RuleThatHaltsAndCancels_ActsWithinTheSameCall) {
  const OrderId order = open_order(0, Side::kBuy, "10");
  Halt halt{HaltScope::kAll, "", HaltLevel::kHaltAndCancel, "rule loss", "DAILY_LOSS", now_};
  ASSERT_TRUE(kill_switch().engage(halt));
  EXPECT_THAT(submit(1, Side::kBuy, "1").refusal, HasSubstr("DAILY_LOSS"));
  EXPECT_EQ(count("venue is asked to cancel order 1"), 1);
  hear(report(SLUICE_REPORT_CANCELED, order));
}

TEST_F(HaltActionsTest, Flatten_CancelsWaitsAndClosesAtMarket) {
  hold(0, Side::kBuy, "10");
  const OrderId open = open_order(0, Side::kBuy, "5");
  engage(HaltLevel::kFlatten);
  EXPECT_EQ(count("venue is asked to cancel order 2"), 1);
  tick(3);
  EXPECT_EQ(venue_.received().size(), 2u) << "while an order is open the position may still change";
  hear(fill_report(open, 7, "2", "100"));
  hear(report(SLUICE_REPORT_CANCELED, open));
  ASSERT_EQ(venue_.received().size(), 3u);
  EXPECT_EQ(last_sent().side, SLUICE_SIDE_SELL);
  EXPECT_EQ(last_sent().type, SLUICE_ORDER_MARKET);
  EXPECT_EQ(last_sent().flags, SLUICE_ORDER_REDUCE_ONLY);
  EXPECT_EQ(last_sent().quantity, qty("12").raw()) << "what the cancelled order bought too";
  const OrderId closing = last_sent().order_id;
  hear(report(SLUICE_REPORT_ACKED, closing));
  tick(30);
  EXPECT_EQ(venue_.received().size(), 3u);
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel order 3")) << "it closes the position";
  hear(fill_report(closing, 8, "12", "99"));
  EXPECT_TRUE(lane().portfolio().position(0).is_zero());
  tick(1);
  EXPECT_FALSE(lane().next_due().has_value());
  EXPECT_TRUE(has_line(records(), "HALT_ACTION nothing is held any more; scope=all"));
  EXPECT_TRUE(has_line(records_, "HALT_ACTION closing: SELL 12 AAA"));
}

TEST_F(HaltActionsTest, Flatten_ClosesTheRestOfWhatEndedPartlyFilled) {
  hold(0, Side::kBuy, "10");
  engage(HaltLevel::kFlatten);
  const OrderId first = last_sent().order_id;
  hear(fill_report(first, 8, "4", "99"));
  hear(report(SLUICE_REPORT_EXPIRED, first));
  ASSERT_EQ(venue_.received().size(), 2u) << "not at once";
  tick(2);
  ASSERT_EQ(venue_.received().size(), 3u);
  EXPECT_EQ(last_sent().quantity, qty("6").raw());
}

TEST_F(HaltActionsTest, Flatten_BuysBackAShortPosition) {
  hold(0, Side::kSell, "10");
  engage(HaltLevel::kFlatten);
  EXPECT_EQ(last_sent().side, SLUICE_SIDE_BUY);
  EXPECT_EQ(last_sent().quantity, qty("10").raw());
}

TEST_F(HaltActionsTest, Flatten_OfASymbol_LeavesTheOthers) {
  hold(0, Side::kBuy, "10");
  hold(1, Side::kBuy, "10");
  engage(HaltLevel::kFlatten, HaltScope::kSymbol, "BBB");
  ASSERT_EQ(venue_.received().size(), 3u);
  EXPECT_EQ(last_sent().instrument, 1u);
}

TEST_F(HaltActionsTest, Flatten_InsideAHaltOfEverything_ClosesAllTheSame) {
  hold(0, Side::kBuy, "10");
  engage(HaltLevel::kHaltAndCancel);
  engage(HaltLevel::kFlatten, HaltScope::kSymbol, "AAA");
  EXPECT_EQ(last_sent().flags, SLUICE_ORDER_REDUCE_ONLY);
  hear(report(SLUICE_REPORT_ACKED, last_sent().order_id));
  tick(5);
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
}

TEST_F(HaltActionsTest, Flatten_WithoutAPrice_IsToldAndTriedAgain) {
  hold(0, Side::kBuy, "10");
  lane().on_price(0, Price{}, now_);
  engage(HaltLevel::kFlatten);
  EXPECT_EQ(venue_.received().size(), 1u);
  lane().on_price(0, px("98"), now_);
  tick(1);
  EXPECT_EQ(venue_.received().size(), 2u);
}

TEST_F(HaltActionsTest, KilledInTheMiddle_GoesOnFromWhereItWas) {
  hold(0, Side::kBuy, "10");
  const OrderId open = open_order(1, Side::kBuy, "5");
  engage(HaltLevel::kFlatten);
  restart();
  tick(6);
  EXPECT_GE(count("venue is asked to cancel order 2"), 2);
  hear(report(SLUICE_REPORT_CANCELED, open));
  restart();
  tick(1);
  // The order that closes AAA was on its way: it is asked about, not sent again.
  const auto closing = std::count_if(
      venue_.received().begin(), venue_.received().end(),
      [](const sluice_order& order) { return order.flags == SLUICE_ORDER_REDUCE_ONLY; });
  EXPECT_EQ(closing, 1);
  hear(fill_report(3, 9, "10", "99"));
  restart();
  tick(1);
  EXPECT_TRUE(lane().portfolio().position(0).is_zero());
  EXPECT_EQ(venue_.received().size(), 3u);
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("scope=all, level=flatten"));
}

TEST_F(HaltActionsTest, HaltInTheTimeOfACommit_WithholdsItsOrdersAlone) {
  Intent a = market_intent(50, 0, Side::kBuy, "1", "100");
  Intent b = market_intent(51, 1, Side::kBuy, "1", "100");
  a.decision_time = b.decision_time = now_;
  process_->journal->when_committed = [&] {
    kill_switch().request({HaltScope::kSymbol, "AAA", HaltLevel::kHalt, "API", "", {}});
  };
  const Intent both[] = {a, b};
  const auto answers = lane().submit(both, now_);
  ASSERT_TRUE(answers);
  ASSERT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(last_sent().instrument, 1u);
  EXPECT_STREQ(lane().router().find((*answers)[0].order)->reason.data(), "KILL_SWITCH");
}

TEST_F(HaltActionsTest, ReduceOnlyInTheTimeOfACommit_LetsWhatReducesLeave) {
  hold(0, Side::kBuy, "10");
  process_->journal->when_committed = [&] {
    kill_switch().request({HaltScope::kAll, "", HaltLevel::kReduceOnly, "API", "", {}});
  };
  submit(0, Side::kSell, "10");
  EXPECT_EQ(venue_.received().size(), 2u);
  process_->journal->when_committed = nullptr;
  EXPECT_THAT(submit(0, Side::kSell, "1").refusal, HasSubstr("level=reduce_only"));
}

}  // namespace
}  // namespace sluice::drivers
