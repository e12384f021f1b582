// SPDX-License-Identifier: Apache-2.0
//
// trial_store.hpp: which libraries were tried and what became of them, in the state folder.
//
//   STATE/plugins/SHA256.json   one for each library that was tried
//   STATE/plugins/log.jsonl     what happened, in its order: trials, releases and who asked for
//   them
//
// Format: docs/formats/plugin_trials.md. Place: plugins. Owns: nothing between calls. A library is
// known by its bytes: a new build is a new library. Any number of processes may do this at once:
// files are replaced whole, under a lock, and a quarantine is never overwritten by another result.
// Thread: control. Errors: what, which path and why.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::plugins {

inline constexpr const char* kStateVariable = "SLUICE_STATE_DIR";

// `configured`, else $SLUICE_STATE_DIR, else $XDG_STATE_HOME/sluice, else ~/.local/state/sluice;
// empty where there is not even a home.
[[nodiscard]] std::filesystem::path process_state_directory(
    const std::filesystem::path& configured);

struct TrialRecord {
  enum class State { kPassed, kQuarantined };
  State state = State::kPassed;
  std::string sha256;
  std::string library;  // where the file was then
  std::string step;     // of the trial that went wrong: "open", "load", "entry", "exit"
  std::string reason;   // of a quarantine
  Timestamp time;       // of the wall clock

  [[nodiscard]] bool is_quarantined() const noexcept { return state == State::kQuarantined; }
};

class TrialStore {
 public:
  // The folder has a name; nothing is created before it is needed.
  explicit TrialStore(const std::filesystem::path& state_directory);

  // Nothing: it was never tried, or released since. An error: what is kept can't be believed.
  [[nodiscard]] Result<std::optional<TrialRecord>> find(std::string_view sha256) const;
  // What stands afterwards: the record, or a quarantine that another process was quicker with.
  Result<TrialRecord> keep(const TrialRecord& record);
  // Quarantined ones by time. Files that can't be read are left out.
  [[nodiscard]] std::vector<TrialRecord> quarantined() const;
  // Forgets the quarantine: the library is tried again when it is loaded next. An error where there
  // is none.
  Result<void> release(std::string_view sha256, std::string_view who, std::string_view why,
                       Timestamp now);

 private:
  [[nodiscard]] std::filesystem::path file_of(std::string_view sha256) const;
  [[nodiscard]] Result<void> check_folder() const;

  std::filesystem::path directory_;
};

// What is known of a library's trial, for people.
struct TrialStatus {
  enum class State { kUntried, kPassed, kQuarantined, kUnreadable };
  State state = State::kUntried;
  TrialRecord record;   // of kPassed and kQuarantined
  std::string problem;  // of kUnreadable

  [[nodiscard]] bool is_quarantined() const noexcept { return state == State::kQuarantined; }
};
// Without a state folder every library is untried.
[[nodiscard]] TrialStatus trial_status(const std::filesystem::path& state_directory,
                                       std::string_view sha256);
// "untried", "passed", "quarantined", "unreadable"
[[nodiscard]] std::string_view trial_state_name(TrialStatus::State state) noexcept;

// "it is quarantined since TIME: REASON; … 'sluice plugin release HASH …'"
[[nodiscard]] std::string quarantine_text(const TrialRecord& record);

}  // namespace sluice::plugins
