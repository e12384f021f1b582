// SPDX-License-Identifier: Apache-2.0
//
// parser.hpp: from the text of an expression to nodes of a program.
//
// Place: sluice_strategies, the room `formula`. From weakest to strongest: or, and, not,
// comparison, + and -, * and /, unary minus. Thread: control. Errors: a Fault with the place, the
// reason and the nearest known name.
#pragma once

#include <string_view>

#include "program.hpp"

namespace sluice::strategies::formula {

// Adds the expression to the program and gives its node, which is of the wanted type.
NodeIndex parse(std::string_view text, Type wanted, Program& program);

}  // namespace sluice::strategies::formula
