// SPDX-License-Identifier: Apache-2.0
#include "bar_merge.hpp"

#include <algorithm>

namespace sluice::feeds {
namespace {

constexpr std::int64_t kNotSeen = -1;

sluice_time begin_of(sluice_time time, std::int64_t length_ns) noexcept {
  const sluice_time into = time % length_ns;
  return time - into - (into < 0 ? length_ns : 0);
}

void drop_fields(sluice_bar& bar) noexcept {
  if ((bar.flags & SLUICE_BAR_HAS_HIGH) == 0) bar.high = 0;
  if ((bar.flags & SLUICE_BAR_HAS_LOW) == 0) bar.low = 0;
  if ((bar.flags & SLUICE_BAR_HAS_VOLUME) == 0) bar.volume = 0;
}

void add_bar(sluice_bar& sum, const sluice_bar& bar) noexcept {
  constexpr std::uint32_t kOfAll = SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
  sum.flags &= ~kOfAll | bar.flags;
  sum.high = std::max(sum.high, bar.high);
  sum.low = std::min(sum.low, bar.low);
  if (__builtin_add_overflow(sum.volume, bar.volume, &sum.volume)) sum.volume = INT64_MAX;
  sum.close = bar.close;
  // What is known of the last is known last.
  constexpr std::uint32_t kOfLast = ~(kOfAll | SLUICE_BAR_HAS_OPEN);
  sum.flags = (sum.flags & ~kOfLast) | (bar.flags & kOfLast);
  sum.adjusted_close = bar.adjusted_close;
}

}  // namespace

std::vector<sluice_bar> merge_bars(const std::vector<sluice_bar>& bars, std::int64_t length_ns) {
  std::vector<sluice_bar> merged;
  std::vector<std::int64_t> place;  // of each instrument in the period being merged
  std::size_t period = 0;           // its first bar
  const auto close_period = [&] {
    std::sort(merged.begin() + static_cast<std::ptrdiff_t>(period), merged.end(),
              [](const sluice_bar& a, const sluice_bar& b) { return a.instrument < b.instrument; });
    period = merged.size();
    std::fill(place.begin(), place.end(), kNotSeen);
  };
  for (const sluice_bar& bar : bars) {
    const sluice_time begin = begin_of(bar.time, length_ns);
    if (!merged.empty() && merged.back().time != begin) close_period();
    if (bar.instrument >= place.size()) place.resize(bar.instrument + 1, kNotSeen);
    if (std::int64_t& at = place[bar.instrument]; at != kNotSeen) {
      add_bar(merged[static_cast<std::size_t>(at)], bar);
    } else {
      at = static_cast<std::int64_t>(merged.size());
      merged.push_back(bar);
      merged.back().time = begin;
    }
  }
  close_period();
  for (sluice_bar& bar : merged) drop_fields(bar);
  return merged;
}

}  // namespace sluice::feeds
