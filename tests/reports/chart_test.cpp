// SPDX-License-Identifier: Apache-2.0
//
// chart_test.cpp: curves of block characters, measured character by character.
#include "reports/chart.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

const ChartAxis kAxis{"2024-01-01", "2024-12-31"};

// The characters of a line from its axis on, one string each.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> characters;
  for (const char c : line) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!continues) characters.emplace_back();
    characters.back() += c;
  }
  characters.erase(characters.begin(), characters.begin() + 16);
  return characters;
}

std::vector<double> ramp(std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(100'000.0 + static_cast<double>(i));
  return values;
}

TEST(Chart, OfARamp_RisesFromLeftToRight) {
  const auto lines = lines_of(draw_curve(ramp(2'520), kAxis));
  ASSERT_EQ(lines.size(), kEquityRows + 2);  // the axis, and what is after the last newline
  std::size_t before = 0;
  for (std::size_t row = 0; row < kEquityRows; ++row) {
    const auto columns = cells(lines[row]);
    EXPECT_EQ(columns.size(), kChartColumns) << row;  // the last column reaches the top
    const auto filled =
        columns.size() - static_cast<std::size_t>(std::count(columns.begin(), columns.end(), " "));
    EXPECT_GT(filled, before);
    before = filled;
  }
  EXPECT_EQ(before, kChartColumns);
  EXPECT_NE(lines[0].find("102,519 ┤"), std::string::npos) << lines[0];
  EXPECT_NE(lines[kEquityRows - 1].find("100,000 ┤"), std::string::npos);
  EXPECT_EQ(lines[0].substr(lines[0].size() - 3), "█");
  EXPECT_NE(lines[kEquityRows].find("2024-01-01"), std::string::npos);
  EXPECT_TRUE(lines[kEquityRows].ends_with("2024-12-31"));
}

TEST(Chart, OfFewDays_StretchesThem) {
  const auto lines = lines_of(draw_curve({1, 2}, kAxis));
  const auto top = cells(lines[0]);
  EXPECT_EQ(top.size(), kChartColumns);
  EXPECT_EQ(std::count(top.begin(), top.end(), " "), static_cast<long>(kChartColumns / 2));
}

TEST(Chart, OfAFlatCurve_StandsInTheMiddle) {
  const auto lines = lines_of(draw_curve({5, 5, 5}, kAxis));
  EXPECT_TRUE(lines[0].ends_with("┤"));
  EXPECT_EQ(cells(lines[kEquityRows - 1]).size(), kChartColumns);
}

TEST(Chart, OfHugeAndNegativeValues_StaysInItsBox) {
  for (const auto& line : lines_of(draw_curve({-1e300, 0, 1e300, 1.7e308, -1.7e308}, kAxis)))
    EXPECT_LE(line.size(), 16 + 3 * (kChartColumns + 1));
}

TEST(Chart, OfLessThanTwoDays_IsEmpty) {
  EXPECT_EQ(draw_curve({1}, kAxis), "");
  EXPECT_EQ(draw_curve({}, kAxis), "");
  EXPECT_EQ(draw_drawdowns({-0.5}, kAxis), "");
}

TEST(Chart, Drawdowns_HangFromZeroToTheDeepest) {
  std::vector<double> values(800, 0.0);
  values[400] = -0.2;  // one day in the ten of its column
  values[600] = -0.001;
  const auto lines = lines_of(draw_drawdowns(values, kAxis));
  ASSERT_EQ(lines.size(), kDrawdownRows + 2);
  EXPECT_NE(lines[0].find("0.00 % ┤"), std::string::npos);
  EXPECT_NE(lines[kDrawdownRows - 1].find("-20.00 % ┤"), std::string::npos);
  for (std::size_t row = 0; row < kDrawdownRows; ++row) EXPECT_EQ(cells(lines[row]).at(40), "█");
  EXPECT_EQ(cells(lines[0]).at(60), "▀");  // even the smallest fall shows
  EXPECT_EQ(cells(lines[1]).size(), 41U);
}

TEST(Chart, WithoutAnyFall_HasNoDrawdowns) { EXPECT_EQ(draw_drawdowns({0, 0, 0}, kAxis), ""); }

}  // namespace
}  // namespace sluice::reports
