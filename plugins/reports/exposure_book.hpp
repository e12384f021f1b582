// SPDX-License-Identifier: Apache-2.0
//
// exposure_book.hpp: how much of the equity stood in positions: long, short, by sector and region.
//
// Place: reports. Owns copies of names. Memory: at most kMaxBookGroups sectors and as many regions.
// Exposures are fractions of the day's equity. A day without positions has none; a day whose equity
// is not positive does not count. Errors: none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <sluice/c/report.h>
#include <sluice/statistics/exposure.hpp>

namespace sluice::reports {

// Groups beyond these share one row.
inline constexpr std::size_t kMaxBookGroups = 256;
inline constexpr std::size_t kMaxBookGroupBytes = 256;
inline constexpr std::string_view kOtherBookGroups = "(other)";
inline constexpr std::string_view kUnknownBookGroup = "(unknown)";

struct ExposureFigures {
  statistics::DailyFigure gross, net, longs, shorts;
  void add(const statistics::Exposure& day) noexcept;
};

class ExposureBook {
 public:
  using Groups = std::map<std::string, ExposureFigures, std::less<>>;

  // Before the row's day is closed; days may be told ahead.
  void add(const sluice_report_position& row);
  void close_day(sluice_time time, double equity);

  // Whether positions were ever told: a host may be older than they are.
  [[nodiscard]] bool is_told() const noexcept { return told_; }
  [[nodiscard]] const ExposureFigures& total() const noexcept { return total_; }
  [[nodiscard]] const Groups& sectors() const noexcept { return sectors_; }
  [[nodiscard]] const Groups& regions() const noexcept { return regions_; }

 private:
  using Values = std::map<std::string, statistics::HeldValue, std::less<>>;
  struct Day {
    statistics::HeldValue total;
    Values sectors, regions;
  };
  void close(const Values& values, double equity, Groups& groups) const;

  bool told_ = false;
  std::uint64_t days_ = 0;  // with equity
  std::map<sluice_time, Day> open_;
  ExposureFigures total_;
  Groups sectors_;
  Groups regions_;
};

}  // namespace sluice::reports
