// SPDX-License-Identifier: Apache-2.0
//
// track_store.hpp: a paper track on disk: its lock, its state, and a day written whole or not at
// all.
//
// Place: drivers. The state file is the commit point: what a day wrote before it counts only once
// the state says so, and is written over or cut back when the day runs again. Thread: the lane, one
// process by lock. Errors: what, where, and the system's words.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "files/atomic_file.hpp"
#include "files/lock_file.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

// Everything one day writes, apart from its journal segment.
struct DayFiles {
  Date day;
  std::vector<std::pair<std::string, std::string>> artefacts;  // file name → content
  std::vector<std::pair<std::string, std::string>> appended;   // aggregated file → rows
  std::vector<std::pair<std::string, std::string>> beside;     // file of the track → content
};

struct LoadedState {
  records::TrackState state;
  bool existed = false;
  std::vector<std::string> notices;            // what had to be repaired, for people
  std::optional<std::string> foreign_version;  // of a state another build wrote: hands off
};

class TrackStore {
 public:
  // Takes the track's lock; a second process gets an error that names the first.
  static Result<TrackStore> open(const std::filesystem::path& directory,
                                 files::Durability durability);

  // The newest state: from state.json; where that is damaged, from the journal or the backup,
  // whichever is newer. `fresh` only where none of the three ever was; a track that has lost all
  // its states is an error, and nothing is written.
  Result<LoadedState> load(const records::TrackState& fresh);
  // Puts the state before the last day in place again.
  Result<records::TrackState> step_back();
  // Writes the first state of a track.
  Result<void> create(const records::TrackState& state);
  // Writes the day's files, then the state; `state.files` holds the aggregated sizes with the day's
  // rows in.
  Result<void> commit_day(const DayFiles& day, const records::TrackState& state);
  // Days after `after` and before `before` that a killed run began and no run will finish: their
  // segments go to audit/interrupted, their files to runs/interrupted. Returns the new places.
  Result<std::vector<std::filesystem::path>> set_aside_days(std::optional<Date> after, Date before);
  // The normalised config, beside the output.
  Result<void> write_config(const std::string& yaml);
  // Whether the reports are older than the days of a catch-up; kept on disk, so that a killed
  // catch-up's reports are rendered by the run that completes it.
  [[nodiscard]] bool reports_are_due() const;
  Result<void> mark_reports_due();
  Result<void> mark_reports_done();

  [[nodiscard]] const std::filesystem::path& directory() const noexcept { return directory_; }
  [[nodiscard]] std::filesystem::path audit_directory() const { return directory_ / "audit"; }
  [[nodiscard]] std::filesystem::path segment_path(Date day) const {
    return audit_directory() / ("order_audit." + day.to_compact() + ".jsonl");
  }
  [[nodiscard]] std::filesystem::path run_path(Date day) const {
    return directory_ / "runs" / day.to_compact();
  }
  void set_durability(files::Durability durability) { durability_ = durability; }

 private:
  TrackStore(std::filesystem::path directory, files::LockFile lock, files::Durability durability)
      : directory_{std::move(directory)}, lock_{std::move(lock)}, durability_{durability} {}
  [[nodiscard]] std::filesystem::path state_path() const {
    return directory_ / "state" / "state.json";
  }
  [[nodiscard]] std::filesystem::path reports_due_path() const {
    return directory_ / "state" / "reports_due";
  }
  Result<std::optional<records::TrackState>> read_state(const std::filesystem::path& path);
  Result<std::optional<records::TrackState>> rebuild_from_journal();
  // The aggregated file that is shorter than the state says, in words.
  [[nodiscard]] std::optional<std::string> incomplete_file_of(
      const records::TrackState& state) const;

  std::filesystem::path directory_;
  files::LockFile lock_;
  files::Durability durability_;
};

}  // namespace sluice::drivers
