// SPDX-License-Identifier: Apache-2.0
//
// undefined_test.cpp: the third value.
#include <cmath>

#include <gtest/gtest.h>

#include "strategies/formula/candles.hpp"

namespace sluice::strategies::formula {
namespace {

// U is undefined: two bars are too few for it.
double outcome_of(std::string expression) {
  for (std::size_t at = 0; (at = expression.find('U', at)) != std::string::npos;)
    expression.replace(at, 1, "(sma(close, 9) > 1)");
  return last_value(expression, closes({10, 12}));
}

TEST(FormulaUndefined, Logic_IsDecidedByOneSideWhereItCanBe) {
  EXPECT_EQ(outcome_of("U and false"), 0);
  EXPECT_EQ(outcome_of("false and U"), 0);
  EXPECT_EQ(outcome_of("U or true"), 1);
  EXPECT_EQ(outcome_of("true or U"), 1);
  for (const char* open : {"U and true", "true and U", "U or false", "false or U", "U and U",
                           "U or U", "not U", "U", "U == U"})
    EXPECT_TRUE(std::isnan(outcome_of(open))) << open;
}

TEST(FormulaUndefined, Arithmetic_WithoutAResult_IsUndefined) {
  for (const char* text : {"close / 0", "0 / 0", "log(0)", "log(-1)", "sqrt(-1)", "1e308 * 10",
                           "-1e308 - 1e308", "1e308 / 1e-10"})
    EXPECT_TRUE(std::isnan(outcome_of(text))) << text;
}

TEST(FormulaUndefined, Columns_ThatABarDoesNotHave_AreUndefined) {
  for (const char* column : {"open", "high", "low", "volume"})
    EXPECT_TRUE(std::isnan(outcome_of(column))) << column;
  EXPECT_EQ(outcome_of("close"), 12);
}

// An undefined value inside a window makes the window's value undefined until it has left.
TEST(FormulaUndefined, Windows_WaitUntilAnUndefinedValueHasLeft) {
  Candles candles = wandering(12);
  candles[5].volume = 0;
  for (const char* text : {"sma(volume, 3)", "wma(volume, 3)", "stddev(volume, 3)",
                           "highest(volume, 3)", "lowest(volume, 3)", "ema(volume, 3)"}) {
    const auto values = values_of(text, candles);
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(std::isnan(values[i]), i < 2 || (i >= 5 && i <= 7)) << text << " " << i;
  }
}

TEST(FormulaUndefined, NumbersTooLargeForAnExactSum_AreUndefinedInOne) {
  EXPECT_TRUE(std::isnan(outcome_of("sma(close * 1e13, 2)")));
  EXPECT_FALSE(std::isnan(outcome_of("sma(close * 1e12, 2)")));
  EXPECT_FALSE(std::isnan(outcome_of("highest(close * 1e13, 2)")));
}

}  // namespace
}  // namespace sluice::strategies::formula
