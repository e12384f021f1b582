// SPDX-License-Identifier: Apache-2.0
//
// csv_number.cpp: the reader for numbers that are signed, long, fine or missing.
#include "csv_number.hpp"

#include <sluice/decimal.hpp>

#include "text.hpp"

namespace sluice::feeds {
namespace {

constexpr int kMaxDigits = 30;      // kept exactly; the rest only decides the rounding
constexpr int kMaxExponent = 1000;  // larger ones are clamped: the answer is the same

struct Scanned {
  int128 mantissa = 0;
  int exponent = 0;  // of ten
  bool ok = false;
};

// Reads the digits and the point; `text` is left at what follows.
Scanned scan_mantissa(std::string_view& text) noexcept {
  Scanned scanned;
  int kept = 0;
  bool point = false;
  bool rest = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') break;
    scanned.ok = true;
    if (kept < kMaxDigits) {
      scanned.mantissa = scanned.mantissa * 10 + (c - '0');
      if (scanned.mantissa != 0) ++kept;
      scanned.exponent -= point ? 1 : 0;
    } else {
      rest = rest || c != '0';
      scanned.exponent += point ? 0 : 1;
    }
  }
  if (at > 0 && text[at - 1] == '.') scanned.ok = false;
  if (rest) {  // one more digit stands for all that were left out: it breaks ties
    scanned.mantissa = scanned.mantissa * 10 + 1;
    --scanned.exponent;
  }
  text.remove_prefix(at);
  return scanned;
}

// Reads "e±digits" to the end of the text.
bool scan_exponent(std::string_view text, int& exponent) noexcept {
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  if (text.empty()) return false;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    if (value < kMaxExponent) value = value * 10 + (c - '0');
  }
  exponent += negative ? -value : value;
  return true;
}

Number scale(int128 mantissa, int exponent) noexcept {
  exponent += kScaleDigits;
  if (mantissa == 0) return {};
  int128 units = mantissa;
  for (; exponent > 0; --exponent) {
    units *= 10;
    if (!detail::narrow(units)) return {0, NumberFault::kTooLarge};
  }
  if (exponent < 0) {
    if (exponent < -37) return {};
    int128 divisor = 1;
    for (; exponent < 0; ++exponent) divisor *= 10;
    units = detail::divide_rounded(units, divisor, Rounding::kHalfEven);
  }
  const auto narrow = detail::narrow(units);
  return narrow ? Number{*narrow, NumberFault::kNone} : Number{0, NumberFault::kTooLarge};
}

}  // namespace

Number parse_number(std::string_view text) noexcept {
  if (is_missing(text)) return {0, NumberFault::kEmpty};
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  Scanned scanned = scan_mantissa(text);
  if (!scanned.ok || !scan_exponent(text, scanned.exponent)) return {0, NumberFault::kNotANumber};
  return scale(negative ? -scanned.mantissa : scanned.mantissa, scanned.exponent);
}

}  // namespace sluice::feeds
