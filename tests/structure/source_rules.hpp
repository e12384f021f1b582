// SPDX-License-Identifier: Apache-2.0
//
// source_rules.hpp: what every source file of the project keeps to.
//
// Place: tests. Each takes a path relative to the project and the file's text.
#pragma once

#include <string_view>

#include "structure/source_tree.hpp"

namespace sluice::structure {

inline constexpr std::size_t kMostLines = 450;

// The licence stands in the first three lines.
Violations licence_violations(std::string_view path, std::string_view text);
Violations length_violations(std::string_view path, std::string_view text);
// Sources are listed, not globbed.
Violations glob_violations(std::string_view path, std::string_view text);
// `class ApprovedOrder` has one friend, the gate.
Violations approval_violations(std::string_view path, std::string_view text);

}  // namespace sluice::structure
