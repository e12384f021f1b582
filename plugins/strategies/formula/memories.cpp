// SPDX-License-Identifier: Apache-2.0
#include "memories.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace sluice::strategies::formula {
namespace {

// Four sums side by side, in an order that does not depend on the compiler.
constexpr std::size_t kLanes = 4;

double dot(std::span<const double> a, const double* b) noexcept {
  double lanes[kLanes] = {};
  std::size_t i = 0;
  for (; i + kLanes <= a.size(); i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  for (; i < a.size(); ++i) lanes[0] += a[i] * b[i];
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

double mean(std::span<const double> values) noexcept {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

LagMemory::LagMemory(const Node& node) : ring_(node.window + 1, kUndefined) {}

void LagMemory::push(double value) noexcept {
  ring_[at_] = value;
  at_ = (at_ + 1) % ring_.size();
}

SumMemory::SumMemory(const Node& node) : op_{node.op}, ring_(node.window, 0) {}

void SumMemory::push(double value) noexcept {
  const bool squared = op_ == Op::kSampleDeviation || op_ == Op::kPopulationDeviation;
  int128& place = ring_[at_];
  at_ = at_ + 1 == ring_.size() ? 0 : at_ + 1;
  if (count_ == ring_.size()) {
    if (op_ == Op::kWeightedMean) weighted_ -= sum_;
    if (place == kNoUnits) {
      --undefined_;
    } else {
      sum_ -= place;
      if (squared) squares_.take_square_of(place);
    }
  } else {
    ++count_;
  }
  place = units_of(value);
  if (place == kNoUnits) {
    ++undefined_;
    return;
  }
  sum_ += place;
  if (op_ == Op::kWeightedMean) weighted_ += static_cast<int128>(count_) * place;
  if (squared) squares_.add_square_of(place);
}

double SumMemory::value() const noexcept {
  const std::size_t n = ring_.size();
  if (count_ < n || undefined_ > 0) return kUndefined;
  const auto count = static_cast<int128>(n);
  if (op_ == Op::kMean) return mean_of<256>(sum_, count);
  if (op_ == Op::kWeightedMean) return mean_of<4>(weighted_, count * (count + 1) / 2);
  const std::size_t divisor = op_ == Op::kSampleDeviation ? n - 1 : n;
  const double spread = squares_.spread(n, sum_);
  return std::sqrt(spread / (static_cast<double>(n) * static_cast<double>(divisor))) * kUnit;
}

ExtremeMemory::ExtremeMemory(const Node& node)
    : sign_{node.op == Op::kHighest ? 1.0 : -1.0}, ring_(node.window) {}

void ExtremeMemory::push(double value) noexcept {
  ++bar_;
  if (std::isnan(value)) {
    run_ = size_ = 0;
    return;
  }
  ++run_;
  if (size_ > 0 && entry(0).bar + ring_.size() <= bar_) {
    first_ = (first_ + 1) % ring_.size();
    --size_;
  }
  while (size_ > 0 && entry(size_ - 1).value * sign_ <= value * sign_) --size_;
  entry(size_++) = {bar_, value};
}

double ExtremeMemory::value() const noexcept {
  return run_ < ring_.size() ? kUndefined : ring_[first_].value;
}

SmoothMemory::SmoothMemory(const Node& node)
    : window_{node.window},
      longest_{smoothing_bars(node.op, node.window)},
      alpha_{node.op == Op::kEma ? 2.0 / (node.window + 1.0) : 1.0 / node.window},
      decay_(longest_ - window_ + 1),
      values_(2 * longest_) {
  double power = 1;
  for (std::size_t i = decay_.size(); i-- > 0; power *= 1 - alpha_) decay_[i] = power;
}

void SmoothMemory::push(double value) noexcept {
  if (std::isnan(value)) {
    run_ = 0;
    return;
  }
  values_[at_] = values_[at_ + longest_] = value;
  at_ = at_ + 1 == longest_ ? 0 : at_ + 1;
  run_ = std::min(run_ + 1, longest_);
}

double SmoothMemory::value() const noexcept {
  if (run_ < window_) return kUndefined;
  const auto newest = std::span{values_}.subspan(at_ + longest_ - run_, run_);
  const std::size_t later = run_ - window_;
  const double* const decay = decay_.data() + (decay_.size() - later);
  // The first of them has decayed once for each later one.
  const double start = decay_[decay_.size() - 1 - later] * mean(newest.first(window_));
  return alpha_ * dot(newest.subspan(window_), decay) + start;
}

Memory make_memory(const Node& node) {
  switch (node.op) {
    case Op::kLag:
      return LagMemory{node};
    case Op::kHighest:
    case Op::kLowest:
      return ExtremeMemory{node};
    case Op::kEma:
    case Op::kWilder:
      return SmoothMemory{node};
    default:
      return SumMemory{node};
  }
}

}  // namespace sluice::strategies::formula
