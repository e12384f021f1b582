// SPDX-License-Identifier: Apache-2.0
//
// scenarios_test.cpp: runs the tables, and counts that none is missing.
#include <ostream>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/scenario.hpp"

namespace sluice::scenarios {

// For messages of a failed test.
void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }

namespace {

constexpr int kScenarioCount = 44;

Scenarios all_scenarios() {
  Scenarios all;
  for (auto* const theme : {acks_and_fills, refusals, ambiguity, crashes, executions,
                            cancels_and_ends, replaces_of_terms, reconciliations})
    for (Scenario& scenario : theme()) all.push_back(std::move(scenario));
  return all;
}

class RoutingScenario : public ::testing::TestWithParam<Scenario> {};

TEST_P(RoutingScenario, GoesAsTheTableSays) {
  Desk desk{GetParam().given};
  std::string before = desk.describe();
  std::size_t number = 0;
  for (const Step& step : GetParam().steps) {
    SCOPED_TRACE("step " + std::to_string(++number));
    desk.forget_answer();
    step.action(desk);
    ASSERT_EQ(desk.last_error(), "");
    const std::string after = desk.describe();
    EXPECT_EQ(after, *step.expect == '\0' ? before : step.expect);
    EXPECT_EQ(desk.violation(), "");
    desk.forget_answer();
    before = desk.describe();
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, RoutingScenario, ::testing::ValuesIn(all_scenarios()),
                         [](const auto& scenario) {
                           return fmt::format("S{:02}_{}", scenario.param.number,
                                              scenario.param.name);
                         });

TEST(RoutingScenarios, OfTheSpecification_AreAllThere) {
  std::set<int> numbers;
  for (const Scenario& scenario : all_scenarios()) numbers.insert(scenario.number);
  for (int number = 1; number <= kScenarioCount; ++number)
    EXPECT_TRUE(numbers.contains(number)) << "scenario " << number << " is missing";
  EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kScenarioCount));
}

TEST(RoutingScenarios, EachHasSteps) {
  for (const Scenario& scenario : all_scenarios())
    EXPECT_GE(scenario.steps.size(), 2u) << scenario.number;
}

}  // namespace
}  // namespace sluice::scenarios
