// SPDX-License-Identifier: Apache-2.0
//
// schema_rules.hpp: what a single value is, without recursion. Place: config, private to schema_*.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"

namespace sluice::config {

// `text 'abc'`, `number 3`, `a list`: a value as a message shows it.
std::string show(const Value& value);

// The schema's types; empty when it allows any.
std::vector<std::string> types_of(const Value& schema);
bool fits_type(const Value& value, const Value& schema);

// Number and text rules, enum and const; true for kinds that have none.
bool fits_scalar_rules(const Value& value, const Value& schema);

// The allowed words of enum and const, for suggestions; of anyOf and oneOf too.
std::vector<std::string> words_of(const Value& schema);

// `'a', 'b' ` style lists without quotes: `a, b, c`.
std::string join_words(const std::vector<std::string>& words);

}  // namespace sluice::config
