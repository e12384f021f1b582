// SPDX-License-Identifier: Apache-2.0
//
// rule_table_test.cpp: test tables as they are read and run.
#include "lua/rule_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"
#include "lua/rule_tests.hpp"

namespace sluice::lua {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTable = R"(# a comment
params: {cap: 500, name: "a, b"}
order: {side: BUY, quantity: 10}   # of every case
market: {last: 100}
cases:

  - name: "the first: one"
    order: {quantity: 3}
    expect: {verdict: approve}
  - name: second
    earlier: {count: 2, side: SELL}
    expect: {verdict: reject, code: 'X'}
)";

TEST(RuleTable, Read_FillsInWhatStandsAboveTheCases) {
  const RuleTable table = read_rule_table(kTable);
  EXPECT_EQ(table.params, (RowValues{{"cap", "500"}, {"name", "a, b"}}));
  ASSERT_EQ(table.cases.size(), 2u);
  EXPECT_EQ(table.cases[0].name, "the first: one");
  EXPECT_EQ(table.cases[0].line, 7);
  EXPECT_EQ(table.cases[0].order, (RowValues{{"quantity", "3"}, {"side", "BUY"}}));
  EXPECT_EQ(table.cases[0].market, (RowValues{{"last", "100"}}));
  EXPECT_EQ(table.cases[1].earlier, (RowValues{{"count", "2"}, {"side", "SELL"}}));
  EXPECT_EQ(table.cases[1].expect.at("code"), "X");
}

class Malformed : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(Malformed, Table_IsRefusedWithItsLine) {
  try {
    static_cast<void>(read_rule_table(GetParam().first));
    FAIL() << GetParam().first;
  } catch (const std::invalid_argument& fault) {
    EXPECT_THAT(fault.what(), HasSubstr(GetParam().second));
  }
}
INSTANTIATE_TEST_SUITE_P(
    RuleTable, Malformed,
    ::testing::Values(
        std::pair{"", "the table has no cases"}, std::pair{"what\n", "line 1: expected"},
        std::pair{"orders: {}\n", "line 1: unknown key 'orders'"},
        std::pair{"order: 5\n", "line 1: expected a map on one line"},
        std::pair{"order: {a}\n", "line 1: expected `name: value` in the map"},
        std::pair{"order: {a: 1, a: 2}\n", "'a' stands twice"},
        std::pair{"  - name: x\n", "a case stands under"},
        std::pair{"cases:\n  name: x\n", "line 2: a case begins with"},
        std::pair{"cases:\n  - name: x\n", "line 2: a case expects a verdict"},
        std::pair{"cases:\n  - expect: {verdict: approve}\n", "line 2: a case has a name"},
        std::pair{"cases:\n  - name: x\n    what: {}\n", "line 3: unknown key 'what'"},
        std::pair{"cases:\n  - name: x\norder: {}\n", "stands before `cases:`"}));

// What is wrong with a case of this rule; "" if nothing.
std::string run(const std::string& body, const std::string& rows) {
  testing::MockHost host;
  try {
    run_rule_table("cases:\n  - name: it\n" + rows,
                   [&](const ValuesByName& params, StateStore& state) {
                     return std::make_unique<Script>(
                         Script::Source{"rule.lua", testing::Rule::function(body), params, {}},
                         Host{&host.raw()}, state);
                   });
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
  return "";
}

TEST(RuleTests, Case_ThatIsNotAsExpected_SaysWhatCame) {
  const std::string large =
      "if order.quantity > 5 then return reject('LARGE', {measured = order.quantity, limit = 5}) "
      "end return approve()";
  EXPECT_EQ(run(large, "    expect: {verdict: approve}\n"), "");
  EXPECT_EQ(run(large, "    order: {quantity: 6}\n    expect: {verdict: approve}\n"),
            "line 2: case 'it': expected verdict approve, got reject (LARGE)");
  EXPECT_EQ(run(large, "    order: {quantity: 6}\n    expect: {verdict: reject, code: SMALL}\n"),
            "line 2: case 'it': expected code SMALL, got LARGE");
  EXPECT_EQ(run(large, "    order: {quantity: 6}\n    expect: {verdict: reject, limit: 6}\n"),
            "line 2: case 'it': expected limit 6, got 5 (LARGE)");
  EXPECT_EQ(run("return resize(2, 'R')",
                "    order: {quantity: 6}\n    expect: {verdict: resize, quantity: 3}\n"),
            "line 2: case 'it': expected quantity 3, got 2 (R)");
}

TEST(RuleTests, Case_ThatIsNoScene_SaysWhichKey) {
  const std::string any = "return approve()";
  EXPECT_THAT(run(any, "    order: {quantiy: 6}\n    expect: {verdict: approve}\n"),
              HasSubstr("unknown key 'order.quantiy'"));
  EXPECT_THAT(run(any, "    order: {side: HOLD}\n    expect: {verdict: approve}\n"),
              HasSubstr("order.side must be one of BUY, SELL, but is 'HOLD'"));
  EXPECT_THAT(run(any, "    market: {last: much}\n    expect: {verdict: approve}\n"),
              HasSubstr("market.last must be a decimal, but is 'much'"));
  EXPECT_THAT(run(any, "    market: {now: noon}\n    expect: {verdict: approve}\n"),
              HasSubstr("market.now must be a time"));
  EXPECT_THAT(run(any, "    earlier: {count: many}\n    expect: {verdict: approve}\n"),
              HasSubstr("earlier.count must be a count"));
  EXPECT_THAT(run(any, "    expect: {verdict: approve, colour: red}\n"),
              HasSubstr("unknown key 'expect.colour'"));
}

TEST(RuleTests, Error_OfTheRule_IsTold) {
  EXPECT_EQ(run("return order.stop_price > 5", "    expect: {verdict: approve}\n"),
            "line 2: case 'it': expected verdict approve, got reject (RULE_ERROR): rule.lua:2: "
            "attempt to compare number with nil");
}

}  // namespace
}  // namespace sluice::lua
