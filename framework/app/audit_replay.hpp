// SPDX-License-Identifier: Apache-2.0
//
// audit_replay.hpp: takes every decision of a paper track again, and holds the trail it leaves
// against the one that is there, byte by byte.
//
// Place: app; `sluice audit replay`. Writes to a folder of its own that is removed; the track is
// only read.
#pragma once

#include <string>

#include "app/command_line.hpp"

namespace sluice::app {

int replay_track(const CommonOptions& common);

}  // namespace sluice::app
