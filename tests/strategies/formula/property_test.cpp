// SPDX-License-Identifier: Apache-2.0
//
// property_test.cpp: whatever the candles, their gaps and the window, what has run long knows to
// the bit what a cold start knows.
#include <bit>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "strategies/formula/candles.hpp"

namespace sluice::strategies::formula {
namespace {

constexpr std::array kExpressions{"sma(close, 4) - wma(close, 5)",
                                  "ema(close, 2)",
                                  "rsi(close, 2)",
                                  "sma(rsi(close, 2), 3)",
                                  "stddev(returns(close, 1), 5)",
                                  "zscore(volume, 4)",
                                  "highest(high, 5) - lowest(low, 3)",
                                  "macd_signal(close, 2, 3, 2)",
                                  "atr(2) / close",
                                  "bollinger_upper(close, 4, 2) - bollinger_lower(close, 3, 1)",
                                  "ema(zscore(close, 3), 2)",
                                  "lowest(lag(sma(1 / (close - 100), 2), 2), 3)",
                                  "log(sma(volume, 3)) * 1e-7"};

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

Candles some_candles() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 90);
  Candles candles = wandering(count, *rc::gen::inRange<std::uint64_t>(1, 1'000'000));
  for (Candle& candle : candles)
    if (*rc::gen::inRange(0, 25) == 0) candle.volume = 0;
  return candles;
}

RC_GTEST_PROP(FormulaProperty, LongRun_AgreesWithAColdStartToTheBit, ()) {
  const char* const expression =
      kExpressions[*rc::gen::inRange<std::size_t>(0, kExpressions.size())];
  Program program;
  const NodeIndex root = parse(expression, Type::kNumber, program);
  // A narrow window drops bars that a value would need: an instrument with gaps.
  History history{*rc::gen::inRange<std::size_t>(1, 2 * program.memory() + 2)};
  Evaluator warm{program};
  for (const Candle& candle : some_candles()) {
    history.add(candle);
    if (*rc::gen::inRange(0, 20) == 0) continue;  // a session that was not run
    Evaluator cold{program};
    for (Evaluator* each : {&warm, &cold}) {
      each->update(history.series());
      each->settle({});
    }
    RC_ASSERT(same_bits(warm.value(root), cold.value(root)));
  }
}

// What lies further back than the memory has no say at all.
RC_GTEST_PROP(FormulaProperty, Value_DependsOnItsMemoryAlone, ()) {
  const char* const expression =
      kExpressions[*rc::gen::inRange<std::size_t>(0, kExpressions.size())];
  Program program;
  const NodeIndex root = parse(expression, Type::kNumber, program);
  const std::size_t memory = program.memory();
  const Candles candles = wandering(memory + 30, *rc::gen::inRange<std::uint64_t>(1, 1'000'000));
  const Candles tail{candles.end() - static_cast<std::ptrdiff_t>(memory), candles.end()};
  const auto value = [&](const Candles& over) {
    Evaluator evaluator{program};
    History history;
    for (const Candle& candle : over) {
      history.add(candle);
      evaluator.update(history.series());
    }
    evaluator.settle({});
    return evaluator.value(root);
  };
  RC_ASSERT(same_bits(value(candles), value(tail)));
}

}  // namespace
}  // namespace sluice::strategies::formula
