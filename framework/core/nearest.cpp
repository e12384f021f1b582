// SPDX-License-Identifier: Apache-2.0
//
// nearest.cpp: edit distance with a bound on the work.
#include "core/nearest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sluice {
namespace {

constexpr std::size_t kMaxNameLength = 64;  // longer names get no suggestion

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::size_t distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, kMaxNameLength + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view name,
                                   const std::vector<std::string>& candidates) {
  if (name.empty() || name.size() > kMaxNameLength) return std::nullopt;
  const std::string wanted = lower(name);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > kMaxNameLength) continue;
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t found = distance(wanted, lower(candidate));
    // A third of the letters may be wrong, and at least one must be right.
    if (found > std::max<std::size_t>(1, longer / 3) || found >= longer) continue;
    if (best && found >= best_distance) continue;
    best = candidate;
    best_distance = found;
  }
  return best;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  const auto best = nearest(name, candidates);
  return best ? "; did you mean '" + *best + "'?" : std::string{};
}

}  // namespace sluice
