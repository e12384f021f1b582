// SPDX-License-Identifier: Apache-2.0
//
// data_check_test.cpp: each thing that a check of whole series tells, and what it keeps quiet
// about.
#include "market/data_check.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using testing::bar;
using testing::date;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::rows_of;

class DataCheckTest : public ::testing::Test {
 protected:
  // Closes of AAA and BBB on the n-th weekday of 2024; empty: no bar.
  void day(int number, std::string_view a, std::string_view b) {
    const Date when = Date::from_days(date("2024-01-01").days() + number / 5 * 7 + number % 5);
    const Timestamp time = Timestamp::from_date(when);
    std::vector<sluice_bar> bars;
    if (!a.empty()) bars.push_back(bar(time, 0, a));
    if (!b.empty()) bars.push_back(bar(time, 1, b));
    check().take(time, rows_of(bars));
  }
  DataCheck& check() {
    if (!check_) check_.emplace(table_, settings_);
    return *check_;
  }
  std::vector<std::string> findings() {
    report_ = check().finish();
    std::vector<std::string> lines;
    for (const auto& f : report_.findings)
      lines.push_back((f.is_error ? "error " : "warning ") + f.code + " " + f.symbol + " " +
                      (f.day ? f.day->to_string() : "") + " " + f.text);
    return lines;
  }
  // Another close each day, and never a jump.
  static std::string walk(int number) { return "10" + std::to_string(number % 7); }

  const InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  DataCheck::Settings settings_;
  std::optional<DataCheck> check_;
  DataReport report_;
};

TEST_F(DataCheckTest, CleanData_HasNoFinding) {
  for (int i = 0; i < 30; ++i) day(i, walk(i), walk(i + 1));
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(report_.days, 30u);
  EXPECT_EQ(report_.bars, 60u);
  EXPECT_EQ(report_.symbols[0].bars, 30u);
  EXPECT_EQ(report_.symbols[0].first, date("2024-01-01"));
  EXPECT_EQ(report_.errors() + report_.warnings(), 0u);
}

TEST_F(DataCheckTest, JumpThatNoActionExplains_IsAnError) {
  day(0, "700", "10");
  day(1, "100", "10.1");
  EXPECT_THAT(findings(), ElementsAre("error UNADJUSTED_JUMP AAA 2024-01-02 close 100 after 700 "
                                      "looks like a split of 7/1"));
  EXPECT_EQ(report_.errors(), 1u);
}

TEST_F(DataCheckTest, JumpThatAnActionExplains_IsNone) {
  settings_.actions = CorporateActions{{{date("2024-01-02"), 0, ActionKind::kSplit, {7, 1}, {}}}};
  day(0, "700", "10");
  day(1, "100", "10.1");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(DataCheckTest, SymbolWithoutBars_IsAnError) {
  day(0, "1", "");
  EXPECT_THAT(findings(), ElementsAre("error NO_DATA BBB  no bar at all"));
}

TEST_F(DataCheckTest, SameCloseForTenBars_IsStale_AndNineAreNot) {
  for (int i = 0; i < 12; ++i) day(i, i < 10 ? "5" : "5.1", i < 9 ? "6" : "6.1");
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("STALE_PRICE AAA 2024-01-01 the close stays 5 for "
                                                "10")));
}

TEST_F(DataCheckTest, FiveDaysWithoutABar_AreAGap_AndFourAreCountedAlone) {
  for (int i = 0; i < 20; ++i)
    day(i, i >= 3 && i < 8 ? "" : walk(i), i >= 3 && i < 7 ? "" : walk(i));
  EXPECT_THAT(findings(), ElementsAre("warning GAP AAA 2024-01-03 no bar until 2024-01-11: 5 days "
                                      "of the data between"));
  EXPECT_EQ(report_.symbols[0].missing, 5u);
  EXPECT_EQ(report_.symbols[1].missing, 4u);
}

TEST_F(DataCheckTest, WeekWithoutAnyBar_IsAHole_AndALongWeekendIsNone) {
  day(0, "1", "1");
  day(4, "1.1", "1.1");
  day(10, "1.2", "1.2");
  EXPECT_THAT(findings(),
              ElementsAre("warning CALENDAR_HOLE  2024-01-05 no bar of any symbol until "
                          "2024-01-15, 10 days later"));
}

TEST_F(DataCheckTest, Calendar_TellsHolesAndClosedDays) {
  const auto hours = parse_trading_hours(
      "kind,from,to,days,open,close,offset\n"
      "session,2024-01-01,2024-12-31,Mon-Thu,09:30,16:00,-05:00\n",
      "calendar.csv");
  ASSERT_TRUE(hours) << hours.error().message;
  settings_.hours = &*hours;
  day(0, "1", "1");
  day(2, "1.1", "1.1");
  day(4, "1.2", "1.2");
  EXPECT_THAT(
      findings(),
      ElementsAre("warning CALENDAR_HOLE  2024-01-02 the calendar has a session and the data "
                  "has no bar",
                  "warning CALENDAR_HOLE  2024-01-04 the calendar has a session and the data "
                  "has no bar",
                  "warning CLOSED_DAY  2024-01-05 the calendar has no session and the data "
                  "has bars"));
}

TEST_F(DataCheckTest, ManyFindings_AreCountedBehindTheTwentieth) {
  for (int i = 0; i < 60; ++i) day(i, i % 2 == 0 ? "100" : "200", "1");
  const auto lines = findings();
  EXPECT_EQ(report_.errors(), 59u);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const auto& line) {
                            return line.find("UNADJUSTED_JUMP AAA") != std::string::npos;
                          }),
            20);
}

}  // namespace
}  // namespace sluice::market
