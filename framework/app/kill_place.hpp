// SPDX-License-Identifier: Apache-2.0
//
// kill_place.hpp: where the kill switch of a data directory has its sources, and whether that looks
// like the place that was meant.
//
// Place: app, of `sluice kill`. Errors: neither --data-dir nor --config is a UsageError; a config
// with faults was told when `exit_code` is not kExitOk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "risk/halts.hpp"

namespace sluice::app {

struct KillPlace {
  std::filesystem::path data_directory;
  std::filesystem::path latch_file;
  std::vector<std::string> environment_names{"SLUICE_KILL_SWITCH", "ASSEMBLED_KILL_SWITCH"};
  int exit_code = kExitOk;
  // What its config trades; empty: no config was named.
  std::vector<std::string> symbols;
  std::vector<std::string> strategies;
};

[[nodiscard]] KillPlace kill_place(const CommonOptions& common, const std::string& action);

// Why the place, or what of it is to stop, may not be what was meant; empty: no reason.
[[nodiscard]] std::vector<std::string> doubts_of(const KillPlace& place);
[[nodiscard]] std::vector<std::string> doubts_of(const KillPlace& place, const risk::Halt& halt);

// As somebody in another folder would have to name it.
[[nodiscard]] std::string whole_path(const std::filesystem::path& path);

}  // namespace sluice::app
