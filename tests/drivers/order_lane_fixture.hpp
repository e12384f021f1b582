// SPDX-License-Identifier: Apache-2.0
//
// order_lane_fixture.hpp: a session's lane between a scripted venue and a real journal, and the
// same lane rebuilt from that journal.
#pragma once

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
#include "support/temporary_directory.hpp"

namespace sluice::drivers {

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

}  // namespace sluice::drivers
