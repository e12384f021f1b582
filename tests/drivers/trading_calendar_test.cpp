// SPDX-License-Identifier: Apache-2.0
#include "drivers/trading_calendar.hpp"

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::date;
using enum RebalanceFrequency;

struct Row {
  RebalanceFrequency frequency;
  const char* previous;
  const char* session;
  bool rebalance;
  const char* why;
};

TEST(IsRebalance, OnTheFirstSessionOfEachPeriod) {
  constexpr Row kTable[] = {
      {kDaily, "2024-01-02", "2024-01-03", true, "every session"},
      {kWeekly, "2024-01-02", "2024-01-03", false, "Tuesday to Wednesday"},
      {kWeekly, "2024-01-05", "2024-01-08", true, "Friday to Monday"},
      {kWeekly, "2024-01-05", "2024-01-09", true, "Monday was a holiday"},
      {kWeekly, "2024-01-06", "2024-01-07", false, "Saturday to Sunday"},
      {kWeekly, "2024-01-07", "2024-01-08", true, "Sunday to Monday"},
      {kWeekly, "2024-12-30", "2025-01-02", false, "one ISO week over the year's end"},
      {kWeekly, "2024-12-31", "2025-01-01", false, "one ISO week over the year's end"},
      {kWeekly, "2023-12-29", "2024-01-02", true, "Friday to Tuesday over the year's end"},
      {kWeekly, "2024-01-02", "2024-01-09", true, "the same weekday a week later"},
      {kWeekly, "2024-01-02", "2025-01-02", true, "a year without data"},
      {kWeekly, "1970-01-02", "1970-01-05", true, "the epoch's first Monday"},
      {kWeekly, "1969-12-31", "1970-01-01", false, "Wednesday to Thursday over the epoch"},
      {kWeekly, "1969-12-28", "1969-12-29", true, "Sunday to Monday before the epoch"},
      {kMonthly, "2024-01-02", "2024-01-31", false, "the same month"},
      {kMonthly, "2024-01-31", "2024-02-01", true, "the next month"},
      {kMonthly, "2024-02-29", "2024-03-04", true, "the first days were no sessions"},
      {kMonthly, "2024-12-31", "2025-01-02", true, "the next year"},
      {kMonthly, "2024-01-15", "2025-01-15", true, "the same month of another year"},
  };
  for (const auto& row : kTable)
    EXPECT_EQ(is_rebalance(row.frequency, date(row.previous), date(row.session)), row.rebalance)
        << row.previous << " to " << row.session << ": " << row.why;
}

TEST(IsRebalance, OnTheFirstSessionOfARun) {
  for (const auto frequency : {kDaily, kWeekly, kMonthly})
    EXPECT_TRUE(is_rebalance(frequency, std::nullopt, date("2024-01-17")));
}

}  // namespace
}  // namespace sluice::drivers
