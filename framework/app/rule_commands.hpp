// SPDX-License-Identifier: Apache-2.0
//
// rule_commands.hpp: what the actions of `sluice rule` have in common, and one function for each.
//
// Place: app; command_rule.cpp reads the words. Each returns the exit code.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "plugins/registry.hpp"
#include "rule_tests/runner.hpp"

namespace sluice::app {

struct RuleWords {
  std::vector<std::string> paths;
  bool json = false;
  std::string junit;                // file; empty: none
  double threshold = 0;             // percent
  std::int64_t repeats = 0;         // of a benchmark's case
  std::string dir;                  // of a new rule
  std::string audit;                // of a replay
  std::string instruments;          // of a replay; empty: none
  std::vector<std::string> params;  // of a replay: NAME=VALUE
};

int rule_test(plugins::Registry& registry, const RuleWords& words);
int rule_coverage(plugins::Registry& registry, const RuleWords& words);
int rule_bench(plugins::Registry& registry, const RuleWords& words);
int rule_lint(plugins::Registry& registry, const RuleWords& words);
int rule_new(plugins::Registry& registry, const RuleWords& words);
int rule_replay(plugins::Registry& registry, const RuleWords& words);

// The tables that the words mean, read; UsageError where a path is none, and with faults nothing.
[[nodiscard]] std::vector<rule_tests::Table> read_tables(const RuleWords& words,
                                                         config::Faults& faults);
// Runs every table. Not kExitOk: it has been reported.
int run_tables(plugins::Registry& registry, const RuleWords& words,
               const rule_tests::ScriptOptions& options,
               std::vector<rule_tests::TableResult>& results);

}  // namespace sluice::app
