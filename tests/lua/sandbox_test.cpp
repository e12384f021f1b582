// SPDX-License-Identifier: Apache-2.0
//
// sandbox_test.cpp: what a script finds among its globals, and what it does not.
#include <gtest/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using testing::judged_true;
using testing::Rule;

TEST(Sandbox, Judge_OfTheSpecificationsExample_RefusesAsWritten) {
  Rule rule{R"(---@param order sluice.Order
---@param view  sluice.View
return function(order, view)
  if order.side == "SELL" and view.position_after < 0 and view.minutes_to_close < 15 then
    return reject("NO_OVERNIGHT_SHORT", { measured = view.position_after, limit = 0 })
  end
  return approve()
end
)"};
  EXPECT_TRUE(rule.approves()) << rule.message();
  rule.order.side = SLUICE_SIDE_SELL;
  const sluice_verdict verdict = rule.judge();
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_REJECT);
  EXPECT_STREQ(verdict.code, "NO_OVERNIGHT_SHORT");
  EXPECT_EQ(Money::from_c(verdict.measured).to_string(), "-10");
  EXPECT_EQ(Money::from_c(verdict.limit).to_string(), "0");
  EXPECT_EQ(verdict.unit, SLUICE_UNIT_QUANTITY);
}

class AbsentGlobal : public ::testing::TestWithParam<const char*> {};
TEST_P(AbsentGlobal, Global_IsNil) {
  EXPECT_EQ(judged_true(std::string{GetParam()} + " == nil"), "");
}
INSTANTIATE_TEST_SUITE_P(
    Sandbox, AbsentGlobal,
    ::testing::Values("pcall", "xpcall", "coroutine", "load", "loadstring", "loadfile", "dofile",
                      "require", "package", "os", "io", "debug", "collectgarbage", "next", "rawget",
                      "rawset", "print", "_G", "_VERSION", "setmetatable", "getmetatable", "utf8",
                      "warn", "string.dump", "string.pack", "string.unpack", "string.packsize",
                      "table.pack", "table.move", "math.random", "math.randomseed", "math.sin",
                      "math.cos", "math.tan", "math.exp", "math.log", "math.asin", "math.acos",
                      "math.atan"));

class PresentGlobal : public ::testing::TestWithParam<const char*> {};
TEST_P(PresentGlobal, Global_IsThere) {
  EXPECT_EQ(judged_true(std::string{GetParam()} + " ~= nil"), "");
}
INSTANTIATE_TEST_SUITE_P(Sandbox, PresentGlobal,
                         ::testing::Values("assert", "error", "ipairs", "pairs", "select",
                                           "tonumber", "tostring", "type", "rawequal", "rawlen",
                                           "math.floor", "math.huge", "string.format",
                                           "string.gsub", "table.sort", "table.unpack", "now",
                                           "state.get", "state.set", "state.incr", "state.window",
                                           "params", "log", "approve", "reject", "resize", "halt",
                                           "decimal"));

}  // namespace
}  // namespace sluice::lua
