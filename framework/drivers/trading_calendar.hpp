// SPDX-License-Identifier: Apache-2.0
//
// trading_calendar.hpp: on which sessions decisions are taken.
//
// Place: drivers; pure. The first session of each period decides, by the data's own sessions, be
// they days or bars of minutes; so
// does the first session of a run, which would otherwise wait for up to a month with nothing to do.
#pragma once

#include <optional>

#include <sluice/time.hpp>

namespace sluice::drivers {

enum class RebalanceFrequency { kEveryBar, kDaily, kWeekly, kMonthly };

// ISO weeks begin on Monday.
[[nodiscard]] constexpr bool is_first_of_period(RebalanceFrequency frequency, Date previous,
                                                Date session) noexcept {
  switch (frequency) {
    case RebalanceFrequency::kEveryBar:
      return true;
    case RebalanceFrequency::kDaily:
      return previous != session;
    case RebalanceFrequency::kWeekly: {
      // Day 0 of the epoch was a Thursday: three days earlier was a Monday.
      constexpr auto week = [](Date date) { return (date.days() + 3 + 7 * 1'000'000) / 7; };
      return week(previous) != week(session);
    }
    case RebalanceFrequency::kMonthly:
      return previous.ymd().month() != session.ymd().month() ||
             previous.ymd().year() != session.ymd().year();
  }
  return true;
}

[[nodiscard]] constexpr bool is_rebalance(RebalanceFrequency frequency,
                                          std::optional<Date> previous, Date session) noexcept {
  return !previous || is_first_of_period(frequency, *previous, session);
}

}  // namespace sluice::drivers
