// SPDX-License-Identifier: Apache-2.0
#include "builder.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "fault.hpp"
#include "limits.hpp"

namespace sluice::strategies::formula {
namespace {

bool is_same(const Node& a, const Node& b) noexcept {
  return a.op == b.op && a.type == b.type && a.args == b.args && a.arg_count == b.arg_count &&
         a.window == b.window &&
         std::bit_cast<std::uint64_t>(a.number) == std::bit_cast<std::uint64_t>(b.number);
}

Type type_of(Op op) noexcept {
  return op >= Op::kLess && op <= Op::kOr ? Type::kBool : Type::kNumber;
}

// Bars an operation looks back on its argument's values, the newest included.
std::uint32_t reach(Op op, std::uint32_t window) noexcept {
  if (op == Op::kLag) return window + 1;
  if (op == Op::kEma || op == Op::kWilder) return smoothing_bars(op, window);
  return window;
}

}  // namespace

std::uint32_t smoothing_bars(Op op, std::uint32_t window) noexcept {
  return window * kSmoothingLengths * (op == Op::kWilder ? 2 : 1);
}

NodeIndex Builder::add(Node node) {
  for (std::uint8_t i = 0; i < node.arg_count; ++i) {
    const Node& arg = program_.nodes[node.args[i]];
    node.account = node.account || arg.account;
    node.memory = std::max(node.memory, arg.memory);
  }
  if (has_memory(node.op)) {
    if (node.account)
      throw Fault(at,
                  "'position' and 'bars_held' have no past: they can't stand inside a function "
                  "over bars");
    node.memory += reach(node.op, node.window) - 1;
    if (node.memory > kMemoryLimit)
      throw Fault(at, "needs " + std::to_string(node.memory) +
                          " bars of history, expected at most " + std::to_string(kMemoryLimit));
  }
  for (std::size_t i = 0; i < program_.nodes.size(); ++i)
    if (is_same(program_.nodes[i], node)) return static_cast<NodeIndex>(i);
  if (program_.nodes.size() >= kNodeLimit)
    throw Fault(at, "the formula has more than " + std::to_string(kNodeLimit) + " operations");
  program_.nodes.push_back(node);
  return static_cast<NodeIndex>(program_.nodes.size() - 1);
}

NodeIndex Builder::number(double value) {
  Node node;
  node.number = value;
  return add(node);
}

NodeIndex Builder::boolean(bool value) {
  Node node;
  node.type = Type::kBool;
  node.number = value ? 1 : 0;
  return add(node);
}

NodeIndex Builder::leaf(Op op, Type type) {
  Node node;
  node.op = op;
  node.type = type;
  node.account = reads_account(op);
  return add(node);
}

NodeIndex Builder::unary(Op op, NodeIndex arg) {
  Node node;
  node.op = op;
  node.type = type_of(op);
  node.args[0] = arg;
  node.arg_count = 1;
  return add(node);
}

NodeIndex Builder::binary(Op op, NodeIndex left, NodeIndex right) {
  Node node;
  node.op = op;
  node.type = type_of(op);
  node.args = {left, right};
  node.arg_count = 2;
  return add(node);
}

NodeIndex Builder::windowed(Op op, NodeIndex arg, std::uint32_t window) {
  Node node;
  node.op = op;
  node.args[0] = arg;
  node.arg_count = 1;
  node.window = window;
  const NodeIndex index = add(node);
  // What is remembered is computed with every bar, and so is what it is made of.
  program_.nodes[arg].remembered = true;
  for (std::size_t i = program_.nodes.size(); i-- > 0;) {
    const Node& user = program_.nodes[i];
    if (!user.remembered) continue;
    for (std::uint8_t a = 0; a < user.arg_count; ++a)
      program_.nodes[user.args[a]].remembered = true;
  }
  return index;
}

}  // namespace sluice::strategies::formula
