// SPDX-License-Identifier: Apache-2.0
//
// calendar_returns.hpp: returns by month and by year.
//
// Place: SDK. A month's return runs from the last equity before the month to the last within it.
// Days come in order. Memory: one row a month. Errors: a period that began with no equity has no
// return.
#pragma once

#include <optional>
#include <vector>

#include <sluice/statistics/moments.hpp>
#include <sluice/time.hpp>

namespace sluice::statistics {

struct CalendarReturn {
  int year = 0;
  unsigned month = 0;  // 1 to 12; 0: the whole year
  double start = 0;    // equity before the period
  double end = 0;      // equity at its last day
  [[nodiscard]] std::optional<double> value() const noexcept { return period_return(start, end); }
};

class CalendarReturns {
 public:
  explicit CalendarReturns(double start) noexcept : last_{start} {}

  void add(Date date, double equity) {
    const auto day = date.ymd();
    const int year = static_cast<int>(day.year());
    const auto month = static_cast<unsigned>(day.month());
    if (months_.empty() || months_.back().year != year || months_.back().month != month)
      months_.push_back({year, month, last_, equity});
    months_.back().end = equity;
    last_ = equity;
  }

  [[nodiscard]] const std::vector<CalendarReturn>& months() const noexcept { return months_; }
  [[nodiscard]] std::vector<CalendarReturn> years() const {
    std::vector<CalendarReturn> years;
    for (const CalendarReturn& month : months_) {
      if (years.empty() || years.back().year != month.year)
        years.push_back({month.year, 0, month.start, month.end});
      years.back().end = month.end;
    }
    return years;
  }

 private:
  double last_;
  std::vector<CalendarReturn> months_;
};

}  // namespace sluice::statistics
