// SPDX-License-Identifier: Apache-2.0
//
// decimal.hpp: Price, Quantity, Ratio and Money, the exact numbers of every order.
//
// Place: SDK and host. Units: all are integers times 1e-8; Price, Quantity and Ratio are 64 bits
// wide, Money is 128. Only meaningful arithmetic compiles, every operation that can overflow says
// so by returning std::optional, and every operation that must round says which way. Text is plain
// decimal notation. Thread: values; any. Errors: std::nullopt for overflow, division by zero and
// text that is not a decimal.
#pragma once

#include <charconv>
#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/c/base.h>

namespace sluice {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

inline constexpr std::int64_t kScale = SLUICE_SCALE;
inline constexpr int kScaleDigits = 8;

enum class Rounding {
  kDown,         // towards minus infinity
  kUp,           // towards plus infinity
  kTowardsZero,  // drops the remainder
  kHalfEven      // to the nearest; a tie goes to the even neighbour
};

namespace detail {

constexpr std::optional<int128> add(int128 a, int128 b) noexcept {
  int128 sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

constexpr std::optional<int128> subtract(int128 a, int128 b) noexcept {
  int128 difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
  return difference;
}

constexpr std::optional<int128> multiply(int128 a, int128 b) noexcept {
  int128 product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

constexpr uint128 magnitude_of(int128 value) noexcept {
  return value < 0 ? -static_cast<uint128>(value) : static_cast<uint128>(value);
}

// Whether a quotient cut towards zero has to move one away from it. `rest` / `whole` is the part
// that was cut off, 0 < rest < whole.
constexpr bool rounds_away(bool negative, bool odd, uint128 rest, uint128 whole,
                           Rounding rounding) noexcept {
  switch (rounding) {
    case Rounding::kDown:
      return negative;
    case Rounding::kUp:
      return !negative;
    case Rounding::kTowardsZero:
      return false;
    case Rounding::kHalfEven:
      break;
  }
  const uint128 missing = whole - rest;
  return rest > missing || (rest == missing && odd);
}

struct Division {
  int128 quotient;
  int128 remainder;
};

// denominator != 0 and not (minimum / -1).
constexpr Division divide_truncated(int128 numerator, int128 denominator) noexcept {
  // Most numbers are small, and 128 bits are divided by a function.
  const auto small = static_cast<std::int64_t>(numerator);
  const auto by = static_cast<std::int64_t>(denominator);
  if (small == numerator && by == denominator && by != -1) return {small / by, small % by};
  return {numerator / denominator, numerator % denominator};
}

// numerator / denominator, rounded as asked; denominator != 0 and not (minimum / -1).
constexpr int128 divide_rounded(int128 numerator, int128 denominator, Rounding rounding) noexcept {
  const auto [quotient, remainder] = divide_truncated(numerator, denominator);
  if (remainder == 0) return quotient;
  const bool negative = (remainder < 0) != (denominator < 0);
  if (!rounds_away(negative, quotient % 2 != 0, magnitude_of(remainder), magnitude_of(denominator),
                   rounding))
    return quotient;
  return negative ? quotient - 1 : quotient + 1;
}

constexpr std::optional<int128> divide(int128 numerator, int128 denominator,
                                       Rounding rounding) noexcept {
  if (denominator == 0) return std::nullopt;
  if (denominator == -1 && numerator == std::numeric_limits<int128>::min()) return std::nullopt;
  return divide_rounded(numerator, denominator, rounding);
}

// a * b / c where a * b needs more than 128 bits: long division, one bit of b at a time; c != 0.
constexpr std::optional<int128> multiply_divide_wide(int128 a, int128 b, int128 c,
                                                     Rounding rounding) noexcept {
  constexpr uint128 kLimit = uint128{1} << 127;
  const bool negative = ((a < 0) != (b < 0)) != (c < 0);
  const uint128 factor = magnitude_of(b);
  const uint128 whole = magnitude_of(c);
  const uint128 step = magnitude_of(a) / whole;
  const uint128 step_rest = magnitude_of(a) % whole;
  uint128 quotient = 0;
  uint128 rest = 0;
  const auto carry = [&] {
    if (rest < whole) return;
    rest -= whole;
    ++quotient;
  };
  for (int bit = 127; bit >= 0; --bit) {
    if (quotient >= kLimit) return std::nullopt;
    quotient *= 2;
    rest *= 2;
    carry();
    if (((factor >> bit) & 1) == 0) continue;
    if (quotient > kLimit || step > kLimit - quotient) return std::nullopt;
    quotient += step;
    rest += step_rest;
    carry();
  }
  if (rest != 0 && rounds_away(negative, quotient % 2 != 0, rest, whole, rounding)) ++quotient;
  if (quotient > kLimit || (quotient == kLimit && !negative)) return std::nullopt;
  return negative ? static_cast<int128>(-quotient) : static_cast<int128>(quotient);
}

// a * b / c, rounded once; nothing only where the result itself does not fit, or c is 0.
constexpr std::optional<int128> multiply_divide(int128 a, int128 b, int128 c,
                                                Rounding rounding) noexcept {
  if (c == 0) return std::nullopt;
  const auto product = multiply(a, b);
  return product ? divide(*product, c, rounding) : multiply_divide_wide(a, b, c, rounding);
}

constexpr std::optional<std::int64_t> narrow(int128 value) noexcept {
  if (value > std::numeric_limits<std::int64_t>::max() ||
      value < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// "[-+]digits[.digits]" with at most eight decimals, as an integer times 1e-8.
constexpr std::optional<int128> parse_decimal(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  int128 value = 0;
  int digits = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || decimals == kScaleDigits) return std::nullopt;
    const auto shifted = multiply(value, 10);
    const auto next = shifted ? add(*shifted, negative ? '0' - c : c - '0') : std::nullopt;
    if (!next) return std::nullopt;
    value = *next;
    ++digits;
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0 || decimals == 0) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < kScaleDigits; ++i) {
    const auto shifted = multiply(value, 10);
    if (!shifted) return std::nullopt;
    value = *shifted;
  }
  return value;
}

inline constexpr std::size_t kDecimalTextSize = 48;  // 39 digits, sign, point, and room to spare

// Writes the shortest decimal text of value * 1e-8 and at least `min_decimals` decimals; returns
// its end.
constexpr char* write_decimal(char* out, int128 value, int min_decimals = 0) noexcept {
  uint128 magnitude = magnitude_of(value);
  if (value < 0) *out++ = '-';
  char reversed[kDecimalTextSize] = {};
  int count = 0;
  std::uint32_t fraction = 0;
  std::uint64_t whole = 0;
  // Most values fit in 64 bits, where division is far cheaper.
  if (magnitude <= std::numeric_limits<std::uint64_t>::max()) {
    fraction = static_cast<std::uint32_t>(static_cast<std::uint64_t>(magnitude) % kScale);
    whole = static_cast<std::uint64_t>(magnitude) / kScale;
  } else {
    fraction = static_cast<std::uint32_t>(magnitude % kScale);
    for (magnitude /= kScale; magnitude > std::numeric_limits<std::uint64_t>::max();
         magnitude /= 10)
      reversed[count++] = static_cast<char>('0' + static_cast<unsigned>(magnitude % 10));
    whole = static_cast<std::uint64_t>(magnitude);
  }
  do {
    reversed[count++] = static_cast<char>('0' + whole % 10);
    whole /= 10;
  } while (whole != 0);
  while (count > 0) *out++ = reversed[--count];
  if (fraction == 0 && min_decimals == 0) return out;
  int decimals = kScaleDigits;
  for (; decimals > min_decimals && fraction % 10 == 0; --decimals) fraction /= 10;
  *out = '.';
  for (int place = decimals; place > 0; --place, fraction /= 10)
    out[place] = static_cast<char>('0' + fraction % 10);
  return out + decimals + 1;
}

inline std::string decimal_text(int128 value, int min_decimals = 0) {
  char buffer[kDecimalTextSize];
  return {buffer, write_decimal(buffer, value, min_decimals)};
}

// A finite double as an integer times 1e-8; the product is exact before it is rounded.
inline std::optional<int128> from_double(double value, Rounding rounding) noexcept {
  if (!std::isfinite(value)) return std::nullopt;
  int exponent = 0;
  const auto mantissa = static_cast<int128>(std::ldexp(std::frexp(value, &exponent), 53));
  exponent -= 53;
  const int128 scaled = mantissa * kScale;  // 53 + 27 bits
  if (exponent > 48) return std::nullopt;   // 2^78 and more, shifted out of 128 bits
  if (exponent >= 0) return multiply(scaled, int128{1} << exponent);
  if (exponent <= -126)
    return divide_rounded(scaled < 0 ? -1 : (scaled > 0 ? 1 : 0), int128{1} << 126, rounding);
  return divide_rounded(scaled, int128{1} << -exponent, rounding);
}

// The operations that Price, Quantity and Ratio share. `Self` keeps them apart: a price is not a
// quantity.
template <typename Self>
class Decimal64 {
 public:
  constexpr Decimal64() noexcept = default;
  [[nodiscard]] static constexpr Self from_raw(std::int64_t units) noexcept {
    Self value;
    value.units_ = units;
    return value;
  }
  [[nodiscard]] static constexpr std::optional<Self> from_whole(std::int64_t whole) noexcept {
    const auto units = narrow(int128{whole} * kScale);
    return units ? std::optional{from_raw(*units)} : std::nullopt;
  }
  [[nodiscard]] static constexpr std::optional<Self> parse(std::string_view text) noexcept {
    const auto wide = parse_decimal(text);
    const auto units = wide ? narrow(*wide) : std::nullopt;
    return units ? std::optional{from_raw(*units)} : std::nullopt;
  }
  [[nodiscard]] static std::optional<Self> from_double(double value, Rounding rounding) noexcept {
    const auto wide = detail::from_double(value, rounding);
    const auto units = wide ? narrow(*wide) : std::nullopt;
    return units ? std::optional{from_raw(*units)} : std::nullopt;
  }
  // Units of 1e-8.
  [[nodiscard]] constexpr std::int64_t raw() const noexcept { return units_; }
  [[nodiscard]] constexpr double to_double() const noexcept {
    return static_cast<double>(units_) / static_cast<double>(kScale);
  }
  [[nodiscard]] std::string to_string() const { return decimal_text(units_); }
  [[nodiscard]] constexpr bool is_zero() const noexcept { return units_ == 0; }
  [[nodiscard]] constexpr bool is_positive() const noexcept { return units_ > 0; }
  [[nodiscard]] constexpr bool is_negative() const noexcept { return units_ < 0; }

  friend constexpr auto operator<=>(const Decimal64&, const Decimal64&) noexcept = default;

  [[nodiscard]] friend constexpr std::optional<Self> checked_add(Self a, Self b) noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.raw(), b.raw(), &sum)) return std::nullopt;
    return from_raw(sum);
  }
  [[nodiscard]] friend constexpr std::optional<Self> checked_subtract(Self a, Self b) noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.raw(), b.raw(), &difference)) return std::nullopt;
    return from_raw(difference);
  }
  [[nodiscard]] friend constexpr std::optional<Self> checked_negate(Self a) noexcept {
    if (a.raw() == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    return from_raw(-a.raw());
  }
  // The largest multiple of `step` whose magnitude is not above |value|: cuts towards zero. step >
  // 0.
  [[nodiscard]] friend constexpr Self truncate_to_multiple(Self value, Self step) noexcept {
    return from_raw(value.raw() - value.raw() % step.raw());
  }

 private:
  std::int64_t units_ = 0;
};

}  // namespace detail

// Of one unit of an instrument, in its quote currency.
class Price : public detail::Decimal64<Price> {};
// Of an instrument: shares, contracts, coins. Negative means short or sold.
class Quantity : public detail::Decimal64<Quantity> {};
// A pure number: a share, a rate, a multiple. 1 basis point is 0.0001.
class Ratio : public detail::Decimal64<Ratio> {};

// An amount of currency.
class Money {
 public:
  constexpr Money() noexcept = default;
  [[nodiscard]] static constexpr Money from_raw(int128 units) noexcept {
    Money money;
    money.units_ = units;
    return money;
  }
  [[nodiscard]] static constexpr Money from_c(sluice_money money) noexcept {
    return from_raw(static_cast<int128>(
        (static_cast<uint128>(static_cast<std::uint64_t>(money.hi)) << 64) | money.lo));
  }
  [[nodiscard]] static constexpr std::optional<Money> from_whole(std::int64_t whole) noexcept {
    return from_raw(int128{whole} * kScale);
  }
  [[nodiscard]] static constexpr std::optional<Money> parse(std::string_view text) noexcept {
    const auto units = detail::parse_decimal(text);
    return units ? std::optional{from_raw(*units)} : std::nullopt;
  }
  [[nodiscard]] static std::optional<Money> from_double(double value, Rounding rounding) noexcept {
    const auto units = detail::from_double(value, rounding);
    return units ? std::optional{from_raw(*units)} : std::nullopt;
  }
  [[nodiscard]] constexpr int128 raw() const noexcept { return units_; }
  [[nodiscard]] constexpr sluice_money to_c() const noexcept {
    return {static_cast<std::uint64_t>(static_cast<uint128>(units_)),
            static_cast<std::int64_t>(static_cast<uint128>(units_) >> 64)};
  }
  [[nodiscard]] constexpr double to_double() const noexcept {
    // The usual amount fits 64 bits, which the processor converts by itself, to the same double.
    const auto small = detail::narrow(units_);
    return (small ? static_cast<double>(*small) : static_cast<double>(units_)) /
           static_cast<double>(kScale);
  }
  [[nodiscard]] std::string to_string() const { return detail::decimal_text(units_); }
  // With two decimals at least, as amounts are written.
  [[nodiscard]] std::string to_amount() const { return detail::decimal_text(units_, 2); }
  [[nodiscard]] constexpr bool is_zero() const noexcept { return units_ == 0; }
  [[nodiscard]] constexpr bool is_positive() const noexcept { return units_ > 0; }
  [[nodiscard]] constexpr bool is_negative() const noexcept { return units_ < 0; }

  friend constexpr auto operator<=>(const Money&, const Money&) noexcept = default;

 private:
  int128 units_ = 0;
};

[[nodiscard]] constexpr std::optional<Money> checked_add(Money a, Money b) noexcept {
  const auto sum = detail::add(a.raw(), b.raw());
  return sum ? std::optional{Money::from_raw(*sum)} : std::nullopt;
}
[[nodiscard]] constexpr std::optional<Money> checked_subtract(Money a, Money b) noexcept {
  const auto difference = detail::subtract(a.raw(), b.raw());
  return difference ? std::optional{Money::from_raw(*difference)} : std::nullopt;
}
[[nodiscard]] constexpr std::optional<Money> checked_negate(Money a) noexcept {
  return checked_subtract(Money{}, a);
}
[[nodiscard]] constexpr std::optional<Money> checked_abs(Money a) noexcept {
  return a.is_negative() ? checked_negate(a) : std::optional{a};
}

// price * quantity. 1e-16 is rounded to 1e-8 as asked; never overflows, for 64 x 64 bits fit in
// 128.
[[nodiscard]] constexpr Money notional(Price price, Quantity quantity, Rounding rounding) noexcept {
  // Whole units are the common case, and need no 128-bit division.
  if (quantity.raw() % kScale == 0)
    return Money::from_raw(int128{price.raw()} * (quantity.raw() / kScale));
  return Money::from_raw(
      detail::divide_rounded(int128{price.raw()} * quantity.raw(), kScale, rounding));
}

// money * ratio.
[[nodiscard]] constexpr std::optional<Money> checked_multiply(Money money, Ratio ratio,
                                                              Rounding rounding) noexcept {
  const auto units = detail::multiply_divide(money.raw(), ratio.raw(), kScale, rounding);
  return units ? std::optional{Money::from_raw(*units)} : std::nullopt;
}

// price * ratio.
[[nodiscard]] constexpr std::optional<Price> checked_multiply(Price price, Ratio ratio,
                                                              Rounding rounding) noexcept {
  const auto units =
      detail::narrow(detail::divide_rounded(int128{price.raw()} * ratio.raw(), kScale, rounding));
  return units ? std::optional{Price::from_raw(*units)} : std::nullopt;
}

// a / b as a ratio.
[[nodiscard]] constexpr std::optional<Ratio> checked_divide(Money a, Money b,
                                                            Rounding rounding) noexcept {
  const auto wide = detail::multiply_divide(a.raw(), kScale, b.raw(), rounding);
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  return units ? std::optional{Ratio::from_raw(*units)} : std::nullopt;
}

// How much `money` buys at `price`.
[[nodiscard]] constexpr std::optional<Quantity> checked_divide(Money money, Price price,
                                                               Rounding rounding) noexcept {
  const auto wide = detail::multiply_divide(money.raw(), kScale, price.raw(), rounding);
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  return units ? std::optional{Quantity::from_raw(*units)} : std::nullopt;
}

}  // namespace sluice
