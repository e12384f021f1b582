// SPDX-License-Identifier: Apache-2.0
//
// health_day.hpp: the health check as a part of a track's day.
//
// Place: drivers; called by paper_track once a day, before the day is committed, so that its files
// are whole or not there, as everything else of the day. Thread: the lane.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analytics/daily_statistics.hpp"
#include "drivers/failure.hpp"
#include "drivers/health.hpp"
#include "drivers/run_parts.hpp"
#include "drivers/track_store.hpp"
#include "records/day.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

// The health after `day`: `next` is the state the day ends with, `before` the one it began with.
struct HealthOfDay {
  const records::Day& day;
  const records::TrackState& before;
  const records::TrackState& next;
  const analytics::DailyStatistics& statistics;
};
[[nodiscard]] Result<Health> check_day(const RunParts& parts, const HealthOfDay& of,
                                       std::uint64_t sessions_left_out);
// Its summary and its line in alerts.log join the day's files.
void add_health(const Health& health, const HealthSettings& settings, DayFiles& files,
                records::TrackState& next);

// A pause that takes effect with a day is kept in state/pause_due until the day is committed.
[[nodiscard]] Result<void> plan_pause(const std::filesystem::path& track, const Health& health);
// Puts a planned pause in force if its day was committed, and forgets one whose day was not.
// Returns its reason; empty: there is none.
[[nodiscard]] Result<std::string> settle_pause(const std::filesystem::path& track,
                                               const records::TrackState& state);

// The health of a track as it lies on disk, against the data; changes nothing.
struct TrackHealth {
  std::optional<Failure> failure;
  std::optional<Health> health;
};
[[nodiscard]] TrackHealth look_at_health(RunParts& parts);

}  // namespace sluice::drivers
