// SPDX-License-Identifier: Apache-2.0
//
// formula_fuzz.cpp: any text as an expression of the strategy `formula`.
//
// Whatever it is: nothing crashes or leaks; it is refused with a place inside the text and a
// message of bounded length, or it is a program within the bounds, whose nodes stand behind those
// they use and whose values over made bars are numbers, never infinite, and the same for a cold
// start.
#include <bit>
#include <cmath>

#include <sluice/result.hpp>

#include "fuzz/fuzz_target.hpp"
#include "strategies/formula/candles.hpp"
#include "strategies/formula/fault.hpp"
#include "strategies/formula/functions.hpp"
#include "strategies/formula/limits.hpp"

namespace sluice::fuzz {

namespace {

using namespace strategies::formula;

constexpr std::size_t kBars = 40;
constexpr std::size_t kMessageLimit = 2'000;

void check_refusal(const Fault& fault, std::string_view text) {
  SLUICE_ASSERT(fault.at() <= text.size());
  const std::string message = describe(fault, "entry", text);
  SLUICE_ASSERT(message.size() <= kMessageLimit + kTextLimit);
  SLUICE_ASSERT(message.ends_with('^'));
}

void check_program(const Program& program, NodeIndex root, Type wanted) {
  SLUICE_ASSERT(program.nodes.size() <= kNodeLimit && root < program.nodes.size());
  SLUICE_ASSERT(program.nodes[root].type == wanted);
  SLUICE_ASSERT(program.memory() <= kMemoryLimit);
  for (std::size_t i = 0; i < program.nodes.size(); ++i)
    for (std::uint8_t arg = 0; arg < program.nodes[i].arg_count; ++arg)
      SLUICE_ASSERT(program.nodes[i].args[arg] < i);
}

void check_values(const Program& program, NodeIndex root, Type wanted) {
  static const Candles kCandles = wandering(kBars);
  History history;
  Evaluator warm{program};
  for (const Candle& candle : kCandles) {
    history.add(candle);
    warm.update(history.series());
    warm.settle({true, 3});
    const double value = warm.value(root);
    SLUICE_ASSERT(!std::isinf(value));
    SLUICE_ASSERT(wanted == Type::kNumber || std::isnan(value) || value == 0 || value == 1);
  }
  Evaluator cold{program};
  cold.update(history.series());
  cold.settle({true, 3});
  SLUICE_ASSERT(std::bit_cast<std::uint64_t>(cold.value(root)) ==
                std::bit_cast<std::uint64_t>(warm.value(root)));
}

void try_as(std::string_view text, Type wanted) {
  Program program;
  try {
    const NodeIndex root = parse(text, wanted, program);
    check_program(program, root, wanted);
    // A window of thousands of bars takes memory that says nothing about the text.
    if (program.memory() <= 500) check_values(program, root, wanted);
  } catch (const Fault& fault) {
    check_refusal(fault, text);
  }
}

}  // namespace

void fuzz_one(std::string_view input) {
  try_as(input, Type::kBool);
  try_as(input, Type::kNumber);
}

std::vector<std::string> fuzz_samples() {
  std::vector<std::string> samples{"",
                                   "close > 1",
                                   "sma(close, 20) > sma(close, 50) and rsi(close, 14) < 70",
                                   "not (position or bars_held >= 3) == false",
                                   "1 < 2 < 3",
                                   "close >",
                                   "smma(close, 3)",
                                   "sma(close, 0)",
                                   "-(-(1e308 * 10)) / 0 != .5",
                                   "close > \xC3\xA4",
                                   std::string("close\0> 1", 9),
                                   std::string(5'000, '('),
                                   std::string(200, '-') + "1",
                                   "close\n\t> 1e999"};
  for (const Function& function : functions()) {
    std::string call{function.name};
    for (std::uint8_t i = 0; i < function.argument_count; ++i)
      call +=
          (i == 0 ? "(" : ", ") +
          std::string{function.arguments[i] == Argument::kNumber ? "close" : std::to_string(3 + i)};
    samples.push_back(call + ")");
    samples.push_back("sma(" + call + ", 3)");
  }
  return samples;
}

}  // namespace sluice::fuzz
