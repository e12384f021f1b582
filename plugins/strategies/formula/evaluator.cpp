// SPDX-License-Identifier: Apache-2.0
#include "evaluator.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::strategies::formula {
namespace {

constexpr double kPriceUnits = static_cast<double>(kScale);

// A field that a bar does not have is 0.
double given(std::int64_t raw) noexcept {
  return raw == 0 ? kUndefined : static_cast<double>(raw) / kPriceUnits;
}

double defined(double value) noexcept { return std::isfinite(value) ? value : kUndefined; }

double truth(bool value) noexcept { return value ? 1.0 : 0.0; }

// Three values: what one side decides alone is decided, whatever the other is.
double both(double a, double b) noexcept {
  if (a == 0 || b == 0) return 0;
  return std::isnan(a) || std::isnan(b) ? kUndefined : 1;
}
double either(double a, double b) noexcept {
  if (a == 1 || b == 1) return 1;
  return std::isnan(a) || std::isnan(b) ? kUndefined : 0;
}

double column(Op op, const Series& series, std::size_t bar) noexcept {
  switch (op) {
    case Op::kOpen:
      return given(series.opens()[bar]);
    case Op::kHigh:
      return given(series.highs()[bar]);
    case Op::kLow:
      return given(series.lows()[bar]);
    case Op::kClose:
      return given(series.closes()[bar]);
    default:
      return given(series.volumes()[bar]);
  }
}

constexpr bool is_column(Op op) noexcept { return op >= Op::kOpen && op <= Op::kVolume; }

}  // namespace

double apply(Op op, double left, double right) noexcept {
  if (op == Op::kAnd) return both(left, right);
  if (op == Op::kOr) return either(left, right);
  if (std::isnan(left) || std::isnan(right)) return kUndefined;
  switch (op) {
    case Op::kNegate:
      return -left;
    case Op::kAdd:
      return defined(left + right);
    case Op::kSubtract:
      return defined(left - right);
    case Op::kMultiply:
      return defined(left * right);
    case Op::kDivide:
      return right == 0 ? kUndefined : defined(left / right);
    case Op::kMin:
      return std::min(left, right);
    case Op::kMax:
      return std::max(left, right);
    case Op::kAbs:
      return std::fabs(left);
    case Op::kLog:
      return left > 0 ? std::log(left) : kUndefined;
    case Op::kSqrt:
      return left >= 0 ? std::sqrt(left) : kUndefined;
    case Op::kLess:
      return truth(left < right);
    case Op::kLessEqual:
      return truth(left <= right);
    case Op::kEqual:
      return truth(left == right);
    case Op::kNotEqual:
      return truth(left != right);
    case Op::kNot:
      return 1 - left;
    default:
      return kUndefined;
  }
}

Evaluator::Evaluator(const Program& program) : program_{&program} { reset(); }

void Evaluator::reset() {
  memories_.clear();
  for (const Node& node : program_->nodes)
    if (has_memory(node.op)) memories_.push_back(make_memory(node));
  values_.assign(program_->nodes.size(), kUndefined);
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (program_->nodes[i].op == Op::kNumber) values_[i] = program_->nodes[i].number;
}

void Evaluator::update(const Series& series) {
  const std::size_t memory = program_->memory();
  const auto change = cursor_.advance(series, memory);
  if (change == HistoryCursor::Change::kNone) return;
  const std::size_t count = series.count();
  if (change == HistoryCursor::Change::kOneBar) return step(series, count - 1);
  reset();
  for (std::size_t bar = count - std::min(count, memory); bar < count; ++bar) step(series, bar);
}

double Evaluator::compute(const Node& node, std::size_t memory) const noexcept {
  if (has_memory(node.op))
    return std::visit([](const auto& of) { return of.value(); }, memories_[memory]);
  const double left = node.arg_count > 0 ? values_[node.args[0]] : kUndefined;
  return apply(node.op, left, node.arg_count > 1 ? values_[node.args[1]] : 0);
}

void Evaluator::step(const Series& series, std::size_t bar) noexcept {
  std::size_t memory = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const Node& node = program_->nodes[i];
    if (is_column(node.op)) values_[i] = column(node.op, series, bar);
    if (has_memory(node.op))
      std::visit([x = values_[node.args[0]]](auto& of) { of.push(x); }, memories_[memory]);
    if (node.remembered && node.arg_count > 0) values_[i] = compute(node, memory);
    memory += has_memory(node.op) ? 1 : 0;
  }
}

void Evaluator::settle(const Holding& holding) noexcept {
  std::size_t memory = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const Node& node = program_->nodes[i];
    if (node.op == Op::kPosition) values_[i] = truth(holding.held);
    if (node.op == Op::kBarsHeld) values_[i] = holding.bars_held;
    if (!node.remembered && node.arg_count > 0) values_[i] = compute(node, memory);
    memory += has_memory(node.op) ? 1 : 0;
  }
}

}  // namespace sluice::strategies::formula
