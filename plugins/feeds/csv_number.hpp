// SPDX-License-Identifier: Apache-2.0
//
// csv_number.hpp: decimal text to integers times 1e-8, without a double on the way.
//
// Place: csv feed, parsing. Two readers: scan_decimal for the plain numbers that make up nearly
// all of a file, parse_number for everything else; where both answer, they agree.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::feeds {

enum class NumberFault { kNone, kEmpty, kNotANumber, kTooLarge };

struct Number {
  std::int64_t units = 0;
  NumberFault fault = NumberFault::kNone;
};

// "[+-]digits[.digits][e[+-]digits]". Empty, NA, N/A, NaN and null are kEmpty. What is finer than
// 1e-8 is rounded to the nearest, ties to even.
[[nodiscard]] Number parse_number(std::string_view text) noexcept;

// Unsigned, at most ten digits before and eight after the point: reads from `at` and stops at the
// first other character. False, with `at` undefined, for anything else.
// The text must end in a character that is not a digit.
inline bool scan_decimal(const char*& at, std::int64_t& units) noexcept {
  constexpr std::array<std::int64_t, 9> kScaleUp = {100000000, 10000000, 1000000, 100000, 10000,
                                                    1000,      100,      10,      1};
  const char* const begin = at;
  std::int64_t value = 0;
  unsigned digit = 0;
  while ((digit = static_cast<unsigned>(*at - '0')) <= 9) {
    value = value * 10 + digit;
    if (++at - begin > 10) return false;
  }
  if (at == begin) return false;
  std::ptrdiff_t decimals = 0;
  if (*at == '.') {
    const char* const point = ++at;
    while ((digit = static_cast<unsigned>(*at - '0')) <= 9) {
      if (at - point == 8) return false;
      value = value * 10 + digit;
      ++at;
    }
    decimals = at - point;
    if (decimals == 0) return false;
  }
  units = value * kScaleUp[static_cast<std::size_t>(decimals)];
  return true;
}

}  // namespace sluice::feeds
