// SPDX-License-Identifier: Apache-2.0
//
// faults_seen.hpp: the components below a data directory that were quarantined while they ran, as
// trails and tracks tell.
//
// Place: drivers; for the command line and the API. Looking changes nothing. Errors: a trail that
// can't be read is told in its place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::drivers {

inline constexpr std::size_t kMaxSeenFaults = 1000;  // those behind are left out

struct SeenFault {
  std::filesystem::path where;  // the segment, or the notes of a track
  std::string time;
  std::string text;  // "KIND NAME: REASON…"
};

// By path, then in the order written.
[[nodiscard]] std::vector<SeenFault> faults_below(const std::filesystem::path& data_directory);

}  // namespace sluice::drivers
