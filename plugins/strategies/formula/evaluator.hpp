// SPDX-License-Identifier: Apache-2.0
//
// evaluator.hpp: a program over the bars of one instrument.
//
// Place: sluice_strategies, the room `formula`. Owns the memories. A number or condition is a
// double: NaN is undefined, a condition is 0 or 1. Borrows the program. Thread: lane. No allocation
// once created.
#pragma once

#include <vector>

#include <sluice/market_view.hpp>

#include "history_cursor.hpp"
#include "memories.hpp"
#include "program.hpp"

namespace sluice::strategies::formula {

// What the account says of the instrument.
struct Holding {
  bool held = false;
  double bars_held = 0;
};

class Evaluator {
 public:
  explicit Evaluator(const Program& program);

  // Takes in what is new in the history.
  void update(const Series& series);
  // The values at the newest bar seen; without one, all are undefined.
  void settle(const Holding& holding) noexcept;
  // After settle.
  [[nodiscard]] double value(NodeIndex node) const noexcept { return values_[node]; }
  [[nodiscard]] bool is_true(NodeIndex node) const noexcept { return values_[node] == 1.0; }

 private:
  void reset();
  void step(const Series& series, std::size_t bar) noexcept;
  [[nodiscard]] double compute(const Node& node, std::size_t memory) const noexcept;

  const Program* program_;
  HistoryCursor cursor_;
  std::vector<Memory> memories_;  // of the nodes that have one, in their order
  std::vector<double> values_;
};

// The value of an operation without memory.
[[nodiscard]] double apply(Op op, double left, double right) noexcept;

}  // namespace sluice::strategies::formula
