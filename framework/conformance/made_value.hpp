// SPDX-License-Identifier: Apache-2.0
//
// made_value.hpp: values made from a JSON Schema, good and bad ones.
//
// Place: conformance, private to parameters.cpp. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/value.hpp"
#include "conformance/random.hpp"

namespace sluice::conformance {

[[nodiscard]] bool is_required(const config::Value& schema, std::string_view key);

// Without a random source: the default if there is one, else a plain value well within its bounds.
// A pattern is not followed: such a parameter has to be given.
[[nodiscard]] config::Value made_value(const config::Value& schema, Random* random);

// Values of the wrong type or outside the bounds, each with what is wrong about it.
[[nodiscard]] std::vector<std::pair<std::string, config::Value>> bad_values(
    const config::Value& schema);

}  // namespace sluice::conformance
