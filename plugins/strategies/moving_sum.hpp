// SPDX-License-Identifier: Apache-2.0
//
// moving_sum.hpp: the exact sum of the last `window` values of a column.
//
// Place: sluice_strategies. Units: those of the column; 128 bits, so that kWindowLimit values
// cannot overflow. A new value costs O(1). Thread: lane.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <sluice/decimal.hpp>

namespace sluice::strategies {

inline constexpr int kWindowLimit = 10'000;

class MovingSum {
 public:
  // `values` has grown by one since the last call.
  void append(std::span<const std::int64_t> values, std::size_t window) noexcept {
    sum_ += values.back();
    if (values.size() > window) sum_ -= values[values.size() - 1 - window];
  }
  void rebuild(std::span<const std::int64_t> values, std::size_t window) noexcept {
    sum_ = 0;
    for (const std::int64_t value : values.last(values.size() < window ? values.size() : window))
      sum_ += value;
  }
  [[nodiscard]] int128 value() const noexcept { return sum_; }

 private:
  int128 sum_ = 0;
};

}  // namespace sluice::strategies
