// SPDX-License-Identifier: Apache-2.0
//
// csv_number_test.cpp: numbers of a price file.
#include "feeds/csv_number.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/decimal.hpp>

namespace sluice::feeds {
namespace {

struct NumberCase {
  const char* text;
  std::int64_t units;
};

TEST(ParseNumber, Text_WhenDecimal_IsExactUnits) {
  constexpr NumberCase kCases[] = {
      {"0", 0},
      {"1", 100'000'000},
      {"-1.5", -150'000'000},
      {"+2.25", 225'000'000},
      {".5", 50'000'000},
      {"0.00000001", 1},
      {"21.040000", 2'104'000'000},
      {"92233720368.54775807", INT64_MAX},
      {"1e-08", 1},
      {"1.5E3", 150'000'000'000},
      {"25e+2", 250'000'000'000},
      {"0e999999999999", 0},
      {"1e-999999999999", 0},
      {"000000000000000000000000000000000000000000000000001", 100'000'000},
  };
  for (const NumberCase& c : kCases) {
    const Number number = parse_number(c.text);
    EXPECT_EQ(number.fault, NumberFault::kNone) << c.text;
    EXPECT_EQ(number.units, c.units) << c.text;
  }
}

TEST(ParseNumber, Text_WhenFinerThanUnits_IsRoundedHalfEven) {
  constexpr NumberCase kCases[] = {
      {"0.000000005", 0},
      {"0.000000015", 2},
      {"0.0000000050000000000000000000000000000000000000001", 1},
      {"0.000000014999999999999999999999999999999999999999", 1},
      {"-0.000000015", -2},
      {"51.449996948242188", 5'144'999'695},
      {"64.501427123456785", 6'450'142'712},
  };
  for (const NumberCase& c : kCases) EXPECT_EQ(parse_number(c.text).units, c.units) << c.text;
}

TEST(ParseNumber, Text_WhenMissing_IsEmpty) {
  for (const char* text : {"", "NA", "na", "N/A", "NaN", "nan", "null", "NULL"})
    EXPECT_EQ(parse_number(text).fault, NumberFault::kEmpty) << text;
}

TEST(ParseNumber, Text_WhenNotANumber_IsRefused) {
  for (const char* text : {"-", "+", ".", "1.", "1.2.3", "1,5", "abc", "1x", "e5", "1e", "1e+",
                           "1e5x", "--1", "0x10", "inf", "1 2", "N", "nul"})
    EXPECT_EQ(parse_number(text).fault, NumberFault::kNotANumber) << text;
}

TEST(ParseNumber, Text_WhenItDoesNotFit_IsTooLarge) {
  for (const char* text :
       {"92233720368.54775808", "1e11", "1e999999", "123456789012345678901234567890123456789012"})
    EXPECT_EQ(parse_number(text).fault, NumberFault::kTooLarge) << text;
}

TEST(ParseNumber, Decimal_WhenPrintedAndRead_IsTheSame) {
  EXPECT_TRUE(rc::check([](std::int64_t units) {
    RC_PRE(units != INT64_MIN);
    RC_ASSERT(parse_number(detail::decimal_text(units)).units == units);
  }));
}

TEST(ScanDecimal, Number_WhenPlain_AgreesWithParseNumber) {
  EXPECT_TRUE(rc::check([] {
    const auto whole = *rc::gen::inRange<std::int64_t>(0, 20'000'000'000);
    const auto decimals = *rc::gen::inRange(0, 11);
    std::string text = std::to_string(whole);
    if (decimals > 0) text += ".";
    for (int i = 0; i < decimals; ++i)
      text += static_cast<char>(*rc::gen::inRange<int>('0', '9' + 1));
    const std::string line = text + ",";
    const char* at = line.data();
    std::int64_t units = -1;
    const bool scanned = scan_decimal(at, units);
    RC_ASSERT(scanned == (whole <= 9'999'999'999 && decimals <= 8));
    if (!scanned) return;
    RC_ASSERT(at == line.data() + text.size());
    RC_ASSERT(units == parse_number(text).units);
  }));
}

TEST(ScanDecimal, Text_WhenNotPlain_IsLeftToTheOtherReader) {
  for (const char* text :
       {",", "-1,", "+1,", ".5,", "1.,", " 1,", "\"1\",", "12345678901,", "0.123456789,", "NaN,"}) {
    const char* at = text;
    std::int64_t units = 0;
    EXPECT_FALSE(scan_decimal(at, units)) << text;
  }
}

}  // namespace
}  // namespace sluice::feeds
