// SPDX-License-Identifier: Apache-2.0
//
// text.hpp: a tree as canonical JSON, as YAML, and its numbers as decimal text.
//
// Place: config. Deterministic: keys in the order of the tree (see sort_keys), the shortest digits
// that read back as the same number, whole numbers without a fraction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/value.hpp"

namespace sluice::config {

// One line, no blanks.
std::string to_json(const Value& value);

// Block style, for people; reads back as the same tree.
std::string to_yaml(const Value& value);

// `0.1` for 0.1, `100000` for 100000.0.
std::string number_text(double value);

// Plain decimal text of a number or of decimal text: no exponent, no superfluous zero or sign.
// Nothing when it is no decimal, or a fraction with more digits than a double holds exactly.
std::optional<std::string> decimal_text(const Value& value);

}  // namespace sluice::config
