// SPDX-License-Identifier: Apache-2.0
//
// halt_fixture.hpp: a lane with a kill switch and a journal a test can stand beside, at a scripted
// venue; and the same lane as a later process.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

inline constexpr std::int64_t kSecond = Timestamp::kNanosecondsPerSecond;

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
    process_->lane.emplace(
        config_, LaneParts{table_, venue_, *process_->gate, *process_->kill_switch, process_->audit,
                           nullptr, &faults_});
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
  PluginFaults faults_;  // of whoever a test says
  LaneConfig config_;
  Timestamp now_ = testing::at("2026-01-05T14:30:00Z");
  std::uint64_t number_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace sluice::drivers
