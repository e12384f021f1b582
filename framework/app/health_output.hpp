// SPDX-License-Identifier: Apache-2.0
//
// health_output.hpp: the health of a paper track, told.
//
// Place: app.
#pragma once

#include "app/command_line.hpp"
#include "drivers/paper_track.hpp"

namespace sluice::app {

// `paper-track health`. Returns the exit code: 1 where the track is CRITICAL.
int track_health(const CommonOptions& common);

// What a run's last day and its CRITICAL days say, in the log.
void tell_health(const drivers::PaperTrackResult& result);

}  // namespace sluice::app
