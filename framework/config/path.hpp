// SPDX-License-Identifier: Apache-2.0
//
// path.hpp: how a place in a configuration is written: `risk_rules[1].cap`, `plugins.allow."a b"`.
//
// Place: config. Pure. A key that is not made of letters, digits, `_` and `-` is quoted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sluice::config {

using PathStep = std::variant<std::string, std::size_t>;  // a key, or an index from 0

std::string join_key(const std::string& path, std::string_view key);
std::string join_index(const std::string& path, std::size_t index);

// Nothing when the text is not a path, is deeper than the bound, or has no step.
std::optional<std::vector<PathStep>> parse_path(std::string_view text);

}  // namespace sluice::config
