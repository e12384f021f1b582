// SPDX-License-Identifier: Apache-2.0
//
// parser_test.cpp: what an expression means, and how one without meaning is refused.
#include "strategies/formula/parser.hpp"

#include <gtest/gtest.h>

#include "strategies/formula/candles.hpp"
#include "strategies/formula/fault.hpp"
#include "strategies/formula/limits.hpp"

namespace sluice::strategies::formula {
namespace {

double value_of(std::string_view expression) { return last_value(expression, closes({10, 12})); }

std::string refusal_of(std::string_view text, Type wanted = Type::kBool) {
  Program program;
  try {
    parse(text, wanted, program);
  } catch (const Fault& fault) {
    return describe(fault, "entry", text);
  }
  return "accepted";
}
// The first line of it.
std::string reason(std::string_view text, Type wanted = Type::kBool) {
  const std::string whole = refusal_of(text, wanted);
  return whole.substr(0, whole.find('\n'));
}

TEST(FormulaParser, Parse_OfOperators_BindsAsTheyDoOnPaper) {
  EXPECT_EQ(value_of("1 + 2 * 3"), 7);
  EXPECT_EQ(value_of("(1 + 2) * 3"), 9);
  EXPECT_EQ(value_of("10 - 4 - 3"), 3);
  EXPECT_EQ(value_of("16 / 4 / 2"), 2);
  EXPECT_EQ(value_of("-2 * -3 + .5"), 6.5);
  EXPECT_EQ(value_of("--2"), 2);
  EXPECT_EQ(value_of("1e2 + 1.5E-1"), 100.15);
  EXPECT_EQ(value_of("true or false and false"), 1);
  EXPECT_EQ(value_of("(true or false) and false"), 0);
  EXPECT_EQ(value_of("not true or true"), 1);
  EXPECT_EQ(value_of("not (true or true)"), 0);
  EXPECT_EQ(value_of("not 1 > 2"), 1);
  EXPECT_EQ(value_of("(1 + 1 < 3) == true"), 1);
}

TEST(FormulaParser, Parse_OfComparisons_KnowsAllSix) {
  EXPECT_EQ(value_of("close > 12"), 0);
  EXPECT_EQ(value_of("close >= 12"), 1);
  EXPECT_EQ(value_of("close < 12"), 0);
  EXPECT_EQ(value_of("close <= 12"), 1);
  EXPECT_EQ(value_of("close == 12"), 1);
  EXPECT_EQ(value_of("close != 12"), 0);
  EXPECT_EQ(value_of("true != false"), 1);
}

TEST(FormulaParser, Parse_OverSeveralLines_IsOneFormula) {
  EXPECT_EQ(value_of("close > 11\n\tand\r\n close < 13"), 1);
}

TEST(FormulaParser, Parse_OfEqualPieces_MakesThemOneNode) {
  Program program;
  parse("sma(close, 5) > sma(close, 9)", Type::kBool, program);
  const std::size_t nodes = program.nodes.size();
  parse("sma(close, 9) > sma(close, 5)", Type::kBool, program);
  EXPECT_EQ(program.nodes.size(), nodes + 1);
}

TEST(FormulaParser, Refusal_ShowsThePlaceWithACaret) {
  EXPECT_EQ(refusal_of("close > smma(close, 20)"),
            "'entry': column 9: unknown function 'smma'; did you mean 'sma'?\n"
            "  close > smma(close, 20)\n"
            "          ^");
}

TEST(FormulaParser, Refusal_OnALaterLine_NamesLineAndColumn) {
  EXPECT_EQ(refusal_of("close > 1 and\n  clsoe < 2"),
            "'entry': line 2, column 3: unknown name 'clsoe'; did you mean 'close'?\n"
            "    clsoe < 2\n"
            "    ^");
}

TEST(FormulaParser, Refusal_InALongLine_ShowsThePieceAroundThePlace) {
  const std::string text = std::string(200, ' ') + "close > 1 and nothing" + std::string(200, ' ');
  const std::string refusal = refusal_of(text);
  EXPECT_EQ(refusal.substr(0, refusal.find('\n')), "'entry': column 215: unknown name 'nothing'");
  EXPECT_LT(refusal.size(), 250u);
  const std::size_t caret = refusal.rfind('\n') + 1;
  const std::size_t shown = refusal.find('\n') + 1;
  EXPECT_EQ(refusal.substr(shown + (refusal.size() - 1 - caret), 7), "nothing");
}

TEST(FormulaParser, Refusal_BehindLettersOfOtherScripts_CountsCharacters) {
  EXPECT_EQ(refusal_of("close > ä"),
            "'entry': column 9: this character has no meaning in a formula\n"
            "  close > ä\n"
            "          ^");
}

TEST(FormulaParser, Refusal_OfTypes_SaysWhatWasExpected) {
  EXPECT_EQ(reason("close"),
            "'entry': column 1: the formula takes a condition (true or false), this is a number");
  EXPECT_EQ(reason("close > 1", Type::kNumber),
            "'entry': column 1: the formula takes a number, this is a condition (true or false)");
  EXPECT_EQ(reason("close and true"),
            "'entry': column 1: 'and' takes a condition (true or false), this is a number");
  EXPECT_EQ(reason("true or close"),
            "'entry': column 9: 'or' takes a condition (true or false), this is a number");
  EXPECT_EQ(reason("1 + (close > 1)"),
            "'entry': column 5: '+' takes a number, this is a condition (true or false)");
  EXPECT_EQ(reason("not close"),
            "'entry': column 5: 'not' takes a condition (true or false), this is a number");
  EXPECT_EQ(reason("-true > 1"),
            "'entry': column 2: '-' takes a number, this is a condition (true or false)");
  EXPECT_EQ(reason("true > false"),
            "'entry': column 8: '>' takes a number, this is a condition (true or false)");
  EXPECT_EQ(reason("close == true"),
            "'entry': column 10: '==' takes a number, this is a condition (true or false)");
  EXPECT_EQ(reason("abs(true) > 1"),
            "'entry': column 5: 'abs' takes a number, this is a condition (true or false)");
}

TEST(FormulaParser, Refusal_OfForm_SaysWhatWasExpected) {
  EXPECT_EQ(reason(""), "'entry': column 1: is empty, expected a condition (true or false)");
  EXPECT_EQ(reason("  "), "'entry': column 3: is empty, expected a condition (true or false)");
  EXPECT_EQ(reason("close >"), "'entry': column 8: expected a number, a name or '(', not the end");
  EXPECT_EQ(reason("and true"), "'entry': column 1: expected a number, a name or '(', not 'and'");
  EXPECT_EQ(reason("close > 1 2"), "'entry': column 11: expected an operator or the end, not '2'");
  EXPECT_EQ(reason("close > 1)"), "'entry': column 10: expected an operator or the end, not ')'");
  EXPECT_EQ(reason("(close > 1"),
            "'entry': column 11: expected ')' for the '(' in column 1, not the end");
  EXPECT_EQ(reason("1 < close < 2"),
            "'entry': column 11: comparisons do not chain: write 'a < b and b < c'");
  EXPECT_EQ(reason("close = 1"), "'entry': column 7: expected '=='");
  EXPECT_EQ(reason("true && false"), "'entry': column 6: expected 'and'");
  EXPECT_EQ(reason("true || false"), "'entry': column 6: expected 'or'");
  EXPECT_EQ(reason("!true"), "'entry': column 1: expected 'not'");
  EXPECT_EQ(reason("close > 20d"),
            "'entry': column 11: a number ends here; expected an operator or a blank behind it");
  EXPECT_EQ(reason("close > 1e999"), "'entry': column 9: this number is too large or too small");
  EXPECT_EQ(reason("close > 1 # x"),
            "'entry': column 11: this character has no meaning in a formula");
}

TEST(FormulaParser, Refusal_OfNames_SaysWhatTheyAre) {
  EXPECT_EQ(reason("sma > 1"), "'entry': column 1: 'sma' is a function: expected sma(x, n)");
  EXPECT_EQ(reason("close(1) > 1"),
            "'entry': column 1: 'close' is not a function, write it without '('");
  EXPECT_EQ(reason("Close > 1"), "'entry': column 1: unknown name 'Close'; did you mean 'close'?");
  EXPECT_EQ(reason("zzzzzzz > 1"), "'entry': column 1: unknown name 'zzzzzzz'");
}

TEST(FormulaParser, Refusal_OfArguments_NamesTheSignature) {
  EXPECT_EQ(reason("sma(close) > 1"), "'entry': column 10: too few arguments, expected sma(x, n)");
  EXPECT_EQ(reason("sma() > 1"), "'entry': column 5: too few arguments, expected sma(x, n)");
  EXPECT_EQ(reason("sma(close, 5, 6) > 1"),
            "'entry': column 13: too many arguments, expected sma(x, n)");
  EXPECT_EQ(reason("sma(close 5) > 1"), "'entry': column 11: unexpected '5', expected sma(x, n)");
  for (const char* window : {"0", "1001", "2.5", "close"})
    EXPECT_EQ(reason("sma(close, " + std::string{window} + ") > 1"),
              "'entry': column 12: expected a whole number of bars from 1 to 1000, written out, "
              "not '" +
                  std::string{window} + "': sma(x, n)");
  EXPECT_EQ(reason("stddev(close, 1) > 1"),
            "'entry': column 15: expected a whole number of bars from 2 to 1000, written out, not "
            "'1': stddev(x, n)");
  EXPECT_EQ(reason("bollinger_upper(close, 20, 0) > 1"),
            "'entry': column 28: expected a number above 0, written out, not '0': "
            "bollinger_upper(x, n, k)");
  EXPECT_EQ(reason("macd(close, 26, 12) > 0"),
            "'entry': column 1: 'fast' (26) must be below 'slow' (12)");
}

TEST(FormulaParser, Refusal_OfTheAccountsPast_SaysThatItHasNone) {
  for (const char* text :
       {"sma(bars_held, 5) > 1", "lag(close + bars_held, 1) > 1", "cross_above(bars_held, 5)"})
    EXPECT_NE(reason(text).find("'position' and 'bars_held' have no past"), std::string::npos)
        << text;
}

// Each bound, at it and one beyond.
TEST(FormulaParser, Bounds_AreKept) {
  const std::string longest = "close > 1" + std::string(kTextLimit - 9, ' ');
  EXPECT_EQ(refusal_of(longest), "accepted");
  EXPECT_NE(reason(longest + " ").find("is 4001 bytes long, expected at most 4000"),
            std::string::npos);
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '(') + "true" + std::string(levels, ')');
  };
  EXPECT_EQ(refusal_of(nested(kDepthLimit)), "accepted");
  EXPECT_NE(reason(nested(kDepthLimit + 1)).find("is nested deeper than 40 levels"),
            std::string::npos);
  EXPECT_NE(reason(std::string(1000, '-') + "1 > 2").find("nested deeper"), std::string::npos);
  std::string wide = "0";
  for (std::size_t i = 1; i < kNodeLimit / 2; ++i) wide += "+" + std::to_string(i);
  EXPECT_EQ(refusal_of(wide, Type::kNumber), "accepted");
  EXPECT_NE(reason(wide + "+1.5+2.5", Type::kNumber).find("more than 256 operations"),
            std::string::npos);
  EXPECT_EQ(refusal_of("ema(close, 625) > 1"), "accepted");
  EXPECT_NE(reason("ema(close, 626) > 1").find("needs 5008 bars of history, expected at most 5000"),
            std::string::npos);
}

}  // namespace
}  // namespace sluice::strategies::formula
