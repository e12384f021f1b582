// SPDX-License-Identifier: Apache-2.0
//
// market_tape.cpp: merging three kinds of rows.
#include "market_tape.hpp"

#include <algorithm>

namespace sluice::feeds {

sluice_time MarketTape::time_at(Kind kind, std::size_t index) const noexcept {
  switch (kind) {
    case kBarKind:
      return index < bars.size() ? end_of(bars[index]) : INT64_MAX;
    case kQuoteKind:
      return index < quotes.size() ? quotes[index].time : INT64_MAX;
    default:
      return index < trades.size() ? trades[index].time : INT64_MAX;
  }
}

MarketTape::Times MarketTape::heads() const noexcept {
  return {time_at(kBarKind, at_[kBarKind]), time_at(kQuoteKind, at_[kQuoteKind]),
          time_at(kTradeKind, at_[kTradeKind])};
}

sluice_time MarketTape::next() const noexcept {
  const Times times = heads();
  return *std::min_element(times.begin(), times.end());
}

std::size_t MarketTape::run_of(Kind kind, const Times& heads, sluice_time until,
                               std::uint64_t limit) const noexcept {
  std::size_t count = 0;
  while (count < limit) {
    const sluice_time time = time_at(kind, at_[kind] + count);
    if (time == INT64_MAX || time > until) break;
    bool is_first = true;
    for (std::size_t other = 0; other < kKindCount; ++other)
      if (other != kind)
        is_first = is_first && (time < heads[other] || (time == heads[other] && kind < other));
    if (!is_first) break;
    ++count;
  }
  return count;
}

std::uint64_t MarketTape::play(sluice_time until, std::uint64_t limit, Market& market) {
  std::uint64_t played = 0;
  while (played < limit) {
    const Times times = heads();
    const auto first = std::min_element(times.begin(), times.end());
    if (*first > until || *first == INT64_MAX) break;
    const auto kind = static_cast<Kind>(first - times.begin());
    const std::size_t count = run_of(kind, times, until, limit - played);
    const std::size_t at = at_[kind];
    at_[kind] += count;
    played += count;
    if (kind == kBarKind) market.bars({bars.data() + at, count});
    if (kind == kQuoteKind) market.quotes({quotes.data() + at, count});
    if (kind == kTradeKind) market.trades({trades.data() + at, count});
  }
  return played;
}

void MarketTape::skip_before(sluice_time time) {
  while (at_[kBarKind] < bars.size() && end_of(bars[at_[kBarKind]]) <= time) ++at_[kBarKind];
  while (time_at(kQuoteKind, at_[kQuoteKind]) < time) ++at_[kQuoteKind];
  while (time_at(kTradeKind, at_[kTradeKind]) < time) ++at_[kTradeKind];
}

void MarketTape::sort() {
  const auto order = [](auto& rows) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return a.time != b.time ? a.time < b.time : a.instrument < b.instrument;
    });
  };
  order(quotes);
  order(trades);
}

void MarketTape::clear() {
  bars.clear();
  quotes.clear();
  trades.clear();
  at_ = {};
}

}  // namespace sluice::feeds
