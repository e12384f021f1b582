// SPDX-License-Identifier: Apache-2.0
//
// nearest.hpp: the valid name a person most likely meant.
//
// Place: core; used by every room that refuses a name. Pure.
// Distance: restricted Damerau-Levenshtein (insert, delete, replace, swap of neighbours) on
// lower-cased text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// The closest candidate, the first of equals; nothing when none is close enough to be a likely
// slip.
std::optional<std::string> nearest(std::string_view name,
                                   const std::vector<std::string>& candidates);

// `; did you mean 'ma_fast'?`, or nothing.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace sluice
