// SPDX-License-Identifier: Apache-2.0
//
// rule_commands.hpp: what the actions of `sluice rule` have in common, and one function for each.
//
// Place: app; command_rule.cpp reads the words. Each returns the exit code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "config/run_config.hpp"
#include "plugins/registry.hpp"
#include "rule_tests/runner.hpp"

namespace sluice::app {

struct RuleWords {
  std::vector<std::string> paths;
  bool json = false;
  std::string junit;                          // test: a file; empty: none
  double threshold = 0;                       // coverage: percent
  std::int64_t repeats = 0;                   // bench: judgements a case
  std::string dir;                            // new: where it is written
  std::string audit;                          // replay: folder or segment
  std::vector<std::string> params;            // replay: NAME=VALUE
  const config::RunConfig* config = nullptr;  // null: none was given
};

int rule_test(plugins::Registry& registry, const RuleWords& words);
int rule_coverage(plugins::Registry& registry, const RuleWords& words);
int rule_bench(plugins::Registry& registry, const RuleWords& words);
int rule_lint(plugins::Registry& registry, const RuleWords& words);
int rule_new(plugins::Registry& registry, const RuleWords& words);
int rule_replay(plugins::Registry& registry, const RuleWords& words);

// The tables that the words mean, read; UsageError where a path is none.
[[nodiscard]] std::vector<rule_tests::Table> read_tables(const RuleWords& words,
                                                         config::Faults& faults);
// Runs every table. Not kExitOk: it has been reported.
int run_tables(plugins::Registry& registry, const RuleWords& words,
               const rule_tests::ScriptOptions& options,
               std::vector<rule_tests::TableResult>& results);

}  // namespace sluice::app
