// SPDX-License-Identifier: Apache-2.0
//
// order_lane_test.cpp: orders of a session's lane, and of the same lane rebuilt from its journal.
#include "drivers/order_lane_fixture.hpp"

namespace sluice::drivers {
namespace {

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

}  // namespace
}  // namespace sluice::drivers
