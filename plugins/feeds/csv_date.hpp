// SPDX-License-Identifier: Apache-2.0
//
// csv_date.hpp: the date of a daily bar.
//
// Place: csv feed, parsing. Units: days since 1970-01-01.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace sluice::feeds {

// "2025-01-15", "20250115", or either form of midnight UTC that writers of daily data use:
// "2025-01-15T00:00:00Z", "2025-01-15 00:00:00", with ".000…" or "+00:00". Another time of day is
// refused: it is not a daily bar. Only days that a Timestamp can tell (1678 … 2261).
[[nodiscard]] std::optional<std::int32_t> parse_day(std::string_view text) noexcept;

// Reads "YYYY-MM-DD" and remembers the month, for dates near each other share it.
class DayScanner {
 public:
  // Stops after ten characters. False, with `at` untouched, when there is no such date. Sixteen
  // characters from `at` must be readable.
  bool scan(const char*& at, std::int32_t& day) noexcept {
    if (std::memcmp(at, month_text_, sizeof month_text_) != 0 && !remember_month(at)) return false;
    const auto tens = static_cast<unsigned>(at[8] - '0');
    const auto ones = static_cast<unsigned>(at[9] - '0');
    const unsigned in_month = tens * 10 + ones;
    if (tens > 9 || ones > 9 || in_month == 0 || in_month > month_length_) return false;
    day = month_start_ + static_cast<std::int32_t>(in_month) - 1;
    at += 10;
    return true;
  }

 private:
  bool remember_month(const char* text) noexcept;

  char month_text_[8] = {};  // "2025-01-"
  std::int32_t month_start_ = 0;
  unsigned month_length_ = 0;
};

}  // namespace sluice::feeds
