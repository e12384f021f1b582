// SPDX-License-Identifier: Apache-2.0
//
// performance_test.cpp: the figures of a run by hand, against the slow way, and where they end.
#include "analytics/performance.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "analytics/series.hpp"
#include "analytics/slow_statistics.hpp"

namespace sluice::analytics {
namespace {

// The relative difference of two roundings of the same figure.
constexpr double kClose = 1e-9;

bool agrees(std::optional<double> actual, slow::Real truth) {
  if (!actual) return false;
  return std::fabs(*actual - truth) <= kClose * std::fmax(slow::Real{1e-3}, std::fabs(truth));
}

TEST(Performance, OfFourDays_IsWhatThePencilSays) {
  // Returns 10 %, -10 %, 20 %, 0 %.
  const auto result = performance_of(100, {110, 99, 118.8, 118.8}, 4);
  EXPECT_EQ(result.days, 4U);
  EXPECT_NEAR(result.total_return.value(), 0.188, 1e-12);
  EXPECT_NEAR(result.annualised_return.value(), 0.188, 1e-12);  // four periods are a year
  const double deviation = std::sqrt((0.0025 + 0.0225 + 0.0225 + 0.0025) / 3.0);
  EXPECT_NEAR(result.volatility.value(), deviation * 2, 1e-12);
  EXPECT_NEAR(result.sharpe.value(), 0.05 / deviation * 2, 1e-12);
  EXPECT_NEAR(result.downside_deviation.value(), std::sqrt(0.01 / 4) * 2, 1e-12);
  EXPECT_NEAR(result.sortino.value(), 0.05 / std::sqrt(0.01 / 4) * 2, 1e-12);
  EXPECT_NEAR(result.max_drawdown.value(), -0.1, 1e-12);
  EXPECT_NEAR(result.calmar.value(), 1.88, 1e-11);
  EXPECT_NEAR(result.hit_rate.value(), 0.5, 1e-12);
  EXPECT_NEAR(result.skew.value(), 0, 1e-12);
  EXPECT_NEAR(result.excess_kurtosis.value(), 0.00025625 / (0.0125 * 0.0125) - 3, 1e-9);
  EXPECT_EQ(result.best->date, day("2024-01-03"));
  EXPECT_NEAR(result.best->value, 0.2, 1e-12);
  EXPECT_EQ(result.worst->date, day("2024-01-02"));
}

TEST(Performance, OfAnySeries_AgreesWithTheSlowWay) {
  EXPECT_TRUE(rc::check("performance", [] {
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-300, 320));
    RC_PRE(steps.size() >= 4U);
    std::vector<double> equity;
    double value = 100'000;
    for (const int step : steps) equity.push_back(value *= 1.0 + step / 10'000.0);
    const slow::Series returns = slow::returns_of(100'000, equity);
    const slow::Real deviation = slow::deviation(returns);
    RC_PRE(deviation > 1e-6L);
    const auto result = performance_of(100'000, equity);
    const auto year = std::sqrt(slow::Real{252});
    RC_ASSERT(agrees(result.total_return, equity.back() / slow::Real{100'000} - 1));
    const slow::Real yearly = 252 / static_cast<slow::Real>(equity.size());
    const slow::Real growth = std::pow(equity.back() / slow::Real{100'000}, yearly) - 1;
    RC_ASSERT(agrees(result.annualised_return, growth));
    RC_ASSERT(agrees(result.volatility, deviation * year));
    RC_ASSERT(agrees(result.sharpe, slow::mean(returns) / deviation * year));
    const slow::Real downside = slow::downside(returns);
    RC_ASSERT(agrees(result.downside_deviation, downside * year));
    RC_ASSERT(result.sortino.has_value() == (downside > 0));
    if (downside > 0) RC_ASSERT(agrees(result.sortino, slow::mean(returns) / downside * year));
    const slow::Real variance = slow::central(returns, 2);
    RC_ASSERT(agrees(result.skew, slow::central(returns, 3) / std::pow(variance, 1.5L)));
    RC_ASSERT(agrees(result.excess_kurtosis, slow::central(returns, 4) / variance / variance - 3));
    const slow::Real deepest = slow::max_drawdown(100'000, equity);
    RC_ASSERT(agrees(result.max_drawdown, deepest));
    if (deepest < 0) RC_ASSERT(agrees(result.calmar, growth / -deepest));
  }));
}

// Figures computed by Python's statistics module from the same file.
TEST(Performance, OfFiveYearsOfApple_AgreesWithAnIndependentProgram) {
  const auto series = read_series(shared_series("npm_observable_aapl.csv"), "Adj Close");
  if (series.values.empty()) GTEST_SKIP() << "the shared data folder is not here";
  statistics::PerformanceAccumulator sums{series.values.front(), 252, 5};
  for (std::size_t i = 1; i < series.values.size(); ++i)
    sums.add({series.dates[i], series.values[i], 0, std::nullopt});
  const auto result = sums.summary();
  EXPECT_EQ(result.days, 1259U);
  EXPECT_NEAR(result.total_return.value(), 2.7006273818410986, 1e-12);
  EXPECT_NEAR(result.annualised_return.value(), 0.2994074298379803, 1e-12);
  EXPECT_NEAR(result.volatility.value(), 0.23303635886734572, 1e-12);
  EXPECT_NEAR(result.downside_deviation.value(), 0.15462426155707792, 1e-12);
  EXPECT_NEAR(result.sharpe.value(), 1.2407952447758146, 1e-12);
  EXPECT_NEAR(result.sortino.value(), 1.8700196400662257, 1e-12);
  EXPECT_NEAR(result.skew.value(), 0.04527448323796468, 1e-11);
  EXPECT_NEAR(result.excess_kurtosis.value(), 3.530382463420289, 1e-11);
  EXPECT_NEAR(result.hit_rate.value(), 0.5266084193804607, 1e-12);
  EXPECT_EQ(result.best->date, day("2014-04-24"));
  EXPECT_EQ(result.worst->date, day("2014-01-28"));
  EXPECT_NEAR(result.max_drawdown.value(), -0.3044379293456736, 1e-12);
  EXPECT_EQ(result.deepest_drawdown->peak, day("2015-05-22"));
  EXPECT_EQ(result.deepest_drawdown->trough, day("2016-05-12"));
  EXPECT_EQ(result.deepest_drawdown->recovery, day("2017-02-01"));
}

TEST(Performance, WithoutDays_HasNoFigures) {
  const auto result = performance_of(100, {});
  EXPECT_EQ(result.days, 0U);
  EXPECT_FALSE(result.first || result.total_return || result.sharpe || result.max_drawdown);
  EXPECT_FALSE(result.turnover || result.hit_rate || result.best || result.benchmark);
  EXPECT_TRUE(result.months.empty() && result.drawdowns.empty());
}

TEST(Performance, OfOneDay_HasReturnsButNoDeviation) {
  const auto result = performance_of(100, {99});
  EXPECT_NEAR(result.total_return.value(), -0.01, 1e-12);
  EXPECT_TRUE(result.annualised_return);
  EXPECT_FALSE(result.volatility || result.sharpe || result.sortino || result.skew);
  EXPECT_NEAR(result.max_drawdown.value(), -0.01, 1e-12);
  EXPECT_EQ(result.hit_rate.value(), 0);
}

TEST(Performance, OfConstantEquity_HasNoRatios) {
  const auto result = performance_of(100, {100, 100, 100, 100});
  EXPECT_EQ(result.volatility.value(), 0);
  EXPECT_EQ(result.max_drawdown.value(), 0);
  EXPECT_FALSE(result.sharpe || result.sortino || result.calmar || result.skew);
  EXPECT_FALSE(result.deepest_drawdown);
}

// Each return is 0.1 %, but for the last bit: that is no deviation to divide by.
TEST(Performance, OfConstantGrowth_HasNoSharpeRatioMadeOfRounding) {
  std::vector<double> equity;
  for (int i = 1; i <= 500; ++i) equity.push_back(100'000 * std::pow(1.001, i));
  const auto result = performance_of(100'000, equity);
  EXPECT_GT(result.volatility.value(), 0);
  EXPECT_FALSE(result.sharpe || result.skew || result.excess_kurtosis);
}

TEST(Performance, OfAnythingAtAll_IsFiniteOrAbsent) {
  EXPECT_TRUE(rc::check("finite", [] {
    const auto equities = *rc::gen::container<std::vector<double>>(
        rc::gen::element(0.0, -5.0, 1e-8, 1.0, 100.0, 1e12, 1e30, -1e30, 1e300, 1e-300));
    const double seed = *rc::gen::element(0.0, -1.0, 100.0, 1e30);
    const double periods = *rc::gen::element(252.0, 0.0, -1.0, std::nan(""), 1e300);
    statistics::PerformanceAccumulator sums{seed, periods, 3};
    Date date = day("2024-01-01");
    for (const double equity : equities) {
      const double drawn = *rc::gen::element(0.0, 0.1, -1.0, -2.0, 1e300, std::nan(""), HUGE_VAL);
      sums.add({date, equity, 1.0, drawn});
      date = Date::from_days(date.days() + 1);
    }
    const auto result = sums.summary();
    const auto sound = [](std::optional<double> value) { return !value || std::isfinite(*value); };
    for (const auto& value :
         {result.total_return, result.annualised_return, result.volatility,
          result.downside_deviation, result.sharpe, result.sortino, result.calmar, result.skew,
          result.excess_kurtosis, result.hit_rate, result.max_drawdown, result.average_equity,
          result.turnover, result.omega, result.profit_factor, result.probabilistic_sharpe,
          result.minimum_track_record})
      RC_ASSERT(sound(value));
    for (const auto& tail : {result.tail_5, result.tail_1})
      for (const auto& way : {tail.historical, tail.gaussian, tail.cornish_fisher})
        RC_ASSERT(sound(way.value_at_risk) && sound(way.shortfall));
    if (result.sharpe_sample)
      RC_ASSERT(sound(statistics::deflated_sharpe(*result.sharpe_sample, 1'000'000)));
    for (const auto& month : result.months) RC_ASSERT(sound(month.value()));
    for (const auto& drawdown : result.drawdowns) RC_ASSERT(std::isfinite(drawdown.depth));
    if (!result.benchmark) return;
    const auto& b = *result.benchmark;
    for (const auto& value :
         {b.total_return, b.annualised_return, b.volatility, b.sharpe, b.max_drawdown, b.beta,
          b.alpha, b.correlation, b.tracking_error, b.information_ratio})
      RC_ASSERT(sound(value));
  }));
}

TEST(Performance, Turnover_IsTradedOverAverageEquityAYear) {
  PerformanceAccumulator sums{Money::from_whole(100).value(), 252};
  sums.add_day({day("2024-01-02"), Money::from_whole(100).value(), Money::from_whole(50).value(),
                std::nullopt});
  sums.add_day({day("2024-01-03"), Money::from_whole(300).value(), Money::from_whole(30).value(),
                std::nullopt});
  const auto result = sums.summary();
  EXPECT_DOUBLE_EQ(result.average_equity.value(), 200);
  EXPECT_DOUBLE_EQ(result.traded, 80);
  EXPECT_DOUBLE_EQ(result.turnover.value(), 80.0 / 200.0 * 252.0 / 2.0);
}

TEST(Performance, Turnover_OfDebtsOrWithoutAYear_IsAbsent) {
  const auto turnover = [](double equity, double periods) {
    statistics::PerformanceAccumulator sums{100, periods, 5};
    sums.add({day("2024-01-02"), equity, 50, std::nullopt});
    return sums.summary().turnover;
  };
  EXPECT_TRUE(turnover(100, 252));
  EXPECT_FALSE(turnover(-100, 252));
  EXPECT_FALSE(turnover(100, 0));
}

}  // namespace
}  // namespace sluice::analytics
