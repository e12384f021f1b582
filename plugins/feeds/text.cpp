// SPDX-License-Identifier: Apache-2.0
//
// text.cpp: small questions about cells and names.
#include "text.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace sluice::feeds {
namespace {

constexpr std::size_t kExcerptLength = 32;
constexpr std::size_t kNearestLength = 64;

constexpr char lower_char(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) noexcept {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower_char(a) == b; });
}

// Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::size_t, kNearestLength + 1> row{};
  std::iota(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(b.size()) + 1, std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), lower_char);
  return result;
}

bool is_missing(std::string_view cell) noexcept {
  if (cell.empty()) return true;
  if (cell.size() > 4) return false;
  constexpr std::array<std::string_view, 4> kWords = {"na", "n/a", "nan", "null"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return equals_ignoring_case(cell, word); });
}

std::string excerpt(std::string_view cell) {
  std::string result = "'";
  for (const char c : cell.substr(0, kExcerptLength))
    result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return result + (cell.size() > kExcerptLength ? "…'" : "'");
}

std::string nearest(std::string_view wanted, const std::vector<std::string_view>& names) {
  if (wanted.size() > kNearestLength) return {};
  const std::string target = lower(wanted);
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, target.size() / 2);
  for (const std::string_view name : names) {
    if (name.size() > kNearestLength) continue;
    const std::size_t found = distance(target, lower(name));
    if (found < best_distance || (found == best_distance && best.empty())) {
      best = name;
      best_distance = found;
    }
  }
  return std::string{best};
}

}  // namespace sluice::feeds
