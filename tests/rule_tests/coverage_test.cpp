// SPDX-License-Identifier: Apache-2.0
//
// coverage_test.cpp: which lines of a script its tests ran, and what a reader would mind in one.
#include "rule_tests/coverage.hpp"

#include "rule_tests/table_fixture.hpp"

namespace sluice::rule_tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(LineRanges, ReadAndWriteTheSame) {
  EXPECT_THAT(lines_of("1-3,7"), ElementsAre(1, 2, 3, 7));
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(lines_of("4,x"), ElementsAre(4));
  const std::vector<int> lines{1, 2, 3, 7, 9, 10};
  EXPECT_EQ(ranges_of(lines), "1-3,7,9-10");
}

constexpr const char* kBranches = R"(local function double(x)
  return x * 2
end

return function(order, view)
  if order.quantity > 5 then
    local twice = double(order.quantity)
    return reject("BIG", { measured = twice, limit = 10 })
  end
  return approve()
end
)";

TEST_F(TableTest, LinesThatNoCaseRuns_AreMissed) {
  const auto result = run_script(
      kBranches, "cases:\n  - {name: small, expect: {verdict: approve}}\n", {true, true});
  ASSERT_EQ(failures_of(result), "");
  const Coverage coverage = coverage_of(result);
  EXPECT_THAT(coverage.missed, ElementsAre(2, 7, 8));
  EXPECT_LT(coverage.percent(), 100);
  EXPECT_GT(coverage.percent(), 0);
}

TEST_F(TableTest, CasesTogether_RunEveryLine) {
  const auto result =
      run_script(kBranches,
                 "cases:\n  - {name: small, expect: {verdict: approve}}\n"
                 "  - {name: big, order: {quantity: 6}, expect: {verdict: reject}}\n",
                 {true, true});
  ASSERT_EQ(failures_of(result), "");
  const Coverage coverage = coverage_of(result);
  EXPECT_THAT(coverage.missed, IsEmpty());
  EXPECT_EQ(coverage.percent(), 100);
  EXPECT_GE(coverage.lines, 6u);
}

// What lint finds in one line of a rule's check.
class LintTest : public TableTest {
 protected:
  [[nodiscard]] std::string findings(const std::string& script) {
    write("rule.lua", script);
    const RuleMaker maker{registry(), {"", folder_ / "rule.lua", folder_.path()}, {true, true}};
    config::Faults faults;
    const auto params = maker.complete({}, faults);
    EXPECT_EQ(words_of(faults), "");
    auto made = maker.make(*params);
    EXPECT_TRUE(made) << made.error().message;
    const auto told = read_explanation(made.value().rule->explain().value());
    std::string text = told.fault.empty() ? "" : "fault: " + told.fault + "\n";
    for (const auto& finding : told.findings)
      text += std::to_string(finding.line) + ": " + finding.message + "\n";
    return text;
  }
  [[nodiscard]] std::string in_check(const std::string& line) {
    return findings("return function(order, view)\n  " + line + "\n  return approve()\nend\n");
  }
};

TEST_F(LintTest, SoundRule_HasNoFindings) {
  EXPECT_EQ(findings(kBranches), "");
  EXPECT_EQ(in_check("local x = math.max(1, 2) + #string.upper('a') + (state.get('n') or 0)"), "");
  EXPECT_EQ(in_check("if view.position_after > params.limit then log('much') end"), "");
}

TEST_F(LintTest, SyntaxError_NamesItsLine) {
  EXPECT_THAT(findings("return function(order)\n  if then\nend\n"),
              HasSubstr("fault: rule.lua:2:"));
}

TEST_F(LintTest, RemovedFunction_NamesWhatToUseInstead) {
  EXPECT_EQ(in_check("print(1)"), "2: 'print' is not there; use log(text)\n");
  EXPECT_THAT(in_check("local ok = pcall(error)"), HasSubstr("2: 'pcall' is not there; an error"));
  EXPECT_THAT(in_check("local t = os.time()"), HasSubstr("use now()"));
  EXPECT_THAT(in_check("local r = math.random()"), HasSubstr("'math.random' is not there; a rule"));
  EXPECT_THAT(in_check("local t = setmetatable({}, {})"), HasSubstr("use plain tables"));
}

TEST_F(LintTest, UndeclaredGlobal_NamesTheNearest) {
  EXPECT_EQ(in_check("local x = tonumbr('1')"),
            "2: 'tonumbr' is not declared; did you mean 'tonumber'?\n");
  EXPECT_EQ(in_check("total = 1"),
            "2: 'total' is not declared: globals can't be set; write local total\n");
}

TEST_F(LintTest, UnknownField_NamesTheNearest) {
  EXPECT_EQ(in_check("local q = order.quantty"),
            "2: order has no field 'quantty'; did you mean 'quantity'?\n");
  EXPECT_EQ(in_check("local f = function() return view.csh end"),
            "2: view has no field 'csh'; did you mean 'cash'?\n");
  EXPECT_EQ(in_check("order.quantity = 5"), "2: order.quantity can't be set: order is read-only\n");
}

TEST_F(LintTest, LocalOfAnotherName_IsNotMistaken) {
  EXPECT_EQ(in_check("local thing = { quantty = 1 }; local q = thing.quantty"), "");
}

}  // namespace
}  // namespace sluice::rule_tests
