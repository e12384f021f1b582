// SPDX-License-Identifier: Apache-2.0
//
// paper_track.hpp: one strategy on paper, day after day, kept on disk.
//
// Place: drivers. A day is the unit: it is run whole or not at all, and a run that was killed goes
// on where it was by running again. A day costs the same however many lie before it. Thread: the
// lane.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "drivers/failure.hpp"
#include "drivers/health.hpp"
#include "drivers/run_parts.hpp"
#include "drivers/track_rules.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

struct PaperTrackOptions {
  std::optional<Date>
      from;  // nothing: the day after the last run, or the newest session of a new track
  std::optional<Date> to;  // inclusive; nothing: the end of the data
  bool force = false;      // run the last day again, from the state before it
  bool skip_risk_report = false;
  bool skip_health_check = false;
  Date today;  // for the warning about days in the future
};

struct PaperTrackResult {
  std::optional<Failure> failure;
  std::size_t days_run = 0;
  std::size_t trades = 0;
  std::size_t orders_blocked = 0;
  // Of those, by each rule that judges nothing: see track_rules.hpp.
  std::map<std::string, std::uint64_t> blocked_by_broken_rule;
  bool interrupted = false;
  bool blocked_by_kill_switch = false;
  std::optional<records::TrackState> state;  // the newest
  std::vector<std::filesystem::path> reports;
  std::optional<Health> health;   // after the last day; nothing: it was not checked
  std::size_t critical_days = 0;  // of those run
  std::string paused;             // why the track was paused by its last day; empty: it was not
};

[[nodiscard]] PaperTrackResult run_paper_track(RunParts& parts, const PaperTrackOptions& options,
                                               const Console& console);

// The newest state, for `status`; creates nothing. A failure where there is no track.
struct TrackStatus {
  std::optional<Failure> failure;
  std::optional<records::TrackState> state;
};
[[nodiscard]] TrackStatus read_track_status(const std::filesystem::path& directory);

// A paused track runs no day until it is resumed. Both are kept, with who, when and why, in
// state/pauses.jsonl.
struct PauseNote {
  std::string actor;
  std::string reason;
  Timestamp time;
};
// Empty where the track is not paused.
[[nodiscard]] Result<std::string> pause_reason(const std::filesystem::path& directory);
[[nodiscard]] std::optional<Failure> pause_track(const std::filesystem::path& directory,
                                                 const PauseNote& note);
[[nodiscard]] std::optional<Failure> resume_track(const std::filesystem::path& directory,
                                                  const PauseNote& note);

// Components of a track that were quarantined while they ran, a line each in
// state/plugin_faults.jsonl. `time` is the session's.
[[nodiscard]] std::filesystem::path plugin_faults_path(const std::filesystem::path& directory);
[[nodiscard]] Result<void> note_plugin_faults(const std::filesystem::path& directory,
                                              const std::vector<PluginFault>& faults,
                                              Timestamp time);
// What follows from them for a track, see plugin_faults.hpp; a strategy's pauses it: run again, it
// would do the same. An error where the day can't stand.
[[nodiscard]] Result<void> contain_track_faults(RunParts& parts, AuditTrail& audit, Timestamp now,
                                                const Console& console);

// Renders the reports of a track from its journal.
struct TrackReports {
  std::optional<Failure> failure;
  std::vector<std::filesystem::path> files;
};
[[nodiscard]] TrackReports render_track_reports(RunParts& parts, const Console& console);

}  // namespace sluice::drivers
