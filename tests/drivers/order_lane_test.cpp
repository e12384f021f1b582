// SPDX-License-Identifier: Apache-2.0
//
// order_lane_test.cpp: orders of a session's lane, and of the same lane rebuilt from its journal;
// brackets under the kill switch.
#include "drivers/halt_fixture.hpp"
#include "drivers/order_lane_fixture.hpp"

namespace sluice::drivers {
namespace {

using ::testing::ElementsAre;

TEST_F(OrderLaneTest, KnownIntent_GetsTheAnswerOfTheOrderItBecame) {
  const Intent wish = intent(1, Side::kBuy, "10", "100");
  EXPECT_EQ(submit(wish).order, 1u);
  pass(1);
  const IntentAnswer again = submit(wish);
  EXPECT_EQ(again.order, 1u);
  EXPECT_TRUE(again.was_known);
  restart();
  EXPECT_TRUE(submit(wish).was_known) << "known across a restart";
  EXPECT_EQ(venue_.received().size(), 1u);
}

TEST_F(OrderLaneTest, Restarted_HasPositionsCashAndOrdersOfTheJournal) {
  submit(intent(1, Side::kBuy, "10", "100"));
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  venue_.say(fill_report(1, 77, "4", "99.5"));
  poll();
  submit(intent(2, Side::kBuy, "5", "10"));
  venue_.say(fill_report(2, 78, "5", "10"));
  poll();
  const LaneState before = lane().state();
  restart();
  EXPECT_EQ(recovered_.cash, money("9552"));  // 10000 - 4 * 99.5 - 5 * 10
  EXPECT_EQ(recovered_.positions, before.positions);
  EXPECT_EQ(recovered_.router.next_id, 3u);
  ASSERT_EQ(recovered_.router.open.size(), 1u);
  EXPECT_EQ(recovered_.router.open[0].filled, qty("4"));
  EXPECT_EQ(recovered_.router.open[0].executions, before.router.open[0].executions);
  EXPECT_EQ(recovered_.router.open[0].reserved, money("600"));
  EXPECT_EQ(lane().router().reserved(), money("600"));
  EXPECT_EQ(lane().book().row(0).working_buy, qty("6").raw());
  ASSERT_EQ(recovered_.router.finished.size(), 1u);
  EXPECT_EQ(recovered_.router.finished[0].state, OrderState::kFilled);
}

TEST_F(OrderLaneTest, KilledWhileSending_IsUnknownAndAskedAbout) {
  submit(intent(1, Side::kBuy, "10", "100"));  // no answer
  restart();
  EXPECT_TRUE(lane().router().find(OrderId{1})->flags.unknown);
  EXPECT_EQ(venue_.received().size(), 1u) << "never sent again while this is so";
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  ASSERT_TRUE(lane().tick(now_));
  EXPECT_TRUE(has_line(log_, "venue is asked about order 1"));
  EXPECT_EQ(state(1), OrderState::kAcked);
}

TEST_F(OrderLaneTest, ExecutionToldAgainAfterARestart_CountsOnce) {
  submit(intent(1, Side::kBuy, "10", "100"));
  venue_.say(fill_report(1, 5, "4", "100"));
  poll();
  restart();
  venue_.say(fill_report(1, 5, "4", "100"));
  poll();
  EXPECT_EQ(lane().portfolio().position(0), qty("4"));
}

TEST_F(OrderLaneTest, Halt_SurvivesARestartUntilItIsReleased) {
  venue_.say(fill_report(9, 1, "1", "100"));
  poll();
  restart();
  EXPECT_EQ(submit(intent(1, Side::kBuy, "1", "100")).order, 1u);
  EXPECT_STREQ(lane().router().find(OrderId{1})->reason.data(), "HALTED");
  ASSERT_TRUE(lane().release_halt("risk desk: it was a test", now_));
  restart();
  pass(1);
  submit(intent(2, Side::kBuy, "1", "100"));
  EXPECT_EQ(state(2), OrderState::kSending);
}

TEST_F(OrderLaneTest, RestOfAnIoc_IsOrderedAgainAtTheNewPriceUntilTheRetriesAreUsedUp) {
  config_.retry_rest = true;
  config_.router.max_retries = 2;
  restart();
  Intent wish = intent(1, Side::kBuy, "10", "100");
  wish.time_in_force = TimeInForce::kIoc;
  submit(wish);
  for (OrderId order = 1; order <= 3; ++order) {
    lane().on_price(0, px(order == 1 ? "101" : "102"), now_);
    venue_.say(fill_report(order, order, "2", "100"));
    venue_.say(report(SLUICE_REPORT_EXPIRED, order));
    pass(1);
    poll();
  }
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10", "BUY MARKET 8", "BUY MARKET 6"));
  EXPECT_EQ(Price::from_raw(venue_.received()[1].reference_price), px("101"));
  EXPECT_EQ(lane().portfolio().position(0), qty("6"));
  EXPECT_EQ(lane().router().reserved(), Money{}) << "what is left is released";
}

TEST_F(OrderLaneTest, RestOfAnIoc_StaysWhereTheKillSwitchIsEngaged) {
  config_.retry_rest = true;
  restart();
  Intent wish = intent(1, Side::kBuy, "10", "100");
  wish.time_in_force = TimeInForce::kIoc;
  submit(wish);
  process_->kill_switch.request_stop();
  venue_.say(fill_report(1, 1, "2", "100"));
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  poll();
  EXPECT_EQ(venue_.received().size(), 1u);
}

// Routers of before took it in, and the process ended with it in its journal.
TEST_F(OrderLaneTest, JournalWithAFillThatNoPositionCanHold_IsRefusedWithItsRecord) {
  for (OrderId id = 1; id <= 2; ++id) {
    submit(intent(id, Side::kBuy, "10", "100"));
    Order order = *lane().router().find(id);
    order.state = OrderState::kPartial;
    Fill fill;
    fill.intent_id = order.intent.id;
    fill.execution_id = id;
    fill.quantity = Quantity::from_raw(INT64_MAX);
    fill.price = Price::from_raw(1);
    fill.time = now_;
    process_->audit.on_fill(order, fill);
  }
  ASSERT_TRUE(process_->audit.commit());
  process_.reset();
  LaneRecovery recovery{table_, config_.seed_capital, config_.router.remembered_orders};
  journal::LogOptions options;
  options.directory = directory_.path();
  options.header.time = now_;
  const auto log = journal::Log::open(disk_, options,
                                      [&](const journal::Record& r) { return recovery.take(r); });
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error().message,
              ::testing::HasSubstr("(PARTIAL): a fill beyond what a position can hold"));
}

// --- Exits of brackets that the kill switch held back --------------------------------------------

class HaltedBracketTest : public HaltActionsTest {
 protected:
  void enter() {
    Intent entry = market_intent(1000, 0, Side::kBuy, "10", "100");
    entry.decision_time = now_;
    const auto answer = lane().submit_bracket(entry, {px("110"), px("95"), Price{}}, now_);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->order, 1u) << answer->refusal;
    over_ = "GROUP kind=over of=" + entry.id.to_string();
  }
  // By side, type and quantity.
  std::vector<std::string> sent() const {
    std::vector<std::string> words;
    for (const sluice_order& order : venue_.received())
      words.push_back(std::string{name(static_cast<Side>(order.side))} + " " +
                      std::string{name(static_cast<OrderType>(order.type))} + " " +
                      Quantity::from_raw(order.quantity).to_string());
    return words;
  }
  void release_all() {
    const auto released = release();
    ASSERT_TRUE(released) << released.error().message;
    tick(1);
  }
  std::string over_;
};

TEST_F(HaltedBracketTest, PositionThatAFlattenClosed_IsNotLeftAgainAfterItsRelease) {
  enter();
  hear(fill_report(1, 1, "4", "100"));
  engage(HaltLevel::kFlatten);
  hear(report(SLUICE_REPORT_CANCELED, 1));
  hear(fill_report(2, 2, "4", "99"));
  ASSERT_TRUE(lane().portfolio().position(0).is_zero());
  release_all();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL MARKET 4"));
  hold(1, Side::kBuy, "1");
  EXPECT_TRUE(has_line(records(), over_)) << "kept with whatever happens next";
  EXPECT_TRUE(has_line(records_, "first_filled=0 second_filled=0 entry_filled=4 order=1 side=BUY"));
}

TEST_F(HaltedBracketTest, PositionThatItsOwnerClosed_IsNotLeftAgainInALaterProcess) {
  enter();
  engage(HaltLevel::kReduceOnly);
  hear(fill_report(1, 1, "10", "100"));
  const OrderId sale = submit(0, Side::kSell, "10").order;
  hear(fill_report(sale, 2, "10", "100"));
  restart();
  tick(1);
  EXPECT_FALSE(has_line(records_, over_)) << "it may be held again before they could leave";
  release_all();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL MARKET 10"));
  hold(0, Side::kBuy, "5");
  tick(1);
  EXPECT_EQ(sent().size(), 3u) << "what is bought later is not the bracket's";
  EXPECT_TRUE(has_line(records(), over_));
}

TEST_F(HaltedBracketTest, PositionThatItsOwnerReduced_IsLeftByTheRestOnly) {
  enter();
  engage(HaltLevel::kReduceOnly);
  hear(fill_report(1, 1, "10", "100"));
  const OrderId sale = submit(0, Side::kSell, "4").order;
  hear(fill_report(sale, 2, "4", "100"));
  release_all();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL MARKET 4", "SELL LIMIT 6", "SELL STOP 6"));
  hear(report(SLUICE_REPORT_ACKED, 3));
  hear(report(SLUICE_REPORT_ACKED, 4));
  restart();
  hear(fill_report(3, 3, "2", "110"));
  EXPECT_TRUE(has_line(log_, "venue is asked to replace order 4 with 4 @ 0"));
  hear(report(SLUICE_REPORT_REPLACED, 4));
  hear(fill_report(3, 4, "4", "110"));
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 4"));
}

TEST_F(HaltedBracketTest, ExitsWithheldOnTheirWay_AreOverOnceNothingIsHeld) {
  enter();
  int commits = 0;
  process_->journal->when_committed = [&] {
    // The entry's fill; the exits, which have not left.
    if (++commits == 2)
      kill_switch().request({HaltScope::kAll, "", HaltLevel::kReduceOnly, "API", "ana: odd", {}});
  };
  hear(fill_report(1, 1, "10", "100"));
  process_->journal->when_committed = nullptr;
  ASSERT_EQ(state(2), OrderState::kFailedFinal);
  ASSERT_EQ(state(3), OrderState::kFailedFinal);
  const OrderId sale = submit(0, Side::kSell, "10").order;
  hear(fill_report(sale, 2, "10", "100"));
  release_all();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL MARKET 10"));
  restart();
  hold(0, Side::kBuy, "5");
  tick(1);
  EXPECT_EQ(sent().size(), 3u);
  EXPECT_TRUE(has_line(records(), over_));
}

}  // namespace
}  // namespace sluice::drivers
