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

namespace sluice::plugins {

struct Inspection {
  std::filesystem::path path;
  std::string sha256;
  std::optional<Manifest> manifest;
  std::vector<std::string> exported;  // symbols; a plugin has one
  std::vector<std::string> needed;    // libraries the dynamic linker would load with it
  bool has_gnu_unique = false;
  std::string refusal;  // why the host would not load it; empty: it would
};

[[nodiscard]] Inspection inspect_library(const std::filesystem::path& path,
                                         const AllowList& allow_list);

[[nodiscard]] std::string inspection_text(const Inspection& inspection);
[[nodiscard]] std::string inspection_json(const Inspection& inspection);

// Every component by kind and id, then what was refused or hidden.
[[nodiscard]] std::string list_text(const Registry& registry);
[[nodiscard]] std::string list_json(const Registry& registry);

}  // namespace sluice::plugins
