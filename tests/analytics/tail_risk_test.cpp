// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "analytics/series.hpp"

namespace sluice::analytics {
namespace {

using namespace sluice::statistics;

Moments moments_of(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

TEST(HistoricalTail, LiesBetweenTheReturnsAroundIt) {
  // Of five returns the 5 % quantile is a fifth of the way from the worst to the second.
  const std::vector<double> returns{-0.10, -0.05, 0.01, 0.02, 0.03};
  const TailRisk tail = historical_tail(returns, 0.05);
  EXPECT_NEAR(tail.value_at_risk.value(), -0.09, 1e-15);
  EXPECT_NEAR(tail.shortfall.value(), -0.10, 1e-15);
}

TEST(HistoricalTail, OfOneReturn_IsThatReturn) {
  const TailRisk tail = historical_tail(std::vector{0.02}, 0.05);
  EXPECT_EQ(tail.value_at_risk, 0.02);
  EXPECT_EQ(tail.shortfall, 0.02);
}

TEST(HistoricalTail, OfNothing_IsNotDefined) {
  EXPECT_EQ(historical_tail({}, 0.05).value_at_risk, std::nullopt);
  EXPECT_EQ(historical_tail({}, 0.05).shortfall, std::nullopt);
}

TEST(GaussianTail, OfOneReturn_IsNotDefined) {
  EXPECT_EQ(gaussian_tail(moments_of({0.02}), 0.05).value_at_risk, std::nullopt);
}

TEST(CornishFisherTail, OfNormalShape_IsTheGaussianOne) {
  Moments shape;  // skew 0, excess kurtosis 0
  shape.count = 1000;
  shape.m2 = 0.1;
  shape.m4 = 3 * shape.m2 * shape.m2 / 1000;
  const TailRisk bent = cornish_fisher_tail(shape, 0.05);
  const TailRisk normal = gaussian_tail(shape, 0.05);
  EXPECT_NEAR(bent.value_at_risk.value(), normal.value_at_risk.value(), 1e-16);
  EXPECT_NEAR(bent.shortfall.value(), normal.shortfall.value(), 1e-16);
}

TEST(CornishFisherTail, WhereTheExpansionFalls_IsNotDefined) {
  // A lottery: losses of one cent, and one gain of a hundred.
  std::vector<double> returns(200, -0.01);
  returns[7] = 1;
  const TailRisk tail = cornish_fisher_tail(moments_of(returns), 0.05);
  EXPECT_EQ(tail.value_at_risk, std::nullopt);
  EXPECT_EQ(tail.shortfall, std::nullopt);
}

TEST(Omega, OfGainsAlone_IsNotDefined) {
  const auto figures = performance_of(100, {101, 103, 104});
  EXPECT_EQ(figures.omega, std::nullopt);
  EXPECT_EQ(figures.profit_factor, std::nullopt);
}

TEST(Omega, IsOfReturns_AndTheProfitFactorOfMoney) {
  const auto figures = performance_of(100, {200, 100, 150});
  EXPECT_DOUBLE_EQ(figures.omega.value(), (1.0 + 0.5) / 0.5);
  EXPECT_DOUBLE_EQ(figures.profit_factor.value(), 150.0 / 100.0);
}

}  // namespace
}  // namespace sluice::analytics
