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
#include <string>
#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/result.hpp>

#include "rule_tests/rule_source.hpp"
#include "rule_tests/table.hpp"

namespace sluice::rule_tests {

// What a rule tells of a judgement, where it tells anything.
struct Explanation {
  std::optional<std::int64_t> instructions;
  std::optional<std::int64_t> peak_memory_bytes;
  std::optional<std::int64_t> line;
  std::string message;    // why it could not answer
  std::string lines;      // inspected scripts: those that can run, "1-3,7"
  std::string lines_run;  // and those that did
};
[[nodiscard]] Explanation read_explanation(const std::string& json);

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

// Faults of the parameters are added to `faults`; the result is then without cases.
[[nodiscard]] Result<TableResult> run_table(const Table& table, const RuleMaker& maker,
                                            config::Faults& faults);

}  // namespace sluice::rule_tests
