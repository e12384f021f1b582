// SPDX-License-Identifier: Apache-2.0
//
// time_zone_test.cpp: clocks on walls. New York's file stands for all; another way to compute is
// the C library's.
#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include <sluice/time_zone.hpp>

namespace sluice {
namespace {

Timestamp at(std::string_view text) { return *Timestamp::parse(text); }
TimeZone zone(std::string_view name) {
  auto found = TimeZone::find(name);
  EXPECT_TRUE(found) << found.error().message;
  return found ? *found : TimeZone{};
}

TEST(TimeZone, UtcAndOffsets_NeedNoFile) {
  const TimeZone utc = *TimeZone::find("UTC", "/nowhere");
  EXPECT_EQ(utc.to_utc(at("2014-06-09T09:30:00Z")), at("2014-06-09T09:30:00Z"));
  const TimeZone india = *TimeZone::find("+05:30", "/nowhere");
  EXPECT_EQ(india.to_utc(at("2014-06-09T09:30:00Z")), at("2014-06-09T04:00:00Z"));
  EXPECT_EQ(india.date(at("2014-06-08T18:30:00Z")).to_string(), "2014-06-09");
  EXPECT_EQ(TimeZone::find("-03:00")->offset_s(at("2020-01-01T00:00:00Z")), -3 * 3600);
}

TEST(ReadClock, EveryForm_IsRead) {
  const TimeZone york = zone("America/New_York");
  for (const char* text : {"2014-06-09 09:30", "2014-06-09T09:30:00", "2014-06-09 09:30:00.000000",
                           "2014-06-09T13:30Z", "2014-06-09T13:30:00Z", "2014-06-09T19:00:00+05:30",
                           "2014-06-09T19:00+0530", "2014-06-09T10:30:00.000-03"}) {
    const auto reading = read_clock(text);
    ASSERT_TRUE(reading) << text;
    EXPECT_EQ(york.to_utc(*reading), at("2014-06-09T13:30:00Z")) << text;
  }
  EXPECT_EQ(read_clock("2014-06-09")->local, at("2014-06-09T00:00:00Z"));
  EXPECT_EQ(read_clock("2014-06-09 09:30:15.25")->local, at("2014-06-09T09:30:15.25Z"));
}

TEST(ReadClock, WhatIsNoTime_IsNot) {
  for (const char* text :
       {"", "2014-06-31", "2014-06-09X09:30", "2014-06-09 24:00", "2014-06-09 09:60",
        "2014-06-09 09:30:60", "2014-06-09 09:30:00.", "2014-06-09 09:30 EST", "2014-06-09 9:30",
        "2014-06-09 09:30+19:00", "2014-06-09 09:30+1", "2014-06-09 09", "1500-01-01 00:00"})
    EXPECT_FALSE(read_clock(text)) << text;
}

TEST(TimeZone, NewYork_KnowsSummerAndWinter) {
  const TimeZone york = zone("America/New_York");
  EXPECT_EQ(york.to_utc(at("2014-06-09T09:30:00Z")), at("2014-06-09T13:30:00Z"));
  EXPECT_EQ(york.to_utc(at("2014-01-09T09:30:00Z")), at("2014-01-09T14:30:00Z"));
  EXPECT_EQ(york.date(at("2014-06-10T03:59:59Z")).to_string(), "2014-06-09");
  EXPECT_EQ(york.date(at("2014-06-10T04:00:00Z")).to_string(), "2014-06-10");
  EXPECT_EQ(york.begin_of(*Date::parse("2014-06-10")), at("2014-06-10T04:00:00Z"));
  // Behind the last change of the file, by its rule.
  EXPECT_EQ(york.to_utc(at("2090-07-03T09:30:00Z")), at("2090-07-03T13:30:00Z"));
  EXPECT_EQ(york.to_utc(at("2090-12-04T09:30:00Z")), at("2090-12-04T14:30:00Z"));
}

TEST(TimeZone, HourThatIsSkipped_HasNoUtc_AndTheOneThatComesTwiceIsTheFirst) {
  const TimeZone york = zone("America/New_York");
  EXPECT_EQ(york.to_utc(at("2014-03-09T02:30:00Z")), std::nullopt);
  EXPECT_EQ(york.to_utc(at("2014-03-09T03:00:00Z")), at("2014-03-09T07:00:00Z"));
  EXPECT_EQ(york.to_utc(at("2014-11-02T01:30:00Z")), at("2014-11-02T05:30:00Z"));
  EXPECT_EQ(york.to_utc(at("2014-11-02T02:00:00Z")), at("2014-11-02T07:00:00Z"));
}

// Midnight is skipped in Beirut: the day begins at one o'clock.
TEST(TimeZone, DayWhoseMidnightIsSkipped_BeginsBehindIt) {
  const TimeZone beirut = zone("Asia/Beirut");
  EXPECT_EQ(beirut.begin_of(*Date::parse("2014-03-30")), at("2014-03-29T22:00:00Z"));
}

TEST(TimeZone, Offsets_AreThoseOfTheCLibrary) {
  for (const char* name : {"America/New_York", "Europe/London", "Asia/Tokyo", "Asia/Kolkata",
                           "Australia/Sydney", "America/Sao_Paulo", "Africa/Casablanca"}) {
    const TimeZone here = zone(name);
    setenv("TZ", name, 1);
    tzset();
    for (std::int64_t second = -1'000'000'000; second < 4'000'000'000; second += 1'234'567) {
      const std::time_t time = second;
      std::tm local{};
      localtime_r(&time, &local);
      ASSERT_EQ(here.offset_s(Timestamp::from_nanoseconds(second * 1'000'000'000)), local.tm_gmtoff)
          << name << " " << second;
    }
  }
  unsetenv("TZ");
  tzset();
}

TEST(TimeZone, Faults_SayWhatIsExpected) {
  EXPECT_EQ(TimeZone::find("Mars/Olympus").error().message,
            "no time zone 'Mars/Olympus': /usr/share/zoneinfo/Mars/Olympus can't be read; expected "
            "UTC, an offset like +05:30 or a name like America/New_York");
  for (const char* bad : {"", "../etc/passwd", "/etc/passwd", "+99:00", "+1x"})
    EXPECT_FALSE(TimeZone::find(bad)) << bad;
}

TEST(TimeZone, BrokenFile_IsRefusedWhereverItIsCut) {
  std::ifstream file{"/usr/share/zoneinfo/America/New_York", std::ios::binary};
  const std::string whole{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_TRUE(TimeZone::parse(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(TimeZone::parse(std::string_view{whole}.substr(0, size))) << size;
}

}  // namespace
}  // namespace sluice
