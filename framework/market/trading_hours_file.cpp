// SPDX-License-Identifier: Apache-2.0
//
// trading_hours_file.cpp: reads a calendar file, line by line.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>

#include "market/csv_fields.hpp"
#include "market/trading_hours.hpp"

namespace sluice::market {
namespace {

constexpr std::string_view kHoursHeader = "kind,from,to,days,open,close,offset";
constexpr std::array<std::string_view, 7> kWeekdays{"Mon", "Tue", "Wed", "Thu",
                                                    "Fri", "Sat", "Sun"};
constexpr std::int32_t kSecondsADay = 86'400;
constexpr std::int32_t kMaxOffset = 16 * 3600;

struct Row {
  std::string kind, from, to, days, open, close, offset;
};

std::optional<int> two_digits(std::string_view text) noexcept {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
    return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// "09:30" in seconds; "24:00" is the end of the day.
std::optional<std::int32_t> time_of_day(std::string_view text) noexcept {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const std::int32_t seconds = *hour * 3600 + *minute * 60;
  return seconds <= kSecondsADay ? std::optional{seconds} : std::nullopt;
}

// "16:00"; "16:00+1" is on the next day.
std::optional<std::int32_t> closing_time(std::string_view text) noexcept {
  const bool is_next_day = text.ends_with("+1");
  if (is_next_day) text.remove_suffix(2);
  const auto seconds = time_of_day(text);
  return seconds && is_next_day ? *seconds + kSecondsADay : seconds;
}

// Does it look like the name of a time zone? "Z" is an offset.
bool is_zone_name(std::string_view text) noexcept {
  return text.size() > 1 &&
         ((text[0] >= 'A' && text[0] <= 'Z') || (text[0] >= 'a' && text[0] <= 'z'));
}

// "-05:00", "+01:00"; empty and "Z" are UTC.
std::optional<std::int32_t> offset_of(std::string_view text) noexcept {
  if (text.empty() || text == "Z") return 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const auto seconds = time_of_day(text.substr(1));
  if (!seconds || *seconds > kMaxOffset) return std::nullopt;
  return text[0] == '-' ? -*seconds : *seconds;
}

std::optional<std::size_t> weekday_of(std::string_view name) noexcept {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), name);
  if (found == kWeekdays.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kWeekdays.begin());
}

// "Mon-Fri", "Sun", "Mon-Wed Fri" as bits; a range may go over the week's end.
std::optional<std::uint8_t> weekdays_of(std::string_view text) noexcept {
  std::uint8_t days = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t dash = part.find('-');
    const auto first = weekday_of(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : weekday_of(part.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (std::size_t day = *first;; day = (day + 1) % kWeekdays.size()) {
      days = static_cast<std::uint8_t>(days | 1u << day);
      if (day == *last) break;
    }
  }
  return days == 0 ? std::nullopt : std::optional{days};
}

class HoursParser {
 public:
  explicit HoursParser(std::string_view file) : file_{file} {}

  void next_line() { ++line_; }
  Result<void> header(std::string_view line) {
    const auto names = csv_fields(line);
    std::string joined;
    if (names)
      for (const auto& name : *names) joined += (joined.empty() ? "" : ",") + name;
    return joined == kHoursHeader ? Result<void>{}
                                  : fault("expected the header " + std::string{kHoursHeader});
  }
  Result<void> row(std::string_view line) {
    const auto fields = csv_fields(line);
    if (!fields) return fault(std::string{kBadCsvQuotes});
    if (fields->size() != 7) return fault(std::to_string(fields->size()) + " fields, expected 7");
    const Row row{(*fields)[0], (*fields)[1], (*fields)[2], (*fields)[3],
                  (*fields)[4], (*fields)[5], (*fields)[6]};
    if (row.kind == "session") return session(row);
    if (row.kind == "holiday") return holiday(row);
    if (row.kind == "half_day") return half_day(row);
    return fault("'" + row.kind + "' is no kind of day, expected session, holiday or half_day");
  }
  Result<TradingHours> finish() && {
    if (regular_.empty()) return Error{std::string{file_} + ": no session in it"};
    std::vector<TradingHours::Special> special;
    for (const auto& [day, found] : special_) special.push_back(found.day);
    return TradingHours{std::move(regular_), std::move(special)};
  }

 private:
  struct Found {
    TradingHours::Special day;
    std::size_t line;
  };

  Result<Date> date(std::string_view column, const std::string& text, Date if_empty) const {
    if (text.empty()) return if_empty;
    const auto parsed = Date::parse(text);
    if (!parsed) return fault(std::string{column} + " is '" + text + "', expected YYYY-MM-DD");
    return *parsed;
  }

  Result<TradingHours::Hours> hours(const Row& row) {
    const auto open = time_of_day(row.open);
    const auto close = closing_time(row.close);
    if (!open) return fault("open is '" + row.open + "', expected HH:MM");
    if (!close)
      return fault("close is '" + row.close + "', expected HH:MM, or HH:MM+1 for the next day");
    if (*close <= *open)
      return fault("the close " + row.close + " is not after the open " + row.open +
                   "; a session that ends on the next day closes at HH:MM+1");
    if (*close - *open > kSecondsADay)
      return fault("the session from " + row.open + " to " + row.close + " is longer than a day");
    TradingHours::Hours found{*open, *close, 0, nullptr};
    if (is_zone_name(row.offset)) {
      auto zone = zone_of(row.offset);
      if (!zone) return zone.error();
      found.zone = std::move(*zone);
      return found;
    }
    const auto offset = offset_of(row.offset);
    if (!offset)
      return fault("offset is '" + row.offset +
                   "', expected +HH:MM or -HH:MM, a name like America/New_York, or nothing for "
                   "UTC");
    found.offset_s = *offset;
    return found;
  }

  Result<std::shared_ptr<const TimeZone>> zone_of(const std::string& name) {
    auto& known = zones_[name];
    if (known != nullptr) return known;
    auto zone = TimeZone::find(name);
    if (!zone) return fault("offset is '" + name + "': " + zone.error().message);
    known = std::make_shared<const TimeZone>(std::move(*zone));
    return known;
  }

  Result<void> session(const Row& row) {
    const auto first = date("from", row.from, *Date::from_ymd(1, 1, 1));
    if (!first) return first.error();
    const auto last = date("to", row.to, *Date::from_ymd(9999, 12, 31));
    if (!last) return last.error();
    if (*last < *first) return fault("to is before from");
    const auto weekdays = weekdays_of(row.days);
    if (!weekdays)
      return fault("days is '" + row.days + "', expected weekdays such as Mon-Fri or Sat Sun");
    TradingHours::Regular regular;
    regular.first = *first;
    regular.last = *last;
    regular.weekdays = *weekdays;
    auto taken = hours(row);
    if (!taken) return taken.error();
    regular.hours = std::move(*taken);
    for (std::size_t i = 0; i < regular_.size(); ++i)
      if (overlap(regular_[i], regular))
        return fault("the sessions overlap with those of line " + std::to_string(lines_[i]));
    regular_.push_back(regular);
    lines_.push_back(line_);
    return {};
  }

  // Of one day, or one that reaches into the other's next day.
  static bool overlap(const TradingHours::Regular& a, const TradingHours::Regular& b) {
    if (a.first > b.last || b.first > a.last) return false;
    const auto reaches_into = [](const TradingHours::Regular& early,
                                 const TradingHours::Regular& late) {
      const unsigned days_after = (early.weekdays << 1 | early.weekdays >> 6) & 0x7fu;
      return (days_after & late.weekdays) != 0 &&
             early.hours.close_s - kSecondsADay > late.hours.open_s;
    };
    return (a.weekdays & b.weekdays) != 0 || reaches_into(a, b) || reaches_into(b, a);
  }

  Result<void> holiday(const Row& row) {
    if (!row.days.empty() || !row.open.empty() || !row.close.empty() || !row.offset.empty())
      return fault("a holiday has a date alone");
    const auto first = date("from", row.from, Date{});
    if (!first || row.from.empty())
      return first ? fault("a holiday needs its date") : first.error();
    const auto last = date("to", row.to, *first);
    if (!last) return last.error();
    if (*last < *first) return fault("to is before from");
    if (last->days() - first->days() > 366) return fault("a holiday of more than a year");
    for (std::int32_t day = first->days(); day <= last->days(); ++day) {
      TradingHours::Special special;
      special.day = Date::from_days(day);
      special.is_holiday = true;
      if (auto added = add(special); !added) return added;
    }
    return {};
  }

  Result<void> half_day(const Row& row) {
    if (!row.to.empty() || !row.days.empty()) return fault("a half_day has one date and no days");
    const auto day = date("from", row.from, Date{});
    if (!day || row.from.empty()) return day ? fault("a half_day needs its date") : day.error();
    TradingHours::Special special;
    special.day = *day;
    auto taken = hours(row);
    if (!taken) return taken.error();
    special.hours = std::move(*taken);
    return add(special);
  }

  Result<void> add(const TradingHours::Special& special) {
    const auto [known, fresh] = special_.try_emplace(special.day.days(), Found{special, line_});
    if (fresh) return {};
    return fault(special.day.to_string() + " stands in line " + std::to_string(known->second.line) +
                 " already");
  }

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{std::string{file_} + ":" + std::to_string(line_) + ": " + what};
  }

  std::string_view file_;
  std::size_t line_ = 0;
  std::vector<TradingHours::Regular> regular_;
  std::vector<std::size_t> lines_;         // of regular_
  std::map<std::int32_t, Found> special_;  // by day
  std::map<std::string, std::shared_ptr<const TimeZone>> zones_;
};

}  // namespace

Result<TradingHours> parse_trading_hours(std::string_view text, std::string_view file) {
  HoursParser parser{file};
  const auto read =
      read_table(text, parser, [&](std::string_view line) { return parser.row(line); });
  if (!read) return read.error();
  if (!*read)
    return Error{std::string{file} + ": empty; expected the header " + std::string{kHoursHeader}};
  return std::move(parser).finish();
}

}  // namespace sluice::market
