// SPDX-License-Identifier: Apache-2.0
//
// program.hpp: a formula as a list of nodes, each behind the nodes it uses.
//
// Place: sluice_strategies, the room `formula`. The same piece of two expressions is one node.
// Every function of the language comes down to these operations. Thread: built on control, then
// never changed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace sluice::strategies::formula {

enum class Type : std::uint8_t { kNumber, kBool };

// clang-format off
enum class Op : std::uint8_t {
  // leaves
  kNumber, kOpen, kHigh, kLow, kClose, kVolume,  // of the bar
  kPosition, kBarsHeld,                          // of the account; nothing remembers them
  // without memory
  kNegate, kAdd, kSubtract, kMultiply, kDivide, kMin, kMax, kAbs, kLog, kSqrt,
  kLess, kLessEqual, kEqual, kNotEqual,
  kNot, kAnd, kOr,
  // of the argument's last `window` values
  kLag,             // the value `window` bars ago
  kMean, kWeightedMean, kSampleDeviation, kPopulationDeviation,
  kHighest, kLowest,
  kEma, kWilder     // smoothed with 2/(n+1), with 1/n
};
// clang-format on

[[nodiscard]] constexpr bool has_memory(Op op) noexcept { return op >= Op::kLag; }
[[nodiscard]] constexpr bool reads_account(Op op) noexcept {
  return op == Op::kPosition || op == Op::kBarsHeld;
}

using NodeIndex = std::uint16_t;

struct Node {
  Op op = Op::kNumber;
  Type type = Type::kNumber;
  std::array<NodeIndex, 2> args{};
  std::uint8_t arg_count = 0;
  bool account = false;  // it depends on the account
  // Another node remembers it: it is computed with every bar, else only when asked for.
  bool remembered = false;
  std::uint32_t window = 0;  // of an operation with memory
  std::uint32_t memory = 1;  // bars that decide about its value, the newest included
  double number = 0;
};

struct Program {
  std::vector<Node> nodes;

  [[nodiscard]] std::uint32_t memory() const noexcept {
    std::uint32_t most = 1;
    for (const Node& node : nodes) most = node.memory > most ? node.memory : most;
    return most;
  }
  [[nodiscard]] bool counts_bars_held() const noexcept {
    for (const Node& node : nodes)
      if (node.op == Op::kBarsHeld) return true;
    return false;
  }
};

// Bars over which kEma and kWilder look back at most.
[[nodiscard]] std::uint32_t smoothing_bars(Op op, std::uint32_t window) noexcept;

}  // namespace sluice::strategies::formula
