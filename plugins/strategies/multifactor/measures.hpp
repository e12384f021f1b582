// SPDX-License-Identifier: Apache-2.0
//
// measures.hpp: one instrument's factor values, kept up to date bar by bar.
//
// Place: sluice_strategies, the room `multifactor`. Every sum is of whole numbers and every extreme
// of given ones: a long run and a cold start give the same bits. A bar costs O(1) amortised for
// each factor. NaN: there is no value. Thread: lane. No allocation once created.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/market_view.hpp>

#include "bundle.hpp"

namespace sluice::strategies::multifactor {

// A bar and what it brought.
struct Bar {
  std::int64_t close = 0;
  std::int64_t volume = 0;
  std::int64_t change = 0;  // return in units of 1e-9; 0 for the first bar
  std::int64_t market = 0;  // of the universe
};

// The newest `reach` bars of one instrument, numbered from the first one seen.
class RecentBars {
 public:
  explicit RecentBars(std::size_t reach);
  void clear() noexcept { count_ = 0; }
  void push(const Bar& bar) noexcept { ring_[count_++ & mask_] = bar; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  // `back` bars before the newest.
  [[nodiscard]] const Bar& back(std::uint64_t back) const noexcept {
    return ring_[(count_ - 1 - back) & mask_];
  }

 private:
  std::vector<Bar> ring_;
  std::uint64_t mask_;
  std::uint64_t count_ = 0;
};

// Powers of returns over a window.
struct Moments {
  int128 sum = 0;
  int128 squares = 0;
  int128 cubes = 0;   // of skewness
  int128 market = 0;  // of beta, as the next two
  int128 market_squares = 0;
  int128 products = 0;
};

// Exact sums of what a bar traded.
struct Turnover {
  int128 sum = 0;
  int128 base = 0;        // of the longer window of a trend
  std::int64_t bars = 0;  // with a volume; of the window
  std::int64_t base_bars = 0;
};

// The highest close of a window.
class HighestClose {
 public:
  explicit HighestClose(std::size_t window) : ring_(window) {}
  void clear() noexcept { first_ = size_ = 0; }
  void push(std::uint64_t bar, std::int64_t close) noexcept;
  [[nodiscard]] std::int64_t value() const noexcept { return ring_[first_].close; }

 private:
  struct Entry {
    std::uint64_t bar;
    std::int64_t close;
  };
  std::vector<Entry> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

// The largest fall within a window: two stacks, so that a close leaves in O(1) amortised.
class LargestFall {
 public:
  explicit LargestFall(std::size_t window);
  void clear() noexcept { old_size_ = new_size_ = 0; }
  void push(std::int64_t close) noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  struct Stretch {
    std::int64_t high;
    std::int64_t low;
    double fall;
  };
  static Stretch join(const Stretch& older, const Stretch& newer) noexcept;

  std::size_t window_;
  std::vector<Stretch> old_;       // each joined with all behind it
  std::vector<std::int64_t> new_;  // closes
  Stretch new_all_{};              // of new_
  std::size_t old_size_ = 0;
  std::size_t new_size_ = 0;
};

class Measures {
 public:
  explicit Measures(const Bundle& bundle);

  void clear() noexcept;
  // The next bar; `before` is the close of the one before, 0 for the first.
  void push(const Series& series, std::size_t bar, std::int64_t market) noexcept;
  // Of every factor but kValue, in the order of the bundle. Bars before the newest `visible` do
  // not count.
  void values(std::uint64_t visible, std::span<double> out) const noexcept;
  [[nodiscard]] std::int64_t last_close() const noexcept {
    return bars_.count() == 0 ? 0 : bars_.back(0).close;
  }
  [[nodiscard]] std::int64_t last_change() const noexcept { return bars_.back(0).change; }

 private:
  void update(std::size_t factor) noexcept;
  [[nodiscard]] double value(std::size_t factor) const noexcept;

  const Bundle* bundle_;
  RecentBars bars_;
  std::vector<Moments> moments_;  // by factor, as the next ones
  std::vector<Turnover> turnovers_;
  std::vector<HighestClose> highest_;
  std::vector<LargestFall> falls_;
};

// Bars without which the factor has no value.
[[nodiscard]] std::uint64_t bars_needed(const Factor& factor) noexcept;

}  // namespace sluice::strategies::multifactor
