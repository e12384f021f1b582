// SPDX-License-Identifier: Apache-2.0
#include "records/verdict_lines.hpp"

#include <gtest/gtest.h>

namespace sluice::records {
namespace {

TEST(VerdictLines, KeepEveryDigit) {
  const auto lines = parse_verdict_lines(
      R"([{"rule":"a@1","action":"approve","unit":"money","measured":12345678901234567890.12345678,)"
      R"("limit":5,"headroom":-0.00000001},{"rule":"b@2","mode":"shadow","action":"reject","code":"X"}])");
  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ((*lines)[0].measured, "12345678901234567890.12345678");
  EXPECT_EQ((*lines)[0].limit, "5");
  EXPECT_EQ((*lines)[0].headroom, "-0.00000001");
  EXPECT_EQ((*lines)[1].rule, "b@2");
  EXPECT_EQ((*lines)[1].mode, "shadow");
  EXPECT_EQ((*lines)[1].code, "X");
  EXPECT_EQ((*lines)[1].unit, "");
}

TEST(VerdictLines, ThatAreNoList_AreRefused) {
  for (const char* text : {"", "[", "{]", "5 6"}) EXPECT_FALSE(parse_verdict_lines(text)) << text;
}

}  // namespace
}  // namespace sluice::records
