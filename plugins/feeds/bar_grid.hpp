// SPDX-License-Identifier: Apache-2.0
//
// bar_grid.hpp: which times bars have: days, or steps of some minutes within a day.
//
// Place: csv feed. A period is what a bar is of: a day, counted from 1970-01-01, or the minute that
// the bar begins with, counted from 1970-01-01T00:00Z. Units: periods fit 32 bits for every time a
// Timestamp can tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/time_zone.hpp>

namespace sluice::feeds {

inline constexpr std::int64_t kMinuteNs = 60 * Timestamp::kNanosecondsPerSecond;

struct BarGrid {
  std::int32_t step_minutes = 0;  // 0: bars of days
  TimeZone zone;                  // of times that tell no offset
  std::string zone_name = "UTC";

  [[nodiscard]] bool is_daily() const noexcept { return step_minutes == 0; }
  // What tells two grids apart; the same for all daily ones.
  [[nodiscard]] std::string key() const {
    return is_daily() ? "" : std::to_string(step_minutes) + "min " + zone_name;
  }
};

[[nodiscard]] Timestamp time_of(std::int32_t period, bool is_daily) noexcept;
// "2025-01-15" or "2025-01-15T14:30:00Z"
[[nodiscard]] std::string text_of(std::int32_t period, bool is_daily);

enum class MinuteFault : std::uint8_t { kNone, kNoTime, kSkipped, kOffGrid };

struct Minute {
  std::int32_t minute = 0;
  MinuteFault fault = MinuteFault::kNone;
};

// "2025-01-15T14:30", a blank for the T, seconds and their decimals (all 0), and Z or an offset
// like -05:00; without one it is a time of the grid's zone.
class MinuteReader {
 public:
  explicit MinuteReader(const BarGrid& grid) : grid_{grid} {}
  [[nodiscard]] Minute read(std::string_view text);

 private:
  [[nodiscard]] std::optional<std::int64_t> offset_of(std::int64_t local_minute);

  const BarGrid& grid_;
  // Bars near each other share their day's offset.
  std::int64_t known_quarter_ = INT64_MIN;
  std::optional<std::int64_t> known_offset_;
};

}  // namespace sluice::feeds
