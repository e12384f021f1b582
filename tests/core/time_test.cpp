// SPDX-License-Identifier: Apache-2.0
//
// time_test.cpp: dates and timestamps: their text, the days that exist, and the ends of the range.
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/time.hpp>

#include "core/exact_reference.hpp"

namespace sluice {
namespace {

constexpr std::int64_t kFirstInstant = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastInstant = std::numeric_limits<std::int64_t>::max();

TEST(Date, Parse_OfBothForms_IsTheDay) {
  EXPECT_EQ(Date::parse("1970-01-01")->days(), 0);
  EXPECT_EQ(Date::parse("19700102")->days(), 1);
  EXPECT_EQ(Date::parse("2000-02-29")->days(), 11'016);
  EXPECT_EQ(Date::parse("1969-12-31")->days(), -1);
}

TEST(Date, Parse_OfDaysThatDoNotExist_IsNothing) {
  for (const char* text : {"2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31",
                           "2025-01-00", "0000-01-01", "2025-1-1", "2025/01/01", "20250132", "",
                           "2025-01-1x", "+025-01-01", "2025-01-01 ", "202501011"})
    EXPECT_FALSE(Date::parse(text)) << text;
}

// std::chrono keeps months in a byte: 257 must not become January.
TEST(Date, FromYmd_OutOfRange_IsNothing) {
  EXPECT_FALSE(Date::from_ymd(2025, 257, 1));
  EXPECT_FALSE(Date::from_ymd(2025, 1, 257));
  EXPECT_FALSE(Date::from_ymd(2025, -255, 1));
  EXPECT_FALSE(Date::from_ymd(67'561, 1, 1));
  EXPECT_FALSE(Date::from_ymd(0, 1, 1));
  EXPECT_TRUE(Date::from_ymd(9999, 12, 31));
}

TEST(Date, ParseOfPrint_IsTheSameDay) {
  const int first = Date::parse("0001-01-01")->days();
  const int last = Date::parse("9999-12-31")->days();
  EXPECT_TRUE(rc::check("date", [=] {
    const Date date = Date::from_days(*rc::gen::inRange(first, last + 1));
    RC_ASSERT(Date::parse(date.to_string()) == date);
    RC_ASSERT(Date::parse(date.to_compact()) == date);
    const auto next = Date::from_days(date.days() + 1);
    RC_ASSERT(date < next && date.to_string() < next.to_string());
  }));
}

TEST(Timestamp, Parse_OfEveryForm_IsTheInstant) {
  EXPECT_EQ(Timestamp::parse("2025-01-15T10:30:00Z")->nanoseconds(), 1'736'937'000'000'000'000);
  EXPECT_EQ(Timestamp::parse("2025-01-15 10:30:00Z"), Timestamp::parse("2025-01-15T10:30:00Z"));
  EXPECT_EQ(Timestamp::parse("1970-01-01T00:00:00.5Z")->nanoseconds(), 500'000'000);
  EXPECT_EQ(Timestamp::parse("1970-01-01T00:00:00.000000001Z")->nanoseconds(), 1);
  EXPECT_EQ(Timestamp::parse("1969-12-31T23:59:59.999999999Z")->nanoseconds(), -1);
  EXPECT_EQ(Timestamp::parse("2025-01-15"), Timestamp::from_date(*Date::parse("2025-01-15")));
  EXPECT_EQ(Timestamp::parse("20250115"), Timestamp::parse("2025-01-15"));
}

TEST(Timestamp, Parse_OfAnythingElse_IsNothing) {
  for (const char* text :
       {"", "2025-01-15T10:30:00", "2025-01-15T24:00:00Z", "2025-01-15T10:60:00Z",
        "2025-01-15T10:30:60Z", "2025-01-15T10:30Z", "2025-01-15T10:30:00.Z",
        "2025-01-15T10:30:00.1234567890Z", "2025-01-15T10:30:00.12345678901234567890Z",
        "2025-01-15T10:30:00+01:00", "2025-01-15T10:30:00z", "2025-01-15t10:30:00Z",
        "2025-01-15T10-30-00Z", "2025-02-30T10:30:00Z", "20250115T10:30:00Z", "2025-01-15T",
        "2025-01-15T10:30:00,5Z", "2025-01-15T10:30:0xZ"})
    EXPECT_FALSE(Timestamp::parse(text)) << text;
}

TEST(Timestamp, FromDate_IsMidnightUtc) {
  EXPECT_EQ(Timestamp::from_date(*Date::parse("2025-01-15")).to_string(), "2025-01-15T00:00:00Z");
}

TEST(Timestamp, Date_BeforeTheEpoch_IsTheDayItLiesIn) {
  EXPECT_EQ(Timestamp::from_nanoseconds(-1).date().to_string(), "1969-12-31");
  EXPECT_EQ(Timestamp::from_nanoseconds(-Timestamp::kNanosecondsPerDay).date().days(), -1);
  EXPECT_EQ(Timestamp::from_nanoseconds(-Timestamp::kNanosecondsPerDay - 1).date().days(), -2);
}

TEST(Timestamp, AtTheEndsOfTheRange_TextIsExactBothWays) {
  const std::string first = Timestamp::from_nanoseconds(kFirstInstant).to_string();
  const std::string last = Timestamp::from_nanoseconds(kLastInstant).to_string();
  EXPECT_EQ(first, "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(last, "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(Timestamp::parse(first)->nanoseconds(), kFirstInstant);
  EXPECT_EQ(Timestamp::parse(last)->nanoseconds(), kLastInstant);
}

TEST(Timestamp, Parse_BeyondTheEndsOfTheRange_IsNothing) {
  for (const char* text :
       {"1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z", "2262-04-12T00:00:00Z",
        "9999-12-31T23:59:59Z", "0001-01-01", "1677-09-21"})
    EXPECT_FALSE(Timestamp::parse(text)) << text;
}

TEST(Timestamp, ParseOfPrint_IsTheSameInstant) {
  EXPECT_TRUE(rc::check("timestamp", [] {
    const auto time = Timestamp::from_nanoseconds(*exact::raw64());
    const std::string text = time.to_string();
    RC_ASSERT(text.size() <= Timestamp::kTextSize);
    RC_ASSERT(Timestamp::parse(text) == time);
    RC_ASSERT(text.substr(0, 10) == time.date().to_string());
  }));
}

// Against the calendar of the standard library.
TEST(Timestamp, Text_AgreesWithTheCalendar) {
  EXPECT_TRUE(rc::check("calendar", [] {
    const auto seconds = *rc::gen::inRange<std::int64_t>(-9'000'000'000, 9'000'000'000);
    const std::chrono::sys_seconds instant{std::chrono::seconds{seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day ymd{day};
    const std::chrono::hh_mm_ss clock{instant - day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                  static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    RC_ASSERT(Timestamp::from_nanoseconds(seconds * Timestamp::kNanosecondsPerSecond).to_string() ==
              text);
  }));
}

}  // namespace
}  // namespace sluice
