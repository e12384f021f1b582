// SPDX-License-Identifier: Apache-2.0
//
// runner.hpp: runs the cases of a table, each with an instance of the rule of its own.
//
// Place: rule_tests. Pure but for the rule itself. Deterministic: event time is the table's, and
// instructions are counted exactly. Thread: one. Errors: what is wrong with the table's parameters
// is faults, and then no case is run; a rule that can't be made is an Error.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/result.hpp>

#include "rule_tests/explanation.hpp"
#include "rule_tests/rule_source.hpp"
#include "rule_tests/table.hpp"

namespace sluice::rule_tests {

struct CaseResult {
  std::string name;
  int line = 0;
  std::vector<std::string> failures;  // empty: it passed
  sluice_verdict verdict{};
  Explanation explanation;

  [[nodiscard]] bool passed() const noexcept { return failures.empty(); }
};

struct TableResult {
  std::filesystem::path file;
  std::string rule;     // script or component
  std::string version;  // of what judged: a script's hash
  std::vector<CaseResult> cases;

  [[nodiscard]] std::size_t failed() const noexcept;
};

[[nodiscard]] RuleSource source_of(const Table& table);

// Of every case, complete, as JSON. What does not fit is added to `faults`.
[[nodiscard]] Result<std::vector<std::string>> complete_params(const Table& table,
                                                               const RuleMaker& maker,
                                                               config::Faults& faults);

// Faults of the parameters are added to `faults`; the result is then without cases. A script that
// is changed meanwhile is an Error: every case is judged by the version that the result names. So
// is being stopped, which is looked for before each case.
[[nodiscard]] Result<TableResult> run_table(const Table& table, const RuleMaker& maker,
                                            config::Faults& faults,
                                            const std::stop_token& stop = {});

}  // namespace sluice::rule_tests
