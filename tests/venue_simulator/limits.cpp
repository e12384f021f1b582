// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/limits.hpp"

namespace sluice::venue_simulator {

namespace {

constexpr Milliseconds kMinuteLength = 60'000;
constexpr Milliseconds kTenSeconds = 10'000;
constexpr Milliseconds kDayLength = 86'400'000;
constexpr int kTooMany = 429;
constexpr int kBanned = 418;

std::int64_t seconds_until_next(Milliseconds length, Milliseconds now) {
  return (length - now % length + 999) / 1'000;
}

}  // namespace

std::int64_t& Limits::count_of(Window& window, Milliseconds length, Milliseconds now) {
  const Milliseconds begin = now - now % length;
  if (window.begin != begin) window = {begin, 0};
  return window.count;
}

std::optional<Wait> Limits::take_weight(const std::string& address, std::int64_t weight,
                                        Milliseconds now) {
  Caller& caller = callers_[address];
  if (now < caller.banned_until)
    return Wait{{-1003,
                 "Way too much request weight used; IP banned until " +
                     std::to_string(caller.banned_until) +
                     ". Please use WebSocket Streams for live updates to avoid bans.",
                 kBanned},
                (caller.banned_until - now + 999) / 1'000};
  std::int64_t& used = count_of(caller.minute, kMinuteLength, now);
  used += weight;
  if (used <= settings_.weight_a_minute) {
    caller.warned = 0;
    return std::nullopt;
  }
  if (++caller.warned > settings_.warnings) {
    caller.warned = 0;
    caller.banned_until = now + settings_.ban;
  }
  return Wait{{-1003,
               "Too much request weight used; current limit is " +
                   std::to_string(settings_.weight_a_minute) +
                   " request weight per 1 MINUTE. Please use WebSocket Streams for live updates "
                   "to avoid polling the API.",
               kTooMany},
              seconds_until_next(kMinuteLength, now)};
}

std::optional<Wait> Limits::take_order(int account, Milliseconds now) {
  Orders& orders = orders_[account];
  std::int64_t& soon = count_of(orders.ten_seconds, kTenSeconds, now);
  std::int64_t& today = count_of(orders.day, kDayLength, now);
  const auto refused = [](std::int64_t limit, const char* interval, std::int64_t wait_s) {
    return Wait{{-1015,
                 "Too many new orders; current limit is " + std::to_string(limit) + " orders per " +
                     interval + ".",
                 kTooMany},
                wait_s};
  };
  if (soon >= settings_.orders_in_ten_seconds)
    return refused(settings_.orders_in_ten_seconds, "10 SECOND",
                   seconds_until_next(kTenSeconds, now));
  if (today >= settings_.orders_a_day)
    return refused(settings_.orders_a_day, "1 DAY", seconds_until_next(kDayLength, now));
  ++soon;
  ++today;
  return std::nullopt;
}

void Limits::give_back_order(int account, Milliseconds now) {
  Orders& orders = orders_[account];
  --count_of(orders.ten_seconds, kTenSeconds, now);
  --count_of(orders.day, kDayLength, now);
}

Usage Limits::usage(const std::string& address, int account, Milliseconds now) {
  return {count_of(callers_[address].minute, kMinuteLength, now),
          count_of(orders_[account].ten_seconds, kTenSeconds, now),
          count_of(orders_[account].day, kDayLength, now)};
}

}  // namespace sluice::venue_simulator
