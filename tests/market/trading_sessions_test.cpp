// SPDX-License-Identifier: Apache-2.0
//
// trading_sessions_test.cpp: time zones, sessions over midnight, markets that never close, and what
// a session waits for: the next open and the next close. session_times.csv was calculated by
// another program, session_times.py.
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "market/trading_hours.hpp"
#include "support/domain_values.hpp"
#include "support/file_text.hpp"

namespace sluice::market {
namespace {

using testing::at;
using testing::date;
using ::testing::HasSubstr;

TradingHours calendar(const std::string& rows) {
  auto hours = parse_trading_hours("kind,from,to,days,open,close,offset\n" + rows, "c.csv");
  EXPECT_TRUE(hours.ok()) << (hours.ok() ? "" : hours.error().message);
  return std::move(hours).value();
}

TradingHours shipped(const std::string& name) {
  const std::string path = std::string{SLUICE_SOURCE_DIR} + "/configs/calendars/" + name;
  auto hours = parse_trading_hours(testing::file_text(path), path);
  EXPECT_TRUE(hours.ok()) << (hours.ok() ? "" : hours.error().message);
  return std::move(hours).value();
}

std::string told(const std::optional<Timestamp>& time) {
  return time ? time->to_string() : "never";
}

TEST(TradingSessions, AroundEveryChangeOfClocks_AreWhatAnIndependentCalculationSays) {
  std::istringstream lines{
      testing::file_text(std::string{SLUICE_SOURCE_DIR} + "/tests/market/session_times.csv")};
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  int sessions = 0;
  while (std::getline(lines, line)) {
    std::istringstream cells{line};
    std::string zone, open, close, day, opens, closes;
    for (std::string* cell : {&zone, &open, &close, &day, &opens, &closes})
      std::getline(cells, *cell, ',');
    const TradingHours hours = calendar("session,,,Mon-Sun," + open + "," + close + "," + zone);
    EXPECT_EQ(hours.on(date(day.c_str())), (SessionHours{at(opens.c_str()), at(closes.c_str())}))
        << line;
    const Timestamp last = at(closes.c_str()).plus_nanoseconds(-1);
    EXPECT_TRUE(hours.is_open(at(opens.c_str()))) << line;
    EXPECT_TRUE(hours.is_open(last)) << line;
    if (open != "00:00") {
      EXPECT_EQ(told(hours.next_close(last)), closes);
      EXPECT_FALSE(hours.is_open(at(opens.c_str()).plus_nanoseconds(-1))) << line;
    }
    ++sessions;
  }
  EXPECT_EQ(sessions, 180);
}

TEST(TradingSessions, OfAWholeDayOnWhichClocksChange_Last23Or25Hours) {
  const TradingHours hours = calendar("session,,,Sun,00:00,24:00,America/New_York\n");
  const auto length = [&](const char* day) {
    const auto session = hours.on(date(day));
    return (session->close.nanoseconds() - session->open.nanoseconds()) / 3'600'000'000'000;
  };
  EXPECT_EQ(length("2025-03-09"), 23);
  EXPECT_EQ(length("2025-11-02"), 25);
  EXPECT_EQ(length("2025-11-09"), 24);
}

TEST(TradingSessions, ThatOpenAtATimeTheClockSkips_OpenWhenItGoesOn) {
  const TradingHours hours = calendar("session,,,Sun,02:30,12:00,America/New_York\n");
  EXPECT_EQ(hours.on(date("2025-03-09"))->open, at("2025-03-09T07:00:00Z")) << "03:00 there";
  EXPECT_EQ(hours.on(date("2025-03-16"))->open, at("2025-03-16T06:30:00Z"));
}

TEST(TradingSessions, OverMidnight_AreOfTheDayOnWhichTheyOpen) {
  const TradingHours hours = calendar("session,,,Sun-Thu,17:00,16:00+1,America/Chicago\n");
  // Thursday's ends on Friday; the next opens on Sunday.
  EXPECT_TRUE(hours.is_open(at("2025-07-11T20:59:59Z")));
  EXPECT_FALSE(hours.is_open(at("2025-07-11T21:00:00Z")));
  EXPECT_EQ(told(hours.next_open(at("2025-07-11T20:59:59Z"))), "2025-07-13T22:00:00Z");
  EXPECT_EQ(told(hours.next_close(at("2025-07-11T21:00:00Z"))), "2025-07-14T21:00:00Z");
  EXPECT_FALSE(hours.on(date("2025-07-11")));
}

TEST(TradingSessions, OverMidnightOnTheNightOfTheChange_LastAnHourLessOrMore) {
  const TradingHours hours = calendar("session,,,Sat,20:00,08:00+1,Europe/Berlin\n");
  EXPECT_EQ(hours.on(date("2025-03-29")),
            (SessionHours{at("2025-03-29T19:00:00Z"), at("2025-03-30T06:00:00Z")}));
  EXPECT_EQ(hours.on(date("2025-10-25")),
            (SessionHours{at("2025-10-25T18:00:00Z"), at("2025-10-26T07:00:00Z")}));
}

TEST(TradingSessions, NextOpenAndClose_AreAfterNow) {
  const TradingHours hours = calendar("session,,,Mon-Fri,09:00,17:00,Z\n");
  struct Case {
    const char *now, *open, *close;
    bool is_open;
  };
  for (const Case& each :
       {Case{"2025-07-07T08:59:59Z", "2025-07-07T09:00:00Z", "2025-07-07T17:00:00Z", false},
        Case{"2025-07-07T09:00:00Z", "2025-07-08T09:00:00Z", "2025-07-07T17:00:00Z", true},
        Case{"2025-07-07T16:59:59Z", "2025-07-08T09:00:00Z", "2025-07-07T17:00:00Z", true},
        Case{"2025-07-07T17:00:00Z", "2025-07-08T09:00:00Z", "2025-07-08T17:00:00Z", false},
        Case{"2025-07-11T17:00:00Z", "2025-07-14T09:00:00Z", "2025-07-14T17:00:00Z", false}}) {
    EXPECT_EQ(hours.is_open(at(each.now)), each.is_open) << each.now;
    EXPECT_EQ(told(hours.next_open(at(each.now))), each.open) << each.now;
    EXPECT_EQ(told(hours.next_close(at(each.now))), each.close) << each.now;
  }
}

TEST(TradingSessions, ThatAdjoin_AreOne) {
  const TradingHours hours = calendar(
      "session,,,Mon,00:00,24:00,Z\nsession,,,Tue,00:00,12:00,Z\nholiday,2025-07-15,,,,,\n");
  EXPECT_EQ(told(hours.next_close(at("2025-07-07T10:00:00Z"))), "2025-07-08T12:00:00Z");
  EXPECT_EQ(told(hours.next_close(at("2025-07-14T10:00:00Z"))), "2025-07-15T00:00:00Z")
      << "holiday";
}

TEST(TradingSessions, OfAVenueThatNeverCloses_HaveNeitherOpenNorClose) {
  const TradingHours hours = shipped("always_open.csv");
  const auto now = at("2025-07-05T23:59:59.999999999Z");
  EXPECT_TRUE(hours.is_open(now));
  EXPECT_EQ(told(hours.next_close(now)), "never");
  EXPECT_EQ(told(hours.next_open(now)), "never");
}

TEST(TradingSessions, AfterTheLastOne_NothingComes) {
  const TradingHours hours = calendar("session,,2025-07-07,Mon,09:00,17:00,Z\n");
  EXPECT_EQ(told(hours.next_close(at("2025-07-07T12:00:00Z"))), "2025-07-07T17:00:00Z");
  EXPECT_EQ(told(hours.next_open(at("2025-07-07T12:00:00Z"))), "never");
  EXPECT_EQ(told(hours.next_close(at("2025-07-07T17:00:00Z"))), "never");
}

TEST(TradingSessions, OfTheShippedNewYorkCalendar_AreTheExchanges) {
  const TradingHours hours = shipped("nyse.csv");
  int days[4]{};
  int half_days[4]{};
  for (Date day = date("2024-01-01"); day <= date("2027-12-31");
       day = Date::from_days(day.days() + 1)) {
    const auto session = hours.on(day);
    const auto year = static_cast<std::size_t>(static_cast<int>(day.ymd().year()) - 2024);
    if (!session) continue;
    ++days[year];
    const auto length = session->close.nanoseconds() - session->open.nanoseconds();
    half_days[year] += length == 7 * 1'800'000'000'000 ? 1 : 0;
  }
  // As exchanges and data vendors count them.
  EXPECT_THAT(days, ::testing::ElementsAre(252, 250, 251, 251));
  EXPECT_THAT(half_days, ::testing::ElementsAre(3, 3, 2, 1));
  EXPECT_EQ(told(hours.next_open(at("2025-07-03T17:00:00Z"))), "2025-07-07T13:30:00Z");
  EXPECT_EQ(told(hours.next_open(at("2025-01-08T22:00:00Z"))), "2025-01-10T14:30:00Z");
}

TEST(TradingSessions, WhoseRowsCannotBe_AreRefusedWithTheirLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"session,,,Mon,18:00,17:00,Z\n", "closes at HH:MM+1"},
      {"session,,,Mon,18:00,18:01+1,Z\n",
       "c.csv:2: the session from 18:00 to 18:01+1 is longer than a day"},
      {"session,,,Mon,18:00,17:00+2,Z\n", "close is '17:00+2', expected HH:MM, or HH:MM+1"},
      {"session,,,Mon,09:00,17:00,Europe/Atlantis\n",
       "c.csv:2: offset is 'Europe/Atlantis': no time zone 'Europe/Atlantis'"},
      {"session,,,Mon,18:00,17:00+1,Z\nsession,,,Tue,16:59,17:00,Z\n",
       "c.csv:3: the sessions overlap with those of line 2"},
      {"session,,,Mon,00:00,01:00,Z\nsession,,,Sun,18:00,17:00+1,Z\n",
       "c.csv:3: the sessions overlap with those of line 2"}};
  for (const auto& [rows, message] : cases) {
    const auto hours =
        parse_trading_hours("kind,from,to,days,open,close,offset\n" + std::string{rows}, "c.csv");
    ASSERT_FALSE(hours.ok()) << rows;
    EXPECT_THAT(hours.error().message, HasSubstr(message));
  }
  calendar("session,,,Mon,18:00,17:00+1,Z\nsession,,,Tue,17:00,18:00,Z\n");
}

}  // namespace
}  // namespace sluice::market
