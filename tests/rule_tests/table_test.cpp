// SPDX-License-Identifier: Apache-2.0
//
// table_test.cpp: what a table says, and what is wrong with it.
#include "rule_tests/table_fixture.hpp"
#include "support/domain_values.hpp"

namespace sluice::rule_tests {
namespace {

using ::sluice::testing::at;
using ::sluice::testing::money;
using ::sluice::testing::px;
using ::sluice::testing::qty;
using ::testing::HasSubstr;

TEST_F(TableTest, CaseIsMergedOverTheTable) {
  const Table table = read(R"(params: {limit: 5, slippage: 0.1}
order: {side: SELL, quantity: 10, price: 2.5}
market: {symbol: AAA, last: 3, MSFT: {last: 410.12345678}}
portfolio: {position: 7, positions: {MSFT: -3}, equity: 500}
cases:
  - name: one
    params: {limit: 6}
    order: {quantity: 11, price: null}
    market: {bid: "2.9"}
    portfolio: {cash: 1}
    expect: {verdict: approve}
)");
  ASSERT_EQ(words_of(table.faults), "");
  ASSERT_EQ(table.cases.size(), 1u);
  const Case& one = table.cases[0];
  EXPECT_EQ(*one.params.find("limit")->integer(), 6);
  EXPECT_EQ(*one.params.find("slippage")->real(), 0.1);
  EXPECT_EQ(one.order.intent.side, Side::kSell);
  EXPECT_EQ(one.order.intent.quantity, qty("11"));
  EXPECT_EQ(one.order.intent.type, OrderType::kMarket);  // its price was taken away
  ASSERT_EQ(one.instruments.size(), 2u);
  EXPECT_EQ(one.instruments[0].instrument.symbol, "AAA");
  EXPECT_EQ(one.instruments[0].bid, px("2.9"));
  EXPECT_EQ(one.instruments[0].position, qty("7"));
  EXPECT_EQ(one.instruments[1].last, px("410.12345678"));
  EXPECT_EQ(one.instruments[1].position, qty("-3"));
  EXPECT_EQ(one.account.account.equity, money("500"));
  EXPECT_EQ(one.account.account.cash, money("1"));
  EXPECT_EQ(one.account.account.peak_equity, money("500"));
}

TEST_F(TableTest, CommentsAndQuotes_AreYamls) {
  const Table table = read(R"(# a comment
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
)");
  ASSERT_EQ(words_of(table.faults), "");
  ASSERT_EQ(table.cases.size(), 2u);
  EXPECT_EQ(*table.cases[0].params.find("cap")->integer(), 500);
  EXPECT_EQ(*table.cases[0].params.find("name")->text(), "a, b");
  EXPECT_EQ(table.cases[0].name, "the first: one");
  EXPECT_EQ(table.cases[0].line, 7);
  EXPECT_EQ(table.cases[0].order.intent.quantity, qty("3"));
  EXPECT_EQ(table.cases[0].order.intent.side, Side::kBuy);
  EXPECT_EQ(table.cases[0].instruments[0].last, px("100"));
  ASSERT_EQ(table.cases[1].before.size(), 1u);
  EXPECT_EQ(table.cases[1].before[0].times, 2);
  EXPECT_EQ(table.cases[1].before[0].order.intent.side, Side::kSell);
  EXPECT_EQ(table.cases[1].expect.code, "X");
}

TEST_F(TableTest, TypeFollowsFromThePrices) {
  const auto type_of = [&](const char* order) {
    const Table table = read(std::string{"order: "} + order +
                             "\ncases:\n  - name: a\n    expect: {verdict: approve}\n");
    EXPECT_EQ(words_of(table.faults), "") << order;
    return table.cases.at(0).order.intent.type;
  };
  EXPECT_EQ(type_of("{}"), OrderType::kMarket);
  EXPECT_EQ(type_of("{price: 1}"), OrderType::kLimit);
  EXPECT_EQ(type_of("{limit_price: 1}"), OrderType::kLimit);
  EXPECT_EQ(type_of("{stop_price: 1}"), OrderType::kStop);
  EXPECT_EQ(type_of("{stop_price: 1, price: 2}"), OrderType::kStopLimit);
  EXPECT_EQ(type_of("{price: 2, type: LIMIT_MAKER}"), OrderType::kLimitMaker);
}

TEST_F(TableTest, SessionTimes_AreMinutesOrTimes) {
  const Table table = read(R"(market: {now: 2025-01-15T15:00:00Z}
cases:
  - name: minutes
    market: {minutes_to_close: 10, minutes_since_open: 30, heartbeat_age_seconds: 1.5}
    expect: {verdict: approve}
  - name: times
    market: {open: 2025-01-15T14:30:00Z, close: 2025-01-15T21:00:00Z}
    expect: {verdict: approve}
)");
  ASSERT_EQ(words_of(table.faults), "");
  EXPECT_EQ(table.cases[0].session.close, at("2025-01-15T15:10:00Z"));
  EXPECT_EQ(table.cases[0].session.open, at("2025-01-15T14:30:00Z"));
  EXPECT_EQ(table.cases[0].session.heartbeat, at("2025-01-15T14:59:58.5Z"));
  EXPECT_EQ(table.cases[1].session.close, at("2025-01-15T21:00:00Z"));
}

TEST_F(TableTest, RuleIsTheScriptBesideTheTable_ElseTheComponentOfItsName) {
  const char* text = "cases:\n  - name: a\n    expect: {verdict: approve}\n";
  EXPECT_EQ(read(text, "max_position.test.yaml").component, "max_position");
  write("mine.lua", "return function() return approve() end");
  const Table script = read(text, "mine.test.yaml");
  EXPECT_EQ(script.component, "");
  EXPECT_EQ(script.script, folder_ / "mine.lua");
  EXPECT_EQ(read(std::string{"rule: other_rule\n"} + text).component, "other_rule");
  EXPECT_THAT(faults_of(std::string{"rule: gone.lua\n"} + text),
              HasSubstr("1: rule: no such file: gone.lua"));
}

struct FaultCase {
  const char* text;  // of a case behind its name
  const char* told;
};

class TableFaults : public TableTest, public ::testing::WithParamInterface<FaultCase> {};

TEST_P(TableFaults, AreToldWithLineAndPath) {
  const std::string told =
      faults_of(std::string{"cases:\n  - name: a\n    "} + GetParam().text + "\n");
  EXPECT_THAT(told, HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Each, TableFaults,
    ::testing::Values(
        FaultCase{"expct: {verdict: approve}",
                  "3: cases[0].expct: unknown key; did you mean 'expect'?"},
        FaultCase{"order: {}", "2: cases[0].expect: it is missing"},
        FaultCase{"expect: {code: X}", "3: cases[0].expect.verdict: it is missing"},
        FaultCase{"expect: {verdict: aprove}", "did you mean 'approve'?"},
        FaultCase{"expect: {verdict: reject, quantity: 5}", "it goes with verdict resize"},
        FaultCase{"expect: {verdict: reject, scope: all}", "it goes with verdict halt"},
        FaultCase{"order: {quantity: 0}", "expected a quantity above 0"},
        FaultCase{"order: {quantity: 1.123456789}", "expected a decimal of at most eight places"},
        FaultCase{"order: {quantity: ten}",
                  "expected a decimal of at most eight places, got text 'ten'"},
        FaultCase{"order: {price: -1}", "expected a price above 0"},
        FaultCase{"order: {price: 1, limit_price: 1}", "it is told twice"},
        FaultCase{"order: {price: 1, type: MARKET}", "an order of this type has no price"},
        FaultCase{"order: {type: LIMIT}", "an order of this type needs a price"},
        FaultCase{"order: {type: STOP}", "an order of this type needs a stop_price"},
        FaultCase{"order: {time_in_force: GTD}", "it goes with time_in_force GTD"},
        FaultCase{"order: {symbol: MSFT}", "the market has no instrument 'MSFT'"},
        FaultCase{"order: {side: buy}", "did you mean 'BUY'?"},
        FaultCase{"order: 5", "expected a map, got number 5"},
        FaultCase{"market: {now: yesterday}", "expected a time like 2025-01-15T15:00:00Z"},
        FaultCase{"market: {close: 2025-01-15, minutes_to_close: 5}", "it is told twice"},
        FaultCase{"market: {last_age_seconds: -1}", "expected seconds >= 0"},
        FaultCase{"market: {lot: 0}", "expected a step above 0"},
        FaultCase{"market: {symbol: A, A: {last: 1}}", "it is the market's own symbol"},
        FaultCase{"market: {MSFT: {lastt: 1}}",
                  "cases[0].market.MSFT.lastt: unknown key; did you mean 'last'?"},
        FaultCase{"market: {closes: [1, 0]}", "expected prices above 0"},
        FaultCase{"portfolio: {positions: {MSFT: 1}}",
                  "cases[0].portfolio.positions.MSFT: unknown key"},
        FaultCase{"portfolio: {working: [{quantity: 5, remaining: 6}]}",
                  "expected 0 to the order's quantity"},
        FaultCase{"before: [{at: 2025-01-15}]", "cases[0].before[0].event: it is missing"},
        FaultCase{"before: [{event: approved, at: 2026-01-15}]",
                  "it is later than the case's `now`"},
        FaultCase{"before: [{event: approved, times: 10001}]",
                  "expected a whole number from 1 to 10000"},
        FaultCase{"before: [{event: sent, times: 9000}, {event: sent, times: 9000}]",
                  "more than 10000 steps"},
        FaultCase{"before: {event: sent}", "expected a list of steps"},
        FaultCase{"earlier: {count: -1}", "expected a whole number from 0"},
        FaultCase{"restart: yes", "expected true or false"},
        FaultCase{"order: {quantiy: 6}", "3: cases[0].order.quantiy: unknown key"},
        FaultCase{"order: {side: HOLD}", "order.side: expected one of BUY, SELL"},
        FaultCase{"order: {a}", "3: cases[0].order.a: unknown key"},
        FaultCase{"order: {side: BUY, side: SELL}", "3: "},
        FaultCase{"market: {last: much}", "market.last: expected a decimal"},
        FaultCase{"earlier: {count: many}", "earlier.count: expected a whole number"},
        FaultCase{"expect: {verdict: approve, colour: red}",
                  "3: cases[0].expect.colour: unknown key"},
        FaultCase{"what: {}", "3: cases[0].what: unknown key"}));

struct FaultyTable {
  const char* text;
  const char* told;
};
class FaultyTables : public TableTest, public ::testing::WithParamInterface<FaultyTable> {};

TEST_P(FaultyTables, AreToldWithTheirLine) {
  EXPECT_THAT(faults_of(GetParam().text), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Each, FaultyTables,
    ::testing::Values(FaultyTable{"", "cases: expected a list of at least one case"},
                      FaultyTable{"what\n", "1: : expected a map"},
                      FaultyTable{"orders: {}\n", "1: orders: unknown key; did you mean 'order'?"},
                      FaultyTable{"- name: x\n", "1: : expected a map"},
                      FaultyTable{"cases:\n  name: x\n",
                                  "cases: expected a list of at least one case"},
                      FaultyTable{"cases:\n  - expect: {verdict: approve}\n",
                                  "2: cases[0].name: it is missing"}));

TEST_F(TableTest, WithoutCases_IsFaulty) {
  EXPECT_THAT(faults_of("order: {}\n"), HasSubstr("expected a list of at least one case"));
  EXPECT_THAT(faults_of("cases: []\n"), HasSubstr("expected a list of at least one case"));
}

TEST_F(TableTest, TwoCasesOfOneName_AreAFault) {
  EXPECT_THAT(faults_of("cases:\n"
                        "  - {name: a, expect: {verdict: approve}}\n"
                        "  - {name: a, expect: {verdict: approve}}\n"),
              HasSubstr("3: cases[1].name: another case is called so too"));
}

TEST_F(TableTest, FaultOfTheTablesRow_IsToldOnce) {
  const std::string told = faults_of(
      "order: {quantiti: 5}\ncases:\n"
      "  - {name: a, expect: {verdict: approve}}\n"
      "  - {name: b, expect: {verdict: approve}}\n");
  EXPECT_EQ(told, "1: cases[0].order.quantiti: unknown key; did you mean 'quantity'?\n");
}

TEST_F(TableTest, ThatIsNoYaml_NamesTheLine) {
  EXPECT_THAT(faults_of("cases:\n  - name: [\n"), ::testing::StartsWith("3: "));
}

}  // namespace
}  // namespace sluice::rule_tests
