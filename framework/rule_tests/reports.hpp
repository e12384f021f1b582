// SPDX-License-Identifier: Apache-2.0
//
// reports.hpp: the results of rule tests for people, for machines, and as JUnit XML.
//
// Place: rule_tests. Pure; the same results give the same bytes.
#pragma once

#include <span>
#include <string>

#include "rule_tests/runner.hpp"

namespace sluice::rule_tests {

// One line a case that failed, with what was expected; one for each table; one for all.
[[nodiscard]] std::string results_text(std::span<const TableResult> tables);
// Compact JSON.
[[nodiscard]] std::string results_json(std::span<const TableResult> tables);
// One <testsuite> a table.
[[nodiscard]] std::string results_junit(std::span<const TableResult> tables);

}  // namespace sluice::rule_tests
