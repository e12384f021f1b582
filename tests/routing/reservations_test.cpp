// SPDX-License-Identifier: Apache-2.0
//
// reservations_test.cpp: how much an order holds, and what is given back.
#include "routing/reservations.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/exact_reference.hpp"
#include "support/domain_values.hpp"

namespace sluice::routing {
namespace {

using exact::Big;
using exact::big;
using exact::Rational;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;

Reservations with_costs() {
  ReservationConfig config;
  config.slippage = *Ratio::parse("0.002");
  config.fee_rate = *Ratio::parse("0.0005");
  return Reservations{config};
}

TEST(Reservations, Buy_HoldsItsWorstPriceAndFees) {
  // 10 * 100.2 = 1002, fees 0.501
  EXPECT_EQ(with_costs().amount_for(market_intent(1, 0, Side::kBuy, "10", "100")),
            money("1002.501"));
}

TEST(Reservations, Sell_HoldsMinusWhatItBringsAtItsWorst) {
  // 10 * 99.8 = 998, fees 0.499
  EXPECT_EQ(with_costs().amount_for(market_intent(1, 0, Side::kSell, "10", "100")),
            money("-997.501"));
}

TEST(Reservations, LimitOrder_CannotGetWorseThanItsLimit) {
  Intent limit = market_intent(1, 0, Side::kBuy, "10", "100");
  limit.type = OrderType::kLimit;
  limit.limit_price = px("101");
  EXPECT_EQ(with_costs().amount_for(limit), money("1010.505"));
}

TEST(Reservations, Stop_HoldsWhatItCostsAtTheStopPriceOrAtAMarketThatIsBeyond) {
  Intent stop = market_intent(1, 0, Side::kBuy, "10", "100");
  stop.type = OrderType::kStop;
  stop.stop_price = px("110");
  EXPECT_EQ(with_costs().amount_for(stop), money("1102.7511"));  // 10 * 110.22 and fees
  stop.stop_price = px("90");
  EXPECT_EQ(with_costs().amount_for(stop), money("1002.501")) << "it trades at the market, at once";
  stop.reference_price = Price{};
  EXPECT_EQ(with_costs().amount_for(stop), money("902.2509")) << "10 * 90.18 and fees";
}

TEST(Reservations, SellThatMayNeverTrade_BringsNothing) {
  Intent sell = market_intent(1, 0, Side::kSell, "10", "100");
  for (const OrderType type : {OrderType::kLimit, OrderType::kStop, OrderType::kStopLimit}) {
    sell.type = type;
    sell.limit_price = sell.stop_price = px("110");
    EXPECT_EQ(with_costs().amount_for(sell), Money{}) << name(type);
  }
}

TEST(Reservations, EveryRounding_IsAgainstUs) {
  // 0.00000003 * 1.002 = 0.00000003006: up for a buy; * 0.998 = 0.00000002994: down for a sell
  EXPECT_EQ(with_costs().amount_for(market_intent(1, 0, Side::kBuy, "1", "0.00000003")),
            money("0.00000005"));  // 4 + a fee of 1
  EXPECT_EQ(with_costs().amount_for(market_intent(1, 0, Side::kSell, "1", "0.00000003")),
            money("-0.00000001"));  // 2 - a fee of 1
}

TEST(Reservations, DefaultSlippage_IsTwentyBasisPoints) {
  EXPECT_EQ(Reservations{{}}.amount_for(market_intent(1, 0, Side::kBuy, "1", "100")),
            money("100.2"));
}

TEST(Reservations, Reserve_CountsWhatIsHeldAlready) {
  Reservations reservations{{}};
  EXPECT_TRUE(reservations.reserve(money("60"), money("100")));
  EXPECT_FALSE(reservations.reserve(money("40.00000001"), money("100")));
  EXPECT_EQ(reservations.held(), money("60")) << "a refused reservation holds nothing";
  EXPECT_TRUE(reservations.reserve(money("40"), money("100")));
  reservations.release(money("60"));
  EXPECT_EQ(reservations.held(), money("40"));
}

TEST(Reservations, Sell_GetsThroughEvenWithoutCash) {
  Reservations reservations{{}};
  EXPECT_TRUE(reservations.reserve(money("-10"), money("-100")));
}

TEST(Reservations, Overflow_IsRefused) {
  Reservations reservations{{BudgetMode::kMargin, {}, {}}};
  EXPECT_TRUE(reservations.reserve(Money::from_raw(exact::kMax128), money("0")));
  EXPECT_FALSE(reservations.reserve(money("1"), money("0")));
}

TEST(Reservations, ShareOf_AWholeFill_IsEverything) {
  EXPECT_EQ(share_of(money("0.00000007"), qty("3"), qty("3")), money("0.00000007"));
  const Money largest = Money::from_raw(exact::kMax128);
  EXPECT_EQ(share_of(largest, qty("3"), qty("3")), largest);
}

TEST(ReservationsProperty, ShareOf_IsTheProportionCutTowardsZero) {
  EXPECT_TRUE(rc::check("share", [](std::int64_t reserved) {
    const auto quantity = *rc::gen::inRange<std::int64_t>(2, INT64_MAX);
    const auto filled = *rc::gen::inRange<std::int64_t>(1, quantity);
    const Money share = share_of(Money::from_raw(reserved), Quantity::from_raw(filled),
                                 Quantity::from_raw(quantity));
    RC_ASSERT(big(share.raw()) == exact::rounded(Rational{Big{reserved} * filled, Big{quantity}},
                                                 Rounding::kTowardsZero));
  }));
}

}  // namespace
}  // namespace sluice::routing
