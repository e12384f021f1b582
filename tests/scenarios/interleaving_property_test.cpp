// SPDX-License-Identifier: Apache-2.0
//
// interleaving_property_test.cpp: however the words of a venue are lost, doubled and shuffled, and
// whatever becomes of the sending: once the router has asked about everything it wants to know, its
// books are the venue's.
//
// Prices and quantities are whole, so that every share of a reservation is exact.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "routing/router_fixture.hpp"
#include "scenarios/truth_venue.hpp"

namespace sluice::scenarios {
namespace {

using routing::AccountView;
using routing::OrderRouter;
using routing::RouterConfig;
using testing::day;

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr int kRunsOfACase = 20;
constexpr std::int64_t kSecond = 1'000 * kMillisecond;

RouterConfig online_config() {
  RouterConfig config;
  config.reservations.slippage = Ratio{};
  config.reservations.sells_fund_buys = false;
  config.ack_timeout_ns = kSecond;
  config.reconcile_every_ns = 30 * kSecond;
  config.max_backoff_ns = 10 * kSecond;
  config.remembered_orders = 64;
  return config;
}

// Numbers drawn from RapidCheck, in words; over the whole range from the first run on.
std::int64_t between(std::int64_t low, std::int64_t high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high + 1));
}
bool one_in(std::int64_t n) { return between(1, n) == n; }

Plan some_plan(Quantity quantity) {
  Plan plan;
  const auto attempts = between(1, 3);
  for (std::int64_t i = 0; i < attempts; ++i)
    plan.ways.push_back(static_cast<Way>(between(0, kWays - 1)));
  plan.acks = !one_in(4);
  plan.tells_cumulative = !one_in(4);
  std::int64_t after = 0;
  std::int64_t left = quantity.raw() / kScale;
  const auto later = [&] { return after += between(0, 4'000) * kMillisecond; };
  if (one_in(6)) {
    plan.events.push_back({Planned::What::kReject, later(), {}});
    return plan;
  }
  for (auto fills = between(0, 4); fills > 0 && left > 0; --fills) {
    const auto part = between(1, left);
    left -= part;
    plan.events.push_back({Planned::What::kFill, later(), Quantity::from_raw(part * kScale)});
  }
  if (left > 0 && !one_in(3))
    plan.events.push_back(
        {one_in(2) ? Planned::What::kExpire : Planned::What::kCancel, later(), {}});
  return plan;
}

class Interleaving : private AccountView {
 public:
  Interleaving() {
    venue_.move_to(now_);
    start({});
  }

  void run() {
    const auto steps = between(1, 40);
    for (std::int64_t i = 0; i < steps; ++i) {
      const auto what = between(0, 11);
      if (what <= 1 && plans_.size() < 4)
        trade();
      else if (what <= 5)
        hear();
      else if (what <= 8)
        pass(between(0, 3'000) * kMillisecond);
      else if (what <= 9)
        cancel_one();
      else if (what <= 10)
        replace_one();
      else
        start(router_->state());
      check_always();
    }
    // The stream is silent from now on; asking is all that is left.
    pass(1'000 * kSecond);
    check_always();
    check_truth();
  }

 private:
  // A router that goes on where another one stopped.
  void start(routing::RouterState state) {
    router_ = std::make_unique<OrderRouter>(config_, venue_, audit_, account_);
    router_->reconcile_with(*this);
    RC_ASSERT(router_->restore(std::move(state), now_).ok());
  }

  void trade() {
    Intent intent = testing::market_intent(plans_.size() + 1, 0,
                                           one_in(3) ? Side::kSell : Side::kBuy, "1", "1");
    intent.type = OrderType::kLimit;
    intent.time_in_force = TimeInForce::kGtc;
    intent.quantity = Quantity::from_raw(between(1, 20) * kScale);
    intent.limit_price = Price::from_raw(between(1, 9) * kScale);
    const OrderId id = router_->next_order_id();
    plans_[id] = intent;
    venue_.plan(id, some_plan(intent.quantity));
    RC_ASSERT(router_->submit(routing::approve({intent}), account_.cash, now_).ok());
  }

  // Some of what was said arrives: late, twice, in any order, or never.
  void hear() {
    for (const auto& report : venue_.take_said())
      if (!one_in(4)) pool_.push_back(report);
    std::vector<sluice_execution_report> heard;
    for (auto count = between(0, 4); count > 0 && !pool_.empty(); --count) {
      const auto at =
          static_cast<std::ptrdiff_t>(between(0, static_cast<std::int64_t>(pool_.size()) - 1));
      heard.push_back(pool_[static_cast<std::size_t>(at)]);
      if (!one_in(4)) pool_.erase(pool_.begin() + at);
    }
    venue_.deliver(std::move(heard));
    RC_ASSERT(router_->poll(now_).ok());
  }

  void pass(std::int64_t ns) {
    const Timestamp end = now_.plus_nanoseconds(ns);
    RC_ASSERT(router_->tick(now_).ok());
    for (auto due = router_->next_due(); due && *due <= end; due = router_->next_due()) {
      now_ = std::max(now_, *due);
      venue_.move_to(now_);
      RC_ASSERT(router_->tick(now_).ok());
    }
    now_ = end;
    venue_.move_to(now_);
  }

  void cancel_one() {
    if (plans_.empty()) return;
    const auto id = static_cast<OrderId>(between(1, static_cast<std::int64_t>(plans_.size())));
    RC_ASSERT(router_->cancel(id, now_).ok());
  }

  // A wish for new terms, at most one an order: a venue's word on it does not say which one it
  // means.
  void replace_one() {
    if (plans_.empty()) return;
    const auto id = static_cast<OrderId>(between(1, static_cast<std::int64_t>(plans_.size())));
    if (replaced_.contains(id)) return;
    Intent amended = plans_.at(id);
    amended.quantity = Quantity::from_raw(between(1, 30) * kScale);
    amended.limit_price = Price::from_raw(between(1, 9) * kScale);
    const auto way = static_cast<Way>(between(0, kWays - 1));
    venue_.plan_replace(way == Way::kTurnedAway ? Way::kArrives : way);
    const auto answer =
        router_->replace(id, routing::approve({amended}).front(), account_.cash, now_);
    RC_ASSERT(answer.ok());
    if (*answer == routing::ChangeAnswer::kAsked) replaced_.insert(id);
  }

  void check_always() {
    RC_ASSERT(!router_->reserved().is_negative());
    Money held;
    std::int64_t position = 0;
    for (const auto& [id, intent] : plans_) {
      RC_ASSERT(venue_.arrivals(id) <= 1);
      const Order& order = *router_->find(id);
      held = Money::from_raw(held.raw() + order.reserved.raw());
      const auto sign = intent.side == Side::kBuy ? 1 : -1;
      for (const Execution& execution : order.executions)
        position += sign * execution.quantity.raw();
      if (is_final(order.state)) RC_ASSERT(order.reserved.is_zero());
    }
    RC_ASSERT(held == router_->reserved());
    RC_ASSERT(position == account_.position);
    RC_ASSERT(router_->halted() == "");
  }

  void check_truth() {
    for (const auto& [id, intent] : plans_) {
      const Order& order = *router_->find(id);
      const auto* const truth = venue_.find(id);
      RC_LOG() << "order " << id << ": " << name(order.state) << " with "
               << order.filled.to_string() << "\n";
      RC_ASSERT(order.flags == OrderFlags{});
      if (truth == nullptr) {
        RC_ASSERT(order.state == OrderState::kFailedFinal || order.state == OrderState::kCanceled);
        RC_ASSERT(order.filled.is_zero());
        continue;
      }
      RC_ASSERT(order.filled == truth->filled);
      RC_ASSERT(order.executions.size() == truth->executions.size());
      RC_ASSERT(order.state == state_of(*truth));
      const bool holds = !is_final(order.state) && intent.side == Side::kBuy;
      if (!is_final(order.state)) {
        RC_ASSERT(order.intent.quantity.raw() == truth->row.quantity);
        RC_ASSERT(order.intent.limit_price.raw() == truth->row.limit_price);
      }
      const Money needed = notional(order.intent.limit_price, order.remaining(), Rounding::kUp);
      RC_ASSERT(order.reserved == (holds ? needed : Money{}));
    }
  }

  [[nodiscard]] static OrderState state_of(const TruthVenue::Known& truth) {
    switch (truth.status) {
      case SLUICE_STATUS_OPEN:
        return truth.filled.is_zero() ? OrderState::kAcked : OrderState::kPartial;
      case SLUICE_STATUS_FILLED:
        return OrderState::kFilled;
      case SLUICE_STATUS_CANCELED:
        return OrderState::kCanceled;
      case SLUICE_STATUS_EXPIRED:
        return OrderState::kExpired;
      default:
        return OrderState::kRejected;
    }
  }

  [[nodiscard]] Quantity position(InstrumentId) const override {
    return Quantity::from_raw(account_.position);
  }
  [[nodiscard]] Money cash() const override { return account_.cash; }
  [[nodiscard]] std::size_t instruments() const override { return 1; }

  Timestamp now_ = day("2024-01-02");
  RouterConfig config_ = online_config();
  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  routing::AccountObserver account_{testing::money("10000"), log_};
  TruthVenue venue_;
  std::map<OrderId, Intent> plans_;
  std::set<OrderId> replaced_;
  std::vector<sluice_execution_report> pool_;
  std::unique_ptr<OrderRouter> router_;
};

TEST(RouterProperty, AnyInterleavingOfReports_EndsAsTheVenuesTruth) {
  EXPECT_TRUE(rc::check("interleaving", [] {
    for (int run = 0; run < kRunsOfACase; ++run) Interleaving{}.run();
  }));
}

}  // namespace
}  // namespace sluice::scenarios
