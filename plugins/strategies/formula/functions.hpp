// SPDX-License-Identifier: Apache-2.0
//
// functions.hpp: the one table of what a formula may call, and of the names it may use.
//
// Place: sluice_strategies, the room `formula`. docs/reference/formula.md is held against it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "program.hpp"

namespace sluice::strategies::formula {

class Builder;

// What stands at one place of a call.
enum class Argument : std::uint8_t {
  kNumber,  // any number
  kWindow,  // a whole number of bars, written out: 1 … kWindowLimit
  kSpread,  // the same from 2
  kFactor   // a number above 0, written out
};

struct Call {
  NodeIndex numbers[2];
  std::uint32_t windows[3];
  double factor;
};

struct Function {
  std::string_view name;
  std::string_view signature;
  std::string_view meaning;
  std::string_view first_value;  // bars until it has one, where its arguments have one at once
  Type type;
  std::array<Argument, 4> arguments;
  std::uint8_t argument_count;
  NodeIndex (*build)(Builder& builder, const Call& call);
};

[[nodiscard]] std::span<const Function> functions() noexcept;
[[nodiscard]] const Function* find_function(std::string_view name) noexcept;

struct Name {
  std::string_view name;
  std::string_view meaning;
  Type type;
  Op op;
};
// Columns of the bar and facts of the account.
[[nodiscard]] std::span<const Name> names() noexcept;
[[nodiscard]] const Name* find_name(std::string_view name) noexcept;

[[nodiscard]] std::vector<std::string_view> known_functions();
[[nodiscard]] std::vector<std::string_view> known_names();

}  // namespace sluice::strategies::formula
