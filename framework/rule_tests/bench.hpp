// SPDX-License-Identifier: Apache-2.0
//
// bench.hpp: how long a rule takes for the judgement of each case of a table.
//
// Place: rule_tests. Units: nanoseconds of wall time for a call through the host's barrier, the
// clock's own reading taken off; instructions counted exactly in a run of their own. Thread: one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rule_tests/runner.hpp"

namespace sluice::rule_tests {

struct BenchResult {
  std::string name;
  std::int64_t median_ns = 0;
  std::int64_t p999_ns = 0;
  Explanation explanation;  // instructions and memory
};

[[nodiscard]] Result<std::vector<BenchResult>> bench_table(plugins::Registry& registry,
                                                           const Table& table, std::int64_t repeats,
                                                           config::Faults& faults);

}  // namespace sluice::rule_tests
