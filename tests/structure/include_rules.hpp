// SPDX-License-Identifier: Apache-2.0
//
// include_rules.hpp: who may include whom, and where a heavy library may be used.
//
// Place: tests. Direction: sdk ◀ core ◀ files ◀ middle rooms ◀ drivers ◀ api ◀ app.
#pragma once

#include <optional>
#include <string_view>

#include "structure/source_tree.hpp"

namespace sluice::structure {

struct IncludeLine {
  std::string_view target;  // what stands between the quotes or brackets
  bool quoted = false;
};

// The include a line holds, if it holds one.
std::optional<IncludeLine> parse_include(std::string_view line);

bool is_known_room(std::string_view room);

// Rooms of framework/, plugins and the SDK. `path` is relative to the project; files of other
// folders may include what they like.
Violations direction_violations(std::string_view path, std::string_view text);

// nlohmann, yaml-cpp, toml++, spdlog and Boost.
Violations library_violations(std::string_view path, std::string_view text);

}  // namespace sluice::structure
