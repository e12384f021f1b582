// SPDX-License-Identifier: Apache-2.0
//
// order_lane_test.cpp: a session's lane between a scripted venue and a real journal, and the same
// lane rebuilt from that journal.
#include "drivers/order_lane.hpp"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/journal_audit.hpp"
#include "drivers/lane_recovery.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using testing::day;
using testing::fill_report;
using testing::has_line;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;
using testing::report;

constexpr std::int64_t kOneSecond = Timestamp::kNanosecondsPerSecond;

// A process: journal, gate and lane, made anew by each start.
class OrderLaneTest : public ::testing::Test {
 protected:
  struct Process {
    JournalAudit audit;
    std::optional<journal::Log> log;
    risk::KillSwitch kill_switch{{}};
    std::optional<risk::Gate> gate;
    std::optional<OrderLane> lane;
    explicit Process(const InstrumentTable& table) : audit{table, {}} {}
  };

  OrderLaneTest() {
    config_.seed_capital = money("10000");
    config_.router = online();
    start();
  }

  static routing::RouterConfig online() {
    routing::RouterConfig config;
    config.ack_timeout_ns = 5 * kOneSecond;
    config.reservations.slippage = Ratio{};
    config.reservations.sells_fund_buys = false;
    return config;
  }
  void start() {
    process_ = std::make_unique<Process>(table_);
    LaneRecovery recovery{table_, config_.seed_capital, config_.router.remembered_orders};
    journal::LogOptions options;
    options.directory = directory_.path();
    options.header.time = now_;
    auto log = journal::Log::open(disk_, options,
                                  [&](const journal::Record& r) { return recovery.take(r); });
    ASSERT_TRUE(log) << log.error().message;
    process_->log.emplace(std::move(*log));
    process_->audit.write_to(*process_->log);
    process_->gate.emplace(risk::GateConfig{}, std::vector<risk::ChainedRule>{},
                           process_->kill_switch, process_->audit);
    process_->lane.emplace(config_, LaneParts{table_, venue_, *process_->gate,
                                              process_->kill_switch, process_->audit});
    recovered_ = std::move(recovery).state();
    const auto restored = lane().restore(recovered_, now_);
    ASSERT_TRUE(restored) << restored.error().message;
  }
  void restart() {
    process_.reset();
    start();
  }
  OrderLane& lane() { return *process_->lane; }
  void pass(std::int64_t seconds) { now_ = now_.plus_nanoseconds(seconds * kOneSecond); }
  Intent intent(std::uint64_t number, Side side, std::string_view quantity,
                std::string_view price) const {
    Intent made = market_intent(number, 0, side, quantity, price);
    made.decision_time = now_;
    return made;
  }
  IntentAnswer submit(const Intent& wish) {
    auto answers = lane().submit({&wish, 1}, now_);
    EXPECT_TRUE(answers) << (answers ? "" : answers.error().message);
    return answers->front();
  }
  void poll() {
    const auto polled = lane().poll(now_);
    ASSERT_TRUE(polled) << polled.error().message;
  }
  OrderState state(OrderId id) { return lane().router().find(id)->state; }
  // The orders the venue was sent, by side, type and quantity.
  std::vector<std::string> sent() const {
    std::vector<std::string> words;
    for (const sluice_order& order : venue_.received())
      words.push_back(std::string{name(static_cast<Side>(order.side))} + " " +
                      std::string{name(static_cast<OrderType>(order.type))} + " " +
                      Quantity::from_raw(order.quantity).to_string());
    return words;
  }

  testing::TemporaryDirectory directory_;
  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  LaneConfig config_;
  LaneState recovered_;
  Timestamp now_ = day("2024-01-02");
  std::unique_ptr<Process> process_;
};

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

// --- Groups --------------------------------------------------------------------------------------

class BracketTest : public OrderLaneTest {
 protected:
  void enter(std::string_view quantity = "10") {
    const auto answer = lane().submit_bracket(intent(1, Side::kBuy, quantity, "100"), exits_, now_);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->order, 1u) << answer->refusal;
  }
  void fill(OrderId order, std::uint64_t execution, std::string_view quantity,
            std::string_view price) {
    venue_.say(fill_report(order, execution, quantity, price));
    poll();
  }
  void acknowledge_exits() {
    venue_.say(report(SLUICE_REPORT_ACKED, 2));
    venue_.say(report(SLUICE_REPORT_ACKED, 3));
    poll();
  }
  BracketExits exits_{px("110"), px("95"), Price{}};
};

TEST_F(BracketTest, Exits_LeaveWhenTheEntryIsFilled) {
  enter();
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10"));
  fill(1, 1, "10", "100");
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
}

TEST_F(BracketTest, EntryThatEndsPartly_IsLeftByWhatWasFilled) {
  enter();
  fill(1, 1, "4", "100");
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  poll();
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10", "SELL LIMIT 4", "SELL STOP 4"));
}

TEST_F(BracketTest, EntryThatEndsUnfilled_HasNoExits) {
  enter();
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  poll();
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10"));
}

TEST_F(BracketTest, ExitThatIsFilled_CancelsTheOther) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  fill(2, 2, "10", "110");
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 3"));
}

TEST_F(BracketTest, ExitThatIsPartlyFilled_ShrinksTheOtherToWhatIsLeft) {
  enter();
  fill(1, 1, "10", "100");
  fill(2, 2, "4", "110");
  EXPECT_FALSE(has_line(log_, "asked to replace")) << "the venue has not acknowledged it yet";
  acknowledge_exits();
  EXPECT_TRUE(has_line(log_, "venue is asked to replace order 3 with 6"));
}

TEST_F(BracketTest, ExitThatTheVenueEnds_LeavesTheStopStanding) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  venue_.say(report(SLUICE_REPORT_CANCELED, 2));
  poll();
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
}

TEST_F(BracketTest, KilledBetweenEntryAndExits_SendsTheExitsAfterTheRestart) {
  enter();
  // The fill is journalled; the process dies before the exits leave.
  venue_.say(fill_report(1, 1, "10", "100"));
  ASSERT_TRUE(lane().router().poll(now_));
  restart();
  pass(1);
  poll();
  EXPECT_THAT(sent(), ::testing::ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
  restart();
  poll();
  EXPECT_EQ(venue_.received().size(), 3u) << "and once only";
}

TEST_F(BracketTest, KilledWithBothExitsOut_StillCancelsTheOther) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  restart();
  fill(3, 2, "10", "95");
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 2"));
}

TEST_F(BracketTest, AnotherStopPrice_IsNoReplace) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  Intent amended = intent(9, Side::kSell, "8", "100");
  amended.type = OrderType::kStop;
  amended.stop_price = px("94");
  const auto answer = lane().replace(3, amended, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, routing::ChangeAnswer::kNotAdmitted);
  amended.id = IntentId{7, 7};
  amended.stop_price = px("95");
  const auto same_stop = lane().replace(3, amended, now_);
  ASSERT_TRUE(same_stop);
  EXPECT_EQ(*same_stop, routing::ChangeAnswer::kAsked);
}

TEST_F(BracketTest, ExitsOnTheWrongSides_AreRefusedWithTheReason) {
  exits_ = {px("90"), px("95"), Price{}};
  const auto answer = lane().submit_bracket(intent(1, Side::kBuy, "1", "100"), exits_, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->refusal, "BRACKET: the take profit must lie above the stop");
  EXPECT_TRUE(venue_.received().empty());
}

TEST_F(OrderLaneTest, Pair_OneFilledCancelsTheOther) {
  Intent high = intent(1, Side::kBuy, "1", "100");
  Intent low = intent(2, Side::kBuy, "1", "90");
  high.type = low.type = OrderType::kLimit;
  high.limit_price = px("100");
  low.limit_price = px("90");
  ASSERT_TRUE(lane().submit_pair(high, low, now_));
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  venue_.say(fill_report(1, 1, "1", "100"));
  poll();
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 2"));
}

}  // namespace
}  // namespace sluice::drivers
