// SPDX-License-Identifier: Apache-2.0
#include "market/trading_hours.hpp"

#include <algorithm>

namespace sluice::market {
namespace {

SessionHours hours(Date day, std::int32_t open_s, std::int32_t close_s,
                   std::int32_t offset_s) noexcept {
  const Timestamp midnight = Timestamp::from_date(day);
  const auto at = [&](std::int32_t seconds) {
    return midnight.plus_nanoseconds(std::int64_t{seconds - offset_s} *
                                     Timestamp::kNanosecondsPerSecond);
  };
  return {at(open_s), at(close_s)};
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
    return hours(day, special->open_s, special->close_s, special->offset_s);
  }
  const Regular* const regular = regular_on(day);
  if (regular == nullptr) return std::nullopt;
  return hours(day, regular->open_s, regular->close_s, regular->offset_s);
}

std::optional<SessionHours> TradingHours::at(Timestamp now) const noexcept {
  // Where the clock is ahead of or behind UTC the market's day is another.
  const std::int32_t today = now.date().days();
  for (std::int32_t day = today - 1; day <= today + kMaxDaysAhead; ++day) {
    const auto session = on(Date::from_days(day));
    if (session && now < session->close) return session;
  }
  return std::nullopt;
}

}  // namespace sluice::market
