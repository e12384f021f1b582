// SPDX-License-Identifier: Apache-2.0
#include "records/verdict_lines.hpp"

#include <gtest/gtest.h>

namespace sluice::records {
namespace {

TEST(VerdictLines, KeepEveryDigit) {
  const auto lines = parse_verdict_lines(
      R"([{"rule":"a@1","action":"approve","unit":"money","measured":12345678901234567890.12345678,)"
      R"("limit":5,"headroom":-0.00000001},{"rule":"b@2","mode":"shadow","action":"reject","code":"X"}])");
  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ((*lines)[0].measured, "12345678901234567890.12345678");
  EXPECT_EQ((*lines)[0].limit, "5");
  EXPECT_EQ((*lines)[0].headroom, "-0.00000001");
  EXPECT_EQ((*lines)[1].rule, "b@2");
  EXPECT_EQ((*lines)[1].mode, "shadow");
  EXPECT_EQ((*lines)[1].code, "X");
  EXPECT_EQ((*lines)[1].unit, "");
}

TEST(VerdictLines, ThatAreNoList_AreRefused) {
  for (const char* text : {"", "[", "{]", "5 6"}) EXPECT_FALSE(parse_verdict_lines(text)) << text;
}

TEST(VerdictLines, TellResizeHaltAndExplanation) {
  const auto lines = parse_verdict_lines(
      R"([{"rule":"a@1","action":"resize","code":"C","quantity":7.5},)"
      R"({"rule":"b@2","action":"halt","code":"H","scope":"account","level":"flatten","explanation":"{\"line\":3}"}])");
  ASSERT_TRUE(lines) << lines.error().message;
  EXPECT_EQ((*lines)[0].quantity, "7.5");
  EXPECT_EQ((*lines)[1].scope, "account");
  EXPECT_EQ((*lines)[1].level, "flatten");
  EXPECT_EQ((*lines)[1].explanation, R"({"line":3})");
}

TEST(RuleExplanation, TellsFieldsStateLineAndBudget) {
  const auto told = parse_explanation(
      R"({"fields":[{"name":"order.quantity","value":"100.5"},{"name":"view.bid","value":null}],)"
      R"("line":7,"instructions":42,"peak_memory_bytes":23000,)"
      R"("state":[{"name":"n","before":"","after":"1"}],"violations":2,)"
      R"("violation":"RULE_ERROR","message":"r.lua:7: no"})");
  ASSERT_TRUE(told) << told.error().message;
  ASSERT_EQ(told->fields.size(), 2u);
  EXPECT_EQ(told->fields[0].name, "order.quantity");
  EXPECT_EQ(told->fields[0].value, "100.5");
  EXPECT_EQ(told->fields[1].value, "");
  ASSERT_EQ(told->state.size(), 1u);
  EXPECT_EQ(told->state[0].before, "");
  EXPECT_EQ(told->state[0].after, "1");
  EXPECT_EQ(told->line, "7");
  EXPECT_EQ(told->instructions, "42");
  EXPECT_EQ(told->peak_memory_bytes, "23000");
  EXPECT_EQ(told->violation, "RULE_ERROR");
  EXPECT_EQ(told->message, "r.lua:7: no");
}

TEST(RuleExplanation, ThatIsNoObject_IsRefused) {
  for (const char* text : {"", "[]", "5", "{"}) EXPECT_FALSE(parse_explanation(text)) << text;
  EXPECT_TRUE(parse_explanation(R"({"fields":5,"state":[1]})"));
}

}  // namespace
}  // namespace sluice::records
