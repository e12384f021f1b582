// SPDX-License-Identifier: Apache-2.0
//
// inspect.hpp: what `sluice plugin inspect` and `sluice plugin list` print.
//
// Place: plugins. Runs no code of any library. Thread: control. Errors: a library that can't be
// used is described as far as it can be read, with the reason.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "plugins/allow_list.hpp"
#include "plugins/manifest.hpp"
#include "plugins/registry.hpp"
#include "plugins/trial_store.hpp"

namespace sluice::plugins {

struct Inspection {
  std::filesystem::path path;
  std::string sha256;
  std::optional<Manifest> manifest;
  std::vector<std::string> exported;  // symbols; a plugin has one
  std::vector<std::string> needed;    // libraries the dynamic linker would load with it
  bool has_gnu_unique = false;
  std::optional<TrialStatus> trial;  // none: not asked for
  std::string refusal;               // why the host would not load it; empty: it would
};

// With a state folder the quarantine counts too.
[[nodiscard]] Inspection inspect_library(const std::filesystem::path& path,
                                         const AllowList& allow_list,
                                         const std::filesystem::path& state_directory = {});

[[nodiscard]] std::string inspection_text(const Inspection& inspection);
[[nodiscard]] std::string inspection_json(const Inspection& inspection);

// "passed TIME", "quarantined TIME: REASON", …
[[nodiscard]] std::string trial_words(const TrialStatus& status);

// A component that was quarantined while it ran, as a trail tells.
struct RunFault {
  std::filesystem::path where;
  std::string time;
  std::string text;
};

// Every component by kind and id, with the trial of its library where the registry asks for one;
// then what was refused or hidden, what is quarantined, and `faults`.
[[nodiscard]] std::string list_text(const Registry& registry,
                                    const std::vector<RunFault>& faults = {});
[[nodiscard]] std::string list_json(const Registry& registry,
                                    const std::vector<RunFault>& faults = {});

}  // namespace sluice::plugins
