// SPDX-License-Identifier: Apache-2.0
//
// desk.hpp: one control under a random sequence of orders, fills, cancels, price moves and
// restarts.
//
// Place: property tests of the standard controls. Orders are limit orders at or near the market, in
// whole units, so that sums are exact; fills come at the order's limit; whatever was approved may
// fill in parts, or be cancelled. Thread: one.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <rapidcheck.h>

#include "control_test.hpp"

namespace sluice::risk_rules::test {

class Desk : public ControlTest {
 public:
  struct Plan {
    std::int64_t most_units = 60;   // of one order
    std::int64_t most_wait_ms = 0;  // before a step
    bool moves_prices = false;
    bool restarts = false;
    std::size_t most_open = 40;
    bool one_price = false;  // all limits at 100
    std::int64_t parents = 0;
  };

  Desk(std::string_view id, std::string_view params, Plan plan) : plan_{plan} {
    for (std::uint32_t i = 0; i < world_.size(); ++i) world_.set_quote(i, "0", "0");
    make(id, params);
  }

  std::function<void(const sluice_order&)> on_approval = [](const auto&) {};
  std::function<void(const sluice_order&, std::int64_t)> on_fill = [](const auto&, auto) {};
  std::function<void()> always = [] {};

  World& world() { return world_; }
  const std::vector<sluice_order>& open() const { return open_; }
  int approvals() const { return approvals_; }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      always();
    }
  }
  // Tests without a body of their own.
  void TestBody() override {}

 private:
  void step() {
    if (plan_.most_wait_ms > 0)
      world_.advance_ms(*rc::gen::inRange<std::int64_t>(0, plan_.most_wait_ms));
    const int kind = *rc::gen::inRange(0, 12);
    if (open_.size() >= plan_.most_open) return end_one();
    if (kind < 6 || open_.empty()) return ask();
    if (kind < 9) return fill_some();
    if (kind == 9) return end_one();
    if (kind == 10 && plan_.moves_prices) return move_price();
    if (kind == 11 && plan_.restarts) return restart();
  }
  void ask() {
    const auto id = *rc::gen::inRange<std::uint32_t>(0, world_.size());
    const Side side = *rc::gen::arbitrary<bool>() ? kBuy : kSell;
    sluice_order order = world_.limit(id, side, "1", "100");
    order.quantity = *rc::gen::inRange<std::int64_t>(1, plan_.most_units + 1) * kScale;
    const std::int64_t offset = plan_.one_price ? 0 : *rc::gen::inRange<std::int64_t>(-5, 6);
    order.limit_price = world_.row(id).last + offset * kScale;
    if (plan_.parents > 0) {
      order.parent_id = {
          9, static_cast<std::uint64_t>(*rc::gen::inRange<std::int64_t>(1, plan_.parents + 1))};
      order.parent_quantity = 100 * kScale;
    }
    if (!submit(order).starts_with("APPROVE")) return;
    tell(Kind::kSent, order);
    open_.push_back(order);
    ++approvals_;
    on_approval(order);
  }
  void fill_some() {
    const std::size_t place = *rc::gen::inRange<std::size_t>(0, open_.size());
    const sluice_order order = open_[place];
    std::int64_t rest = 0;
    for (const sluice_working_order& each : world_.open_orders())
      if (each.intent_id.lo == order.intent_id.lo) rest = each.remaining;
    const std::int64_t quantity = *rc::gen::inRange<std::int64_t>(1, rest / kScale + 1) * kScale;
    world_.fill(order, quantity);
    tell(Kind::kFilled, order, quantity, order.limit_price);
    on_fill(order, quantity);
    if (quantity < rest) return;
    tell(Kind::kEnded, order, 0);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  void end_one() {
    const std::size_t place = *rc::gen::inRange<std::size_t>(0, open_.size());
    cancel(open_[place]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  void move_price() {
    const auto id = *rc::gen::inRange<std::uint32_t>(0, world_.size());
    world_.row(id).last = *rc::gen::inRange<std::int64_t>(50, 200) * kScale;
  }

  Plan plan_;
  std::vector<sluice_order> open_;
  int approvals_ = 0;
};

}  // namespace sluice::risk_rules::test
