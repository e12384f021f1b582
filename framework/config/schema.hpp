// SPDX-License-Identifier: Apache-2.0
//
// schema.hpp: checks a tree against a JSON Schema, and fills in the schema's defaults.
//
// Place: config; the plugin host uses it through params.hpp. Pure.
// Subset of JSON Schema 2020-12: type (one or a list), properties, required, additionalProperties,
// items, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength,
// pattern, minItems, maxItems, uniqueItems, anyOf, oneOf, default, format, and the annotations
// $schema, $id, title, description. Any other keyword is a fault of the schema.
// Formats: `path` (a file or folder), `date` (YYYY-MM-DD), `decimal` (an exact amount: a number or
// decimal text; bounds apply to both).
// Errors: every fault is collected; none is thrown.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"

namespace sluice::config {

// A schema as a tree, with the faults that make it unusable. `name` stands for it in faults.
struct Schema {
  Value root;
  Faults faults;
};

Schema parse_schema(std::string_view schema_json, const std::string& name);

// Checks `value`, which stands at `path` of the configuration. The schema must be without faults.
Faults check_schema(const Value& value, const std::string& path, const Value& schema);

// Fills every default into a value that passed the check, and writes decimals as plain text. With a
// folder, values of format `path` become absolute paths below it.
Value fill_defaults(Value value, const Value& schema, const std::filesystem::path& folder = {});

// `a number >= 0 or one of sqrt, sqrt_volatility`
std::string describe_schema(const Value& schema);

}  // namespace sluice::config
