// SPDX-License-Identifier: Apache-2.0
//
// nearest.hpp: the known id a person most likely meant.
//
// Place: plugins, private. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::plugins {

// The candidate with the fewest edits, the first of equals; empty if none shares half its letters.
[[nodiscard]] std::string nearest_id(std::string_view wanted,
                                     const std::vector<std::string>& candidates);

}  // namespace sluice::plugins
