// SPDX-License-Identifier: Apache-2.0
//
// exact_reference.hpp: the true results decimals are held against, and generators of hard values.
//
// Place: tests. Numbers: boost::multiprecision integers and rationals, which neither overflow nor
// round. Generated raw values take every magnitude, and the edges far oftener than by chance.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <utility>

#include <boost/multiprecision/cpp_int.hpp>
#include <rapidcheck.h>

#include <sluice/decimal.hpp>

namespace sluice::exact {

using Big = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

inline constexpr int128 kMin128 = std::numeric_limits<int128>::min();
inline constexpr int128 kMax128 = std::numeric_limits<int128>::max();

// Through its two halves, so that the reference does not depend on how Boost sees __int128.
inline Big big(int128 value) {
  const auto bits = static_cast<uint128>(value);
  Big result = static_cast<std::int64_t>(bits >> 64);
  result *= Big{1} << 64;
  return result + static_cast<std::uint64_t>(bits);
}

inline Big scale() { return Big{kScale}; }
inline bool fits64(const Big& value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}
inline bool fits128(const Big& value) { return value >= big(kMin128) && value <= big(kMax128); }

// Towards minus infinity.
inline Big floor_of(const Rational& value) {
  const Big n = numerator(value);
  const Big d = denominator(value);  // > 0
  Big quotient = n / d;
  if (n < 0 && quotient * d != n) --quotient;
  return quotient;
}

inline Big rounded(const Rational& value, Rounding rounding) {
  const Big below = floor_of(value);
  if (Rational{below} == value) return below;
  const Rational half = Rational{below} + Rational{1, 2};
  switch (rounding) {
    case Rounding::kDown:
      return below;
    case Rounding::kUp:
      return below + 1;
    case Rounding::kTowardsZero:
      return value < 0 ? Big{below + 1} : below;
    case Rounding::kHalfEven:
      break;
  }
  if (value == half) return below % 2 == 0 ? below : Big{below + 1};
  return value < half ? below : Big{below + 1};
}

// Sixty-four random bits; the size of the test case plays no part.
inline rc::Gen<std::uint64_t> bits() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
}

inline rc::Gen<std::int64_t> raw64() {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  const auto edges = rc::gen::elementOf(std::vector<std::int64_t>{kMin,
                                                                  kMin + 1,
                                                                  kMax,
                                                                  kMax - 1,
                                                                  0,
                                                                  1,
                                                                  -1,
                                                                  2,
                                                                  -2,
                                                                  3,
                                                                  -3,
                                                                  kScale,
                                                                  -kScale,
                                                                  kScale + 1,
                                                                  kScale - 1,
                                                                  kScale / 2,
                                                                  -kScale / 2,
                                                                  3 * kScale / 2,
                                                                  kMax / 2,
                                                                  kMin / 2,
                                                                  kMax / kScale,
                                                                  kMin / kScale});
  const auto any = rc::gen::map(rc::gen::pair(bits(), rc::gen::inRange(0, 64)), [](auto drawn) {
    return static_cast<std::int64_t>(drawn.first) >> drawn.second;
  });
  return rc::gen::weightedOneOf<std::int64_t>({{1, edges}, {3, any}});
}

inline rc::Gen<Money> money() {
  const auto edges = rc::gen::map(rc::gen::inRange(0, 12), [](int which) {
    const std::array<int128, 12> values{kMin128, kMin128 + 1, kMax128,     kMax128 - 1,
                                        0,       1,           -1,          kScale,
                                        -kScale, kScale / 2,  kMax128 / 2, kMin128 / kScale};
    return Money::from_raw(values[static_cast<std::size_t>(which)]);
  });
  const auto any =
      rc::gen::map(rc::gen::tuple(bits(), bits(), rc::gen::inRange(0, 128)), [](auto drawn) {
        const auto whole = static_cast<uint128>(std::get<0>(drawn)) << 64 | std::get<1>(drawn);
        return Money::from_raw(static_cast<int128>(whole) >> std::get<2>(drawn));
      });
  return rc::gen::weightedOneOf<Money>({{1, edges}, {3, any}});
}

// Doubles of every exponent, subnormals, infinities and not-a-numbers among them.
inline rc::Gen<double> doubles() {
  const auto any = rc::gen::map(bits(), [](std::uint64_t drawn) {
    double value = 0;
    static_assert(sizeof value == sizeof drawn);
    __builtin_memcpy(&value, &drawn, sizeof value);
    return value;
  });
  // Around the range of money: a 53-bit mantissa times 2^-100 .. 2^60.
  const auto near = rc::gen::map(rc::gen::pair(bits(), rc::gen::inRange(-100, 60)), [](auto drawn) {
    return std::ldexp(static_cast<double>(static_cast<std::int64_t>(drawn.first) >> 10),
                      drawn.second);
  });
  // Halves of a unit, where ties are.
  const auto ties = rc::gen::map(
      raw64(), [](std::int64_t raw) { return static_cast<double>(raw % 1'000'000) / 512.0; });
  return rc::gen::weightedOneOf<double>({{1, any}, {3, near}, {1, ties}});
}

// A finite double, exactly.
inline Rational rational(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const Big mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  exponent -= 53;
  if (exponent >= 0) return Rational{Big{mantissa << exponent}};
  return Rational{mantissa, Big{Big{1} << -exponent}};
}

}  // namespace sluice::exact

namespace sluice {

inline void showValue(const Money& value, std::ostream& out) { out << value.to_string(); }
inline void showValue(const Price& value, std::ostream& out) { out << value.to_string(); }
inline void showValue(const Quantity& value, std::ostream& out) { out << value.to_string(); }
inline void showValue(const Ratio& value, std::ostream& out) { out << value.to_string(); }

}  // namespace sluice

namespace rc {

template <>
struct Arbitrary<sluice::Money> {
  static Gen<sluice::Money> arbitrary() { return sluice::exact::money(); }
};

template <typename T>
struct ArbitraryDecimal {
  static Gen<T> arbitrary() {
    return gen::map(sluice::exact::raw64(), [](std::int64_t raw) { return T::from_raw(raw); });
  }
};
template <>
struct Arbitrary<sluice::Price> : ArbitraryDecimal<sluice::Price> {};
template <>
struct Arbitrary<sluice::Quantity> : ArbitraryDecimal<sluice::Quantity> {};
template <>
struct Arbitrary<sluice::Ratio> : ArbitraryDecimal<sluice::Ratio> {};

template <>
struct Arbitrary<sluice::Rounding> {
  static Gen<sluice::Rounding> arbitrary() {
    return gen::element(sluice::Rounding::kDown, sluice::Rounding::kUp,
                        sluice::Rounding::kTowardsZero, sluice::Rounding::kHalfEven);
  }
};

}  // namespace rc
