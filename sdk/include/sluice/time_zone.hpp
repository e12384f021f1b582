// SPDX-License-Identifier: Apache-2.0
//
// time_zone.hpp: a clock on a wall, and what it is ahead of UTC.
//
//   const auto zone = sluice::TimeZone::find("America/New_York");   // [control] reads a file
//   zone->to_utc(*sluice::read_clock("2014-06-09 09:30"));          // 13:30 UTC
//
// Place: SDK and host; for feeds whose bars tell local times, and for the day that a time belongs
// to. Names are "UTC", an offset like "+05:30", or of the system's zone files (TZif, RFC 8536);
// with the same files the same answer on every machine. Of a time that happens twice the first is
// meant; one that never happens has no UTC. Errors: Result with the reason. Thread: values; any.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice {

namespace detail {

// "EST5EDT,M3.2.0,M11.1.0": how a zone goes on behind its last listed change.
struct ZoneRule {
  struct Change {  // month 1 … 12, week 1 … 5 (5: the last), weekday 0 … 6 from Sunday
    int month = 0;
    int week = 0;
    int weekday = 0;
    std::int32_t at_s = 2 * 3600;  // by the clock before the change
  };
  std::int32_t standard_s = 0;
  std::int32_t summer_s = 0;
  bool has_summer = false;
  Change begin;
  Change end;

  [[nodiscard]] static std::optional<ZoneRule> parse(std::string_view text) noexcept;
  [[nodiscard]] std::int32_t offset_at(std::int64_t utc_s) const noexcept;

 private:
  [[nodiscard]] static std::int64_t moment(int year, const Change& change,
                                           std::int32_t offset_s) noexcept;
};

inline bool skip_zone_name(std::string_view& text) noexcept {
  const std::size_t end = text.starts_with('<') ? text.find('>') : std::string_view::npos;
  std::size_t length = 0;
  if (end != std::string_view::npos) {
    length = end + 1;
  } else {
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    while (length < text.size() && is_letter(text[length])) ++length;
  }
  text.remove_prefix(length);
  return length > 0;
}

// "[+-]h[h[h]][:mm[:ss]]" in seconds.
inline std::optional<std::int32_t> take_clock(std::string_view& text) noexcept {
  std::int32_t sign = 1;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  std::int32_t total = 0;
  for (const std::int32_t unit : {3600, 60, 1}) {
    if (unit != 3600) {
      if (!text.starts_with(':')) break;
      text.remove_prefix(1);
    }
    std::int32_t value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9')
      value = value * 10 + (text[digits++] - '0');
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    total += value * unit;
  }
  return sign * total;
}

inline std::optional<ZoneRule::Change> take_change(std::string_view& text) noexcept {
  if (!text.starts_with(",M")) return std::nullopt;  // day-of-year forms are used by no zone
  text.remove_prefix(1);
  ZoneRule::Change change;
  for (int* const part : {&change.month, &change.week, &change.weekday}) {
    text.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < text.size() && digits < 2 && text[digits] >= '0' && text[digits] <= '9')
      *part = *part * 10 + (text[digits++] - '0');
    text.remove_prefix(digits);
    if (digits == 0 || (part != &change.weekday && !text.starts_with('.'))) return std::nullopt;
  }
  if (text.starts_with('/')) {
    text.remove_prefix(1);
    const auto at = take_clock(text);
    if (!at) return std::nullopt;
    change.at_s = *at;
  }
  const bool sound = change.month >= 1 && change.month <= 12 && change.week >= 1 &&
                     change.week <= 5 && change.weekday <= 6;
  return sound ? std::optional{change} : std::nullopt;
}

inline std::optional<ZoneRule> ZoneRule::parse(std::string_view text) noexcept {
  ZoneRule rule;
  if (!skip_zone_name(text)) return std::nullopt;
  const auto standard = take_clock(text);
  if (!standard) return std::nullopt;
  rule.standard_s = -*standard;  // POSIX counts west of Greenwich
  if (text.empty()) return rule;
  rule.has_summer = true;
  rule.summer_s = rule.standard_s + 3600;
  if (!skip_zone_name(text)) return std::nullopt;
  if (!text.starts_with(',')) {
    const auto summer = take_clock(text);
    if (!summer) return std::nullopt;
    rule.summer_s = -*summer;
  }
  const auto begin = take_change(text);
  const auto end = begin ? take_change(text) : std::nullopt;
  if (!end || !text.empty()) return std::nullopt;
  rule.begin = *begin;
  rule.end = *end;
  return rule;
}

inline std::int64_t ZoneRule::moment(int year, const Change& change,
                                     std::int32_t offset_s) noexcept {
  using namespace std::chrono;
  const auto month_of = std::chrono::year{year} / static_cast<unsigned>(change.month);
  const std::chrono::weekday day{static_cast<unsigned>(change.weekday)};
  const sys_days date = change.week == 5
                            ? sys_days{month_of / day[last]}
                            : sys_days{month_of / day[static_cast<unsigned>(change.week)]};
  return date.time_since_epoch().count() * std::int64_t{86'400} + change.at_s - offset_s;
}

inline std::int32_t ZoneRule::offset_at(std::int64_t utc_s) const noexcept {
  if (!has_summer) return standard_s;
  const std::int64_t local_s = utc_s + standard_s;
  const std::int64_t day = local_s / 86'400 - (local_s % 86'400 < 0 ? 1 : 0);
  const auto ymd = Date::from_days(static_cast<sluice_date>(day)).ymd();
  const int year = static_cast<int>(ymd.year());
  const std::int64_t from = moment(year, begin, standard_s);
  const std::int64_t to = moment(year, end, summer_s);
  const bool summer = from < to ? utc_s >= from && utc_s < to : utc_s >= from || utc_s < to;
  return summer ? summer_s : standard_s;
}

}  // namespace detail

// What a text says that a clock shows, and how far that clock says to be ahead of UTC.
struct ClockReading {
  Timestamp local;
  std::optional<std::int32_t> offset_s;  // nothing: it doesn't say
};

// "2025-01-15", "2025-01-15T14:30" with a blank for the T, seconds and up to nine decimals of them,
// and "Z", "+05:30", "+0530" or "+05" behind it; or nothing.
[[nodiscard]] inline std::optional<ClockReading> read_clock(std::string_view text) noexcept {
  constexpr std::size_t kDateWidth = 10;
  const auto date = Date::parse(text.substr(0, std::min(text.size(), kDateWidth)));
  if (!date || *date < Date::from_days(-100'000) || *date > Date::from_days(100'000))
    return std::nullopt;
  const Timestamp midnight = Timestamp::from_date(*date);
  if (text.size() <= kDateWidth) return ClockReading{midnight, std::nullopt};
  const auto hour = detail::digits_at(text, 11, 2);
  const auto minute = detail::digits_at(text, 14, 2);
  if ((text[10] != 'T' && text[10] != ' ') || !hour || !minute || *hour > 23 || *minute > 59 ||
      text[13] != ':')
    return std::nullopt;
  std::int64_t ns = (*hour * 3600 + *minute * 60) * Timestamp::kNanosecondsPerSecond;
  std::string_view rest = text.substr(16);
  if (rest.starts_with(':')) {
    const auto second = detail::digits_at(rest, 1, 2);
    if (!second || *second > 59) return std::nullopt;
    ns += *second * Timestamp::kNanosecondsPerSecond;
    rest.remove_prefix(3);
    if (rest.starts_with('.')) {
      std::int64_t unit = Timestamp::kNanosecondsPerSecond;
      rest.remove_prefix(1);
      if (rest.empty() || rest[0] < '0' || rest[0] > '9') return std::nullopt;
      for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1))
        ns += (rest[0] - '0') * (unit /= 10);
    }
  }
  const ClockReading reading{midnight.plus_nanoseconds(ns), std::nullopt};
  if (rest.empty()) return reading;
  if (rest == "Z") return ClockReading{reading.local, 0};
  const bool colon = rest.size() == 6 && rest[3] == ':';
  if ((rest[0] != '+' && rest[0] != '-') || (!colon && rest.size() != 5 && rest.size() != 3))
    return std::nullopt;
  const auto hours = detail::digits_at(rest, 1, 2);
  const auto minutes =
      rest.size() == 3 ? std::optional{0} : detail::digits_at(rest, colon ? 4 : 3, 2);
  if (!hours || !minutes || *hours > 18 || *minutes > 59) return std::nullopt;
  const int ahead = *hours * 3600 + *minutes * 60;
  return ClockReading{reading.local, rest[0] == '-' ? -ahead : ahead};
}

class TimeZone {
 public:
  TimeZone() = default;  // UTC

  // "UTC", "+01:00", or a name like "America/New_York" below `folder`.
  [[nodiscard]] static Result<TimeZone> find(std::string_view name,
                                             const std::string& folder = "/usr/share/zoneinfo");
  // The content of a TZif file.
  [[nodiscard]] static Result<TimeZone> parse(std::string_view bytes);

  // How far its clock is ahead of UTC.
  [[nodiscard]] std::int32_t offset_s(Timestamp utc) const noexcept {
    return offset_at(floor_seconds(utc.nanoseconds()));
  }
  // The day that the clock shows.
  [[nodiscard]] Date date(Timestamp utc) const noexcept {
    return utc.plus_nanoseconds(offset_s(utc) * Timestamp::kNanosecondsPerSecond).date();
  }
  // From what its clock shows; nothing for what it skips.
  [[nodiscard]] std::optional<Timestamp> to_utc(Timestamp local) const noexcept;
  // What the clock text means: by the offset it says, else by this clock.
  [[nodiscard]] std::optional<Timestamp> to_utc(const ClockReading& reading) const noexcept {
    if (!reading.offset_s) return to_utc(reading.local);
    return reading.local.plus_nanoseconds(-*reading.offset_s * Timestamp::kNanosecondsPerSecond);
  }
  // When the day begins there: its midnight, or the first moment behind it where that is skipped.
  [[nodiscard]] Timestamp begin_of(Date day) const noexcept;

 private:
  struct Change {
    std::int64_t utc_s;
    std::int32_t offset_s;
  };
  [[nodiscard]] static std::int64_t floor_seconds(std::int64_t ns) noexcept {
    return ns / Timestamp::kNanosecondsPerSecond -
           (ns % Timestamp::kNanosecondsPerSecond < 0 ? 1 : 0);
  }
  [[nodiscard]] std::int32_t offset_at(std::int64_t utc_s) const noexcept;

  std::int32_t first_offset_s_ = 0;
  std::vector<Change> changes_;
  std::optional<detail::ZoneRule> rule_;  // behind the last change
};

inline std::int32_t TimeZone::offset_at(std::int64_t utc_s) const noexcept {
  const auto next =
      std::upper_bound(changes_.begin(), changes_.end(), utc_s,
                       [](std::int64_t time, const Change& change) { return time < change.utc_s; });
  if (next == changes_.end() && rule_) return rule_->offset_at(utc_s);
  return next == changes_.begin() ? first_offset_s_ : std::prev(next)->offset_s;
}

inline std::optional<Timestamp> TimeZone::to_utc(Timestamp local) const noexcept {
  constexpr std::int64_t kDay = Timestamp::kNanosecondsPerDay;
  // The offsets of the day before and after are the only ones it can have.
  std::optional<Timestamp> first;
  for (const std::int64_t aside : {-kDay, kDay}) {
    const std::int32_t offset = offset_s(local.plus_nanoseconds(aside));
    const Timestamp utc = local.plus_nanoseconds(-offset * Timestamp::kNanosecondsPerSecond);
    if (offset_s(utc) == offset && (!first || utc < *first)) first = utc;
  }
  return first;
}

inline Timestamp TimeZone::begin_of(Date day) const noexcept {
  constexpr std::int64_t kMinute = 60 * Timestamp::kNanosecondsPerSecond;
  const Timestamp midnight = Timestamp::from_date(day);
  for (int minute = 0; minute <= 24 * 60; ++minute)
    if (const auto utc = to_utc(midnight.plus_nanoseconds(minute * kMinute))) return *utc;
  return midnight;  // a day that the clock leaves out
}

inline Result<TimeZone> TimeZone::find(std::string_view name, const std::string& folder) {
  if (name == "UTC" || name == "Z") return TimeZone{};
  if (!name.empty() && (name[0] == '+' || name[0] == '-')) {
    std::string_view rest = name;
    const auto offset = detail::take_clock(rest);
    if (!offset || !rest.empty() || *offset < -18 * 3600 || *offset > 18 * 3600)
      return Error{"'" + std::string{name} + "' is not an offset like +05:30"};
    TimeZone zone;
    zone.first_offset_s_ = *offset;
    return zone;
  }
  if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos)
    return Error{"'" + std::string{name} +
                 "' is not a time zone, expected UTC, an offset like +05:30 or a name like "
                 "America/New_York"};
  const std::string path = folder + "/" + std::string{name};
  std::ifstream file{path, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  if (!file.is_open() || bytes.empty())
    return Error{"no time zone '" + std::string{name} + "': " + path +
                 " can't be read; expected UTC, an offset like +05:30 or a name like "
                 "America/New_York"};
  auto zone = parse(bytes);
  if (!zone) return Error{path + ": " + zone.error().message};
  return zone;
}

inline Result<TimeZone> TimeZone::parse(std::string_view bytes) {
  constexpr std::size_t kHeader = 44;
  constexpr std::size_t kMaxCount = 100'000;
  const auto number = [&](std::size_t at, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
  };
  const Error broken{"not a time zone file (TZif, version 2 or later)"};
  struct Counts {
    std::size_t universal, standard, leaps, changes, types, chars;
    [[nodiscard]] std::size_t size(std::size_t time) const {
      return changes * (time + 1) + types * 6 + chars + leaps * (time + 4) + standard + universal;
    }
  };
  const auto counts_at = [&](std::size_t at) -> std::optional<Counts> {
    if (at > bytes.size() || bytes.size() - at < kHeader || bytes.substr(at, 4) != "TZif" ||
        bytes[at + 4] < '2')
      return std::nullopt;
    Counts counts{};
    std::size_t place = at + 20;
    for (std::size_t* const count : {&counts.universal, &counts.standard, &counts.leaps,
                                     &counts.changes, &counts.types, &counts.chars}) {
      *count = static_cast<std::size_t>(number(place, 4));
      if (*count > kMaxCount) return std::nullopt;
      place += 4;
    }
    return counts;
  };
  // The first block has times of 32 bits, for older readers.
  const auto old = counts_at(0);
  if (!old) return broken;
  const std::size_t second = kHeader + old->size(4);
  const auto counts = counts_at(second);
  if (!counts || counts->types == 0 || counts->size(8) > bytes.size() - second - kHeader)
    return broken;
  const std::size_t times = second + kHeader;
  const std::size_t kinds = times + counts->changes * 8;
  const std::size_t types = kinds + counts->changes;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(number(types + type * 6, 4)));
  };
  TimeZone zone;
  zone.first_offset_s_ = offset_of(0);
  for (std::size_t i = 0; i < counts->changes; ++i) {
    const auto type = static_cast<std::size_t>(number(kinds + i, 1));
    const auto time = static_cast<std::int64_t>(number(times + i * 8, 8));
    if (type >= counts->types || (i > 0 && time <= zone.changes_.back().utc_s)) return broken;
    zone.changes_.push_back({time, offset_of(type)});
  }
  std::string_view footer = bytes.substr(second + kHeader + counts->size(8));
  if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n') return broken;
  footer = footer.substr(1, footer.size() - 2);
  if (footer.empty()) return zone;
  zone.rule_ = detail::ZoneRule::parse(footer);
  if (!zone.rule_) return Error{"its rule '" + std::string{footer} + "' is not understood"};
  return zone;
}

}  // namespace sluice
