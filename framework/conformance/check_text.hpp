// SPDX-License-Identifier: Apache-2.0
//
// check_text.hpp: what `sluice plugin check` prints, and the table of tests in the documentation.
//
// Place: conformance. Pure: no times, so that the same library and seed print the same.
#pragma once

#include <string>

#include "conformance/check.hpp"

namespace sluice::conformance {

// One line for a test that passed; for others what was seen, the rule, and how to fix it.
[[nodiscard]] std::string result_text(const TestResult& result);
// "43 tests up to level 9, seed 1: 42 passed, 1 failed"
[[nodiscard]] std::string summary_text(const CheckReport& report);
[[nodiscard]] std::string report_json(const CheckReport& report);

[[nodiscard]] std::string list_text();
[[nodiscard]] std::string list_json();
// Markdown: docs/authors/conformance.md holds it between two marks.
[[nodiscard]] std::string table_page();

}  // namespace sluice::conformance
