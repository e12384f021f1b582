// SPDX-License-Identifier: Apache-2.0
//
// track_reports.hpp: renders reports of a track's days from its journal, up to any day.
//
// Place: drivers; render_track_reports of paper_track.hpp is the whole track with all its reports.
// Thread: the lane. Errors: a report that fails is a warning.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "drivers/paper_track.hpp"

namespace sluice::drivers {

// Writes what `reports` render of the days up to `last` into `directory`.
[[nodiscard]] TrackReports render_reports(RunParts& parts, const records::TrackState& state,
                                          std::vector<std::unique_ptr<Report>>& reports, Date last,
                                          const std::filesystem::path& directory,
                                          const Console& console);

}  // namespace sluice::drivers
