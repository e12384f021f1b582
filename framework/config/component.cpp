// SPDX-License-Identifier: Apache-2.0
//
// component.cpp: from a component's parameters and schema to what its `create` is given.
#include "config/component.hpp"

#include <utility>

#include "config/schema.hpp"
#include "config/text.hpp"

namespace sluice::config {

std::string ComponentConfig::file() const {
  return params.where.source ? *params.where.source : std::string{};
}

Fault component_fault(const ComponentConfig& component, std::string message) {
  return fault_at(component.params.where, component.path, std::move(message));
}

ParamsResult resolve_params(const ComponentConfig& component, std::string_view schema_json) {
  ParamsResult result;
  Schema schema = parse_schema(schema_json, "parameter schema of '" + component.type + "'");
  if (!schema.faults.empty()) {
    result.faults = std::move(schema.faults);
    return result;
  }
  result.faults = check_schema(component.params, component.path, schema.root);
  if (!result.faults.empty()) return result;
  Value filled = fill_defaults(component.params, schema.root, component.folder);
  sort_keys(filled);
  result.json = to_json(filled);
  return result;
}

}  // namespace sluice::config
