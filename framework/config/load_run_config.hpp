// SPDX-License-Identifier: Apache-2.0
//
// load_run_config.hpp: from a file and its overrides to a validated run configuration.
//
// Place: config; the one entry for drivers' configuration, called by app. Reads the file and the
// files it names (universe), writes nothing. Errors: every fault at once, as values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/run_config.hpp"

namespace sluice::config {

struct LoadResult {
  RunConfig config;             // complete only without faults
  Faults faults;                // in the order of the file
  std::string normalised_yaml;  // every default filled in, paths as written; empty with any fault
  std::string normalised_json;  // the same on one line; likewise
  // SHA-256 of the canonical JSON without output.root, and of the content of the files (.yaml,
  // .json, .toml, .lua) that the strategy's parameters name; likewise.
  std::string hash;
  // The same of the sections that decide and cost (strategy, universe, trading, costs, portfolio,
  // router, rules): what a backtest or a paper day has shown of them is shown for every
  // environment.
  std::string evidence_hash;

  std::string file;  // as the user named it

  [[nodiscard]] bool ok() const { return faults.empty(); }
  // Faults that others found in the same config, in their places; what is told already is not told
  // twice.
  void add(const Faults& more);
};

// `overrides` are `a.b.c=value`, applied in order.
LoadResult load_run_config(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides = {});

}  // namespace sluice::config
