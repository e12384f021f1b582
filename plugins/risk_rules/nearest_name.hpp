// SPDX-License-Identifier: Apache-2.0
//
// nearest_name.hpp: the known name a mistyped one was probably meant to be.
//
// Place: messages only; control. Errors: an empty text where there is nothing to choose from.
#pragma once

#include <string_view>
#include <vector>

#include <sluice/detail/parse_params.hpp>

namespace sluice::risk_rules {

[[nodiscard]] inline std::string_view nearest_name(std::string_view name,
                                                   const std::vector<std::string_view>& known) {
  std::string_view nearest;
  std::size_t distance = 0;
  for (const std::string_view candidate : known) {
    const std::size_t steps = detail::edit_distance(candidate, name);
    if (!nearest.empty() && steps >= distance) continue;
    nearest = candidate;
    distance = steps;
  }
  return nearest;
}

}  // namespace sluice::risk_rules
