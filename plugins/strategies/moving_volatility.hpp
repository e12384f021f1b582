// SPDX-License-Identifier: Apache-2.0
//
// moving_volatility.hpp: annualised volatility of the last `window` daily returns.
//
// Place: sluice_strategies. Formula: sample standard deviation of close-to-close returns times the
// square root of 252. Returns are integers times 1e-9 and their sums exact, so that adding and
// dropping one leaves no trace of the order: a long run and a cold start give the same bits. A
// return above kLargestReturn (a million times the price) counts as that. Thread: lane.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>

#include <sluice/decimal.hpp>

namespace sluice::strategies {

inline constexpr int kReturnWindowLimit = 1'000;
inline constexpr double kSessionsPerYear = 252.0;

class MovingVolatility {
 public:
  // `closes` has grown by one since the last call.
  void append(std::span<const std::int64_t> closes, std::size_t window) noexcept {
    const std::size_t last = closes.size() - 1;
    if (last >= 1) add(return_at(closes, last), 1);
    if (last > window) add(return_at(closes, last - window), -1);
  }
  void rebuild(std::span<const std::int64_t> closes, std::size_t window) noexcept {
    sum_ = 0;
    squares_ = 0;
    const std::size_t first = closes.size() > window ? closes.size() - window : 1;
    for (std::size_t i = first; i < closes.size(); ++i) add(return_at(closes, i), 1);
  }
  // A share a year (0.2 = 20 %), once `window` returns are there; window > 1.
  [[nodiscard]] std::optional<double> annual(std::size_t close_count,
                                             std::size_t window) const noexcept {
    if (close_count <= window) return std::nullopt;
    const auto n = static_cast<int128>(window);
    const double spread = static_cast<double>(n * squares_ - sum_ * sum_);
    const double variance = spread / static_cast<double>(n * (n - 1));
    return std::sqrt(variance * kSessionsPerYear) / kReturnScale;
  }

 private:
  static constexpr std::int64_t kReturnUnits = 1'000'000'000;
  static constexpr double kReturnScale = 1e9;
  static constexpr int128 kLargestReturn = int128{1'000'000} * kReturnUnits;

  static int128 return_at(std::span<const std::int64_t> closes, std::size_t i) noexcept {
    const int128 before = closes[i - 1];
    const int128 change = closes[i] - before;
    const auto value =
        detail::divide(change * kReturnUnits, before, Rounding::kHalfEven).value_or(0);
    return std::clamp(value, -kLargestReturn, kLargestReturn);
  }
  void add(int128 value, int sign) noexcept {
    sum_ += sign * value;
    squares_ += sign * value * value;
  }
  int128 sum_ = 0;
  int128 squares_ = 0;
};

}  // namespace sluice::strategies
