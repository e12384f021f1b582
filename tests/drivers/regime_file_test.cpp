// SPDX-License-Identifier: Apache-2.0
//
// regime_file_test.cpp: regimes that a file names, and what is wrong with such a file: by line.
#include "drivers/regime_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::date;
using ::testing::HasSubstr;

TEST(RegimeFile, HoldsEachNameFromItsDateOn) {
  const auto parsed = parse_regimes(
      "# who says so\n\ndate,regime\r\n2025-01-15,bull\r\n2025-02-01,\"a, b\"\n", "r.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->on(date("2025-01-14")), "unknown");
  EXPECT_EQ(parsed->on(date("2025-01-15")), "bull");
  EXPECT_EQ(parsed->on(date("2025-01-31")), "bull");
  EXPECT_EQ(parsed->on(date("2025-02-01")), "a, b");
}

TEST(RegimeFile, Faults_AreToldWithFileAndLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "r.csv:0: no regimes in it"},
      {"date,regime\n", "r.csv:1: no regimes in it"},
      {"day,regime\n", "r.csv:1: expected the columns date and regime"},
      {"date,regime\n\n2025-01-15\n", "r.csv:3: expected 2 fields"},
      {"date,regime\nyesterday,bull\n", "r.csv:2: 'yesterday' is not a date"},
      {"date,regime\n2025-01-15,\n", "r.csv:2: expected a name of 1 to"},
      {"date,regime\n2025-01-15,a\n2025-01-15,b\n", "r.csv:3: dates must rise"},
      {"date,regime\n2025-01-15,\"a\n", "r.csv:2: a quoted field does not end"}};
  for (const auto& [text, message] : cases) {
    const auto parsed = parse_regimes(text, "r.csv");
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error().message, HasSubstr(message));
  }
}

}  // namespace
}  // namespace sluice::drivers
