// SPDX-License-Identifier: Apache-2.0
#include "plugins/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::plugins {
namespace {

constexpr std::size_t kMaxLength = 64;

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_id(std::string_view wanted, const std::vector<std::string>& candidates) {
  if (wanted.size() > kMaxLength) return {};
  std::string best;
  std::size_t fewest = kMaxLength;
  for (const std::string& candidate : candidates) {
    const std::size_t needed = edits(wanted, candidate);
    if (needed < fewest && needed * 2 <= std::max(wanted.size(), candidate.size())) {
      best = candidate;
      fewest = needed;
    }
  }
  return best;
}

}  // namespace sluice::plugins
