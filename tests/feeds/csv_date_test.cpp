// SPDX-License-Identifier: Apache-2.0
//
// csv_date_test.cpp: dates of daily bars.
#include "feeds/csv_date.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/time.hpp>

namespace sluice::feeds {
namespace {

TEST(ParseDay, Text_WhenADay_IsThatDay) {
  const std::int32_t day = Date::from_ymd(2025, 1, 15)->days();
  for (const char* text :
       {"2025-01-15", "20250115", "2025-01-15T00:00:00Z", "2025-01-15T00:00:00", "2025-01-15 00:00",
        "2025-01-15 00:00:00", "2025-01-15 00:00:00.000", "2025-01-15 00:00:00+00:00",
        "20250115T00:00:00Z", "2025-01-15T00:00:00.000000000Z"}) {
    EXPECT_EQ(parse_day(text), day) << text;
  }
}

TEST(ParseDay, Text_WhenNotTheDayOfADailyBar_IsRefused) {
  for (const char* text : {"",
                           "2025",
                           "2025-1-15",
                           "2025-02-30",
                           "2023-02-29",
                           "2025-13-01",
                           "2025-00-10",
                           "2025-01-00",
                           "15/01/2025",
                           "01-15-2025",
                           "Jan 15 2025",
                           "2025-01-15T16:00:00Z",
                           "2025-01-15T00:00:01Z",
                           "2025-01-15T00:00:00+01:00",
                           "2025-01-15Z",
                           "2025-01-15 ",
                           "2025-01-15T00:00:00.001Z",
                           "202501150",
                           "1491-01-01",
                           "2600-01-01"})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(DayScanner, Text_WhenDashed_AgreesWithParseDay) {
  DayScanner scanner;
  EXPECT_TRUE(rc::check([&] {
    const auto number = [](int width, int bound) {
      const std::string text = std::to_string(*rc::gen::inRange(0, bound));
      return std::string(static_cast<std::size_t>(width) - text.size(), '0') + text;
    };
    const std::string text = "20" + number(2, 30) + "-" + number(2, 14) + "-" + number(2, 34);
    const std::string line = text + ",filling the line";
    const char* at = line.data();
    std::int32_t day = -1;
    const bool scanned = scanner.scan(at, day);
    const auto parsed = parse_day(text);
    RC_ASSERT(scanned == parsed.has_value());
    RC_ASSERT(at == line.data() + (scanned ? 10 : 0));
    if (scanned) RC_ASSERT(day == *parsed);
  }));
}

}  // namespace
}  // namespace sluice::feeds
