// SPDX-License-Identifier: Apache-2.0
//
// coverage.hpp: which lines of a script its tests ran.
//
// Place: rule_tests. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rule_tests/runner.hpp"

namespace sluice::rule_tests {

// "1-3,7" as {1, 2, 3, 7}; what is no number ends it.
[[nodiscard]] std::vector<int> lines_of(std::string_view ranges);
[[nodiscard]] std::string ranges_of(std::span<const int> lines);

struct Coverage {
  std::string script;
  std::size_t lines = 0;    // that can run
  std::vector<int> missed;  // of them

  [[nodiscard]] std::size_t run() const noexcept { return lines - missed.size(); }
  // Of a script without lines: 100.
  [[nodiscard]] double percent() const noexcept;
};

// Of a table that was run with scripts inspected.
[[nodiscard]] Coverage coverage_of(const TableResult& table);

}  // namespace sluice::rule_tests
