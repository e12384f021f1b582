// SPDX-License-Identifier: Apache-2.0
#include "records/text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::records {
namespace {

using testing::money;

struct Pair {
  std::string from;
  std::string to;
};

TEST(JsonString, EscapesWhatJsonAsksFor) {
  const Pair table[] = {{"", "\"\""},
                        {"a\"b\\c", R"("a\"b\\c")"},
                        {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
                        {std::string{"\0\x1f", 2}, R"("\u0000\u001f")"},
                        {"/é·", "\"/é·\""},
                        {"\x7f", "\"\x7f\""}};
  for (const auto& row : table) EXPECT_EQ(json_string(row.from), row.to);
}

TEST(CsvField, IsQuotedOnlyWhereItHasToBe) {
  const Pair table[] = {{"", ""},
                        {"A: rule=a; B", "A: rule=a; B"},
                        {"a,b", "\"a,b\""},
                        {"say \"x\"", "\"say \"\"x\"\"\""},
                        {"two\nlines", "\"two\nlines\""},
                        {"old\rmac", "\"old\rmac\""}};
  for (const auto& row : table) EXPECT_EQ(csv_field(row.from), row.to);
}

TEST(RatioText, HasTenDecimalsAndNoMinusZero) {
  EXPECT_EQ(ratio_text(0.5), "0.5000000000");
  EXPECT_EQ(ratio_text(-0.12345678915), "-0.1234567891");
  EXPECT_EQ(ratio_text(-0.0), "0.0000000000");
  EXPECT_EQ(ratio_text(-1e-12), "0.0000000000");
  EXPECT_EQ(ratio_text(12345.0), "12345.0000000000");
}

TEST(RatioOrNull, IsNullForWhatIsNotANumber) {
  EXPECT_EQ(ratio_or_null(std::nullopt), "null");
  EXPECT_EQ(ratio_or_null(std::nan("")), "null");
  EXPECT_EQ(ratio_or_null(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(ratio_or_null(0.25), "0.2500000000");
}

TEST(AmountForPeople, GroupsThousandsAndRoundsToCentsHalfEven) {
  const Pair table[] = {{"0", "0.00"},
                        {"999.99", "999.99"},
                        {"1000", "1,000.00"},
                        {"1234567.891", "1,234,567.89"},
                        {"-123456", "-123,456.00"},
                        {"-1234", "-1,234.00"},
                        {"0.005", "0.00"},
                        {"0.015", "0.02"},
                        {"0.01500001", "0.02"},
                        {"-0.001", "0.00"}};
  for (const auto& row : table) EXPECT_EQ(amount_for_people(money(row.from)), row.to) << row.from;
}

TEST(PercentForPeople, HasTwoDecimalsAndNoMinusZero) {
  EXPECT_EQ(percent_for_people(0.12345), "12.35 %");
  EXPECT_EQ(percent_for_people(-0.5), "-50.00 %");
  EXPECT_EQ(percent_for_people(-0.0), "0.00 %");
  EXPECT_EQ(percent_for_people(-0.00001), "0.00 %");
}

TEST(IndentJson, BreaksLinesAndKeepsEmptyOnesTogether) {
  EXPECT_EQ(indent_json(R"({"a":1,"b":[],"c":{},"d":[1,{"e":null}]})"),
            "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    {\n      \"e\": "
            "null\n    }\n  ]\n}");
}

TEST(IndentJson, LeavesStringsAlone) {
  EXPECT_EQ(indent_json(R"({"a,{\"[":"x:\\","b":"]"})"),
            "{\n  \"a,{\\\"[\": \"x:\\\\\",\n  \"b\": \"]\"\n}");
}

}  // namespace
}  // namespace sluice::records
