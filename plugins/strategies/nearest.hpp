// SPDX-License-Identifier: Apache-2.0
//
// nearest.hpp: the known name that a mistyped one was probably meant to be.
//
// Place: sluice_strategies; messages only. Thread: control.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sluice/detail/edit_distance.hpp>

namespace sluice::strategies {

// "; did you mean 'sma'?" where a known name is near, else nothing: a name that shares less than
// half its letters is no help.
[[nodiscard]] inline std::string hint(std::string_view unknown,
                                      const std::vector<std::string_view>& known) {
  std::size_t best = unknown.size() / 2 + 1;
  std::string_view nearest;
  for (const std::string_view name : known) {
    const std::size_t steps = detail::edit_distance(name, unknown);
    if (steps >= best) continue;
    best = steps;
    nearest = name;
  }
  return nearest.empty() ? std::string{} : "; did you mean '" + std::string{nearest} + "'?";
}

}  // namespace sluice::strategies
