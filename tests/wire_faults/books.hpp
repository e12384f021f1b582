// SPDX-License-Identifier: Apache-2.0
//
// books.hpp: what a session has in its journal, held against what is true at the venue.
//
// Place: tests/wire_faults.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sluice/json.hpp>
#include <sluice/result.hpp>

namespace sluice::wire_faults {

// Differences in words; empty: there are none. `state` is what /simulator/state answered.
// Whatever happened to it: no order is at the venue twice.
[[nodiscard]] std::vector<std::string> twice_at_venue(const JsonValue& state);
// When everything is over: the same orders, executions, position and cash.
[[nodiscard]] Result<std::vector<std::string>> differences(const JsonValue& state,
                                                           const std::filesystem::path& session);

}  // namespace sluice::wire_faults
