// SPDX-License-Identifier: Apache-2.0
//
// abi_layout_rules.hpp: which changes of the C ABI's layout a plugin built before them survives.
//
// Place: tests. Units: bytes. A layout is a text of the lines `struct size BYTES` and
// `struct.field OFFSET SIZE`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "structure/source_tree.hpp"

namespace sluice::structure {

// What breaks plugins built with `before`: a line is gone or has changed, a struct has shrunk, or a
// new field lies where the old struct already was (its padding included, which nobody has set).
Violations breaking_changes(std::string_view before, std::string_view now);

// Names that `now` has and `before` lacks.
std::vector<std::string> appended_names(std::string_view before, std::string_view now);

// `struct` and `struct.field` of every named struct in a header of the C ABI, in its order.
std::vector<std::string> declared_names(std::string_view header);

}  // namespace sluice::structure
