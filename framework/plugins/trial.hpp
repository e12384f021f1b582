// SPDX-License-Identifier: Apache-2.0
//
// trial.hpp: a library is tried in a process of its own before its code first runs in this one.
//
// Place: plugins; between the checks of a file and its loading. The result is kept by the file's
// hash (trial_store.hpp): a library costs one process once, then one small file for each load. A
// library that crashes, hangs or is refused is quarantined until a person releases it or its bytes
// change. Thread: control; blocks for the length of a trial. Errors: why the library may not be
// loaded here, and what helps. Where a result can't be kept or believed there is a warning and
// another trial, never none.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "plugins/child_process.hpp"
#include "plugins/trial_store.hpp"

namespace sluice::plugins {

// Of a trial: much more than loading takes.
inline constexpr std::chrono::milliseconds kTrialDeadline{10'000};
inline constexpr std::chrono::seconds kTrialCpu{10};
inline constexpr std::uint64_t kTrialMemoryBytes = std::uint64_t{4} << 30;

struct TrialOptions {
  std::filesystem::path state_directory;  // empty: there is none, which is told
  std::filesystem::path runner;
  ChildLimits limits{kTrialDeadline, memory_limit(kTrialMemoryBytes), kTrialCpu};
  std::function<Timestamp()> wall_clock;
};

// With the runner, environment and clock of this process.
[[nodiscard]] TrialOptions process_trial_options(const std::filesystem::path& configured_state);

// The wall clock's time.
[[nodiscard]] Timestamp wall_clock();

using TrialWarning = std::function<void(const std::string& text)>;

// May the library with these bytes be loaded here? Tries it where that is not known.
[[nodiscard]] Result<void> admit(const TrialOptions& options, const std::filesystem::path& library,
                                 const std::string& sha256, const TrialWarning& warn);

}  // namespace sluice::plugins
