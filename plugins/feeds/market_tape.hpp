// SPDX-License-Identifier: Apache-2.0
//
// market_tape.hpp: bars, quotes and trades in memory, played in the order in which they happened.
//
// Place: feeds that stream. Owns its rows, each kind sorted by (time, instrument). At one time bars
// come first, for one that ended then is of the time before, then quotes, then trades.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <sluice/feed.hpp>

namespace sluice::feeds {

class MarketTape {
 public:
  // How long a bar is: it is told when it is over.
  explicit MarketTape(std::int64_t bar_length_ns = 0) noexcept : bar_length_ns_{bar_length_ns} {}

  std::vector<sluice_bar> bars;
  std::vector<sluice_quote> quotes;
  std::vector<sluice_trade> trades;

  // What has not been played yet, up to and including `until`, at most `limit` rows; how many.
  std::uint64_t play(sluice_time until, std::uint64_t limit, Market& market);
  // When the next row comes; INT64_MAX: never.
  [[nodiscard]] sluice_time next() const noexcept;
  // Leaves out bars that ended at or before `time`, quotes and trades before it.
  void skip_before(sluice_time time);
  // Quotes and trades by (time, instrument); equal ones stay as they are.
  void sort();
  // Forgets every row.
  void clear();

 private:
  enum Kind : std::size_t { kBarKind, kQuoteKind, kTradeKind, kKindCount };
  using Times = std::array<sluice_time, kKindCount>;

  [[nodiscard]] sluice_time end_of(const sluice_bar& bar) const noexcept {
    return bar.time + bar_length_ns_;
  }
  [[nodiscard]] Times heads() const noexcept;
  // How many rows of the kind come before any other, up to `until`.
  [[nodiscard]] std::size_t run_of(Kind kind, const Times& heads, sluice_time until,
                                   std::uint64_t limit) const noexcept;
  [[nodiscard]] sluice_time time_at(Kind kind, std::size_t index) const noexcept;

  std::int64_t bar_length_ns_;
  std::array<std::size_t, kKindCount> at_{};
};

}  // namespace sluice::feeds
