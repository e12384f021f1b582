// SPDX-License-Identifier: Apache-2.0
//
// fault.hpp: how a formula that makes no sense is refused: what, where, what was expected.
//
// Place: sluice_strategies, the room `formula`. A message has three lines: the reason with line and
// column, the piece of the formula, a caret below the place. Thread: control.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sluice::strategies::formula {

// The reason is about the byte at `at`.
class Fault : public std::invalid_argument {
 public:
  Fault(std::size_t at, const std::string& reason) : std::invalid_argument{reason}, at_{at} {}
  [[nodiscard]] std::size_t at() const noexcept { return at_; }

 private:
  std::size_t at_;
};

// The whole message: `name` is the parameter that holds the formula.
[[nodiscard]] std::string describe(const Fault& fault, std::string_view name,
                                   std::string_view text);

}  // namespace sluice::strategies::formula
