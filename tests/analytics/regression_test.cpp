// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sluice/statistics.hpp>

namespace sluice::statistics {
namespace {

const std::vector<std::string> kTwo{"size", "value"};

// Two factors that have nothing to do with each other.
std::vector<double> factors(std::size_t days) {
  std::vector<double> rows;
  for (std::size_t day = 0; day < days; ++day) {
    rows.push_back(0.01 * std::sin(1.0 + static_cast<double>(day)));
    rows.push_back(0.02 * std::cos(2.3 * static_cast<double>(day)));
  }
  return rows;
}

TEST(FactorFit, FindsWhatTheReturnsAreMadeOf) {
  const auto rows = factors(40);
  std::vector<double> returns;
  for (std::size_t day = 0; day < 40; ++day)
    returns.push_back(0.001 + 1.5 * rows[2 * day] - 0.5 * rows[2 * day + 1]);
  const FactorFit fit = fit_factors(returns, rows, kTwo);
  ASSERT_TRUE(fit.ok()) << fit.why_none;
  EXPECT_NEAR(fit.alpha, 0.001, 1e-15);
  EXPECT_NEAR(fit.betas.at(0), 1.5, 1e-12);
  EXPECT_NEAR(fit.betas.at(1), -0.5, 1e-12);
  EXPECT_NEAR(fit.r_squared.value(), 1, 1e-12);
}

TEST(FactorFit, OfFactorsThatExplainEachOther_IsNone_AndSaysWhich) {
  auto rows = factors(40);
  for (std::size_t day = 0; day < 40; ++day) rows[2 * day + 1] = 0.01 - 3 * rows[2 * day];
  const FactorFit fit = fit_factors(std::vector<double>(40, 0.01), rows, kTwo);
  EXPECT_EQ(fit.why_none, "the other factors, or a constant, explain value");
}

TEST(FactorFit, OfAFactorThatIsAlwaysZero_IsNone) {
  auto rows = factors(40);
  for (std::size_t day = 0; day < 40; ++day) rows[2 * day] = 0;
  EXPECT_FALSE(fit_factors(std::vector<double>(40, 0.01), rows, kTwo).ok());
}

TEST(FactorFit, OfTooFewDays_IsNone) {
  const FactorFit fit = fit_factors(std::vector<double>(3, 0.01), factors(3), kTwo);
  EXPECT_EQ(fit.why_none, "3 days are too few for 2 factors");
}

TEST(FactorFit, OfReturnsThatDoNotVary_ExplainsNothing) {
  const FactorFit fit = fit_factors(std::vector<double>(40, 0.0), factors(40), kTwo);
  ASSERT_TRUE(fit.ok());
  EXPECT_EQ(fit.r_squared, std::nullopt);
  EXPECT_EQ(fit.beta_t.at(0), std::nullopt);
}

TEST(RollingRegression, KnowsItsWindowAlone) {
  const auto rows = factors(100);
  std::vector<double> returns;
  RollingRegression window{30, kTwo};
  for (std::size_t day = 0; day < 100; ++day) {
    returns.push_back(0.01 * std::sin(7.0 * static_cast<double>(day)));
    window.add(returns.back(), std::span{rows}.subspan(2 * day, 2));
    EXPECT_EQ(window.fit().ok(), day >= 29) << day;
  }
  const FactorFit whole = window.fit();
  const FactorFit part = fit_factors(std::span{returns}.last(30), std::span{rows}.last(60), kTwo);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole.betas, part.betas);
  EXPECT_EQ(whole.days, 30U);
}

}  // namespace
}  // namespace sluice::statistics
