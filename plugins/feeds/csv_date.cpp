// SPDX-License-Identifier: Apache-2.0
//
// csv_date.cpp: the date of a daily bar.
#include "csv_date.hpp"

#include <algorithm>

#include <sluice/time.hpp>

namespace sluice::feeds {
namespace {

constexpr Date kFirstDay = *Date::from_ymd(1678, 1, 1);
constexpr Date kLastDay = *Date::from_ymd(2261, 12, 31);

// What may follow a date: nothing, or midnight UTC.
bool is_midnight(std::string_view rest) noexcept {
  if (rest.empty()) return true;
  if (rest.front() != 'T' && rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (!rest.starts_with("00:00")) return false;
  rest.remove_prefix(5);
  if (rest.starts_with(":00")) {
    rest.remove_prefix(3);
    if (rest.starts_with(".0"))
      rest.remove_prefix(std::min(rest.find_first_not_of('0', 1), rest.size()));
  }
  return rest.empty() || rest == "Z" || rest == "+00:00" || rest == "+0000";
}

}  // namespace

std::optional<std::int32_t> parse_day(std::string_view text) noexcept {
  const std::size_t width = text.size() > 4 && text[4] == '-' ? 10 : 8;
  const auto date = Date::parse(text.substr(0, width));
  if (!date || *date < kFirstDay || *date > kLastDay) return std::nullopt;
  if (text.size() > width && !is_midnight(text.substr(width))) return std::nullopt;
  return date->days();
}

bool DayScanner::remember_month(const char* text) noexcept {
  if (text[4] != '-' || text[7] != '-') return false;
  char first[10];
  std::memcpy(first, text, 8);
  first[8] = '0';
  first[9] = '1';
  const auto start = parse_day({first, sizeof first});
  if (!start) return false;
  const auto ymd = Date::from_days(*start).ymd();
  const std::chrono::year_month_day_last last{ymd.year(), std::chrono::month_day_last{ymd.month()}};
  month_length_ = static_cast<unsigned>(last.day());
  month_start_ = *start;
  std::memcpy(month_text_, text, sizeof month_text_);
  return true;
}

}  // namespace sluice::feeds
