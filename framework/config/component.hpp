// SPDX-License-Identifier: Apache-2.0
//
// component.hpp: one component that a configuration chooses, and the completion of its parameters.
//
// Place: config. The parameters stay unchecked until the component's own schema is known.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/fault.hpp"
#include "config/value.hpp"

namespace sluice::config {

enum class RuleMode {
  Enforce,  // refuses orders
  Shadow,   // judges and records, refuses nothing
  Off
};

struct ComponentConfig {
  std::string type;                   // the component's id, e.g. `trend_baseline`
  RuleMode mode = RuleMode::Enforce;  // of rules; others are always Enforce
  std::string name;                   // of rules; empty: their id
  std::string params_json = "{}";     // parameters as written: canonical JSON, no defaults
  Value params;                       // the same as a tree that knows its lines
  std::string path;                   // where it stands: `strategy`, `risk_rules[1]`
  std::filesystem::path folder;       // absolute; the component's relative paths start here

  [[nodiscard]] std::string file() const;
  [[nodiscard]] int line() const { return params.where.line; }
};

struct ParamsResult {
  std::string json;  // every parameter, defaults filled in, sorted keys; empty with any fault
  Faults faults;
};

// Checks the parameters against the component's schema, fills defaults, writes `format: decimal` as
// decimal text and makes `format: path` absolute below the config file's folder.
ParamsResult resolve_params(const ComponentConfig& component, std::string_view schema_json);

// A fault at the component itself, e.g. that no plugin offers its type.
Fault component_fault(const ComponentConfig& component, std::string message);

}  // namespace sluice::config
