// SPDX-License-Identifier: Apache-2.0
//
// chart.hpp: a curve drawn with block characters, for a fixed-width font.
//
// Place: reports. Pure: numbers in, lines out. Columns share the days evenly; each line ends in a
// newline. Errors: fewer than two values give an empty text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::reports {

inline constexpr std::size_t kChartColumns = 80;
inline constexpr std::size_t kEquityRows = 12;
inline constexpr std::size_t kDrawdownRows = 4;

struct ChartAxis {
  std::string first_label;  // under the first column
  std::string last_label;   // under the last
};

// Filled from below, the lowest value at the bottom line. Each column shows the last of its days.
[[nodiscard]] std::string draw_curve(const std::vector<double>& values, const ChartAxis& axis);

// Hanging from zero; values are fractions <= 0. Each column shows the deepest of its days. Empty
// where nothing ever fell.
[[nodiscard]] std::string draw_drawdowns(const std::vector<double>& values, const ChartAxis& axis);

}  // namespace sluice::reports
