// SPDX-License-Identifier: Apache-2.0
//
// runner_test.cpp: tables of native rules and scripts, played and judged.
#include "rule_tests/bench.hpp"
#include "rule_tests/table_fixture.hpp"

namespace sluice::rule_tests {
namespace {

using ::testing::HasSubstr;

TEST_F(TableTest, NativeRule_IsJudgedAtItsLimit) {
  const auto result = run(R"(params: {limit: 1000}
order: {quantity: 10, price: 100}
market: {symbol: AAA, last: 100}
cases:
  - {name: at, expect: {verdict: approve, measured: 1000, limit: 1000, unit: money}}
  - {name: above, order: {price: 100.00000001}, expect: {verdict: reject, code: MAX_ORDER_NOTIONAL}}
)");
  EXPECT_EQ(failures_of(result), "");
  EXPECT_EQ(result.cases.size(), 2u);
}

TEST_F(TableTest, EachExpectationThatDoesNotHold_IsTold) {
  const auto result = run(R"(params: {limit: 1000}
order: {quantity: 11, price: 100}
market: {symbol: AAA, last: 100}
cases:
  - name: all wrong
    expect: {verdict: approve, code: OTHER, measured: 1, limit: 2, unit: ratio, line: 3, max_instructions: 5}
  - {name: halt, expect: {verdict: halt, scope: all, level: FLATTEN}}
  - {name: resize, expect: {verdict: resize, quantity: 5}}
)");
  const std::string failures = failures_of(result);
  for (const char* told :
       {"verdict: expected approve, got reject", "code: expected OTHER, got MAX_ORDER_NOTIONAL",
        "measured: expected 1, got 1100", "limit: expected 2, got 1000",
        "unit: expected ratio, got money", "line: expected 3, got none",
        "max_instructions: the rule does not count", "verdict: expected halt, got reject",
        "scope: expected all, got none", "level: expected FLATTEN, got ALL_ORDERS",
        "quantity: expected 5, got 0"})
    EXPECT_THAT(failures, HasSubstr(told));
  EXPECT_EQ(result.failed(), 3u);
}

TEST_F(TableTest, ParameterThatDoesNotFit_IsAFaultWithItsLine) {
  const auto result = run("params: {limt: 1}\ncases:\n  - {name: a, expect: {verdict: approve}}\n");
  EXPECT_THAT(failures_of(result), HasSubstr("1: params.limt: unknown key, expected one of limit, "
                                             "slippage, multiplier; did you mean 'limit'?"));
}

TEST_F(TableTest, UnknownComponent_IsAnError) {
  const Table table =
      read("rule: max_order_notionl\ncases:\n  - {name: a, expect: {verdict: approve}}\n");
  config::Faults faults;
  const auto result = run_table(table, {registry(), source_of(table), {}}, faults);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("max_order_notional"));
}

constexpr const char* kReads = R"(return function(order, view)
  return approve({ measured = view[params.field], limit = 0 })
end
)";

// What a rule sees of the account after a field's name.
struct SeenCase {
  const char* field;
  const char* before;  // members of the case
  const char* value;
};
class SceneTest : public TableTest, public ::testing::WithParamInterface<SeenCase> {};

TEST_P(SceneTest, ShowsTheAccountAsTold) {
  const std::string table = std::string{R"(order: {side: BUY, quantity: 10, price: 100}
market: {symbol: AAA, sector: Tech, last: 100, MSFT: {last: 50, sector: Tech}}
portfolio: {equity: 100000, cash: 5000, position: 20, positions: {MSFT: 4}}
params: {field: )"} + GetParam().field +
                            "}\ncases:\n  - name: a\n    expect: {verdict: approve, measured: " +
                            GetParam().value + "}\n    " + GetParam().before + "\n";
  EXPECT_EQ(failures_of(run_script(kReads, table)), "");
}

INSTANTIATE_TEST_SUITE_P(
    Each, SceneTest,
    ::testing::Values(
        SeenCase{"position", "order: {}", "20"}, SeenCase{"position_after", "order: {}", "30"},
        SeenCase{"gross_exposure", "order: {}", "2200"},
        SeenCase{"sector_exposure", "order: {}", "2200"},
        SeenCase{"open_positions", "order: {}", "2"}, SeenCase{"cash", "order: {}", "5000"},
        SeenCase{"position", "order: {symbol: MSFT}", "4"},
        SeenCase{"gross_exposure", "portfolio: {gross_exposure: 7}", "7"},
        SeenCase{"sector_exposure", "portfolio: {sector_exposure: 8}", "8"},
        SeenCase{"working_orders", "portfolio: {working_orders: 3}", "3"},
        SeenCase{"working_buy", "portfolio: {working_buy: 3}", "3"},
        SeenCase{"working_buy",
                 "portfolio: {working: [{quantity: 5, price: 9}, {quantity: 7, remaining: 2}]}",
                 "7"},
        SeenCase{"working_notional", "portfolio: {working: [{quantity: 5, price: 9}]}", "45"},
        // What may rest may never fill.
        SeenCase{"resting_sell",
                 "portfolio: {working: [{side: SELL, type: LIMIT, quantity: 5, limit_price: 120}]}",
                 "5"},
        SeenCase{"resting_sell", "portfolio: {working: [{side: SELL, quantity: 5}]}", "0"},
        SeenCase{"gross_worst",
                 "portfolio: {working: [{side: SELL, type: LIMIT, quantity: 5, limit_price: 120}]}",
                 "2200"},
        SeenCase{"gross_after",
                 "portfolio: {working: [{symbol: MSFT, side: SELL, type: LIMIT, quantity: 4, "
                 "limit_price: 60}]}",
                 "3200"},
        // What happened before changes the account.
        SeenCase{"working_buy", "before: [{event: approved, times: 3}]", "30"},
        SeenCase{"working_buy", "before: [{event: refused}]", "0"},
        SeenCase{"working_buy", "before: [{event: approved}, {event: ended}]", "0"},
        SeenCase{"working_buy", "before: [{event: approved}, {event: rejected}]", "0"},
        SeenCase{"working_buy", "before: [{event: approved}, {event: denied}]", "0"},
        SeenCase{"working_buy", "before: [{event: approved}, {event: acked}]", "10"},
        SeenCase{"working_buy", "before: [{event: approved}, {event: filled, quantity: 4}]", "6"},
        SeenCase{"position", "before: [{event: approved}, {event: filled, quantity: 4}]", "24"},
        SeenCase{"cash", "before: [{event: approved}, {event: filled, quantity: 4, price: 99}]",
                 "4604"},
        SeenCase{"position", "before: [{event: filled}]", "30"},
        SeenCase{"position",
                 "before: [{event: approved}, {event: filled}, {event: busted, quantity: 3}]",
                 "27"},
        SeenCase{"working_orders", "before: [{event: approved}, {event: filled}]", "0"},
        SeenCase{"working_buy",
                 "before: [{event: approved, order: {intent: x}}, {event: approved}, "
                 "{event: ended, order: {intent: x}}]",
                 "10"},
        SeenCase{"working_sell", "before: [{event: approved, order: {side: SELL, quantity: 2}}]",
                 "2"},
        SeenCase{"working_buy", "earlier: {count: 3}", "0"}));

constexpr const char* kCounts = R"(return {
  check = function(order, view)
    local seen = state:incr("seen", 1)
    if seen > 2 then return reject("TOO_MANY", { measured = seen, limit = 2 }) end
    return approve()
  end,
  on_fill = function(fill) state:incr("filled", 1) end,
}
)";

TEST_F(TableTest, StateFollowsFromWhatHappenedBefore) {
  EXPECT_EQ(failures_of(run_script(kCounts, R"(cases:
  - {name: first, expect: {verdict: approve}}
  - {name: third, before: [{event: approved, times: 2, every_ms: 5}], expect: {verdict: reject, measured: 3}}
  - {name: earlier, earlier: {count: 2}, expect: {verdict: reject}}
  - {name: one earlier, earlier: {}, expect: {verdict: approve}}
  - name: a restart forgets nothing
    before: [{event: approved, times: 2}]
    restart: true
    expect: {verdict: reject, code: TOO_MANY}
)")),
            "");
}

TEST_F(TableTest, InstructionsAreCountedExactly) {
  const auto result =
      run_script("return function() return approve() end\n",
                 "cases:\n"
                 "  - {name: enough, expect: {verdict: approve, max_instructions: 100}}\n"
                 "  - {name: none, expect: {verdict: approve, max_instructions: 0}}\n");
  ASSERT_EQ(result.cases.size(), 2u);
  EXPECT_TRUE(result.cases[0].passed());
  EXPECT_FALSE(result.cases[1].passed());
  EXPECT_EQ(result.cases[0].explanation.instructions, result.cases[1].explanation.instructions);
}

TEST_F(TableTest, ScriptThatDoesNotLoad_SaysWhy) {
  const auto result =
      run_script("return function( end\n", "cases:\n  - {name: a, expect: {verdict: approve}}\n");
  EXPECT_THAT(failures_of(result), HasSubstr("rule.lua:1:"));
  EXPECT_THAT(failures_of(result), HasSubstr("RULE_NOT_LOADED"));
}

// What is wrong with one case of a script.
struct WrongCase {
  const char* body;
  const char* rows;
  const char* told;
};
class ScriptCases : public TableTest, public ::testing::WithParamInterface<WrongCase> {};

TEST_P(ScriptCases, TellWhatCame) {
  const auto result =
      run_script(std::string{"return function(order, view)\n"} + GetParam().body + "\nend\n",
                 std::string{"cases:\n  - name: it\n"} + GetParam().rows);
  ASSERT_EQ(result.cases.size(), 1u);
  EXPECT_EQ(result.cases[0].line, 2);
  EXPECT_EQ(failures_of(result), GetParam().told);
}

constexpr const char* kLarge =
    "if order.quantity > 5 then return reject('LARGE', {measured = order.quantity, limit = 5}) "
    "end return approve()";
INSTANTIATE_TEST_SUITE_P(
    Each, ScriptCases,
    ::testing::Values(
        WrongCase{kLarge, "    expect: {verdict: approve}\n", ""},
        WrongCase{kLarge, "    order: {quantity: 6}\n    expect: {verdict: approve}\n",
                  "it: verdict: expected approve, got reject\nit: with code LARGE\n"
                  "it: measured 6 against 5\n"},
        WrongCase{kLarge, "    order: {quantity: 6}\n    expect: {verdict: reject, code: SMALL}\n",
                  "it: code: expected SMALL, got LARGE\nit: measured 6 against 5\n"},
        WrongCase{kLarge, "    order: {quantity: 6}\n    expect: {verdict: reject, limit: 6}\n",
                  "it: limit: expected 6, got 5\nit: with code LARGE\n"
                  "it: measured 6 against 5\n"},
        WrongCase{"return resize(2, 'R')",
                  "    order: {quantity: 6}\n    expect: {verdict: resize, quantity: 3}\n",
                  "it: quantity: expected 3, got 2\nit: with code R\n"},
        WrongCase{"return order.stop_price > 5", "    expect: {verdict: approve}\n",
                  "it: verdict: expected approve, got reject\nit: with code RULE_ERROR\n"
                  "it: rule.lua:2: attempt to compare number with nil\n"}));

TEST_F(TableTest, RuleThatDoesNotAssess_CannotBeAskedTo) {
  const auto result =
      run_script("return function() return approve() end\n",
                 "cases:\n  - {name: a, assess: true, expect: {verdict: approve}}\n");
  EXPECT_THAT(failures_of(result), HasSubstr("the rule judges orders alone"));
}

TEST_F(TableTest, AssessmentHaltsWithoutAnOrder) {
  EXPECT_EQ(failures_of(run(R"(rule: drawdown
params: {limit: 0.05}
portfolio: {peak_equity: 1000}
cases:
  - {name: within, assess: true, portfolio: {equity: 960}, expect: {verdict: approve}}
  - {name: beyond, assess: true, portfolio: {equity: 940}, expect: {verdict: halt}}
)")),
            "");
}

TEST_F(TableTest, BenchGivesAFigureForEachCase) {
  const Table table = read(R"(params: {limit: 1000}
market: {symbol: AAA, last: 100}
cases:
  - {name: a, expect: {verdict: approve}}
)");
  config::Faults faults;
  const auto results = bench_table(registry(), table, 100, faults);
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->size(), 1u);
  EXPECT_EQ((*results)[0].name, "a");
  EXPECT_LE((*results)[0].median_ns, (*results)[0].p999_ns);
}

}  // namespace
}  // namespace sluice::rule_tests
