// SPDX-License-Identifier: Apache-2.0
//
// builder.hpp: adds nodes to a program, each once.
//
// Place: sluice_strategies, the room `formula`. Owns nothing. Thread: control. Errors: a Fault at
// `at`, which the parser keeps up to date, where a bound is passed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "program.hpp"

namespace sluice::strategies::formula {

class Builder {
 public:
  explicit Builder(Program& program) noexcept : program_{program} {}

  // Where in the text the node being built stands.
  std::size_t at = 0;

  [[nodiscard]] const Node& node(NodeIndex index) const { return program_.nodes[index]; }
  NodeIndex number(double value);
  NodeIndex boolean(bool value);
  NodeIndex leaf(Op op, Type type);
  NodeIndex unary(Op op, NodeIndex arg);
  NodeIndex binary(Op op, NodeIndex left, NodeIndex right);
  NodeIndex windowed(Op op, NodeIndex arg, std::uint32_t window);

 private:
  NodeIndex add(Node node);

  Program& program_;
};

}  // namespace sluice::strategies::formula
