// SPDX-License-Identifier: Apache-2.0
//
// decimal_test.cpp: the exact numbers of a script.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using testing::judged_true;
using testing::Rule;

class TrueDecimal : public ::testing::TestWithParam<const char*> {};
TEST_P(TrueDecimal, Expression_Holds) { EXPECT_EQ(judged_true(GetParam()), ""); }
INSTANTIATE_TEST_SUITE_P(
    Decimal, TrueDecimal,
    ::testing::Values(
        // Exact where doubles are not.
        "decimal('0.1') + decimal('0.2') == decimal('0.3')", "0.1 + decimal('0.2') <= 0.3",
        "decimal('0.29') * 100 == decimal(29)", "order.price == order.reference_price",
        "type(order.price) == 'decimal'", "type(view.minutes_to_close) == 'number'",
        // Mixed with Lua's numbers, both ways round.
        "decimal(5) > 4", "4 < decimal(5)", "decimal(5) >= 5", "decimal(5) <= 5.0",
        "5 - decimal('0.5') == decimal('4.5')", "2 * decimal('1.5') == decimal(3)",
        "-decimal(3) < 0", "order.quantity + 1 == decimal(11)",
        // Infinity is above everything in a comparison.
        "decimal(5) < math.huge", "decimal(5) > -math.huge",
        // Products and quotients are rounded away from zero.
        "decimal('0.00000001') * decimal('0.1') == decimal('0.00000001')",
        "decimal('-0.00000001') * decimal('0.1') == decimal('-0.00000001')",
        "decimal(1) / 3 == decimal('0.33333334')", "decimal(-1) / 3 == decimal('-0.33333334')",
        "decimal(7) // 2 == decimal(3)", "decimal(-7) // 2 == decimal(-4)",
        "decimal(7) % 2 == decimal(1)", "decimal(-7) % 2 == decimal(1)",
        "decimal('7.5') % decimal('0.5') == decimal(0)",
        // In texts.
        "tostring(decimal('101.25')) == '101.25'", "'at ' .. order.price == 'at 100'",
        "order.price .. '' == '100'", "string.format('%.2f', decimal('1.5')) == '1.50'",
        "string.format('%d', decimal(7)) == '7'", "string.format('%s', decimal('0.05')) == '0.05'",
        "tonumber(decimal('0.5')) == 0.5", "tonumber(decimal(3)) == 3",
        // math takes them.
        "math.abs(decimal(-2)) == decimal(2)", "math.floor(decimal('-1.5')) == decimal(-2)",
        "math.ceil(decimal('1.2')) == decimal(2)", "math.max(decimal(1), 2, 0) == 2",
        "math.min(decimal(1), 2) == decimal(1)", "math.max(order.quantity, 3) == decimal(10)"));

class WrongDecimal : public ::testing::TestWithParam<const char*> {};
TEST_P(WrongDecimal, Expression_IsAnErrorOfTheRule) {
  Rule rule{Rule::function("local x = " + std::string{GetParam()} + " return approve()")};
  EXPECT_EQ(rule.code(), "RULE_ERROR");
  EXPECT_NE(rule.message(), "");
}
INSTANTIATE_TEST_SUITE_P(
    Decimal, WrongDecimal,
    ::testing::Values("decimal('92233720368') + 1", "decimal('92233720368') * 2",
                      "decimal('-92233720368') - decimal(1)", "decimal(1) / 0",
                      "decimal(1) / decimal(0)", "decimal(1) // 0", "decimal(1) % 0",
                      "decimal(1) + (0 / 0)", "decimal(1) < (0 / 0)", "decimal(1) + math.huge",
                      "decimal(1) < '2'", "decimal(1) + nil", "decimal(1) .. {}",
                      "decimal('1.000000001')", "decimal('x')", "decimal(1e300)", "decimal({})",
                      "decimal(1).units", "#decimal(1)", "decimal(1)()",
                      "string.format('%d', decimal('0.5'))", "string.rep('x', decimal(3))"));

TEST(Decimal, EqualityOfADecimalFieldWithANumber_IsRefusedBeforeItRuns) {
  for (const char* trap : {"order.quantity == 100", "100 ~= view.position", "order.price == -1",
                           "order.price  ~=  -- why\n 1", "fill.quantity == 0x10"}) {
    const std::string source =
        Rule::function("if " + std::string{trap} + " then return reject('X') end return approve()");
    EXPECT_THROW(Rule{source}, std::invalid_argument) << trap;
  }
  for (const char* fine :
       {"view.minutes_to_close == 0", "order.quantity == decimal(1)", "#'order.quantity == 1' == 1",
        "order.price == nil", "order.side == 'BUY' -- order.quantity == 1\n",
        "[[order.quantity == 1]] == ''"}) {
    const std::string source =
        Rule::function("if " + std::string{fine} + " then return reject('X') end return approve()");
    EXPECT_NO_THROW(Rule{source}) << fine;
  }
}

std::string literal(std::int64_t units) { return "decimal('" + detail::decimal_text(units) + "')"; }

RC_GTEST_PROP(Decimal, SumAndOrder_AreThoseOfTheUnits, (std::int64_t a, std::int64_t b)) {
  const std::string x = literal(a);
  const std::string y = literal(b);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    Rule rule{Rule::function("local s = " + x + " + " + y + " return approve()")};
    RC_ASSERT(rule.code() == "RULE_ERROR");
  } else {
    RC_ASSERT(judged_true(x + " + " + y + " == " + literal(sum)) == "");
  }
  RC_ASSERT(judged_true("(" + x + " < " + y + ") == " + (a < b ? "true" : "false")) == "");
  RC_ASSERT(judged_true("(" + x + " <= " + y + ") == " + (a <= b ? "true" : "false")) == "");
}

RC_GTEST_PROP(Decimal, Product_IsExactAndNeverWraps, (std::int32_t a, std::int64_t b)) {
  const int128 product = int128{a} * b;
  const auto rounded = detail::narrow(
      detail::divide_rounded(product, kScale, product < 0 ? Rounding::kDown : Rounding::kUp));
  const std::string text = literal(a) + " * " + literal(b);
  if (rounded) {
    RC_ASSERT(judged_true(text + " == " + literal(*rounded)) == "");
  } else {
    Rule rule{Rule::function("local s = " + text + " return approve()")};
    RC_ASSERT(rule.code() == "RULE_ERROR");
  }
}

}  // namespace
}  // namespace sluice::lua
