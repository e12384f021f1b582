// SPDX-License-Identifier: Apache-2.0
//
// drawdown_test.cpp: drawdowns with their dates, and returns by month.
#include <vector>

#include <gtest/gtest.h>

#include <sluice/statistics.hpp>

#include "analytics/series.hpp"

namespace sluice::analytics {
namespace {

TEST(Drawdown, ThatRecovered_HasItsThreeDates) {
  const auto result = performance_of(100, {100, 110, 99, 88, 105, 110, 120});
  ASSERT_EQ(result.drawdowns.size(), 1U);
  const auto& fall = result.drawdowns[0];
  EXPECT_NEAR(fall.depth, -0.2, 1e-12);
  EXPECT_EQ(fall.peak, day("2024-01-02"));
  EXPECT_EQ(fall.trough, day("2024-01-04"));
  EXPECT_EQ(fall.recovery, day("2024-01-06"));  // at the old peak, not only above it
  EXPECT_EQ(fall.periods, 4U);
  EXPECT_EQ(result.deepest_drawdown->recovery, day("2024-01-06"));
  EXPECT_EQ(result.deepest_drawdown->periods, 4U);
}

TEST(Drawdown, ThatLasts_HasNoRecovery) {
  const auto result = performance_of(100, {110, 55, 60, 70});
  ASSERT_EQ(result.drawdowns.size(), 1U);
  EXPECT_NEAR(result.drawdowns[0].depth, -0.5, 1e-12);
  EXPECT_FALSE(result.drawdowns[0].recovery);
  EXPECT_EQ(result.drawdowns[0].periods, 3U);
  EXPECT_EQ(result.deepest_drawdown->periods, 3U);
}

TEST(Drawdown, FromTheSeed_CountsFromTheFirstDay) {
  const auto result = performance_of(100, {90, 95});
  EXPECT_NEAR(result.max_drawdown.value(), -0.1, 1e-12);
  EXPECT_EQ(result.drawdowns.at(0).peak, day("2024-01-01"));
  EXPECT_EQ(result.drawdowns.at(0).trough, day("2024-01-01"));
}

TEST(Drawdown, Table_IsTheWorstFirstAndNoLongerThanAsked) {
  //                                     -1%       -5%       -3%       -5% (later)
  const std::vector<double> equity = {99, 100, 95, 100, 97, 100, 95, 100};
  const auto all = performance_of(100, equity).drawdowns;
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].trough, day("2024-01-03"));
  EXPECT_EQ(all[1].trough, day("2024-01-07"));
  EXPECT_EQ(all[2].trough, day("2024-01-05"));
  EXPECT_EQ(all[3].trough, day("2024-01-01"));
  const auto two = performance_of(100, equity, 252, 2).drawdowns;
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[1].trough, day("2024-01-07"));
  const auto none = performance_of(100, equity, 252, 0);
  EXPECT_TRUE(none.drawdowns.empty());
  EXPECT_NEAR(none.max_drawdown.value(), -0.05, 1e-12);
}

TEST(Drawdown, Current_IsThatOfTheLastDay) {
  statistics::PerformanceAccumulator sums{100, 252, 5};
  sums.add({day("2024-01-01"), 80, 0, std::nullopt});
  EXPECT_NEAR(sums.current_drawdown(), -0.2, 1e-12);
  sums.add({day("2024-01-02"), 90, 0, std::nullopt});
  EXPECT_NEAR(sums.current_drawdown(), -0.1, 1e-12);
  sums.add({day("2024-01-03"), 100, 0, std::nullopt});
  EXPECT_EQ(sums.current_drawdown(), 0);
}

TEST(CalendarReturns, RunFromTheLastEquityBeforeThePeriod) {
  statistics::PerformanceAccumulator sums{100, 252, 5};
  const auto add = [&](const char* date, double equity) {
    sums.add({day(date), equity, 0, std::nullopt});
  };
  add("2023-11-29", 104);
  add("2023-11-30", 110);
  add("2023-12-29", 99);
  add("2024-02-01", 120);  // nothing in January
  add("2024-02-29", 132);
  const auto result = sums.summary();
  ASSERT_EQ(result.months.size(), 3U);
  EXPECT_NEAR(result.months[0].value().value(), 0.10, 1e-12);
  EXPECT_NEAR(result.months[1].value().value(), -0.10, 1e-12);
  EXPECT_EQ(result.months[2].year, 2024);
  EXPECT_EQ(result.months[2].month, 2U);
  EXPECT_NEAR(result.months[2].value().value(), 132.0 / 99.0 - 1, 1e-12);
  ASSERT_EQ(result.years.size(), 2U);
  EXPECT_NEAR(result.years[0].value().value(), -0.01, 1e-12);
  EXPECT_NEAR(result.years[1].value().value(), 132.0 / 99.0 - 1, 1e-12);
}

TEST(Drawdown, ThatRecovers_TellsHowLongItFellAndRose) {
  const auto result = performance_of(100, {110, 100, 99, 105, 106, 111, 110});
  ASSERT_EQ(result.drawdowns.size(), 2U);
  const auto& deepest = result.drawdowns[0];
  EXPECT_EQ(deepest.fall_periods, 2U);
  EXPECT_EQ(deepest.recovery_periods(), 3U);
  EXPECT_EQ(result.drawdowns[1].recovery_periods(), std::nullopt);
  EXPECT_EQ(result.longest_drawdown, 5U);
  EXPECT_EQ(result.days_under_water, 5U);
}

TEST(CalendarReturns, AfterRuin_HaveNoValue) {
  statistics::PerformanceAccumulator sums{100, 252, 5};
  sums.add({day("2024-01-31"), 0, 0, std::nullopt});
  sums.add({day("2024-02-29"), 50, 0, std::nullopt});
  const auto months = sums.summary().months;
  EXPECT_NEAR(months.at(0).value().value(), -1, 1e-12);
  EXPECT_FALSE(months.at(1).value());
}

}  // namespace
}  // namespace sluice::analytics
