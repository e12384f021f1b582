// SPDX-License-Identifier: Apache-2.0
#include "chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "text.hpp"

namespace sluice::reports {
namespace {

// Eighths of a line, filled from below.
constexpr std::array<std::string_view, 9> kRising = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
// Halves of a line, filled from above.
constexpr std::array<std::string_view, 3> kHanging = {" ", "▀", "█"};

constexpr std::size_t kLabelWidth = 14;

std::string padded(const std::string& label) {
  return label.size() < kLabelWidth ? std::string(kLabelWidth - label.size(), ' ') + label : label;
}

// One value a column: `pick(first, last)` of the values that fall to it.
template <typename Pick>
std::vector<double> columns_of(const std::vector<double>& values, Pick pick) {
  std::vector<double> columns;
  for (std::size_t column = 0; column < kChartColumns; ++column) {
    const std::size_t first = std::min(column * values.size() / kChartColumns, values.size() - 1);
    const std::size_t end = (column + 1) * values.size() / kChartColumns;
    columns.push_back(pick(values.data() + first, values.data() + std::max(end, first + 1)));
  }
  return columns;
}

// A line of the chart without the blanks at its end.
std::string line_of(const std::string& label, std::string_view stroke, std::string cells) {
  cells.erase(cells.find_last_not_of(' ') + 1);
  std::string line = padded(label) + " " + std::string{stroke} + cells;
  return line + "\n";
}

std::string axis_line(const ChartAxis& axis) {
  const std::size_t used = axis.first_label.size() + axis.last_label.size();
  const std::string gap(used < kChartColumns ? kChartColumns - used : 1, ' ');
  return std::string(kLabelWidth + 2, ' ') + axis.first_label + gap + axis.last_label + "\n";
}

}  // namespace

std::string draw_curve(const std::vector<double>& values, const ChartAxis& axis) {
  if (values.size() < 2) return {};
  const auto columns =
      columns_of(values, [](const double*, const double* end) { return *(end - 1); });
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  constexpr auto kLevels = static_cast<double>(kEquityRows * 8 - 1);
  std::vector<std::size_t> levels;
  for (const double value : columns) {
    const double share = *high > *low ? (value - *low) / (*high - *low) : 0.5;
    levels.push_back(1 + static_cast<std::size_t>(std::lround(share * kLevels)));
  }
  std::string chart;
  for (std::size_t row = kEquityRows; row-- > 0;) {
    std::string cells;
    for (const std::size_t level : levels)
      cells += kRising[level <= row * 8 ? 0 : std::min<std::size_t>(level - row * 8, 8)];
    std::string label;
    if (row == kEquityRows - 1) label = whole_text(*high);
    if (row == kEquityRows / 2) label = whole_text(*low + (*high - *low) / 2);
    if (row == 0) label = whole_text(*low);
    chart += line_of(label, label.empty() ? "│" : "┤", cells);
  }
  return chart + axis_line(axis);
}

std::string draw_drawdowns(const std::vector<double>& values, const ChartAxis& axis) {
  if (values.size() < 2) return {};
  const double deepest = *std::min_element(values.begin(), values.end());
  if (!(deepest < 0)) return {};
  const auto columns = columns_of(
      values, [](const double* first, const double* end) { return *std::min_element(first, end); });
  std::string chart;
  for (std::size_t row = 0; row < kDrawdownRows; ++row) {
    std::string cells;
    for (const double value : columns) {
      // Any fall shows: it is rounded up.
      const auto level = static_cast<std::size_t>(std::ceil(value / deepest * kDrawdownRows * 2));
      cells += kHanging[level <= row * 2 ? 0 : std::min<std::size_t>(level - row * 2, 2)];
    }
    std::string label;
    if (row == 0) label = percent_text(0.0);
    if (row == kDrawdownRows - 1) label = percent_text(deepest);
    chart += line_of(label, label.empty() ? "│" : "┤", cells);
  }
  return chart + axis_line(axis);
}

}  // namespace sluice::reports
