// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sluice/statistics.hpp>

namespace sluice::statistics {
namespace {

constexpr RegimeRule kShort{10, 4, 1.5};

std::vector<Regime> regimes_of(const std::vector<double>& returns) {
  RegimeDetector detector{kShort};
  std::vector<Regime> regimes;
  for (const double value : returns) {
    regimes.push_back(detector.next());
    detector.add(value);
  }
  regimes.push_back(detector.next());
  return regimes;
}

TEST(Regimes, BeforeTheTrendIsKnown_AreUnknown) {
  const auto regimes = regimes_of(std::vector<double>(10, 0.01));
  EXPECT_EQ(regimes[9], Regime::kUnknown);
  EXPECT_EQ(regimes[10], Regime::kBull);
}

TEST(Regimes, AFallBelowTheTrend_IsABearMarket_AndACrisisWhereItIsWild) {
  std::vector<double> gentle(30, 0.001);
  gentle.insert(gentle.end(), {-0.002, -0.002, -0.002, -0.002, -0.002, -0.002, -0.002, -0.002});
  EXPECT_EQ(regimes_of(gentle).back(), Regime::kBear);
  std::vector<double> wild(30, 0.001);
  wild.insert(wild.end(), {-0.1, 0.05, -0.1, 0.05});
  EXPECT_EQ(regimes_of(wild).back(), Regime::kCrisis);
}

RC_GTEST_PROP(Regimes, OfADay_DoesNotChangeWithWhatComesAfter, ()) {
  const auto some = rc::gen::map(rc::gen::inRange(-900, 900), [](int x) { return x / 1e4; });
  auto past = *rc::gen::container<std::vector<double>>(25, some);
  auto other = past;
  const auto future = *rc::gen::container<std::vector<double>>(10, some);
  other.insert(other.end(), future.begin(), future.end());
  const auto known = regimes_of(past);
  const auto later = regimes_of(other);
  RC_ASSERT(std::equal(known.begin(), known.end(), later.begin()));
}

TEST(RegimeDays, AreChained) {
  RegimeDays days;
  days.add(0.5);
  days.add(-0.5);
  EXPECT_DOUBLE_EQ(days.total_return().value(), -0.25);
  EXPECT_DOUBLE_EQ(days.max_drawdown().value(), -0.5);
  EXPECT_DOUBLE_EQ(days.hit_rate().value(), 0.5);
}

TEST(RollingReturns, UntilTheWindowIsFull_AreNotDefined) {
  RollingReturns window{3};
  window.add(0.01);
  window.add(0.02);
  EXPECT_EQ(window.volatility(252), std::nullopt);
  window.add(0.03);
  EXPECT_NEAR(window.volatility(252).value(), 0.01 * std::sqrt(252), 1e-15);
  window.add(0.01);
  window.add(0.01);
  window.add(0.01);
  EXPECT_EQ(window.volatility(252), 0.0);
  EXPECT_EQ(window.sharpe(252), std::nullopt);
}

}  // namespace
}  // namespace sluice::statistics
