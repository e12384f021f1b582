// SPDX-License-Identifier: Apache-2.0
//
// explanation.hpp: what a rule tells of itself and of its last judgement, where it tells anything.
//
// Place: rule_tests. Pure. Source: the JSON object of sluice_risk_rule_v1::explain, as the
// component `lua` writes it; another rule's object may have any of the members. Errors: what is not
// such an object tells nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::rule_tests {

struct Finding {
  int line = 0;
  std::string message;
};

struct Explanation {
  std::optional<std::int64_t> instructions;
  std::optional<std::int64_t> peak_memory_bytes;
  std::optional<std::int64_t> line;
  std::string message;  // why it could not answer
  // Of scripts that are inspected:
  std::string lines;              // those that can run, "1-3,7"
  std::string lines_run;          // and those that did
  std::string fault;              // why it is no rule
  std::vector<Finding> findings;  // what a reader would mind
};

[[nodiscard]] Explanation read_explanation(const std::string& json);

}  // namespace sluice::rule_tests
