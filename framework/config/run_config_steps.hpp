// SPDX-License-Identifier: Apache-2.0
//
// run_config_steps.hpp: the steps between a checked tree and a RunConfig.
//
// Place: config, private to load_run_config.cpp. Each step tolerates values of the wrong type (the
// schema check has reported them), so that one run shows every fault.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/run_config.hpp"
#include "config/value.hpp"

namespace sluice::config {

// Where relative input paths start: as the user named it for messages, absolute for use.
struct Folder {
  std::filesystem::path shown;
  std::filesystem::path absolute;

  [[nodiscard]] std::filesystem::path resolve(const std::string& path) const {
    return (absolute / path).lexically_normal();
  }
  [[nodiscard]] std::filesystem::path show(const std::string& path) const {
    return (shown / path).lexically_normal();
  }
};

// The executor that environment.mode chooses, where none is named.
void choose_executor(Value& root);

// Whether sessions in that mode may send orders to an executor of that name.
[[nodiscard]] bool is_executor_of(std::string_view mode, std::string_view executor);
// The executor they use where none is named.
[[nodiscard]] std::string_view executor_of(std::string_view mode);

// One spelling for everything that has several: the alias of seed_capital, limits of pre_trade as
// parameter maps, unset limits removed, reports as maps, {strategy_name} replaced.
void normalise_run_config(Value& root);

// Rules that span values, or need this version's abilities; added to `faults`.
void check_run_config(const Value& written, const Value& normalised, Faults& faults);

// Those of the sections environment and executor.
void check_environment(const Value& root, Faults& faults);
// The section `session`: what the schema can't say of it, and its plain data; nothing: there is
// none.
void check_session(const Value& root, Faults& faults);
std::optional<Session> build_session(const Value& root, const std::string& strategy_name);

// Plain data of a normalised tree.
RunConfig build_run_config(const Value& root, const Folder& folder);

// Reads the universe and looks for the other input files.
void read_inputs(const Value& root, const Folder& folder, RunConfig& config, Faults& faults);

// `trading.freq` that a feed need not be told of.
inline constexpr std::string_view kDailyFreq = "1d";

// Executors that other sections speak to.
inline constexpr std::string_view kPaper = "paper";
inline constexpr std::string_view kLiveDryRun = "live_dry_run";

// What `data.corporate_actions` says where raw prices need none.
inline constexpr std::string_view kNoActions = "none";

// The value at `section.key`, or nullptr.
const Value* value_at(const Value& root, std::string_view section, std::string_view key);
// The text there, or nothing.
std::optional<std::string> text_at(const Value& root, std::string_view section,
                                   std::string_view key);

}  // namespace sluice::config
