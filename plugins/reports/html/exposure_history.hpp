// SPDX-License-Identifier: Apache-2.0
//
// exposure_history.hpp: how much of the equity stood in positions, day by day: long, short, and
// net by sector and region.
//
// Place: report_html. Owns sums, never the positions. Memory: for each day at most kMaxGroups
// sectors and regions; those that come later share the last, kOtherGroups. Exposures are fractions
// of equity. Errors: a day whose positions were not all told has none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/report.h>

#include "digest.hpp"

namespace sluice::reports {

inline constexpr std::size_t kMaxGroups = 40;
inline constexpr std::string_view kOtherGroups = "(other)";
inline constexpr std::string_view kUnknownGroup = "(unknown)";

// Sums by name of a group, in the order the names came.
class GroupSums {
 public:
  // The group's place among names().
  std::size_t place_of(std::string_view name);
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  std::vector<std::string> names_;
};

class ExposureHistory {
 public:
  void add(const sluice_report_position& row);

  struct Day {
    double longs = 0;
    double shorts = 0;            // <= 0
    std::vector<double> sectors;  // net; shorter than the names: 0
    std::vector<double> regions;
  };
  // One for each day of the run; nothing where a day's positions were not told, or its equity is
  // not positive.
  [[nodiscard]] std::vector<std::optional<Day>> over(const std::vector<DayRow>& days) const;
  [[nodiscard]] const std::vector<std::string>& sectors() const noexcept {
    return sectors_.names();
  }
  [[nodiscard]] const std::vector<std::string>& regions() const noexcept {
    return regions_.names();
  }

 private:
  struct Held {
    std::uint32_t positions = 0;
    Day value;  // in currency
  };
  std::map<sluice_time, Held> held_;
  GroupSums sectors_;
  GroupSums regions_;
};

}  // namespace sluice::reports
