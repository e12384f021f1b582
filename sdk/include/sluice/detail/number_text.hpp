// SPDX-License-Identifier: Apache-2.0
//
// number_text.hpp: a JSON number's text as an exact decimal.
//
// Place: SDK, control: it may allocate. Units: 1e-8. Errors: nothing for a number with more
// decimals than that, or one that does not fit 128 bits.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::detail {

// Longest number text that is read: a sign, 39 digits and a point fit with room to spare.
inline constexpr std::size_t kNumberTextLimit = 64;

// The text of a JSON number, with or without an exponent, as an integer times 1e-8; nothing if it
// has more decimals than that or does not fit.
inline std::optional<int128> decimal_of_number(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == text.npos && text.size() <= kNumberTextLimit) {
    std::string_view plain = text;
    if (plain.find('.') != plain.npos) {
      const std::size_t last = plain.find_last_not_of('0');
      plain = plain.substr(0, plain[last] == '.' ? last : last + 1);
    }
    return parse_decimal(plain);
  }
  if (text.size() > kNumberTextLimit) return std::nullopt;
  const std::string_view mantissa = text.substr(0, mark);
  const long exponent = std::strtol(std::string{text.substr(mark + 1)}.c_str(), nullptr, 10);
  if (exponent > 40 || exponent < -60) return std::nullopt;
  std::string digits;
  long point = -1;
  for (const char c : mantissa) {
    if (c == '.') point = static_cast<long>(digits.size());
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  if (point < 0) point = static_cast<long>(digits.size());
  point += exponent;
  if (point < 1) {
    digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  if (point > static_cast<long>(digits.size()))
    digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
  digits.insert(static_cast<std::size_t>(point), 1, '.');
  const std::size_t last = digits.find_last_not_of('0');
  digits.resize(digits[last] == '.' ? last : last + 1);
  return parse_decimal((text.front() == '-' ? "-" : "") + digits);
}

}  // namespace sluice::detail
