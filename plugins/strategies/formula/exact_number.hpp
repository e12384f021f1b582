// SPDX-License-Identifier: Apache-2.0
//
// exact_number.hpp: sums over a window that leave no trace of what has left it.
//
// Place: sluice_strategies, the room `formula`. A value is kept as a whole number of 2^-60, so that
// adding and taking away is exact: a long run and a cold start give the same bits. Values of
// kLargest and beyond are undefined. At most kWindowLimit values stand in a sum. Units: those of
// the value. Thread: any.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include <sluice/decimal.hpp>

namespace sluice::strategies::formula {

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

inline constexpr int kFractionBits = 60;
inline constexpr double kUnit = 1.0 / static_cast<double>(std::int64_t{1} << kFractionBits);
inline constexpr double kLargest = 70'368'744'177'664.0;  // 2^46

// What cannot be kept is undefined.
inline constexpr int128 kNoUnits = std::numeric_limits<int128>::min();

[[nodiscard]] inline int128 units_of(double value) noexcept {
  if (!(std::fabs(value) < kLargest)) return kNoUnits;
  return static_cast<int128>(std::nearbyint(value / kUnit));
}

// sum / count, rounded once to 2^-60 / kScaling and once to a double. |sum| * kScaling < 2^127.
template <int kScaling>
[[nodiscard]] inline double mean_of(int128 sum, int128 count) noexcept {
  const auto quotient = detail::divide(sum * kScaling, count, Rounding::kHalfEven).value_or(0);
  return static_cast<double>(quotient) * (kUnit / kScaling);
}

// Sums of squares: 256 bits, without sign.
class WideNumber {
 public:
  void add_square_of(int128 value) noexcept { add(square(magnitude(value))); }
  void take_square_of(int128 value) noexcept { take(square(magnitude(value))); }

  // n * this - sum * sum, which is not negative, as a double.
  [[nodiscard]] double spread(std::uint64_t n, int128 sum) const noexcept {
    WideNumber result = *this;
    result.multiply(n);
    result.take(square(magnitude(sum)));
    double value = 0;
    for (std::size_t i = kLimbs; i-- > 0;)
      value = value * 18'446'744'073'709'551'616.0 + static_cast<double>(result.limbs_[i]);
    return value;
  }

 private:
  using Word = uint128;
  static constexpr std::size_t kLimbs = 4;
  using Limbs = std::array<std::uint64_t, kLimbs>;

  static Word magnitude(int128 value) noexcept {
    return value < 0 ? -static_cast<Word>(value) : static_cast<Word>(value);
  }
  static Limbs square(Word value) noexcept {
    const auto low = static_cast<std::uint64_t>(value);
    const auto high = static_cast<std::uint64_t>(value >> 64);
    const Word ll = Word{low} * low;
    const Word lh = Word{low} * high;
    const Word hh = Word{high} * high;
    Limbs limbs{};
    limbs[0] = static_cast<std::uint64_t>(ll);
    // A sum is below 2^118, so that twice lh fits.
    const Word twice = lh << 1;
    Word carry = (ll >> 64) + static_cast<std::uint64_t>(twice);
    limbs[1] = static_cast<std::uint64_t>(carry);
    carry = (carry >> 64) + (twice >> 64) + static_cast<std::uint64_t>(hh);
    limbs[2] = static_cast<std::uint64_t>(carry);
    limbs[3] = static_cast<std::uint64_t>((carry >> 64) + (hh >> 64));
    return limbs;
  }
  void add(const Limbs& other) noexcept {
    Word carry = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      carry += Word{limbs_[i]} + other[i];
      limbs_[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
  }
  void take(const Limbs& other) noexcept {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const Word difference = Word{limbs_[i]} - other[i] - borrow;
      limbs_[i] = static_cast<std::uint64_t>(difference);
      borrow = (difference >> 64) != 0 ? 1 : 0;
    }
  }
  void multiply(std::uint64_t factor) noexcept {
    Word carry = 0;
    for (std::uint64_t& limb : limbs_) {
      carry += Word{limb} * factor;
      limb = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
  }
  Limbs limbs_{};
};

}  // namespace sluice::strategies::formula
