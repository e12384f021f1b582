// SPDX-License-Identifier: Apache-2.0
//
// memories.hpp: what one operation remembers of one instrument's bars.
//
// Place: sluice_strategies, the room `formula`. push() takes the argument's value at the next bar,
// undefined included; value() is the operation's. A push costs O(1) amortised; the value costs O(1)
// except for smoothing, where it is a sum over at most smoothing_bars() numbers. Each value depends
// on the last node.memory bars and on nothing else, to the bit. Thread: lane. No allocation once
// created.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "exact_number.hpp"
#include "program.hpp"

namespace sluice::strategies::formula {

// The argument as it was `window` bars ago.
class LagMemory {
 public:
  explicit LagMemory(const Node& node);
  void push(double value) noexcept;
  [[nodiscard]] double value() const noexcept { return ring_[at_]; }

 private:
  std::vector<double> ring_;
  std::size_t at_ = 0;  // the oldest, written next
};

// Means and deviations of the last `window` values.
class SumMemory {
 public:
  explicit SumMemory(const Node& node);
  void push(double value) noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  Op op_;
  std::vector<int128> ring_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  std::size_t undefined_ = 0;
  int128 sum_ = 0;
  int128 weighted_ = 0;
  WideNumber squares_;
};

// The largest or smallest of the last `window` values: a queue of those that may still become it.
class ExtremeMemory {
 public:
  explicit ExtremeMemory(const Node& node);
  void push(double value) noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  struct Entry {
    std::uint64_t bar;
    double value;
  };
  [[nodiscard]] Entry& entry(std::size_t i) noexcept { return ring_[(first_ + i) % ring_.size()]; }

  double sign_;  // -1: smallest
  std::vector<Entry> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::uint64_t bar_ = 0;
  std::uint64_t run_ = 0;  // bars since the last undefined value
};

// Exponential average of the values since the last undefined one, at most smoothing_bars() of them:
// it begins with the mean of the oldest `window`, each later one gets the weight 2/(n+1) or 1/n.
class SmoothMemory {
 public:
  explicit SmoothMemory(const Node& node);
  void push(double value) noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  std::size_t window_;
  std::size_t longest_;
  double alpha_;
  std::vector<double> decay_;   // ascending powers of 1 - alpha, the largest exponent first
  std::vector<double> values_;  // twice, so that the newest always stand in one piece
  std::size_t at_ = 0;
  std::size_t run_ = 0;
};

using Memory = std::variant<LagMemory, SumMemory, ExtremeMemory, SmoothMemory>;

[[nodiscard]] Memory make_memory(const Node& node);

}  // namespace sluice::strategies::formula
