// SPDX-License-Identifier: Apache-2.0
//
// Property: what an order is measured as, against the definition in exact 128-bit arithmetic.
#include "risk_rules/order_effect.hpp"

#include <rapidcheck.h>

#include "account.hpp"
#include "risk_rules/amount_limit.hpp"

namespace sluice::risk_rules::test {
namespace {

int128 magnitude(int128 value) { return value < 0 ? -value : value; }

// |value + price * quantity| at 1e-16, rounded up to 1e-8: values here leave room for that.
int128 reference_after(int128 value, std::int64_t price, std::int64_t quantity) {
  const int128 exact = magnitude(value * kScale + int128{price} * quantity);
  return (exact + kScale - 1) / kScale;
}

TEST(OrderEffect, AfterAndReduces_ForAnyOrder_EqualTheDefinition) {
  const bool holds = rc::check([] {
    const auto position = *rc::gen::inRange<std::int64_t>(-2'000'000'000'000, 2'000'000'000'000);
    const auto last = *rc::gen::inRange<std::int64_t>(1, 5'000'000'000'000);
    const auto price = *rc::gen::inRange<std::int64_t>(1, 5'000'000'000'000);
    auto quantity = *rc::gen::inRange<std::int64_t>(1, 2'000'000'000'000);
    if (*rc::gen::arbitrary<bool>()) quantity = (quantity / kScale + 1) * kScale;
    const bool buys = *rc::gen::arbitrary<bool>();
    testing::MockRiskView view{1};
    view.row(0).position = position;
    view.row(0).last = last;
    const Money value =
        notional(Price::from_raw(last), Quantity::from_raw(position), Rounding::kHalfEven);
    view.row(0).projected_value = value.to_c();
    sluice_order order = market_order(0, buys ? kBuy : kSell, "1", "1");
    order.quantity = quantity;
    order.reference_price = price;
    const OrderEffect effect = effect_of(Order{&order}, view.view());
    const std::int64_t change = buys ? quantity : -quantity;
    RC_ASSERT(effect.fault.empty());
    RC_ASSERT(effect.before.raw() == magnitude(value.raw()));
    RC_ASSERT(effect.after.raw() == reference_after(value.raw(), price, change));
    RC_ASSERT(effect.reduces ==
              (magnitude(int128{position} + change) <= magnitude(int128{position})));
  });
  EXPECT_TRUE(holds);
}

TEST(RatioUp, ForAnyAmounts_IsTheSmallestRatioNotBelow) {
  const bool holds = rc::check([] {
    const auto value = *rc::gen::inRange<std::int64_t>(0, INT64_MAX);
    const auto by = *rc::gen::inRange<std::int64_t>(1, INT64_MAX);
    const auto ratio = ratio_up(value, by);
    if (!ratio) {
      RC_ASSERT(int128{value} * kScale / by >= INT64_MAX);
      return;
    }
    RC_ASSERT(int128{*ratio} * by >= int128{value} * kScale);
    RC_ASSERT((int128{*ratio} - 1) * by < int128{value} * kScale);
  });
  EXPECT_TRUE(holds);
}

// What it is estimated by would be out of every range, and corrected step by step.
TEST(RatioUp, OfAnAmountBelowZero_OrByNone_IsNothing) {
  EXPECT_EQ(ratio_up(INT64_MIN, 1), std::nullopt);
  EXPECT_EQ(ratio_up(-1, kScale), std::nullopt);
  EXPECT_EQ(ratio_up(1, 0), std::nullopt);
  EXPECT_EQ(ratio_up(1, -1), std::nullopt);
}

TEST(AmountLimit, Resolve_ForAnyEquity_IsWhatTheLimitGives) {
  const bool holds = rc::check([] {
    const auto multiple = Ratio::from_raw(*rc::gen::inRange<std::int64_t>(0, 100 * kScale));
    const int128 equity = int128{*rc::gen::arbitrary<std::int64_t>()} *
                          *rc::gen::element<std::int64_t>(1, 1'000'000, INT64_MAX);
    const Limit limit = Limit::of(multiple);
    RC_ASSERT(AmountLimit{limit}.resolve(Money::from_raw(equity)) ==
              limit.resolve(Money::from_raw(equity)));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::risk_rules::test
