// SPDX-License-Identifier: Apache-2.0
//
// functions_test.cpp: every function against its definition, written again without any memory.
#include "strategies/formula/functions.hpp"

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "strategies/formula/candles.hpp"

namespace sluice::strategies::formula {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
using Numbers = std::vector<double>;

double sum(const Numbers& of) { return std::accumulate(of.begin(), of.end(), 0.0); }
Numbers last(const Numbers& of, std::size_t n) {
  return of.size() < n ? Numbers{} : Numbers{of.end() - static_cast<std::ptrdiff_t>(n), of.end()};
}
double mean(const Numbers& of) {
  return of.empty() ? kNone : sum(of) / static_cast<double>(of.size());
}
double deviation(const Numbers& of, double divisor_less) {
  double squares = 0;
  for (const double x : of) squares += (x - mean(of)) * (x - mean(of));
  return of.empty() ? kNone : std::sqrt(squares / (static_cast<double>(of.size()) - divisor_less));
}
// Begun with the mean of n values, `bars` values ago at most.
double smoothed(const Numbers& of, std::size_t n, std::size_t bars, double alpha) {
  const Numbers seen = last(of, std::min(bars, of.size()));
  if (seen.size() < n) return kNone;
  double value = mean(Numbers{seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(n)});
  for (std::size_t i = n; i < seen.size(); ++i) value += alpha * (seen[i] - value);
  return value;
}
double ema(const Numbers& of, std::size_t n) {
  return smoothed(of, n, 8 * n, 2.0 / (static_cast<double>(n) + 1));
}
double wilder(const Numbers& of, std::size_t n) {
  return smoothed(of, n, 16 * n, 1.0 / static_cast<double>(n));
}
double back(const Numbers& of, std::size_t n) {
  return of.size() > n ? of[of.size() - 1 - n] : kNone;
}

struct Case {
  const char* expression;
  // Of the closes and all candles so far, the newest last.
  std::function<double(const Numbers& close, const Candles& candles)> reference;
};

double rsi(const Numbers& close, std::size_t n) {
  Numbers up, down;
  for (std::size_t i = 1; i < close.size(); ++i) {
    up.push_back(std::max(close[i] - close[i - 1], 0.0));
    down.push_back(std::max(close[i - 1] - close[i], 0.0));
  }
  const double strength = wilder(up, n) / wilder(down, n);
  return 100 - 100 / (1 + strength);
}
double atr(const Candles& candles, std::size_t n) {
  Numbers ranges;
  for (std::size_t i = 1; i < candles.size(); ++i) {
    const double before = candles[i - 1].close;
    ranges.push_back(
        std::max({candles[i].high - candles[i].low, std::fabs(candles[i].high - before),
                  std::fabs(candles[i].low - before)}));
  }
  return wilder(ranges, n);
}
double macd(const Numbers& close) { return ema(close, 4) - ema(close, 9); }
double macd_signal(const Numbers& close) {
  Numbers line;
  for (std::size_t i = 9; i <= close.size(); ++i)
    line.push_back(macd({close.begin(), close.begin() + static_cast<std::ptrdiff_t>(i)}));
  return ema(line, 3);
}
// x > y now and not before: of the close and 100. Where it is not so now, the past has no say.
double crossed(const Numbers& close, double sign) {
  if (close.size() < 2) return sign * close.back() > sign * 100 ? kNone : 0;
  return sign * close.back() > sign * 100 && sign * back(close, 1) <= sign * 100 ? 1 : 0;
}

const std::vector<Case>& cases() {
  using N = const Numbers&;
  using C = const Candles&;
  static const std::vector<Case> kCases{
      {"sma(close, 7)", [](N x, C) { return mean(last(x, 7)); }},
      {"ema(close, 6)", [](N x, C) { return ema(x, 6); }},
      {"wma(close, 3)", [](N x, C) { return (back(x, 2) + 2 * back(x, 1) + 3 * back(x, 0)) / 6; }},
      {"rsi(close, 5)", [](N x, C) { return x.size() < 6 ? kNone : rsi(x, 5); }},
      {"atr(5)", [](N, C c) { return atr(c, 5); }},
      {"stddev(close, 6)", [](N x, C) { return deviation(last(x, 6), 1); }},
      {"highest(close, 6)",
       [](N x, C) {
         const Numbers w = last(x, 6);
         return w.empty() ? kNone : *std::max_element(w.begin(), w.end());
       }},
      {"lowest(close, 6)",
       [](N x, C) {
         const Numbers w = last(x, 6);
         return w.empty() ? kNone : *std::min_element(w.begin(), w.end());
       }},
      {"returns(close, 4)", [](N x, C) { return x.back() / back(x, 4) - 1; }},
      {"roc(close, 4)", [](N x, C) { return 100 * (x.back() - back(x, 4)) / back(x, 4); }},
      {"macd(close, 4, 9)", [](N x, C) { return macd(x); }},
      {"macd_signal(close, 4, 9, 3)", [](N x, C) { return macd_signal(x); }},
      {"bollinger_upper(close, 8, 2.5)",
       [](N x, C) { return mean(last(x, 8)) + 2.5 * deviation(last(x, 8), 0); }},
      {"bollinger_lower(close, 8, 2.5)",
       [](N x, C) { return mean(last(x, 8)) - 2.5 * deviation(last(x, 8), 0); }},
      {"zscore(close, 9)",
       [](N x, C) { return (x.back() - mean(last(x, 9))) / deviation(last(x, 9), 1); }},
      {"avg_volume(4)",
       [](N, C c) {
         Numbers volumes;
         for (const Candle& candle : c) volumes.push_back(candle.volume);
         return mean(last(volumes, 4));
       }},
      {"lag(close, 3)", [](N x, C) { return back(x, 3); }},
      {"cross_above(close, 100)", [](N x, C) { return crossed(x, 1); }},
      {"cross_below(close, 100)", [](N x, C) { return crossed(x, -1); }},
      {"abs(close - 100)", [](N x, C) { return std::fabs(x.back() - 100); }},
      {"min(close, 99)", [](N x, C) { return x.back() < 99 ? x.back() : 99; }},
      {"max(close, 99)", [](N x, C) { return x.back() > 99 ? x.back() : 99; }},
      {"log(close)", [](N x, C) { return std::log(x.back()); }},
      {"sqrt(close)", [](N x, C) { return std::sqrt(x.back()); }},
      // One inside another.
      {"sma(rsi(close, 5), 3)",
       [](N x, C) {
         if (x.size() < 8) return kNone;
         double total = 0;
         for (std::size_t i = 0; i < 3; ++i)
           total += rsi({x.begin(), x.end() - static_cast<std::ptrdiff_t>(i)}, 5);
         return total / 3;
       }},
      {"highest(high, 4) - lowest(low, 4)",
       [](N, C c) {
         if (c.size() < 4) return kNone;
         double high = 0, low = 1e9;
         for (std::size_t i = c.size() - 4; i < c.size(); ++i) {
           high = std::max(high, c[i].high);
           low = std::min(low, c[i].low);
         }
         return high - low;
       }},
      {"(close - open) / sqrt(volume)",
       [](N, C c) { return (c.back().close - c.back().open) / std::sqrt(c.back().volume); }},
  };
  return kCases;
}

class FormulaFunction : public ::testing::TestWithParam<std::size_t> {};

TEST_P(FormulaFunction, Value_AfterEveryCandle_IsThatOfItsDefinition) {
  const Case& one = cases()[GetParam()];
  const Candles candles = wandering(150, 1 + GetParam());
  const auto values = values_of(one.expression, candles);
  Numbers close;
  std::size_t defined = 0;
  for (std::size_t i = 0; i < candles.size(); ++i) {
    close.push_back(candles[i].close);
    const double expected = one.reference(
        close, {candles.begin(), candles.begin() + static_cast<std::ptrdiff_t>(i + 1)});
    ASSERT_EQ(std::isnan(values[i]), std::isnan(expected)) << one.expression << " after " << i + 1;
    if (std::isnan(expected)) continue;
    ++defined;
    ASSERT_NEAR(values[i], expected, 1e-10 * (1 + std::fabs(expected)))
        << one.expression << " after " << i + 1;
  }
  EXPECT_GT(defined, 100u);
}

INSTANTIATE_TEST_SUITE_P(All, FormulaFunction, ::testing::Range(std::size_t{0}, cases().size()));

TEST(FormulaFunctions, Table_HasAReferenceForEachFunction) {
  for (const Function& function : functions()) {
    const std::string call = std::string{function.name} + "(";
    bool found = false;
    for (const Case& one : cases()) found |= std::string{one.expression}.starts_with(call);
    EXPECT_TRUE(found) << function.name;
  }
}

// The page has the table's rows, in its order, and no other.
TEST(FormulaFunctions, ReferencePage_ShowsTheTable) {
  std::ifstream file{SLUICE_SOURCE_DIR "/docs/reference/formula.md"};
  ASSERT_TRUE(file);
  std::vector<std::string> rows;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("| `")) rows.push_back(line);
  std::vector<std::string> expected;
  for (const Name& name : names())
    expected.push_back("| `" + std::string{name.name} + "` | " +
                       (name.type == Type::kBool ? "condition" : "number") + " | " +
                       std::string{name.meaning} + " |");
  for (const Function& function : functions())
    expected.push_back("| `" + std::string{function.signature} + "` | " +
                       (function.type == Type::kBool ? "condition" : "number") + " | " +
                       std::string{function.meaning} + " | " + std::string{function.first_value} +
                       " |");
  EXPECT_THAT(rows, ::testing::ElementsAreArray(expected));
}

TEST(FormulaFunctions, Value_OfAConstantPrice_IsThatPriceToTheBit) {
  const Candles flat = closes(Numbers(50, 10.1));
  for (const char* expression : {"sma(close, 7)", "wma(close, 7)", "highest(close, 7)",
                                 "bollinger_upper(close, 7, 2)", "lag(close, 3)"})
    EXPECT_EQ(last_value(expression, flat), 10.1) << expression;
  EXPECT_EQ(last_value("stddev(close, 7)", flat), 0);
  EXPECT_EQ(last_value("sma(close, 20) > sma(close, 50)", flat), 0);
}

TEST(FormulaFunctions, Deviation_OfLargeNumbersCloseTogether_KeepsItsDigits) {
  Numbers values;
  for (int i = 0; i < 20; ++i) values.push_back(90'000'000'000.0 + i % 2);
  EXPECT_NEAR(last_value("stddev(close, 20)", closes(values)), 0.5 * std::sqrt(20.0 / 19), 1e-12);
}

TEST(FormulaFunctions, RelativeStrength_WithoutLosses_IsAHundred_WithoutMoves_IsUndefined) {
  Numbers rising;
  for (int i = 0; i < 30; ++i) rising.push_back(100 + i);
  EXPECT_EQ(last_value("rsi(close, 14)", closes(rising)), 100);
  EXPECT_TRUE(std::isnan(last_value("rsi(close, 14)", closes(Numbers(30, 100)))));
}

}  // namespace
}  // namespace sluice::strategies::formula
