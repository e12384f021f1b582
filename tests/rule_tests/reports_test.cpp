// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::rule_tests {
namespace {

using ::testing::HasSubstr;

std::vector<TableResult> two_cases() {
  TableResult table{"rules/a.test.yaml", "rules/a.lua", "abc", {}};
  table.cases.resize(2);
  table.cases[0].name = "passes";
  table.cases[0].verdict.action = SLUICE_VERDICT_APPROVE;
  table.cases[1].name = "fails <& \"so\">";
  table.cases[1].line = 7;
  table.cases[1].failures = {"verdict: expected approve, got reject", "with code X"};
  return {table};
}

TEST(RuleReports, TextNamesFileLineAndWhatWasExpected) {
  const auto results = two_cases();
  EXPECT_EQ(results_text(results),
            "FAILED rules/a.test.yaml:7: fails <& \"so\">\n"
            "       verdict: expected approve, got reject\n"
            "       with code X\n"
            "FAILED rules/a.test.yaml: 2 cases, 1 failed\n"
            "2 cases of 1 tables, 1 failed\n");
}

TEST(RuleReports, JunitEscapesAndCounts) {
  const auto results = two_cases();
  const std::string xml = results_junit(results);
  EXPECT_THAT(xml, HasSubstr("<testsuites name=\"rules\" tests=\"2\" failures=\"1\">"));
  EXPECT_THAT(xml, HasSubstr("name=\"fails &lt;&amp; &quot;so&quot;&gt;\""));
  EXPECT_THAT(
      xml, HasSubstr("<failure message=\"verdict: expected approve, got reject; with code X\"/>"));
}

TEST(RuleReports, JsonSaysWhetherAllIsWell) {
  auto results = two_cases();
  EXPECT_THAT(results_json(results), ::testing::StartsWith(R"({"ok":false,"cases":2,"failed":1,)"));
  results[0].cases.pop_back();
  EXPECT_THAT(results_json(results), ::testing::StartsWith(R"({"ok":true,"cases":1,"failed":0,)"));
  EXPECT_THAT(results_json(results), HasSubstr(R"("instructions":null)"));
}

}  // namespace
}  // namespace sluice::rule_tests
