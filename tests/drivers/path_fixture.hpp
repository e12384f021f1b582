// SPDX-License-Identifier: Apache-2.0
//
// path_fixture.hpp: an order path over three instruments between a strategy, rules and a venue that
// a test scripts.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/order_path.hpp"
#include "risk/scripted_rule.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::drivers {

inline constexpr InstrumentId kA = 0;
inline constexpr InstrumentId kB = 1;
inline constexpr InstrumentId kC = 2;

inline sluice_target weight(InstrumentId id, double share) {
  return {id, SLUICE_TARGET_WEIGHT, share, 0};
}
inline sluice_target quantity(InstrumentId id, std::string_view units) {
  return {id, SLUICE_TARGET_QUANTITY, 0, testing::qty(units).raw()};
}

// Asks a test what to do; by default nothing.
class ScriptedStrategy final : public Strategy {
 public:
  using Decide = std::function<Result<void>(const sluice_session&, const sluice_decision_sink&)>;
  explicit ScriptedStrategy(testing::Log& log) : log_{log} {}
  [[nodiscard]] std::uint32_t lookback_sessions() override { return 0; }
  Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) override {
    return decide ? decide(session, sink) : Result<void>{};
  }
  Result<void> on_fill(const Fill& fill) override {
    log_.push_back("tell strategy of fill over " + fill.quantity.to_string());
    return told;
  }
  // Targets on every rebalance session.
  void wish(std::vector<sluice_target> targets) {
    decide = [targets](const sluice_session& session, const sluice_decision_sink& sink) {
      if (session.rebalance == 0) return Result<void>{};
      EXPECT_EQ(sink.on_targets(sink.context, testing::rows_of(targets)), SLUICE_OK);
      return Result<void>{};
    };
  }
  Decide decide;
  Result<void> told;

 private:
  testing::Log& log_;
};

// Acknowledges everything and fills it whole at the open or close of the first bar it sees then.
class BarVenue final : public Venue {
 public:
  explicit BarVenue(std::uint32_t fills_at) : fills_at_{fills_at} {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    for (const sluice_order& order : orders) {
      received.push_back(order);
      if (order.instrument == rejects) {
        send(order, SLUICE_REPORT_REJECTED, sink);
        continue;
      }
      waiting_.push_back(order);
      send(order, SLUICE_REPORT_ACKED, sink);
    }
    return {};
  }
  Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) override {
    if (std::erase_if(waiting_, [&](const sluice_order& known) {
          return known.order_id == order.order_id;
        }) > 0)
      send(order, SLUICE_REPORT_CANCELED, sink);
    return {};
  }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> query(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account&) override {
    return {};
  }
  [[nodiscard]] VenueTraits traits() const override { return {}; }
  Result<void> poll(const sluice_report_sink& sink) override {
    for (const auto& report : std::exchange(ready_, {}))
      sink.on_reports(sink.context, {&report, 1, sizeof report});
    return {};
  }
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) override {
    if (!broken.ok()) return broken;
    for (std::uint64_t i = 0; i < bars.count; ++i) {
      const auto* bar = SLUICE_ROW(bars, sluice_bar, i);
      if (phase == SLUICE_PHASE_OPEN) open_bars_seen.push_back(*bar);
      if (phase == SLUICE_PHASE_CLOSE) close_bars_seen.push_back(*bar);
      if (phase != fills_at_) continue;
      const auto price = phase == SLUICE_PHASE_OPEN ? bar->open : bar->close;
      std::erase_if(waiting_, [&](const sluice_order& order) {
        if (order.instrument != bar->instrument || price <= 0) return false;
        if (fills_only_with_a_later_bar && order.decision_time == bar->time) return false;
        fill(order, price, time);
        return true;
      });
    }
    return {};
  }

  std::vector<sluice_order> received;
  std::vector<sluice_bar> open_bars_seen;
  std::vector<sluice_bar> close_bars_seen;
  Money commission = testing::money("1");
  std::int64_t spread = 0;  // how much worse than the bar's price it fills
  std::optional<InstrumentId> rejects;
  bool fills_only_with_a_later_bar = false;
  Result<void> broken;

 private:
  static void send(const sluice_order& order, std::uint32_t kind, const sluice_report_sink& sink) {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = kind;
    report.order_id = order.order_id;
    report.time = order.decision_time;
    sink.on_reports(sink.context, {&report, 1, sizeof report});
  }
  void fill(const sluice_order& order, sluice_price price, Timestamp time) {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = SLUICE_REPORT_FILLED;
    report.order_id = order.order_id;
    report.execution_id = 1;
    report.quantity = order.quantity;
    report.base_price = price;
    report.price = price + (order.side == SLUICE_SIDE_BUY ? spread : -spread);
    report.commission = commission.to_c();
    report.time = time.nanoseconds();
    ready_.push_back(report);
  }

  std::uint32_t fills_at_;
  std::vector<sluice_order> waiting_;
  std::vector<sluice_execution_report> ready_;
};

inline SessionBars session(std::string_view date, std::vector<sluice_bar> bars) {
  SessionBars made{testing::day(date), std::move(bars)};
  for (auto& one : made.bars) one.time = made.time.nanoseconds();
  return made;
}
// Bars of A, B and C at these closes.
inline SessionBars closes(std::string_view date, std::string_view a, std::string_view b,
                          std::string_view c) {
  return session(date, {testing::bar({}, kA, a), testing::bar({}, kB, b), testing::bar({}, kC, c)});
}

class OrderPathTest : public ::testing::Test {
 protected:
  OrderPathTest() {
    config_.strategy_name = "test";
    config_.seed_capital = testing::money("100000");
    config_.window_sessions = 21;
    config_.router.reservations.budget = routing::BudgetMode::kMargin;
  }
  void add_rule(std::string id, testing::Answer answer) {
    rules_.push_back(testing::chained(std::move(id), std::move(answer), log_));
  }
  OrderPath& path() {
    if (!path_) {
      gate_ =
          std::make_unique<risk::Gate>(risk::GateConfig{}, std::move(rules_), kill_switch_, audit_);
      path_ = std::make_unique<OrderPath>(
          config_, OrderPathParts{table_, strategy_, venue_, *gate_, audit_});
    }
    return *path_;
  }
  void run(const SessionBars& bars) {
    const auto ran = path().run(bars);
    ASSERT_TRUE(ran) << ran.error().message;
  }
  // What the venue was sent: "SELL 10 #1".
  [[nodiscard]] std::vector<std::string> sent() const {
    std::vector<std::string> orders;
    for (const auto& order : venue_.received)
      orders.push_back(std::string{name(static_cast<Side>(order.side))} + " " +
                       Quantity::from_raw(order.quantity).to_string() + " #" +
                       std::to_string(order.instrument));
    return orders;
  }
  [[nodiscard]] Quantity position(InstrumentId id) { return path().portfolio().position(id); }

  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  std::vector<Instrument> universe_ = testing::instruments({"AAA", "BBB", "CCC"});
  const InstrumentTable table_{universe_};
  ScriptedStrategy strategy_{log_};
  BarVenue venue_{SLUICE_PHASE_CLOSE};
  risk::KillSwitch kill_switch_{{}};
  OrderPathConfig config_;

 private:
  std::vector<risk::ChainedRule> rules_;
  std::unique_ptr<risk::Gate> gate_;
  std::unique_ptr<OrderPath> path_;
};

}  // namespace sluice::drivers
