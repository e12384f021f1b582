// SPDX-License-Identifier: Apache-2.0
#include "bar_grid.hpp"

namespace sluice::feeds {
namespace {

constexpr std::size_t kDateWidth = 10;
// No clock changes its offset within a quarter of an hour.
constexpr std::int64_t kQuarter = 15;

}  // namespace

Timestamp time_of(std::int32_t period, bool is_daily) noexcept {
  return is_daily ? Timestamp::from_date(Date::from_days(period))
                  : Timestamp::from_nanoseconds(period * kMinuteNs);
}

std::string text_of(std::int32_t period, bool is_daily) {
  return is_daily ? Date::from_days(period).to_string() : time_of(period, false).to_string();
}

std::optional<std::int64_t> MinuteReader::offset_of(std::int64_t local_minute) {
  const std::int64_t quarter = local_minute / kQuarter;
  if (quarter == known_quarter_) return known_offset_;
  known_quarter_ = quarter;
  const auto local = Timestamp::from_nanoseconds(quarter * kQuarter * kMinuteNs);
  const auto utc = grid_.zone.to_utc(local);
  known_offset_ =
      utc ? std::optional{(local.nanoseconds() - utc->nanoseconds()) / kMinuteNs} : std::nullopt;
  return known_offset_;
}

Minute MinuteReader::read(std::string_view text) {
  const auto reading = read_clock(text);
  if (!reading || text.size() <= kDateWidth) return {0, MinuteFault::kNoTime};
  const std::int64_t local = reading->local.nanoseconds() / kMinuteNs;
  if (local * kMinuteNs != reading->local.nanoseconds()) return {0, MinuteFault::kNoTime};
  std::optional<std::int64_t> offset;
  if (reading->offset_s)
    offset = *reading->offset_s / 60;
  else
    offset = offset_of(local);
  if (!offset) return {0, MinuteFault::kSkipped};
  const std::int64_t utc = local - *offset;
  if (utc % grid_.step_minutes != 0) return {0, MinuteFault::kOffGrid};
  return {static_cast<std::int32_t>(utc), MinuteFault::kNone};
}

}  // namespace sluice::feeds
