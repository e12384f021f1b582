// SPDX-License-Identifier: Apache-2.0
//
// halt_actions_test.cpp: from engaging to an empty book: what a lane does under a halt, in which
// order, across restarts, and what it takes to be released.
#include <functional>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/journal_audit.hpp"
#include "drivers/lane_recovery.hpp"
#include "drivers/order_lane.hpp"
#include "files/disk.hpp"
#include "journal/log.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using risk::Halt;
using risk::HaltLevel;
using risk::HaltScope;
using risk::Release;
using testing::fill_report;
using testing::has_line;
using ::testing::HasSubstr;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;
using testing::report;

constexpr std::int64_t kSecond = Timestamp::kNanosecondsPerSecond;

// A journal that a test can stand beside: it may fail, and something may happen in the time a
// commit takes.
class WatchedSink final : public journal::RecordSink {
 public:
  explicit WatchedSink(journal::Log log) : log_{std::move(log)} {}
  journal::RecordBuilder& begin(std::string_view type, Timestamp time) override {
    return log_.begin(type, time);
  }
  Result<void> append() override { return log_.append(); }
  Result<void> commit() override {
    fails = fails || (commits_left && (*commits_left)-- == 0);
    if (fails) return Error{"the disk is full"};
    auto done = log_.commit();
    if (when_committed) when_committed();
    return done;
  }
  bool fails = false;
  std::optional<int> commits_left;  // until they fail
  std::function<void()> when_committed;

 private:
  journal::Log log_;
};

class HaltActionsTest : public ::testing::Test {
 protected:
  struct Process {
    explicit Process(const InstrumentTable& table) : audit{table, {}} {}
    JournalAudit audit;
    std::unique_ptr<WatchedSink> journal;
    std::unique_ptr<risk::KillSwitch> kill_switch;
    std::optional<risk::Gate> gate;
    std::optional<OrderLane> lane;
  };

  HaltActionsTest() {
    config_.seed_capital = money("10000");
    config_.router.ack_timeout_ns = 5 * kSecond;
    config_.router.reservations.slippage = Ratio{};
    config_.router.reservations.sells_fund_buys = false;
    complete_.complete = 1;
    venue_.account(complete_);
    start();
  }
  void start() {
    process_ = std::make_unique<Process>(table_);
    LaneRecovery recovery{table_, config_.seed_capital, config_.router.remembered_orders};
    journal::LogOptions options;
    options.directory = directory_ / "journal";
    options.header.time = now_;
    auto log = journal::Log::open(disk_, options, [&](const journal::Record& record) {
      records_.push_back(std::string{record.type()} + " " + record.text("text").value_or(""));
      return recovery.take(record);
    });
    ASSERT_TRUE(log) << log.error().message;
    process_->journal = std::make_unique<WatchedSink>(std::move(*log));
    process_->audit.write_to(*process_->journal);
    risk::KillSwitchConfig kill;
    kill.latch_file = latch_.native();
    kill.storage = storage_;
    process_->kill_switch = std::make_unique<risk::KillSwitch>(kill);
    process_->gate.emplace(risk::GateConfig{}, std::vector<risk::ChainedRule>{},
                           *process_->kill_switch, process_->audit);
    process_->lane.emplace(config_, LaneParts{table_, venue_, *process_->gate,
                                              *process_->kill_switch, process_->audit});
    const auto restored = lane().restore(std::move(recovery).state(), now_);
    ASSERT_TRUE(restored) << restored.error().message;
    for (InstrumentId id = 0; id < table_.size(); ++id) lane().on_price(id, px("100"), now_);
  }
  void restart() {
    process_.reset();
    records_.clear();
    start();
  }
  // What the journal holds, by a restart.
  const testing::Log& records() {
    restart();
    return records_;
  }
  OrderLane& lane() { return *process_->lane; }
  risk::KillSwitch& kill_switch() { return *process_->kill_switch; }
  void engage(HaltLevel level, HaltScope scope = HaltScope::kAll, std::string name = "") {
    kill_switch().request({scope, std::move(name), level, "API", "ana: odd", {}});
    tick();
  }
  void tick(std::int64_t seconds = 0) {
    now_ = now_.plus_nanoseconds(seconds * kSecond);
    const auto ticked = lane().tick(now_);
    ASSERT_TRUE(ticked) << ticked.error().message;
  }
  void hear(testing::VenueReport said) {
    venue_.say(said);
    const auto polled = lane().poll(now_);
    ASSERT_TRUE(polled) << polled.error().message;
  }
  IntentAnswer submit(InstrumentId id, Side side, std::string_view quantity) {
    Intent intent = market_intent(++number_, id, side, quantity, "100");
    intent.decision_time = now_;
    auto answers = lane().submit({&intent, 1}, now_);
    EXPECT_TRUE(answers) << (answers ? "" : answers.error().message);
    return answers->front();
  }
  OrderId open_order(InstrumentId id, Side side, std::string_view quantity) {
    const OrderId order = submit(id, side, quantity).order;
    hear(report(SLUICE_REPORT_ACKED, order));
    return order;
  }
  void hold(InstrumentId id, Side side, std::string_view quantity) {
    const OrderId order = submit(id, side, quantity).order;
    hear(fill_report(order, 1000 + order, quantity, "100"));
  }
  [[nodiscard]] std::ptrdiff_t count(std::string_view line) const {
    return std::count(log_.begin(), log_.end(), line);
  }
  OrderState state(OrderId id) { return lane().router().find(id)->state; }
  [[nodiscard]] const sluice_order& last_sent() const { return venue_.received().back(); }
  Result<std::vector<Halt>> release() {
    return lane().release_kill_switch({HaltScope::kAll, "", now_, "ana", "checked"}, now_);
  }

  testing::TemporaryDirectory directory_;
  std::filesystem::path latch_ = directory_ / "KILL_SWITCH";
  std::shared_ptr<risk::LatchStorage> storage_;  // in the latch file's place
  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::Log records_;
  testing::ScriptedVenue venue_{log_};
  sluice_venue_account complete_{};
  LaneConfig config_;
  Timestamp now_ = testing::at("2026-01-05T14:30:00Z");
  std::uint64_t number_ = 0;
  std::unique_ptr<Process> process_;
};

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

// A latch that can be read, and written as long as its disk is good.
class FragileLatch final : public risk::LatchStorage {
 public:
  Result<std::optional<std::string>> read() override { return kept; }
  Result<void> write(std::string_view text) override {
    if (fails) return Error{"the disk is full"};
    kept = std::string{text};
    return {};
  }
  bool fails = false;
  std::optional<std::string> kept;
};

struct DiskFailure {
  bool latch_fails;
  int commits;  // that go well
};

class HaltOnAFailingDisk : public HaltActionsTest,
                           public ::testing::WithParamInterface<DiskFailure> {};

// Whatever was done, a later process knows why.
TEST_P(HaltOnAFailingDisk, NothingActsUnlatched) {
  auto latch = std::make_shared<FragileLatch>();
  storage_ = latch;
  restart();
  hold(0, Side::kBuy, "10");
  open_order(1, Side::kBuy, "5");
  const std::size_t sent = venue_.received().size();
  latch->fails = GetParam().latch_fails;
  process_->journal->commits_left = GetParam().commits;
  kill_switch().request({HaltScope::kAll, "", HaltLevel::kFlatten, "API", "", {}});
  for (int i = 0; i < 12; ++i) {
    now_ = now_.plus_nanoseconds(kSecond);
    if (i == 4) venue_.say(report(SLUICE_REPORT_CANCELED, 2));
    (void)lane().tick(now_);
    (void)lane().poll(now_);
    ASSERT_TRUE(kill_switch().is_engaged());
  }
  const bool acted = has_line(log_, "venue is asked to cancel") || venue_.received().size() > sent;
  EXPECT_TRUE(GetParam().commits != 0 || !acted);
  EXPECT_TRUE(GetParam().commits != 8 || acted);
  restart();
  const std::string refusal = submit(1, Side::kBuy, "1").refusal;
  if (acted || !GetParam().latch_fails) {
    EXPECT_THAT(refusal, HasSubstr("KILL_SWITCH"));
  }
}

std::vector<DiskFailure> disk_failures() {
  std::vector<DiskFailure> all;
  for (const bool latch_fails : {false, true})
    for (int commits = 0; commits <= 8; ++commits) all.push_back({latch_fails, commits});
  return all;
}
INSTANTIATE_TEST_SUITE_P(AtEachStep, HaltOnAFailingDisk, ::testing::ValuesIn(disk_failures()),
                         [](const auto& failure) {
                           return std::string{failure.param.latch_fails ? "NoLatch" : "Latch"} +
                                  "After" + std::to_string(failure.param.commits);
                         });

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

TEST_F(HaltActionsTest, LatchRemovedByHand_DoesNotReleaseASession) {
  testing::write_text(latch_, "stop");
  tick();
  std::filesystem::remove(latch_);
  tick(1);
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
  restart();
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("reason=stop"));
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

TEST_F(HaltActionsTest, Release_NeedsWhoAndWhyAndReconciledBooks) {
  engage(HaltLevel::kHalt);
  EXPECT_FALSE(lane().release_kill_switch({HaltScope::kAll, "", now_, "", "checked"}, now_));
  EXPECT_FALSE(lane().release_kill_switch({HaltScope::kAll, "", now_, "ana", ""}, now_));
  venue_.account({});  // not complete
  const auto refused = release();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("not reconciled"));
  EXPECT_THAT(submit(0, Side::kBuy, "1").refusal, HasSubstr("KILL_SWITCH"));
  venue_.account(complete_);
  const auto ended = release();
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(ended->size(), 1u);
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_TRUE(has_line(records(), "KILL_SWITCH_RELEASED release scope=all"));
  EXPECT_TRUE(has_line(records_, "who=\"ana\" why=\"checked\""));
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u) << "released across a restart";
}

TEST_F(HaltActionsTest, Release_OfOneScope_LeavesTheOthers) {
  engage(HaltLevel::kHalt, HaltScope::kSymbol, "AAA");
  engage(HaltLevel::kHalt, HaltScope::kSymbol, "BBB");
  ASSERT_TRUE(
      lane().release_kill_switch({HaltScope::kSymbol, "AAA", now_, "ana", "checked"}, now_));
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_EQ(submit(1, Side::kBuy, "1").order, 0u);
  const auto none = lane().release_kill_switch({HaltScope::kRoute, "", now_, "ana", "x"}, now_);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("nothing"));
}

TEST_F(HaltActionsTest, Release_WhenTheJournalCannotBeKept_ReleasesNothing) {
  engage(HaltLevel::kHalt);
  process_->journal->fails = true;
  EXPECT_FALSE(release());
  EXPECT_TRUE(kill_switch().is_engaged());
  EXPECT_THAT(testing::file_text(latch_), HasSubstr("halt scope=all"));
}

TEST_F(HaltActionsTest, ReleaseInTheLatchFile_IsCarriedOutOnceTheBooksAreReconciled) {
  engage(HaltLevel::kHalt);
  risk::LatchFile file{latch_};
  std::vector<Halt> ended;
  ASSERT_TRUE(risk::keep_release(
      file, {HaltScope::kAll, "", now_.plus_nanoseconds(kSecond), "ana", "checked"}, ended));
  venue_.account({});  // not complete
  tick(1);
  EXPECT_TRUE(kill_switch().is_engaged());
  ASSERT_TRUE(lane().next_due().has_value());
  venue_.account(complete_);
  tick(1);
  EXPECT_TRUE(kill_switch().is_engaged()) << "tried again in a while";
  tick(5);
  EXPECT_FALSE(kill_switch().is_engaged());
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
  EXPECT_TRUE(has_line(records(), "HALT_ACTION a release waits: the books are not reconciled"));
  EXPECT_TRUE(has_line(records_, "KILL_SWITCH_RELEASED"));
}

TEST_F(HaltActionsTest, ReleaseWhileTheSessionIsDown_WaitsForItsNextReconciliation) {
  engage(HaltLevel::kHalt);
  process_.reset();
  risk::LatchFile file{latch_};
  std::vector<Halt> ended;
  ASSERT_TRUE(risk::keep_release(
      file, {HaltScope::kAll, "", now_.plus_nanoseconds(kSecond), "ana", "checked"}, ended));
  venue_.account({});
  start();
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u) << "its journal still holds the halt";
  venue_.account(complete_);
  tick(6);
  EXPECT_NE(submit(0, Side::kBuy, "1").order, 0u);
}

TEST_F(HaltActionsTest, HaltAfterARelease_IsNotEndedByIt) {
  engage(HaltLevel::kHalt);
  ASSERT_TRUE(release());
  engage(HaltLevel::kHalt);
  tick(10);
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u);
  restart();
  tick(10);
  EXPECT_EQ(submit(0, Side::kBuy, "1").order, 0u);
}

}  // namespace
}  // namespace sluice::drivers
