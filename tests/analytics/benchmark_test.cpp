// SPDX-License-Identifier: Apache-2.0
//
// benchmark_test.cpp: a strategy beside a benchmark.
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/statistics.hpp>

#include "analytics/series.hpp"
#include "analytics/slow_statistics.hpp"

namespace sluice::analytics {
namespace {

using statistics::BenchmarkAccumulator;

bool close(std::optional<double> actual, slow::Real truth) {
  if (!actual) return false;
  return std::fabs(*actual - truth) <= 1e-9L * std::fmax(slow::Real{1e-3}, std::fabs(truth));
}

TEST(Benchmark, OfAnyTwoSeries_AgreesWithTheSlowWay) {
  EXPECT_TRUE(rc::check("benchmark", [] {
    const auto pairs = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(-300, 320), rc::gen::inRange(-300, 320)));
    RC_PRE(pairs.size() >= 3U);
    slow::Series own, other;
    BenchmarkAccumulator sums;
    for (const auto& [a, b] : pairs) {
      own.push_back(a / 1e4);
      other.push_back(b / 1e4);
      sums.add(a / 1e4, b / 1e4);
    }
    RC_PRE(slow::deviation(own) > 1e-6L && slow::deviation(other) > 1e-6L);
    const auto gap = slow::difference(own, other);
    RC_PRE(slow::deviation(gap) > 1e-6L);
    const auto result = sums.compare(252).value();
    const slow::Real variance = std::pow(slow::deviation(other), 2.0L);
    const slow::Real beta = slow::covariance(own, other) / variance;
    const slow::Real year = std::sqrt(slow::Real{252});
    RC_ASSERT(result.days == pairs.size());
    RC_ASSERT(close(result.beta, beta));
    RC_ASSERT(close(result.alpha, (slow::mean(own) - beta * slow::mean(other)) * 252));
    RC_ASSERT(close(result.correlation,
                    slow::covariance(own, other) / slow::deviation(own) / slow::deviation(other)));
    RC_ASSERT(close(result.tracking_error, slow::deviation(gap) * year));
    RC_ASSERT(close(result.information_ratio, slow::mean(gap) / slow::deviation(gap) * year));
    RC_ASSERT(close(result.total_return, slow::growth(other) - 1));
    RC_ASSERT(close(result.volatility, slow::deviation(other) * year));
    RC_ASSERT(close(result.sharpe, slow::mean(other) / slow::deviation(other) * year));
  }));
}

// IBM against GE, 1991 to 2000; figures computed by Python's statistics module from the same file.
TEST(Benchmark, OfIbmAgainstGe_AgreesWithAnIndependentProgram) {
  const auto file = shared_series("debian_r-cran-fbasics_DowJones30.csv");
  const auto own = read_series(file, "IBM").values;
  const auto other = read_series(file, "GE").values;
  if (own.empty()) GTEST_SKIP() << "the shared data folder is not here";
  BenchmarkAccumulator sums;
  for (std::size_t i = 1; i < own.size(); ++i)
    sums.add(own[i] / own[i - 1] - 1, other[i] / other[i - 1] - 1);
  const auto result = sums.compare(252).value();
  EXPECT_EQ(result.days, 2528U);
  EXPECT_NEAR(result.beta.value(), 0.3884075406712861, 1e-12);
  EXPECT_NEAR(result.alpha.value(), 0.06793473200947554, 1e-12);
  EXPECT_NEAR(result.correlation.value(), 0.28468068702980565, 1e-12);
  EXPECT_NEAR(result.tracking_error.value(), 0.3524373177578002, 1e-12);
  EXPECT_NEAR(result.information_ratio.value(), -0.24558965003471664, 1e-12);
}

TEST(Benchmark, HeldAsTheStrategy_HasBetaOneAndNoTrackingError) {
  BenchmarkAccumulator sums;
  for (const double value : {0.01, -0.02, 0.03, 0.0}) sums.add(value, value);
  const auto result = sums.compare(252).value();
  EXPECT_NEAR(result.beta.value(), 1, 1e-12);
  EXPECT_NEAR(result.alpha.value(), 0, 1e-12);
  EXPECT_NEAR(result.correlation.value(), 1, 1e-12);
  EXPECT_EQ(result.tracking_error.value(), 0);
  EXPECT_FALSE(result.information_ratio);
  EXPECT_NEAR(result.max_drawdown.value(), -0.02, 1e-12);
}

TEST(Benchmark, ThatDoesNotMove_HasNoBeta) {
  BenchmarkAccumulator sums;
  sums.add(0.01, 0);
  sums.add(-0.01, 0);
  const auto result = sums.compare(252).value();
  EXPECT_FALSE(result.beta || result.alpha || result.correlation || result.sharpe);
  EXPECT_EQ(result.total_return.value(), 0);
}

TEST(Benchmark, OnSomeDaysOnly_ComparesThoseDays) {
  statistics::PerformanceAccumulator sums{100, 252, 5};
  sums.add({day("2024-01-01"), 110, 0, 0.02});
  sums.add({day("2024-01-02"), 121, 0, std::nullopt});
  sums.add({day("2024-01-03"), 115, 0, std::numeric_limits<double>::quiet_NaN()});
  sums.add({day("2024-01-04"), 120, 0, 0.01});
  const auto result = sums.summary();
  EXPECT_EQ(result.benchmark->days, 2U);
  EXPECT_NEAR(result.benchmark->total_return.value(), 1.02 * 1.01 - 1, 1e-12);
  EXPECT_FALSE(performance_of(100, {101, 102}).benchmark);
}

}  // namespace
}  // namespace sluice::analytics
