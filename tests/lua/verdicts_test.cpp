// SPDX-License-Identifier: Apache-2.0
//
// verdicts_test.cpp: what a script answers, and what it is worth; what its budgets are.
#include "lua/verdicts.hpp"

#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using testing::Rule;

sluice_verdict answer(const std::string& expression) {
  Rule rule{Rule::function("local q, e = order.quantity, view.equity return " + expression)};
  return rule.judge();
}

TEST(Verdicts, Approve_MayTellWhatItMeasured) {
  const auto verdict = answer("approve({measured = order.notional, limit = 5000})");
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_APPROVE);
  EXPECT_STREQ(verdict.code, "");
  EXPECT_EQ(Money::from_c(verdict.measured).to_string(), "1000");
  EXPECT_EQ(Money::from_c(verdict.limit).to_string(), "5000");
  EXPECT_EQ(verdict.unit, SLUICE_UNIT_MONEY);
}

TEST(Verdicts, Unit_IsTheFieldsElseACount) {
  EXPECT_EQ(answer("reject('A', {measured = view.minutes_to_close, limit = 15})").unit,
            SLUICE_UNIT_COUNT);
  EXPECT_EQ(answer("reject('A', {measured = order.price, limit = 1})").unit, SLUICE_UNIT_PRICE);
  EXPECT_EQ(answer("reject('A', {measured = 12345, limit = q})").unit, SLUICE_UNIT_QUANTITY);
  EXPECT_EQ(answer("reject('A', {measured = 7, limit = 8})").unit, SLUICE_UNIT_COUNT);
  EXPECT_EQ(answer("reject('A', {measured = 0.5, limit = 1, unit = 'RATIO'})").unit,
            SLUICE_UNIT_RATIO);
  EXPECT_EQ(answer("reject('A')").unit, SLUICE_UNIT_NONE);
}

TEST(Verdicts, Resize_GivesWholeLotsOfTheOrder) {
  const auto verdict = answer("resize(q - 4, 'SMALLER')");
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_RESIZE);
  EXPECT_EQ(verdict.resize_quantity, testing::units("6"));
  EXPECT_STREQ(verdict.code, "SMALLER");
  EXPECT_EQ(answer("resize(6, 'SMALLER')").resize_quantity, testing::units("6"));
  Rule rule{Rule::function("return resize(2.5, 'SMALLER')")};
  rule.row().lot = testing::units("0.5");
  EXPECT_EQ(rule.judge().resize_quantity, testing::units("2.5"));
  rule.row().lot = testing::units("0.2");
  EXPECT_EQ(rule.code(), "RULE_BAD_RESULT");
}

struct Halting {
  const char* call;
  std::uint32_t scope;
  std::uint32_t level;
};

TEST(Verdicts, Halt_NamesScopeAndLevel) {
  const Halting cases[] = {
      {"halt('symbol', 'A')", SLUICE_SCOPE_SYMBOL, SLUICE_HALT_DEFAULT},
      {"halt('strategy', 'A')", SLUICE_SCOPE_STRATEGY, SLUICE_HALT_DEFAULT},
      {"halt('session', 'A', {level = 'REDUCE_ONLY'})", SLUICE_SCOPE_SESSION,
       SLUICE_HALT_REDUCE_ONLY},
      {"halt('account', 'A', {level = 'AND_CANCEL'})", SLUICE_SCOPE_ACCOUNT,
       SLUICE_HALT_AND_CANCEL},
      {"halt('route', 'A', {level = 'ALL_ORDERS'})", SLUICE_SCOPE_ROUTE, SLUICE_HALT_ALL_ORDERS},
      {"halt('all', 'A', {level = 'FLATTEN'})", SLUICE_SCOPE_ALL, SLUICE_HALT_FLATTEN},
  };
  for (const Halting& each : cases) {
    const auto verdict = answer(each.call);
    EXPECT_EQ(verdict.action, SLUICE_VERDICT_HALT) << each.call;
    EXPECT_EQ(verdict.halt_scope, each.scope) << each.call;
    EXPECT_EQ(verdict.halt_level, each.level) << each.call;
  }
}

class BadAnswer : public ::testing::TestWithParam<const char*> {};
TEST_P(BadAnswer, IsRefused) { EXPECT_STREQ(answer(GetParam()).code, "RULE_BAD_RESULT"); }
INSTANTIATE_TEST_SUITE_P(
    Verdicts, BadAnswer,
    ::testing::Values("nil", "true", "'APPROVE'", "approve(), 1", "approve", "q", "order",
                      "reject()", "reject('')", "reject('lower')", "reject('_X')", "reject('1X')",
                      "reject('A B')", "reject(('A'):rep(40))", "reject('RULE_X')",
                      "reject('PLUGIN_FAULT')", "reject('KILL_SWITCH')",
                      "reject('X', {limit = 'a'})", "reject('X', {measured = 1, unit = 'METRES'})",
                      "reject('X', {measured = 0/0})", "reject('X', {measured = 1e300})",
                      "resize(q, 'X')", "resize(0, 'X')", "resize(-1, 'X')", "resize('5', 'X')",
                      "resize(nil, 'X')", "resize(5)", "halt('symbol')", "halt(nil, 'X')",
                      "halt('world', 'X')", "halt('symbol', 'X', {level = 'HARD'})"));

TEST(Verdicts, LongestCode_IsTaken) {
  EXPECT_STREQ(answer("reject(('A'):rep(39))").code, std::string(39, 'A').c_str());
}

// The loop's instructions: one a turn, and a few around it.
std::string loop(int turns) {
  return Rule::function("for i = 1, " + std::to_string(turns) + " do end return approve()");
}

TEST(Budgets, Instructions_EndAtTheLimitWithinAQuantum) {
  EXPECT_TRUE(Rule{loop(9800)}.approves());
  EXPECT_EQ(Rule{loop(10'200)}.code(), "RULE_BUDGET_INSTRUCTIONS");
  Budgets wide = testing::patient();
  wide.instructions = 50'000;
  Rule rule{loop(40'000), {}, wide};
  EXPECT_TRUE(rule.approves());
}

TEST(Budgets, Instructions_AreCountedAnewForEachCall) {
  Rule rule{loop(9000)};
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(rule.approves());
}

TEST(Budgets, Memory_EndsAtTheCap) {
  Budgets small = testing::patient();
  small.memory_bytes = 48 * 1024;
  const std::string source =
      Rule::function("local t = {} for i = 1, 400 do t[i] = {i} end return approve()");
  EXPECT_EQ((Rule{source, {}, small}.code()), "RULE_BUDGET_MEMORY");
  EXPECT_TRUE(Rule{source}.approves());
}

TEST(Budgets, Memory_ARefusedAllocationRefusesEvenIfLuaRecovers) {
  Rule rule{Rule::function("for i = 1, 50 do local s = ('x'):rep(4000) .. i end return approve()")};
  EXPECT_TRUE(rule.approves()) << rule.message();
  // Without the collector's usual work the garbage reaches the cap; the emergency collection takes
  // it back, and the script goes on to its end.
  lua_gc(rule.script().machine().lua(), LUA_GCSTOP);
  EXPECT_EQ(rule.code(), "RULE_BUDGET_MEMORY");
}

TEST(Budgets, Memory_ARefusedAllocationEndsTheCallAtOnce) {
  Rule rule{
      Rule::function("for i = 1, 35 do local s = ('x'):rep(4000) .. i end "
                     "for i = 1, 5000 do end return approve()")};
  lua_gc(rule.script().machine().lua(), LUA_GCSTOP);
  EXPECT_EQ(rule.code(), "RULE_BUDGET_MEMORY");
  EXPECT_LT(rule.script().account().instructions, 5000);
}

TEST(Budgets, Memory_ARefusalInTheLastFunctionCounts) {
  Rule rule{
      "local n = 3000 return { check = function() return approve() end, "
      "on_fill = function(fill) n = n + 1 return ('x'):rep(n) end }"};
  lua_gc(rule.script().machine().lua(), LUA_GCSTOP);
  sluice_risk_event event{};
  event.kind = SLUICE_RISK_EVENT_FILLED;
  event.order = &rule.order;
  bool was_refused = false;
  for (int i = 0; i < 100 && !was_refused; ++i)
    was_refused = !rule.script().hear_fill(event, nullptr);
  EXPECT_TRUE(was_refused) << "a hundred texts of 3000 bytes do not fit";
  EXPECT_EQ(rule.script().account().code, "RULE_BUDGET_MEMORY");
}

TEST(Budgets, Memory_GarbageOfAViolationIsGivenBack) {
  Rule rule{
      Rule::function("if order.quantity > 5 then local t = {} for i = 1, 1e9 do t[i] = {} "
                     "end end return approve()")};
  const std::size_t before = rule.script().machine().memory();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(rule.code(), "RULE_BUDGET_MEMORY");
    EXPECT_LT(rule.script().machine().memory(), before + 8192);
  }
  rule.order.quantity = testing::units("1");
  EXPECT_TRUE(rule.approves()) << rule.message();
}

struct Work {
  const char* body;
  std::int64_t least;
};

TEST(Budgets, Instructions_CountTheWorkOfOurFunctions) {
  const Work works[] = {
      {"local x = ('a'):rep(4000):find('^a*$')", 4000},
      {"local x = ('('):rep(4000):find('^%b()')", 4000},
      {"local x = ('a'):rep(4000):find('^[b-z]')", 100},
      {"local s = ('a'):rep(4000) for i = 1, 20 do s:upper() end", 20 * 125},
      {"local s = ('1'):rep(4000) for i = 1, 5 do tonumber(s, 8) end", 5 * 1000},
      {"local t = {} for i = 1, 200 do t[i] = 200 - i end table.sort(t)", 200 * 4 + 1500},
      {"local t = {} for i = 1, 300 do table.insert(t, 1, i) end", 40'000},
      {"local t = {1, 2, 3} for i = 1, 100 do for k in pairs(t) do end end", 1400},
      {"for i = 1, 20 do log('x') end", 2000},
      {"for i = 1, 20 do state:incr('n') end", 1000},
  };
  for (const Work& work : works) {
    Budgets wide = testing::patient();
    wide.instructions = 1'000'000;
    Rule rule{Rule::function(std::string{work.body} + " return approve()"), {}, wide};
    EXPECT_TRUE(rule.approves()) << work.body << rule.message();
    EXPECT_GE(rule.script().account().instructions, work.least) << work.body;
  }
}

TEST(Budgets, Tables_AreLimitedByTheirRawLength) {
  Budgets wide = testing::patient();
  wide.instructions = 1'000'000;
  // Two items beyond the array find room among the named fields.
  const std::string fill =
      "local t = {a = 1, b = 2, c = 3, d = 4, e = 5} for i = 1, 4098 do t[i] = i end ";
  Rule rule{
      Rule::function(fill + "local s = table.concat(t, '', 1, 2) return approve()"), {}, wide};
  EXPECT_EQ(rule.code(), "RULE_ERROR");
  EXPECT_EQ(rule.message(), "rule.lua:2: the table has more than 4096 items");
}

TEST(Errors, ThatAreNoText_HaveNoMessage) {
  for (const char* thrown : {"error(5)", "error({})", "error(order)", "error()", "error(true)"}) {
    Rule rule{Rule::function(thrown)};
    EXPECT_EQ(rule.code(), "RULE_ERROR");
    EXPECT_EQ(rule.message(), "") << thrown;
  }
}

TEST(Budgets, Time_EndsACallThatIsSlowForItsInstructions) {
  Budgets budgets;
  budgets.instructions = 1'000'000'000;
  const std::string source = Rule::function("while true do end");
  Rule rule{source, {}, budgets};
  EXPECT_EQ(rule.code(), "RULE_BUDGET_TIME");
}

constexpr const char* kReader = R"(
    if order.side == "SELL" and order.sector ~= "Bank" and view.position_after < 0 then
      return reject("SHORT")
    end
    if order.notional * 2 > view.equity / 3 or order.price > 1.5 * view.last then
      return reject("LARGE")
    end
    return approve())";

std::unique_ptr<Rule> seller(const std::string& body) {
  auto rule = std::make_unique<Rule>(Rule::function(body));
  rule->order.side = SLUICE_SIDE_SELL;
  rule->row().position = testing::units("100");
  EXPECT_TRUE(rule->approves()) << rule->message();
  return rule;
}

TEST(Budgets, HotPath_AllocatesNothing) {
  const auto rule = seller(kReader);
  const auto before = rule->script().machine().allocations();
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(rule->approves());
  EXPECT_EQ(rule->script().machine().allocations(), before);
}

// Of one call after a collection, which gives back stack that the call takes again.
std::uint64_t allocations_after_collection(const std::string& body) {
  const auto rule = seller(body);
  const auto& machine = rule->script().machine();
  lua_gc(machine.lua(), LUA_GCCOLLECT);
  const auto before = machine.allocations();
  EXPECT_TRUE(rule->approves());
  return machine.allocations() - before;
}

TEST(Budgets, TextsRead_OutliveACollection) {
  EXPECT_EQ(allocations_after_collection(kReader),
            allocations_after_collection("return approve()"));
}

TEST(Proxies, OutsideTheirCall_AreClosed) {
  Rule rule{R"(local kept
  return {
    check = function(order, view) kept = order return approve() end,
    on_fill = function(fill) return kept.side end,
  })"};
  EXPECT_TRUE(rule.approves());
  sluice_risk_event event{};
  event.kind = SLUICE_RISK_EVENT_FILLED;
  event.order = &rule.order;
  EXPECT_FALSE(rule.script().hear_fill(event, nullptr));
  EXPECT_EQ(rule.message(), "rule.lua:4: this order is over: it lives as long as its call");
}

TEST(Log, Lines_AreBoundedInNumberAndLength) {
  Rule rule{Rule::function("for i = 1, 9 do log(i .. (' '):rep(500)) end return approve()")};
  EXPECT_TRUE(rule.approves()) << rule.message();
  ASSERT_EQ(rule.host().log().size(), 4u);
  EXPECT_EQ(rule.host().log()[0].text.size(), 256u);
}

}  // namespace
}  // namespace sluice::lua
