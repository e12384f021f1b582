// SPDX-License-Identifier: Apache-2.0
//
// track_statistics.hpp: the running statistics of a track, as its state keeps them.
//
// Place: drivers. Format: `statistics` in docs/formats/track.md. Pure.
#pragma once

#include "analytics/daily_statistics.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

[[nodiscard]] analytics::DailyStatistics statistics_of(const records::TrackState& state);
void keep_statistics(const analytics::DailyStatistics& statistics, records::TrackState& state);

}  // namespace sluice::drivers
