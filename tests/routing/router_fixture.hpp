// SPDX-License-Identifier: Apache-2.0
//
// router_fixture.hpp: a router between a scripted venue and a recording trail, and an account that
// books what it is told.
#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk/gate.hpp"
#include "routing/order_router.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::routing {

// Only the gate can make approved orders: this one has no rules.
inline std::vector<ApprovedOrder> approve(const std::vector<Intent>& intents) {
  const InstrumentTable table{testing::instruments({"AAA", "BBB"})};
  testing::Log log;
  testing::RecordingAudit audit{log};
  risk::KillSwitch kill_switch{{}};
  risk::Gate gate{{}, {}, kill_switch, audit};
  risk::RiskBook book{table};
  risk::BatchResult result;
  gate.judge(intents, book, result);
  return result.approved;
}

class AccountObserver final : public OrderObserver {
 public:
  AccountObserver(Money start, testing::Log& log) : cash{start}, log_{log} {}
  void on_fill(const Order& order, const Fill& fill) override {
    log_.push_back("booked fill of order " + std::to_string(order.id));
    const bool buy = fill.side == Side::kBuy;
    const Money traded = notional(fill.price, fill.quantity, buy ? Rounding::kUp : Rounding::kDown);
    cash =
        Money::from_raw(cash.raw() + (buy ? -traded.raw() : traded.raw()) - fill.commission.raw());
    position += buy ? fill.quantity.raw() : -fill.quantity.raw();
  }
  void on_bust(const Order& order, const Fill& fill) override {
    log_.push_back("bust of order " + std::to_string(order.id));
    Fill undone = fill;
    undone.side = fill.side == Side::kBuy ? Side::kSell : Side::kBuy;
    undone.commission = *checked_negate(fill.commission);
    on_fill(order, undone);
  }
  void on_replaced(const Order& order, Quantity surplus) override {
    log_.push_back("terms of order " + std::to_string(order.id) + " ended, " + surplus.to_string() +
                   " not working any more");
  }
  void on_revived(const Order& order, Quantity) override {
    log_.push_back("revived order " + std::to_string(order.id));
  }
  void on_final(const Order& order, Quantity working) override {
    log_.push_back("final order " + std::to_string(order.id) + " " +
                   std::string{name(order.state)} + " with " + working.to_string() + " left");
  }
  Money cash;
  std::int64_t position = 0;

 private:
  testing::Log& log_;
};

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    // The reservation is the order's value: scenarios can be added up by hand.
    config_.reservations.slippage = Ratio{};
  }
  OrderRouter& router() {
    if (!router_) router_ = std::make_unique<OrderRouter>(config_, venue_, audit_, account_);
    return *router_;
  }
  Result<void> submit(const std::vector<Intent>& intents) {
    return router().submit(approve(intents), account_.cash, now_);
  }
  Result<void> submit_one() {
    return submit({testing::market_intent(1, 0, Side::kBuy, "10", "100")});
  }
  Result<void> poll() { return router().poll(now_); }

  // "PARTIAL, position 4, reserved 600": the state is that of the trail's last word on the order.
  std::string status(OrderId id = 1) {
    std::string state = "unknown";
    const std::string wanted = " order " + std::to_string(id);
    for (const auto& line : log_) {
      const auto at = line.find(wanted);
      const auto after = at + wanted.size();
      const bool of_order = at != std::string::npos && line.rfind("venue", 0) != 0 &&
                            line.rfind("final", 0) != 0 && line.rfind("booked", 0) != 0 &&
                            (after == line.size() || line[after] == ' ');
      if (of_order) state = line.substr(0, at);
    }
    return state + ", position " + Quantity::from_raw(account_.position).to_string() +
           ", reserved " + router().reserved().to_string();
  }
  [[nodiscard]] int count(std::string_view part) const {
    int lines = 0;
    for (const auto& line : log_) lines += line.find(part) != std::string::npos ? 1 : 0;
    return lines;
  }

  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  testing::ScriptedVenue venue_{log_};
  AccountObserver account_{testing::money("1000"), log_};
  RouterConfig config_;
  Timestamp now_ = testing::day("2024-01-02");

 private:
  std::unique_ptr<OrderRouter> router_;
};

}  // namespace sluice::routing
