// SPDX-License-Identifier: Apache-2.0
#include "market/trading_hours.hpp"

#include <algorithm>

namespace sluice::market {
namespace {

// What the local clock shows, in UTC; of what it skips, the first moment behind the gap.
Timestamp to_utc(const TradingHours::Hours& hours, Timestamp local) noexcept {
  constexpr std::int64_t kMinute = 60 * Timestamp::kNanosecondsPerSecond;
  constexpr int kLongestGapMinutes = 24 * 60;
  if (hours.zone == nullptr)
    return local.plus_nanoseconds(-std::int64_t{hours.offset_s} * Timestamp::kNanosecondsPerSecond);
  for (int gap = 0; gap < kLongestGapMinutes; ++gap)
    if (const auto utc = hours.zone->to_utc(local.plus_nanoseconds(gap * kMinute))) return *utc;
  return local;  // a day that the clock leaves out
}

SessionHours session_on(Date day, const TradingHours::Hours& hours) noexcept {
  const Timestamp midnight = Timestamp::from_date(day);
  const auto at = [&](std::int32_t seconds) {
    return to_utc(
        hours, midnight.plus_nanoseconds(std::int64_t{seconds} * Timestamp::kNanosecondsPerSecond));
  };
  return {at(hours.open_s), at(hours.close_s)};
}

// Day 0 of the epoch was a Thursday; 0 is Monday.
unsigned weekday(Date day) noexcept { return static_cast<unsigned>((day.days() % 7 + 7 + 3) % 7); }

}  // namespace

const TradingHours::Regular* TradingHours::regular_on(Date day) const noexcept {
  const auto found = std::find_if(regular_.begin(), regular_.end(), [&](const Regular& each) {
    return each.first <= day && day <= each.last && (each.weekdays >> weekday(day) & 1) != 0;
  });
  return found == regular_.end() ? nullptr : &*found;
}

std::optional<SessionHours> TradingHours::on(Date day) const noexcept {
  const auto special =
      std::lower_bound(special_.begin(), special_.end(), day,
                       [](const Special& each, Date wanted) { return each.day < wanted; });
  if (special != special_.end() && special->day == day) {
    if (special->is_holiday) return std::nullopt;
    return session_on(day, special->hours);
  }
  const Regular* const regular = regular_on(day);
  if (regular == nullptr) return std::nullopt;
  return session_on(day, regular->hours);
}

std::optional<SessionHours> TradingHours::at(Timestamp now) const noexcept {
  // Where the clock is ahead of or behind UTC the market's day is another, and a session may have
  // begun the day before.
  const std::int32_t today = now.date().days();
  for (std::int32_t day = today - 2; day <= today + kMaxDaysAhead; ++day) {
    const auto session = on(Date::from_days(day));
    if (session && now < session->close) return session;
  }
  return std::nullopt;
}

bool TradingHours::is_open(Timestamp now) const noexcept {
  const auto session = at(now);
  return session && session->open <= now;
}

std::optional<Timestamp> TradingHours::next_close(Timestamp now) const noexcept {
  auto session = at(now);
  if (!session) return std::nullopt;
  const Timestamp horizon =
      now.plus_nanoseconds(std::int64_t{kMaxDaysAhead} * Timestamp::kNanosecondsPerDay);
  for (auto next = at(session->close); next && next->open <= session->close;
       next = at(next->close)) {
    session = next;
    if (session->close > horizon) return std::nullopt;
  }
  return session->close;
}

std::optional<Timestamp> TradingHours::next_open(Timestamp now) const noexcept {
  const auto session = at(now);
  if (!session || session->open > now) return session ? std::optional{session->open} : std::nullopt;
  const auto close = next_close(now);
  const auto next = close ? at(*close) : std::nullopt;
  return next ? std::optional{next->open} : std::nullopt;
}

}  // namespace sluice::market
