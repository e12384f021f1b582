// SPDX-License-Identifier: Apache-2.0
#include "executors/cost_model.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/testing/testing.hpp>

namespace sluice::executors {
namespace {

using testing::units;

Price price(std::string_view text) { return Price::from_raw(units(text)); }
Quantity quantity(std::string_view text) { return Quantity::from_raw(units(text)); }
Ratio ratio(std::string_view text) { return Ratio::from_raw(units(text)); }

CostParams constant(std::string_view bps, std::string_view spread_w, std::string_view spread,
                    std::string_view impact_w, std::string_view impact) {
  return {ratio(bps), ratio(spread_w), ratio(spread), ratio(impact_w), {ratio(impact), {}}};
}
CostParams rooted(std::string_view word, std::string_view impact_w = "0.5") {
  return {
      ratio("0.5"), ratio("0.25"), ratio("0.0002"), ratio(impact_w), {Ratio{}, std::string{word}}};
}

TEST(CostModel, FillPrice_OfConstantCosts_IsTheFormula) {
  // 1 * 0.0002 = 2 bp of 100
  const CostModel two_bp{constant("5", "1", "0.0002", "0", "0")};
  EXPECT_EQ(two_bp.fill_price(true, price("100"), {quantity("10"), {}}), price("100.02"));
  EXPECT_EQ(two_bp.fill_price(false, price("100"), {quantity("10"), {}}), price("99.98"));
  // 0.25 * 0.0002 + 0.5 * 0.001 = 0.00055 of 80
  const CostModel both{constant("0", "0.25", "0.0002", "0.5", "0.001")};
  EXPECT_EQ(both.fill_price(true, price("80"), {quantity("10"), {}}), price("80.044"));
  EXPECT_EQ(both.fill_price(false, price("80"), {quantity("10"), {}}), price("79.956"));
}

TEST(CostModel, FillPrice_WithARest_IsRoundedAgainstUs) {
  // 0.33333333 * 0.0001 = 0.000033333333 of 1.00000003: 0.0000333333339999… more
  const CostModel model{constant("0", "0.33333333", "0.0001", "0", "0")};
  EXPECT_EQ(model.fill_price(true, price("1.00000003"), {quantity("1"), {}}), price("1.00003337"));
  EXPECT_EQ(model.fill_price(false, price("1.00000003"), {quantity("1"), {}}), price("0.99996669"));
}

TEST(CostModel, FillPrice_WithoutCosts_IsThePrice) {
  const CostModel free{constant("0", "0", "0", "0", "0")};
  EXPECT_EQ(free.fill_price(true, price("12.34567891"), {quantity("3"), {}}), price("12.34567891"));
  EXPECT_EQ(free.commission(price("12.34567891"), quantity("3")), Money{});
}

TEST(CostModel, FillPrice_OfSqrtImpact_FollowsParticipation) {
  const CostModel model{rooted("sqrt")};
  // sqrt(10'000 / 1'000'000) = 0.1: impact 0.0001; 0.25*0.0002 + 0.5*0.0001 = 0.0001
  EXPECT_EQ(model.fill_price(true, price("100"), {quantity("10000"), quantity("1000000")}),
            price("100.01"));
  // Unknown volume: participation 1: impact 0.001; 0.00005 + 0.0005 = 0.00055
  EXPECT_EQ(model.fill_price(true, price("100"), {quantity("10000"), Quantity{}}),
            price("100.055"));
  EXPECT_EQ(model.fill_price(true, price("100"), {quantity("10000"), quantity("-1")}),
            price("100.055"));
}

TEST(CostModel, FillPrice_OfSqrtVolatilityImpact_FollowsVolatility) {
  const CostModel model{rooted("sqrt_volatility")};
  // 0.02 * 0.1 = 0.002; 0.00005 + 0.001 = 0.00105
  EXPECT_EQ(model.fill_price(false, price("100"), {quantity("10000"), quantity("1000000"), 0.02}),
            price("99.895"));
  // Unknown volatility: 0.05 * 0.1 = 0.005; 0.00005 + 0.0025
  EXPECT_EQ(model.fill_price(false, price("100"), {quantity("10000"), quantity("1000000"), 0}),
            price("99.745"));
}

TEST(CostModel, FillPrice_OfSqrtImpactThatIsNotWhole_IsRoundedUp) {
  const CostModel model{rooted("sqrt", "1")};
  // 0.001 * sqrt(0.5) = 0.000707106781…, up: 0.00070711; + 0.00005 = 0.00075711
  EXPECT_EQ(model.fill_price(true, price("1"), {quantity("1"), quantity("2")}),
            price("1.00075711"));
}

TEST(CostModel, FillPrice_WithoutImpactWeight_NeedsNoVolume) {
  const CostModel model{rooted("sqrt_volatility", "0")};
  EXPECT_EQ(model.fill_price(true, price("100"), {quantity("1"), quantity("1"), 1e300}),
            price("100.005"));
}

TEST(CostModel, FillPrice_ThatWouldNotBePositiveOrFit_IsNone) {
  const CostModel all{constant("0", "1", "1", "0", "0")};
  EXPECT_EQ(all.fill_price(false, price("100"), {quantity("1"), {}}), std::nullopt);
  EXPECT_EQ(all.fill_price(true, Price::from_raw(INT64_MAX), {quantity("1"), {}}), std::nullopt);
  const CostModel nearly{constant("0", "0.5", "1", "0", "0")};
  EXPECT_EQ(nearly.fill_price(false, Price::from_raw(2), {quantity("1"), {}}), Price::from_raw(1));
  EXPECT_EQ(nearly.fill_price(false, Price::from_raw(1), {quantity("1"), {}}), std::nullopt);
  const CostModel light{rooted("sqrt_volatility", "0.00000001")};
  EXPECT_EQ(light.fill_price(false, price("100"), {quantity("1"), quantity("1"), 1e300}),
            std::nullopt);
  const CostModel rooted_all{rooted("sqrt_volatility", "100")};
  EXPECT_EQ(rooted_all.fill_price(true, price("100"), {quantity("1"), quantity("1"), 1e300}),
            std::nullopt);
  EXPECT_EQ(rooted_all.fill_price(true, Price::from_raw(INT64_MAX),
                                  {Quantity::from_raw(INT64_MAX), Quantity::from_raw(1), 1e3}),
            std::nullopt);
}

TEST(CostModel, Commission_IsTheFormulaRoundedUp) {
  const CostModel half{constant("0.5", "0", "0", "0", "0")};
  EXPECT_EQ(half.commission(price("100.02"), quantity("10")), testing::money("0.05001"));
  // 1e-8 * 1e-8 * 0.00005: next to nothing is still one unit.
  EXPECT_EQ(half.commission(Price::from_raw(1), Quantity::from_raw(1)), Money::from_raw(1));
}

TEST(CostModel, Commission_OfTheLargestTrade_IsNoneInsteadOfWrapping) {
  const CostModel whole{constant("9999.99999999", "0", "0", "0", "0")};
  EXPECT_EQ(whole.commission(Price::from_raw(INT64_MAX), Quantity::from_raw(INT64_MAX)),
            std::nullopt);
}

// Against the formula in 128 bits, without any of the short cuts.
TEST(CostModel, ForAnyConstantCosts_EqualsTheExactFormula) {
  const bool holds = rc::check([] {
    const auto raw = [](std::int64_t most) {
      return Ratio::from_raw(*rc::gen::inRange<std::int64_t>(0, most));
    };
    const CostParams params{
        raw(100 * kScale), raw(kScale), raw(kScale / 10), raw(kScale), {raw(kScale / 10), {}}};
    const auto base = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
    auto amount = *rc::gen::inRange<std::int64_t>(1, 10'000'000'000'000);
    if (*rc::gen::arbitrary<bool>()) amount = (amount / kScale + 1) * kScale;
    const CostModel model{params};
    const int128 one = int128{kScale} * kScale;
    const int128 share = int128{params.spread_w.raw()} * params.spread.raw() +
                         int128{params.impact_w.raw()} * params.impact.ratio.raw();
    const auto bought =
        model.fill_price(true, Price::from_raw(base), {Quantity::from_raw(amount), {}});
    const auto sold =
        model.fill_price(false, Price::from_raw(base), {Quantity::from_raw(amount), {}});
    RC_ASSERT(bought.has_value());
    RC_ASSERT(bought->raw() == (base * (one + share) + one - 1) / one);
    const int128 least = base * (one - share) / one;
    RC_ASSERT(sold.has_value() == (least > 0));
    if (sold) RC_ASSERT(sold->raw() == least);
    const auto commission = model.commission(*bought, Quantity::from_raw(amount));
    RC_ASSERT(commission.has_value());
    // price * quantity * bps / 1e4 at 1e-24, rounded up to 1e-8; the product fits 128 bits here.
    const int128 exact = int128{bought->raw()} * amount * params.commission_bps.raw() / 10'000;
    const bool rest = int128{bought->raw()} * amount * params.commission_bps.raw() % 10'000 != 0;
    RC_ASSERT(commission->raw() == (exact + (rest ? 1 : 0) + one - 1) / one);
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::executors
