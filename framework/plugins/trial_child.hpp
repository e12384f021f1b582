// SPDX-License-Identifier: Apache-2.0
//
// trial_child.hpp: what happens to a library in the process that tries it, and how that process
// answers.
//
// Place: plugins; the runner's side of trial.hpp. The answer is lines of JSON: one for each step
// that begins, so that a process that died tells how far it came, and one that settles it. Thread:
// control. Errors: what is wrong with the library is the answer; a process without one has died.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::plugins {

struct TrialAnswer {
  bool is_settled = false;
  bool passed = false;
  std::string step;    // that began last: "open", "load", "entry", "exit"; empty: none
  std::string sha256;  // of the file that was tried
  std::string reason;  // why not
};

inline constexpr std::string_view kStepOpen = "open";    // reading the file
inline constexpr std::string_view kStepLoad = "load";    // constructors, entry function, the block
inline constexpr std::string_view kStepEntry = "entry";  // the entry function a second time
inline constexpr std::string_view kStepExit = "exit";    // the process ends, with destructors

// Loads the library as the host would and asks it twice. `write` gets one whole line each time.
// False: it was refused.
bool try_library(const std::filesystem::path& library,
                 const std::function<void(std::string_view line)>& write);

// Out of everything that was written; what is no whole line of ours is skipped.
[[nodiscard]] TrialAnswer parse_trial_answer(std::string_view text);

}  // namespace sluice::plugins
