// SPDX-License-Identifier: Apache-2.0
//
// trading_hours_test.cpp: when a market is open, and what is wrong with a calendar file: by line.
#include "market/trading_hours.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using testing::at;
using testing::date;
using ::testing::HasSubstr;

constexpr const char* kNewYork =
    "# a comment\n"
    "kind,from,to,days,open,close,offset\r\n"
    "session,2025-01-01,2025-03-08,Mon-Fri,09:30,16:00,-05:00\n"
    "session,2025-03-09,,Mon-Fri,09:30,16:00,-04:00\n"
    "\n"
    "holiday,2025-07-04,,,,,\n"
    "half_day,2025-07-03,,,09:30,13:00,-04:00\n"
    "holiday,2025-12-25,2025-12-26,,,,\n";

TradingHours parsed_hours(const std::string& text) {
  auto hours = parse_trading_hours(text, "c.csv");
  EXPECT_TRUE(hours.ok()) << (hours.ok() ? "" : hours.error().message);
  return std::move(hours).value();
}

TEST(TradingHours, OnAWeekday_AreThoseOfItsRange) {
  const TradingHours hours = parsed_hours(kNewYork);
  EXPECT_EQ(hours.on(date("2025-03-07")),
            (SessionHours{at("2025-03-07T14:30:00Z"), at("2025-03-07T21:00:00Z")}));
  EXPECT_EQ(hours.on(date("2025-03-10")),
            (SessionHours{at("2025-03-10T13:30:00Z"), at("2025-03-10T20:00:00Z")}));
}

TEST(TradingHours, OnWeekendsHolidaysAndOutsideEveryRange_AreNone) {
  const TradingHours hours = parsed_hours(kNewYork);
  for (const char* day :
       {"2025-03-08", "2025-03-09", "2025-07-04", "2025-12-25", "2025-12-26", "2024-12-31"})
    EXPECT_FALSE(hours.on(date(day))) << day;
  EXPECT_TRUE(hours.on(date("2025-12-24")));
  EXPECT_TRUE(hours.on(date("2025-12-29")));
}

TEST(TradingHours, OnAHalfDay_CloseEarly) {
  EXPECT_EQ(parsed_hours(kNewYork).on(date("2025-07-03")),
            (SessionHours{at("2025-07-03T13:30:00Z"), at("2025-07-03T17:00:00Z")}));
}

TEST(TradingHours, At_GivesTheSessionInProgressUpToItsClose) {
  const TradingHours hours = parsed_hours(kNewYork);
  const auto wednesday = hours.on(date("2025-07-02"));
  EXPECT_EQ(hours.at(at("2025-07-02T13:29:59Z")), wednesday) << "the next one";
  EXPECT_EQ(hours.at(at("2025-07-02T13:30:00Z")), wednesday);
  EXPECT_EQ(hours.at(at("2025-07-02T19:59:59Z")), wednesday);
  EXPECT_EQ(hours.at(at("2025-07-02T20:00:00Z")), hours.on(date("2025-07-03")));
  EXPECT_EQ(hours.at(at("2025-07-03T17:00:00Z")), hours.on(date("2025-07-07")))
      << "over holiday and weekend";
}

TEST(TradingHours, At_WhereTheMarketsDayIsAnotherThanUtcs) {
  const TradingHours east =
      parsed_hours("kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,09:00,15:00,+12:00\n");
  // Monday there begins on Sunday.
  EXPECT_EQ(east.at(at("2025-07-06T21:30:00Z"))->open, at("2025-07-06T21:00:00Z"));
  const TradingHours west =
      parsed_hours("kind,from,to,days,open,close,offset\nsession,,,Fri,12:00,24:00,-10:00\n");
  // Friday there ends on Saturday.
  EXPECT_EQ(west.at(at("2025-07-05T09:59:59Z"))->close, at("2025-07-05T10:00:00Z"));
}

TEST(TradingHours, AroundTheClock_IsEveryDay) {
  const TradingHours hours =
      parsed_hours("kind,from,to,days,open,close,offset\nsession,,,Mon-Sun,00:00,24:00,\n");
  const auto now = at("2025-07-05T23:59:59Z");
  EXPECT_EQ(hours.at(now), (SessionHours{at("2025-07-05"), at("2025-07-06")}));
}

TEST(TradingHours, AfterTheLastSession_AreNone) {
  const TradingHours hours = parsed_hours(
      "kind,from,to,days,open,close,offset\nsession,2025-01-01,2025-01-31,Mon-Fri,09:30,16:00,Z\n");
  EXPECT_TRUE(hours.at(at("2025-01-31T15:00:00Z")));
  EXPECT_FALSE(hours.at(at("2025-01-31T16:00:00Z")));
}

TEST(TradingHours, WeekdaysOfSeveralParts_AreAll) {
  const TradingHours hours =
      parsed_hours("kind,from,to,days,open,close,offset\nsession,,,Sat-Mon Wed,00:00,24:00,\n");
  std::string open;
  for (int day = 7; day <= 13; ++day)  // 2025-07-07 is a Monday
    open += hours.on(*Date::from_ymd(2025, 7, static_cast<unsigned>(day))) ? 'x' : '.';
  EXPECT_EQ(open, "x.x..xx");
}

struct HoursFault {
  const char* name;
  const char* rows;
  const char* message;
};
class TradingHoursFault : public ::testing::TestWithParam<HoursFault> {};

TEST_P(TradingHoursFault, IsToldWithFileAndLine) {
  const auto hours = parse_trading_hours(
      "kind,from,to,days,open,close,offset\n" + std::string{GetParam().rows}, "c.csv");
  ASSERT_FALSE(hours.ok());
  EXPECT_THAT(hours.error().message, HasSubstr(GetParam().message));
}

constexpr HoursFault kHoursFaults[] = {
    {"no_rows", "", "c.csv: no session in it"},
    {"holidays_alone", "holiday,2025-01-01,,,,,\n", "c.csv: no session in it"},
    {"fields", "session,,\n", "c.csv:2: 3 fields, expected 7"},
    {"quotes", "\"session\n", "c.csv:2: a quoted field does not end"},
    {"kind", "party,,,,,,\n", "c.csv:2: 'party' is no kind of day, expected session, holiday"},
    {"date", "session,yesterday,,Mon,09:00,10:00,\n",
     "c.csv:2: from is 'yesterday', expected YYYY-MM-DD"},
    {"to", "session,,2025-13-01,Mon,09:00,10:00,\n", "c.csv:2: to is '2025-13-01'"},
    {"range", "session,2025-02-01,2025-01-01,Mon,09:00,10:00,\n", "c.csv:2: to is before from"},
    {"days", "session,,,Mon-Freitag,09:00,10:00,\n", "c.csv:2: days is 'Mon-Freitag', expected"},
    {"no_days", "session,,,,09:00,10:00,\n", "c.csv:2: days is ''"},
    {"open", "session,,,Mon,9:00,10:00,\n", "c.csv:2: open is '9:00', expected HH:MM"},
    {"close", "session,,,Mon,09:00,24:01,\n", "c.csv:2: close is '24:01', expected HH:MM"},
    {"minute", "session,,,Mon,09:60,10:00,\n", "c.csv:2: open is '09:60'"},
    {"offset", "session,,,Mon,09:00,10:00,5\n", "c.csv:2: offset is '5', expected +HH:MM"},
    {"far_offset", "session,,,Mon,09:00,10:00,+16:01\n", "c.csv:2: offset is '+16:01'"},
    {"backwards", "session,,,Mon,10:00,10:00,\n",
     "c.csv:2: the close 10:00 is not after the open 10:00"},
    {"overlap", "session,,,Mon-Fri,09:00,10:00,\nsession,2025-01-01,,Fri Sat,09:00,10:00,\n",
     "c.csv:3: the sessions overlap with those of line 2"},
    {"same_day", "holiday,2025-01-01,,,,,\nhalf_day,2025-01-01,,,09:00,10:00,\n",
     "c.csv:3: 2025-01-01 stands in line 2 already"},
    {"holiday_with_hours", "holiday,2025-01-01,,,09:00,,\n", "c.csv:2: a holiday has a date alone"},
    {"holiday_of_no_day", "holiday,,,,,,\n", "c.csv:2: a holiday needs its date"},
    {"endless_holiday", "holiday,2025-01-01,2026-12-31,,,,\n",
     "c.csv:2: a holiday of more than a year"},
    {"half_day_of_days", "half_day,2025-01-01,2025-01-02,,09:00,10:00,\n",
     "c.csv:2: a half_day has one date and no days"},
    {"half_day_of_no_day", "half_day,,,,09:00,10:00,\n", "c.csv:2: a half_day needs its date"},
    {"half_day_without_hours", "half_day,2025-01-01,,,,,\n", "c.csv:2: open is ''"},
};
INSTANTIATE_TEST_SUITE_P(All, TradingHoursFault, ::testing::ValuesIn(kHoursFaults),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(TradingHours, WithoutItsHeader_IsRefused) {
  EXPECT_EQ(parse_trading_hours("# nothing\n", "c.csv").error().message,
            "c.csv: empty; expected the header kind,from,to,days,open,close,offset");
  EXPECT_EQ(parse_trading_hours("session,,,Mon,09:00,10:00,\n", "c.csv").error().message,
            "c.csv:1: expected the header kind,from,to,days,open,close,offset");
}

}  // namespace
}  // namespace sluice::market
