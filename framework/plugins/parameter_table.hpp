// SPDX-License-Identifier: Apache-2.0
//
// parameter_table.hpp: the parameters of a component, read out of their JSON Schema for people.
//
// Place: plugins. Pure. Errors: none; what the schema does not say stays empty.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::plugins {

struct ParameterRow {
  std::string name;
  std::string type;      // "number", "path", "list of string", "number or string" …
  std::string standard;  // the default as JSON; "required" where there is none
  std::string range;     // "> 0, <= 5", "one of a, b"
  std::string help;
};

// In the order of the schema.
[[nodiscard]] std::vector<ParameterRow> parameter_table(std::string_view params_schema);

}  // namespace sluice::plugins
