// SPDX-License-Identifier: Apache-2.0
//
// risk_report.hpp: the risk reports of a paper track, a week's or a month's.
//
// A report is of the last day of a period, and is written before the first day of the next one
// runs: it needs nothing of that day, and a run that is killed there writes it again. What it says
// comes from the track's aggregated files, read once a run and continued in memory.
//
// Place: drivers. Files: {track}/risk_reports/, docs/formats/track.md. Thread: the lane. Errors: a
// track whose files can't be read goes without a report, with a warning; a report that can't be
// written is an error.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "drivers/paper_track.hpp"
#include "drivers/run_parts.hpp"
#include "drivers/track_store.hpp"

namespace sluice::drivers {

class RiskReports {
 public:
  // Both outlive it.
  RiskReports(const RunParts& parts, const Console& console);
  ~RiskReports();

  // Before `day` runs: the report as of the state's last day, if `day` begins a period.
  Result<void> before(Date day, const records::TrackState& state);
  // After a day is committed.
  void after(const DayFiles& day);
  // As of the state's last day, whatever the period and the settings. An error where the track's
  // files can't be read.
  Result<std::vector<std::filesystem::path>> write(const records::TrackState& state);

  static constexpr const char* kDirectory = "risk_reports";

 private:
  struct Track;
  Result<void> load(const records::TrackState& state);
  Result<std::vector<std::filesystem::path>> write_files(const records::TrackState& state);

  const RunParts& parts_;
  const Console& console_;
  std::unique_ptr<Track> track_;  // null: not read yet
};

// As of the last day of the track on disk.
[[nodiscard]] TrackReports write_risk_report(const RunParts& parts, const Console& console);

}  // namespace sluice::drivers
