// SPDX-License-Identifier: Apache-2.0
//
// router_property_test.cpp: whatever a venue may say, in whatever order: reserved + spent never
// exceeds the budget, and when everything is final nothing is held.
//
// Prices are cents and quantities whole, so that a share of a reservation is exact; fills are never
// worse than the price that was reserved.
#include <rapidcheck.h>

#include "routing/router_fixture.hpp"

namespace sluice::routing {
namespace {

using testing::report;
using testing::VenueReport;

constexpr std::int64_t kCent = kScale / 100;

class RandomVenueRun {
 public:
  explicit RandomVenueRun(bool with_sells) : with_sells_{with_sells} {
    config_.reservations.slippage = *Ratio::parse("0.02");
    config_.reservations.fee_rate = *Ratio::parse("0.01");
  }

  void run() {
    OrderRouter router{config_, venue_, audit_, account_};
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      if (*rc::gen::inRange(0, 3) == 0)
        submit_some(router);
      else
        move_one(router);
      check(router);
    }
    while (!router.open_orders().empty()) {
      move_one(router);
      check(router);
    }
    RC_ASSERT(router.reserved().is_zero());
  }

 private:
  void submit_some(OrderRouter& router) {
    std::vector<Intent> intents;
    const int orders = *rc::gen::inRange(1, 5);
    for (int i = 0; i < orders; ++i) {
      Intent intent = testing::market_intent(++made_, 0, Side::kBuy, "1", "1");
      if (with_sells_ && *rc::gen::inRange(0, 2) == 0) intent.side = Side::kSell;
      intent.quantity = Quantity::from_raw(*rc::gen::inRange<std::int64_t>(1, 50) * kScale);
      intent.reference_price =
          Price::from_raw(*rc::gen::inRange<std::int64_t>(1, 100) * 100 * kCent);
      intents.push_back(intent);
    }
    const auto sent = router.submit(approve(intents), account_.cash, testing::day("2024-01-02"));
    RC_ASSERT(sent.ok());
  }

  // One thing the lifecycle allows happens to one open order.
  void move_one(OrderRouter& router) {
    const auto& open = router.open_orders();
    if (open.empty()) return;
    const Order order = open[*rc::gen::inRange<std::size_t>(0, open.size())];
    const bool buy = order.intent.side == Side::kBuy;
    // What a sell is to bring may be spent already: here it does come.
    const int kinds = buy ? 5 : 2;
    const int kind = *rc::gen::inRange(0, kinds);
    if (kind == 0 && order.state == OrderState::kSending)
      venue_.say(report(SLUICE_REPORT_ACKED, order.id));
    else if (kind == 2 && order.state != OrderState::kPartial)
      venue_.say(report(SLUICE_REPORT_REJECTED, order.id));
    else if (kind == 3 && order.state != OrderState::kSending)
      venue_.say(report(SLUICE_REPORT_CANCELED, order.id));
    else if (kind == 4)
      venue_.say(report(SLUICE_REPORT_EXPIRED, order.id));
    else
      venue_.say(fill(order));
    const auto polled = router.poll(testing::day("2024-01-02"));
    RC_ASSERT(polled.ok());
  }

  [[nodiscard]] VenueReport fill(const Order& order) const {
    VenueReport made = report(SLUICE_REPORT_FILLED, order.id);
    made.execution_id = order.executions.size() + 1;
    made.quantity =
        *rc::gen::inRange<std::int64_t>(1, order.remaining().raw() / kScale + 1) * kScale;
    // The worst price half of the time, else one in our favour.
    const std::int64_t reference = order.intent.reference_price.raw();
    const std::int64_t worst = reference / 50;
    const std::int64_t better = *rc::gen::element<std::int64_t>(0, worst / 2);
    made.price =
        order.intent.side == Side::kBuy ? reference + worst - better : reference - worst + better;
    const Money traded =
        notional(Price::from_raw(made.price), Quantity::from_raw(made.quantity), Rounding::kUp);
    // What the reservation holds for fees: of the worst price.
    const Money at_worst =
        notional(Price::from_raw(reference + (order.intent.side == Side::kBuy ? worst : -worst)),
                 Quantity::from_raw(made.quantity), Rounding::kUp);
    made.commission = Money::from_raw((at_worst < traded ? at_worst : traded).raw() / 100).to_c();
    return made;
  }

  void check(const OrderRouter& router) const {
    RC_ASSERT(router.reserved() <= account_.cash);
    if (!with_sells_) RC_ASSERT(!router.reserved().is_negative());
    Money sum;
    for (const Order& order : router.open_orders()) {
      RC_ASSERT(!is_final(order.state));
      sum = Money::from_raw(sum.raw() + order.reserved.raw());
    }
    RC_ASSERT(router.reserved() == sum);
  }

  bool with_sells_;
  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  testing::ScriptedVenue venue_{log_};
  AccountObserver account_{testing::money("10000"), log_};
  RouterConfig config_;
  std::uint64_t made_ = 0;
};

TEST(RouterProperty, WithBuys_ReservedAndSpentStayWithinTheBudget) {
  EXPECT_TRUE(rc::check("buys", [] { RandomVenueRun{false}.run(); }));
}

TEST(RouterProperty, WithSellsThatFill_CashIsNeverOverdrawn) {
  EXPECT_TRUE(rc::check("buys and sells", [] { RandomVenueRun{true}.run(); }));
}

}  // namespace
}  // namespace sluice::routing
