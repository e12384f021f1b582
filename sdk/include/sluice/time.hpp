// SPDX-License-Identifier: Apache-2.0
//
// time.hpp: Timestamp (nanoseconds UTC) and Date (a calendar day), with their ISO 8601 text.
//
// Place: SDK and host. No clock is read here: time is an input. Calendar arithmetic is
// std::chrono's proleptic Gregorian. Errors: std::nullopt for text that is not a date or time, or a
// day that does not exist.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/c/base.h>

namespace sluice {

namespace detail {

// Exactly `width` digits at `position`, or nothing.
constexpr std::optional<int> digits_at(std::string_view text, std::size_t position,
                                       std::size_t width) noexcept {
  if (position + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = position; i < position + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

constexpr char* write_digits(char* out, std::int64_t value, int width) noexcept {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + width;
}

}  // namespace detail

class Date {
 public:
  constexpr Date() noexcept = default;
  // Days since 1970-01-01.
  [[nodiscard]] static constexpr Date from_days(sluice_date days) noexcept {
    Date date;
    date.days_ = days;
    return date;
  }
  [[nodiscard]] static constexpr std::optional<Date> from_ymd(int year, int month,
                                                              int day) noexcept {
    using namespace std::chrono;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
      return std::nullopt;
    const year_month_day ymd{std::chrono::year{year},
                             std::chrono::month{static_cast<unsigned>(month)},
                             std::chrono::day{static_cast<unsigned>(day)}};
    if (!ymd.ok()) return std::nullopt;
    return from_days(static_cast<sluice_date>(sys_days{ymd}.time_since_epoch().count()));
  }
  // "2025-01-15" or "20250115".
  [[nodiscard]] static constexpr std::optional<Date> parse(std::string_view text) noexcept {
    const bool dashed = text.size() == 10 && text[4] == '-' && text[7] == '-';
    if (!dashed && text.size() != 8) return std::nullopt;
    const auto year = detail::digits_at(text, 0, 4);
    const auto month = detail::digits_at(text, dashed ? 5 : 4, 2);
    const auto day = detail::digits_at(text, dashed ? 8 : 6, 2);
    if (!year || !month || !day) return std::nullopt;
    return from_ymd(*year, *month, *day);
  }
  [[nodiscard]] constexpr sluice_date days() const noexcept { return days_; }
  [[nodiscard]] constexpr std::chrono::year_month_day ymd() const noexcept {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days_}}};
  }
  // "2025-01-15"
  [[nodiscard]] std::string to_string() const {
    char text[10];
    write(text);
    return {text, sizeof text};
  }
  // "20250115", for file names.
  [[nodiscard]] std::string to_compact() const {
    const std::string text = to_string();
    return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
  }
  // Writes ten characters and returns their end.
  constexpr char* write(char* out) const noexcept {
    const auto parts = ymd();
    out = detail::write_digits(out, static_cast<int>(parts.year()), 4);
    *out++ = '-';
    out = detail::write_digits(out, static_cast<unsigned>(parts.month()), 2);
    *out++ = '-';
    return detail::write_digits(out, static_cast<unsigned>(parts.day()), 2);
  }
  friend constexpr auto operator<=>(const Date&, const Date&) noexcept = default;

 private:
  sluice_date days_ = 0;
};

class Timestamp {
 public:
  static constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
  static constexpr std::int64_t kNanosecondsPerDay = 86'400 * kNanosecondsPerSecond;
  // Longest text: 2025-01-15T10:30:00.123456789Z
  static constexpr std::size_t kTextSize = 30;

  constexpr Timestamp() noexcept = default;
  [[nodiscard]] static constexpr Timestamp from_nanoseconds(sluice_time ns) noexcept {
    Timestamp time;
    time.ns_ = ns;
    return time;
  }
  // 00:00 UTC of the day. Days from 1678 to 2262 can be told in 64 bits; others are clamped to
  // those.
  [[nodiscard]] static constexpr Timestamp from_date(Date date) noexcept {
    constexpr std::int64_t kLargestDay = INT64_MAX / kNanosecondsPerDay;
    const std::int64_t day = date.days();
    const std::int64_t clamped =
        day > kLargestDay ? kLargestDay : (day < -kLargestDay ? -kLargestDay : day);
    return from_nanoseconds(clamped * kNanosecondsPerDay);
  }
  // "2025-01-15T10:30:00Z", with up to nine decimals of a second; a blank may stand for the T; or a
  // date alone. Nothing for times before 1677 or after 2262, which do not fit.
  [[nodiscard]] static constexpr std::optional<Timestamp> parse(std::string_view text) noexcept {
    const auto date = Date::parse(text.substr(0, text.size() < 10 ? text.size() : 10));
    if (!date) return std::nullopt;
    if (text.size() <= 10) return in_day(*date, 0);
    if (text.size() < 20 || text.size() > kTextSize || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':' || text.back() != 'Z')
      return std::nullopt;
    const auto hour = detail::digits_at(text, 11, 2);
    const auto minute = detail::digits_at(text, 14, 2);
    const auto second = detail::digits_at(text, 17, 2);
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
      return std::nullopt;
    std::int64_t fraction = 0;
    if (text.size() > 20) {
      const std::size_t width = text.size() - 21;
      const auto value = detail::digits_at(text, 20, width);
      if (text[19] != '.' || width == 0 || !value) return std::nullopt;
      fraction = *value;
      for (std::size_t i = width; i < 9; ++i) fraction *= 10;
    }
    const std::int64_t seconds = *hour * 3600 + *minute * 60 + *second;
    return in_day(*date, seconds * kNanosecondsPerSecond + fraction);
  }
  [[nodiscard]] constexpr sluice_time nanoseconds() const noexcept { return ns_; }
  // `ns` later; the end of time where that is later than can be told.
  [[nodiscard]] constexpr Timestamp plus_nanoseconds(std::int64_t ns) const noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(ns_, ns, &sum)) sum = ns < 0 ? INT64_MIN : INT64_MAX;
    return from_nanoseconds(sum);
  }
  [[nodiscard]] constexpr Date date() const noexcept {
    const std::int64_t day = ns_ / kNanosecondsPerDay - (ns_ % kNanosecondsPerDay < 0 ? 1 : 0);
    return Date::from_days(static_cast<sluice_date>(day));
  }
  // "2025-01-15T10:30:00Z"; decimals only where there are any.
  [[nodiscard]] std::string to_string() const {
    char text[kTextSize];
    return {text, write(text)};
  }
  // Writes at most kTextSize characters and returns their end.
  constexpr char* write(char* out) const noexcept {
    const Date day = date();
    const std::int64_t remainder = ns_ % kNanosecondsPerDay;
    const std::int64_t elapsed = remainder < 0 ? remainder + kNanosecondsPerDay : remainder;
    const std::int64_t seconds = elapsed / kNanosecondsPerSecond;
    std::int64_t fraction = elapsed % kNanosecondsPerSecond;
    out = day.write(out);
    *out++ = 'T';
    out = detail::write_digits(out, seconds / 3600, 2);
    *out++ = ':';
    out = detail::write_digits(out, seconds / 60 % 60, 2);
    *out++ = ':';
    out = detail::write_digits(out, seconds % 60, 2);
    if (fraction != 0) {
      int width = 9;
      for (; fraction % 10 == 0; fraction /= 10) --width;
      *out++ = '.';
      out = detail::write_digits(out, fraction, width);
    }
    *out++ = 'Z';
    return out;
  }
  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) noexcept = default;

 private:
  // `elapsed` nanoseconds after midnight, or nothing where that cannot be told in 64 bits. Counted
  // from the midnight nearer to 1970, for the first representable day has no midnight of its own.
  [[nodiscard]] static constexpr std::optional<Timestamp> in_day(Date date,
                                                                 std::int64_t elapsed) noexcept {
    const bool early = date.days() < 0;
    const std::int64_t day = std::int64_t{date.days()} + (early ? 1 : 0);
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(day, kNanosecondsPerDay, &ns)) return std::nullopt;
    if (__builtin_add_overflow(ns, early ? elapsed - kNanosecondsPerDay : elapsed, &ns))
      return std::nullopt;
    return from_nanoseconds(ns);
  }

  sluice_time ns_ = 0;
};

}  // namespace sluice
