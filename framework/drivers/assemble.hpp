// SPDX-License-Identifier: Apache-2.0
//
// assemble.hpp: from a config and the plugins found to the parts of a run.
//
// Place: drivers. Chooses components, checks their parameters against their schemas, creates and
// starts them. Errors: every fault that can be told, at once, with its place in the config.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load_run_config.hpp"
#include "drivers/run_parts.hpp"
#include "plugins/registry.hpp"

namespace sluice::drivers {

struct AssembleOptions {
  bool disable_pre_trade_checks = false;
  bool ignore_kill_switch = false;
  bool with_reports = true;
  // false: a rule that halts stops this run, and leaves no latch behind for others.
  bool persist_halts = true;
  // Orders are handed over as files in {output}/eod, whatever executor the config names.
  bool hand_over_orders = false;
  // For sessions alone: orders go to the executor that environment.mode chooses; every other driver
  // is of paper.
  bool executor_of_mode = false;
  // Makes the parts to see what is wrong and gives none back: leaves out what would reach beyond
  // this process, or read prices. What a component logs as an error is a fault. See
  // component_check.hpp.
  bool check_only = false;
  // For the gates before live orders, which end in a person's time. Needed in mode live, and to
  // check.
  std::function<Timestamp()> wall_clock;
  // How the source of a rule that exists is tested before it takes another's place. Empty: no rule
  // is ever exchanged.
  std::function<risk::SourceTest(plugins::Registry& registry, const config::ComponentConfig& rule)>
      source_test;
  // A line of a component or about the data: level is SLUICE_LOG_….
  std::function<void(int level, const std::string& text)> log;
};

struct Assembled {
  std::unique_ptr<RunParts> parts;  // empty with any fault, and after a check
  config::Faults faults;
};

// The registry must outlive the parts.
[[nodiscard]] Assembled assemble(const config::LoadResult& loaded, plugins::Registry& registry,
                                 const AssembleOptions& options);

// Where the kill switch of its runs is latched.
[[nodiscard]] inline std::filesystem::path latch_file_of(const config::RunConfig& config) {
  return config.kill_switch.latch_file.value_or(config.output.root / "KILL_SWITCH");
}

// Where the plugins of a config are looked for, and which of them may be loaded. Runs have to be
// repeatable; a session's executor and feed may be of a venue.
[[nodiscard]] Result<plugins::ScanOptions> scan_options(const config::RunConfig& config,
                                                        bool of_session = false);

}  // namespace sluice::drivers
