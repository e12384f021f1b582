// SPDX-License-Identifier: Apache-2.0
#include "functions.hpp"

#include <string>

#include "builder.hpp"
#include "fault.hpp"

namespace sluice::strategies::formula {
namespace {

using enum Argument;

template <Op kOp>
NodeIndex over_bars(Builder& b, const Call& c) {
  return b.windowed(kOp, c.numbers[0], c.windows[0]);
}
template <Op kOp>
NodeIndex of_one(Builder& b, const Call& c) {
  return b.unary(kOp, c.numbers[0]);
}
template <Op kOp>
NodeIndex of_two(Builder& b, const Call& c) {
  return b.binary(kOp, c.numbers[0], c.numbers[1]);
}

// x / x n bars ago - 1
NodeIndex returns(Builder& b, const Call& c) {
  const NodeIndex before = b.windowed(Op::kLag, c.numbers[0], c.windows[0]);
  return b.binary(Op::kSubtract, b.binary(Op::kDivide, c.numbers[0], before), b.number(1));
}
NodeIndex rate_of_change(Builder& b, const Call& c) {
  return b.binary(Op::kMultiply, b.number(100), returns(b, c));
}

NodeIndex relative_strength(Builder& b, const Call& c) {
  const NodeIndex before = b.windowed(Op::kLag, c.numbers[0], 1);
  const NodeIndex change = b.binary(Op::kSubtract, c.numbers[0], before);
  const NodeIndex zero = b.number(0);
  const NodeIndex gain = b.binary(Op::kMax, change, zero);
  const NodeIndex loss = b.binary(Op::kMax, b.unary(Op::kNegate, change), zero);
  const NodeIndex up = b.windowed(Op::kWilder, gain, c.windows[0]);
  const NodeIndex down = b.windowed(Op::kWilder, loss, c.windows[0]);
  return b.binary(Op::kDivide, b.binary(Op::kMultiply, b.number(100), up),
                  b.binary(Op::kAdd, up, down));
}

NodeIndex true_range(Builder& b, const Call& c) {
  const NodeIndex high = b.leaf(Op::kHigh, Type::kNumber);
  const NodeIndex low = b.leaf(Op::kLow, Type::kNumber);
  const NodeIndex before = b.windowed(Op::kLag, b.leaf(Op::kClose, Type::kNumber), 1);
  const NodeIndex up = b.unary(Op::kAbs, b.binary(Op::kSubtract, high, before));
  const NodeIndex down = b.unary(Op::kAbs, b.binary(Op::kSubtract, low, before));
  const NodeIndex range =
      b.binary(Op::kMax, b.binary(Op::kSubtract, high, low), b.binary(Op::kMax, up, down));
  return b.windowed(Op::kWilder, range, c.windows[0]);
}

NodeIndex macd(Builder& b, const Call& c) {
  if (c.windows[0] >= c.windows[1])
    throw Fault(b.at, "'fast' (" + std::to_string(c.windows[0]) + ") must be below 'slow' (" +
                          std::to_string(c.windows[1]) + ")");
  return b.binary(Op::kSubtract, b.windowed(Op::kEma, c.numbers[0], c.windows[0]),
                  b.windowed(Op::kEma, c.numbers[0], c.windows[1]));
}
NodeIndex macd_signal(Builder& b, const Call& c) {
  return b.windowed(Op::kEma, macd(b, c), c.windows[2]);
}

template <Op kSide>
NodeIndex band(Builder& b, const Call& c) {
  const NodeIndex mean = b.windowed(Op::kMean, c.numbers[0], c.windows[0]);
  const NodeIndex deviation = b.windowed(Op::kPopulationDeviation, c.numbers[0], c.windows[0]);
  return b.binary(kSide, mean, b.binary(Op::kMultiply, b.number(c.factor), deviation));
}

NodeIndex standard_score(Builder& b, const Call& c) {
  const NodeIndex mean = b.windowed(Op::kMean, c.numbers[0], c.windows[0]);
  const NodeIndex deviation = b.windowed(Op::kSampleDeviation, c.numbers[0], c.windows[0]);
  return b.binary(Op::kDivide, b.binary(Op::kSubtract, c.numbers[0], mean), deviation);
}

NodeIndex average_volume(Builder& b, const Call& c) {
  return b.windowed(Op::kMean, b.leaf(Op::kVolume, Type::kNumber), c.windows[0]);
}

// lower < upper now, and not so one bar ago
NodeIndex crossing(Builder& b, NodeIndex lower, NodeIndex upper) {
  const NodeIndex lower_before = b.windowed(Op::kLag, lower, 1);
  const NodeIndex upper_before = b.windowed(Op::kLag, upper, 1);
  return b.binary(Op::kAnd, b.binary(Op::kLess, lower, upper),
                  b.binary(Op::kLessEqual, upper_before, lower_before));
}
NodeIndex cross_above(Builder& b, const Call& c) { return crossing(b, c.numbers[1], c.numbers[0]); }
NodeIndex cross_below(Builder& b, const Call& c) { return crossing(b, c.numbers[0], c.numbers[1]); }

constexpr Type kN = Type::kNumber;
constexpr Type kB = Type::kBool;

// clang-format off
constexpr Function kFunctions[] = {
    {"sma", "sma(x, n)", "mean of the last n values of x", "n", kN, {kNumber, kWindow}, 2, &over_bars<Op::kMean>},
    {"ema", "ema(x, n)", "exponential average, weight 2/(n+1), begun with the mean of n values", "n", kN, {kNumber, kWindow}, 2, &over_bars<Op::kEma>},
    {"wma", "wma(x, n)", "mean of the last n values with the weights 1 … n, the newest n", "n", kN, {kNumber, kWindow}, 2, &over_bars<Op::kWeightedMean>},
    {"rsi", "rsi(x, n)", "relative strength index of Wilder, 0 … 100: 100 · up / (up + down), both averages with weight 1/n", "n+1", kN, {kNumber, kWindow}, 2, &relative_strength},
    {"atr", "atr(n)", "average true range of Wilder, weight 1/n; needs high and low", "n+1", kN, {kWindow}, 1, &true_range},
    {"stddev", "stddev(x, n)", "sample standard deviation (n-1) of the last n values", "n", kN, {kNumber, kSpread}, 2, &over_bars<Op::kSampleDeviation>},
    {"highest", "highest(x, n)", "largest of the last n values", "n", kN, {kNumber, kWindow}, 2, &over_bars<Op::kHighest>},
    {"lowest", "lowest(x, n)", "smallest of the last n values", "n", kN, {kNumber, kWindow}, 2, &over_bars<Op::kLowest>},
    {"returns", "returns(x, n)", "x / lag(x, n) − 1", "n+1", kN, {kNumber, kWindow}, 2, &returns},
    {"roc", "roc(x, n)", "rate of change in percent: 100 · returns(x, n)", "n+1", kN, {kNumber, kWindow}, 2, &rate_of_change},
    {"macd", "macd(x, fast, slow)", "ema(x, fast) − ema(x, slow)", "slow", kN, {kNumber, kWindow, kWindow}, 3, &macd},
    {"macd_signal", "macd_signal(x, fast, slow, n)", "ema(macd(x, fast, slow), n)", "slow+n-1", kN, {kNumber, kWindow, kWindow, kWindow}, 4, &macd_signal},
    {"bollinger_upper", "bollinger_upper(x, n, k)", "sma(x, n) plus k population standard deviations (n)", "n", kN, {kNumber, kWindow, kFactor}, 3, &band<Op::kAdd>},
    {"bollinger_lower", "bollinger_lower(x, n, k)", "sma(x, n) minus k population standard deviations (n)", "n", kN, {kNumber, kWindow, kFactor}, 3, &band<Op::kSubtract>},
    {"zscore", "zscore(x, n)", "(x − sma(x, n)) / stddev(x, n)", "n", kN, {kNumber, kSpread}, 2, &standard_score},
    {"avg_volume", "avg_volume(n)", "sma(volume, n)", "n", kN, {kWindow}, 1, &average_volume},
    {"lag", "lag(x, n)", "x as it was n bars ago", "n+1", kN, {kNumber, kWindow}, 2, &over_bars<Op::kLag>},
    {"cross_above", "cross_above(x, y)", "x > y, and one bar ago x <= y", "2", kB, {kNumber, kNumber}, 2, &cross_above},
    {"cross_below", "cross_below(x, y)", "x < y, and one bar ago x >= y", "2", kB, {kNumber, kNumber}, 2, &cross_below},
    {"abs", "abs(x)", "distance from 0", "1", kN, {kNumber}, 1, &of_one<Op::kAbs>},
    {"min", "min(x, y)", "the smaller of two", "1", kN, {kNumber, kNumber}, 2, &of_two<Op::kMin>},
    {"max", "max(x, y)", "the larger of two", "1", kN, {kNumber, kNumber}, 2, &of_two<Op::kMax>},
    {"log", "log(x)", "natural logarithm; undefined unless x > 0", "1", kN, {kNumber}, 1, &of_one<Op::kLog>},
    {"sqrt", "sqrt(x)", "square root; undefined unless x >= 0", "1", kN, {kNumber}, 1, &of_one<Op::kSqrt>},
};

constexpr Name kNames[] = {
    {"open", "open of the bar", kN, Op::kOpen},
    {"high", "high of the bar", kN, Op::kHigh},
    {"low", "low of the bar", kN, Op::kLow},
    {"close", "close of the bar", kN, Op::kClose},
    {"volume", "volume of the bar", kN, Op::kVolume},
    {"position", "whether the instrument is held", kB, Op::kPosition},
    {"bars_held", "bars since the position was first seen, that one included; 0 without one", kN, Op::kBarsHeld},
};
// clang-format on

template <typename Rows>
const typename Rows::value_type* find_in(const Rows& rows, std::string_view name) noexcept {
  for (const auto& row : rows)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace

std::span<const Function> functions() noexcept { return kFunctions; }
const Function* find_function(std::string_view name) noexcept { return find_in(functions(), name); }
std::span<const Name> names() noexcept { return kNames; }
const Name* find_name(std::string_view name) noexcept { return find_in(names(), name); }

std::vector<std::string_view> known_functions() {
  std::vector<std::string_view> known;
  for (const Function& function : kFunctions) known.push_back(function.name);
  return known;
}

std::vector<std::string_view> known_names() {
  std::vector<std::string_view> known;
  for (const Name& name : kNames) known.push_back(name.name);
  return known;
}

}  // namespace sluice::strategies::formula
