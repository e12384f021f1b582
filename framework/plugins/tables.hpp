// SPDX-License-Identifier: Apache-2.0
//
// tables.hpp: tables for people who look at plugins.
//
// Place: plugins, private. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/text.hpp"

namespace sluice::plugins {

inline constexpr std::size_t kMaxCellBytes = 400;

inline std::string cell(std::string_view text) { return printable(text, kMaxCellBytes); }

// Rows with their columns aligned; the last column is not filled up.
template <std::size_t Columns>
std::string aligned(const std::vector<std::array<std::string, Columns>>& rows,
                    std::string_view indent) {
  std::array<std::size_t, Columns> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < Columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line{indent};
    for (std::size_t i = 0; i < Columns; ++i)
      line += row[i] + std::string(i + 1 < Columns ? widths[i] - row[i].size() + 2 : 0, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace sluice::plugins
