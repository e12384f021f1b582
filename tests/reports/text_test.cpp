// SPDX-License-Identifier: Apache-2.0
//
// text_test.cpp: numbers and words as people and formats want them.
#include "reports/text.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sluice/c/order.h>

namespace sluice::reports {
namespace {

std::string amount(const char* text) { return amount_text(Money::parse(text)); }

TEST(Text, Amount_HasSeparatorsAndTwoDecimalsRoundedHalfEven) {
  EXPECT_EQ(amount("0"), "0.00");
  EXPECT_EQ(amount("999.994"), "999.99");
  EXPECT_EQ(amount("999.995"), "1,000.00");
  EXPECT_EQ(amount("1234567.5"), "1,234,567.50");
  EXPECT_EQ(amount("-1234.567"), "-1,234.57");
  EXPECT_EQ(amount("-123"), "-123.00");
  EXPECT_EQ(amount("0.125"), "0.12");
  EXPECT_EQ(amount("0.135"), "0.14");
  EXPECT_EQ(amount("-0.001"), "0.00");
  EXPECT_EQ(amount_text(std::nullopt), "n/a");
}

TEST(Text, Amount_OfTheLargestMoney_IsExact) {
  EXPECT_EQ(amount("1701411834604692317316873037158.84105727"),
            "1,701,411,834,604,692,317,316,873,037,158.84");
  EXPECT_EQ(amount("-1701411834604692317316873037158.84105728"),
            "-1,701,411,834,604,692,317,316,873,037,158.84");
  EXPECT_EQ(amount("100000000000000000000.05"), "100,000,000,000,000,000,000.05");
}

TEST(Text, Percent_IsAFractionTimesAHundred) {
  EXPECT_EQ(percent_text(0.12345), "12.35 %");
  EXPECT_EQ(percent_text(-0.5), "-50.00 %");
  EXPECT_EQ(percent_text(-1e-9), "0.00 %");
  EXPECT_EQ(percent_text(1234.5), "123,450.00 %");
  EXPECT_EQ(percent_text(1e20), "1.000e+22 %");
  EXPECT_EQ(percent_text(std::nullopt), "n/a");
}

TEST(Text, Ratio_HasTwoDecimals) {
  EXPECT_EQ(ratio_text(1.005), "1.00");
  EXPECT_EQ(ratio_text(-1234.5), "-1,234.50");
  EXPECT_EQ(ratio_text(std::nullopt), "n/a");
}

TEST(Text, QuantityAndPrice_AreSeparated) {
  EXPECT_EQ(quantity_text(Quantity::parse("1234567.125").value()), "1,234,567.125");
  EXPECT_EQ(quantity_text(Quantity::parse("-100").value()), "-100");
  EXPECT_EQ(price_text(Price::parse("1234.56785").value()), "1,234.5678");
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(534000), "534,000");
  EXPECT_EQ(whole_text(-1234.5), "-1,234");
  EXPECT_EQ(side_text(SLUICE_SIDE_SELL), "SELL");
  EXPECT_EQ(side_text(77), "?");
}

TEST(Text, Time_AtMidnight_IsTheDate) {
  EXPECT_EQ(time_text(Timestamp::parse("2025-01-15").value()), "2025-01-15");
  EXPECT_EQ(time_text(Timestamp::parse("2025-01-15T10:30:00Z").value()), "2025-01-15T10:30:00Z");
}

TEST(Text, Markdown_LeavesNoMarkup) {
  EXPECT_EQ(markdown_text("a|b"), "a\\|b");
  EXPECT_EQ(markdown_text("*bold* `code`"), "\\*bold\\* \\`code\\`");
  EXPECT_EQ(markdown_text("<script>&"), "&lt;script&gt;&amp;");
  EXPECT_EQ(markdown_text("[a](b) # ~"), "\\[a\\](b) \\# \\~");
  EXPECT_EQ(markdown_text("a\nb\r\tc\x01"), "a b  c ");
  EXPECT_EQ(markdown_text("back\\slash|"), "back\\\\slash\\|");
  EXPECT_EQ(markdown_text("MAX_ORDER _x_"), "MAX_ORDER \\_x\\_");
}

TEST(Text, Csv_IsQuotedWhereItMustBe) {
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_text("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_text("cr\r"), "\"cr\r\"");
}

TEST(Text, InvalidUtf8_IsReplaced) {
  EXPECT_EQ(valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(valid_utf8("žluť"), "žluť");
  EXPECT_TRUE(nlohmann::json::accept(json_text("\xC3\x28\"\\\n\x01")));
  EXPECT_EQ(markdown_text("\xFF|"), "\xEF\xBF\xBD\\|");
}

TEST(Text, Plain_ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1e-300, 12345.678, 1e22, -0.25, 1.0 / 3.0})
    EXPECT_EQ(std::stod(plain_text(value)), value);
}

}  // namespace
}  // namespace sluice::reports
