// SPDX-License-Identifier: Apache-2.0
#include "app/kill_place.hpp"

#include <algorithm>

#include "app/run_setup.hpp"
#include "core/nearest.hpp"
#include "drivers/assemble.hpp"

namespace sluice::app {

namespace fs = std::filesystem;

KillPlace kill_place(const CommonOptions& common, const std::string& action) {
  KillPlace place;
  if (common.config_file.empty()) {
    if (common.data_dir.empty())
      throw UsageError{"kill " + action + ": whose? --data-dir DIR or --config FILE is missing"};
    place.data_directory = common.data_dir;
    place.latch_file = place.data_directory / "KILL_SWITCH";
    return place;
  }
  const RunSetup setup = load_config(common);
  place.exit_code = setup.exit_code;
  if (!setup.ok()) return place;
  const auto& config = setup.loaded->config;
  place.data_directory = config.output.root;
  place.latch_file = drivers::latch_file_of(config);
  place.environment_names = config.kill_switch.env;
  place.symbols = config.universe.symbols;
  place.strategies = {config.strategy_name};
  return place;
}

std::string whole_path(const fs::path& path) {
  std::error_code failed;
  const fs::path whole = fs::absolute(path, failed).lexically_normal();
  return (failed ? path : whole).string();
}

std::vector<std::string> doubts_of(const KillPlace& place) {
  std::error_code failed;
  const bool is_new = fs::is_empty(place.data_directory, failed) || failed;
  if (!is_new) return {};
  return {"nothing has run below " + whole_path(place.data_directory) +
          " yet; a relative folder is meant from where this command runs, one in a config too"};
}

std::vector<std::string> doubts_of(const KillPlace& place, const risk::Halt& halt) {
  std::vector<std::string> doubts = doubts_of(place);
  const auto& known = halt.scope == risk::HaltScope::kStrategy ? place.strategies : place.symbols;
  const bool can_tell =
      halt.scope == risk::HaltScope::kStrategy || halt.scope == risk::HaltScope::kSymbol;
  if (can_tell && !halt.name.empty() && !known.empty() &&
      std::find(known.begin(), known.end(), halt.name) == known.end())
    doubts.push_back("the config has no " + std::string{risk::name(halt.scope)} + " '" + halt.name +
                     "'" + did_you_mean(halt.name, known));
  return doubts;
}

}  // namespace sluice::app
