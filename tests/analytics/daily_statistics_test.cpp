// SPDX-License-Identifier: Apache-2.0
//
// daily_statistics_test.cpp: the six numbers of a paper track, stored and taken up again.
#include "analytics/daily_statistics.hpp"

#include <charconv>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "analytics/series.hpp"

namespace sluice::analytics {
namespace {

// Written as the shortest decimal that reads back as the same double, and read back.
double stored(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double read = 0;
  std::from_chars(text, end, read);
  return read;
}

DailyStatistics stored(const DailyStatistics& from) {
  DailyStatistics to;
  to.count = from.count;
  to.mean = stored(from.mean);
  to.m2 = stored(from.m2);
  to.peak = stored(from.peak);
  to.max_drawdown = stored(from.max_drawdown);
  to.previous_equity = stored(from.previous_equity);
  return to;
}

std::vector<double> some_equities() {
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3000, 3100));
  std::vector<double> equity;
  double value = 100'000;
  for (const int step : steps) equity.push_back(value *= 1.0 + step / 99'991.0);
  return equity;
}

TEST(DailyStatistics, StoredAndRestoredEveryDay_GoesOnBitByBit) {
  EXPECT_TRUE(rc::check("stored", [] {
    auto whole = DailyStatistics::start(100'000);
    auto parted = DailyStatistics::start(100'000);
    for (const double equity : some_equities()) {
      whole.add_day(equity);
      parted = stored(parted);
      parted.add_day(equity);
      RC_ASSERT(whole == parted);
      RC_ASSERT(whole.sharpe(252) == parted.sharpe(252));
    }
  }));
}

TEST(DailyStatistics, OverAnySeries_AgreesWithTheWholeRunToTheLastDigit) {
  EXPECT_TRUE(rc::check("same", [] {
    const auto equities = some_equities();
    auto daily = DailyStatistics::start(100'000);
    for (const double equity : equities) daily.add_day(equity);
    const auto whole = performance_of(100'000, equities);
    RC_ASSERT(daily.sharpe(252) == whole.sharpe);
    if (!equities.empty()) RC_ASSERT(daily.max_drawdown == whole.max_drawdown);
  }));
}

TEST(DailyStatistics, BelowTwoReturns_HasNoSharpeRatio) {
  auto daily = DailyStatistics::start(100);
  EXPECT_FALSE(daily.sharpe(252));
  EXPECT_NEAR(daily.add_day(101).value(), 0.01, 1e-12);
  EXPECT_FALSE(daily.sharpe(252));
  daily.add_day(103);
  EXPECT_TRUE(daily.sharpe(252));
}

TEST(DailyStatistics, WhereReturnsDoNotVary_HasNoSharpeRatio) {
  auto daily = DailyStatistics::start(100);
  for (int i = 0; i < 5; ++i) daily.add_day(100);
  EXPECT_FALSE(daily.sharpe(252));
  EXPECT_EQ(daily.max_drawdown, 0);
}

TEST(DailyStatistics, AfterRuin_TakesInNoReturn) {
  auto daily = DailyStatistics::start(100);
  EXPECT_NEAR(daily.add_day(0).value(), -1, 1e-12);
  EXPECT_FALSE(daily.add_day(50));
  EXPECT_EQ(daily.count, 1U);
  EXPECT_EQ(daily.max_drawdown, -1);
}

}  // namespace
}  // namespace sluice::analytics
