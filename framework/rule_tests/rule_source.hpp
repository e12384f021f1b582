// SPDX-License-Identifier: Apache-2.0
//
// rule_source.hpp: makes instances of the rule that is tested, be it a script or a component.
//
// Place: rule_tests. Borrows the registry. A script is judged by the component `lua`. Thread:
// control. Errors: parameters that do not fit are faults with their place in the table; a
// component's own word against being made is an Error.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "config/value.hpp"
#include "plugins/registry.hpp"
#include "plugins/rule_instance.hpp"

namespace sluice::rule_tests {

inline constexpr const char* kScriptComponent = "lua";

struct RuleSource {
  std::string component;         // id; empty: a script
  std::filesystem::path script;  // empty: a component
  std::filesystem::path folder;  // relative paths of parameters begin here
  // Of the component that runs a script, as a config has them: its budgets. Null: its defaults.
  config::Value settings = {};

  [[nodiscard]] std::string name() const { return component.empty() ? script.string() : component; }
};

// How a script is run. None of it concerns other components.
struct ScriptOptions {
  bool counts_exactly = true;  // instructions; and a time budget that slow counting does not use up
  bool inspects = false;       // explanations tell the lines that ran, and what a reader would mind
};

struct MadeRule {
  std::unique_ptr<plugins::RuleInstance> rule;
  std::shared_ptr<plugins::LaneClock> clock;
  std::shared_ptr<std::vector<std::string>> messages;  // warnings and errors of its log
};

class RuleMaker {
 public:
  RuleMaker(plugins::Registry& registry, RuleSource source, ScriptOptions options)
      : registry_{registry}, source_{std::move(source)}, options_{options} {}

  // Complete parameters as JSON. `params` is what a table says of them, null for nothing.
  Result<std::string> complete(const config::Value& params, config::Faults& faults) const;
  // Created and started. Without a clock it gets one of its own.
  Result<MadeRule> make(const std::string& params_json,
                        std::shared_ptr<plugins::LaneClock> clock = nullptr) const;
  [[nodiscard]] const RuleSource& source() const noexcept { return source_; }

 private:
  [[nodiscard]] const char* component() const {
    return source_.component.empty() ? kScriptComponent : source_.component.c_str();
  }
  [[nodiscard]] config::Value wrapped(const config::Value& params) const;

  plugins::Registry& registry_;
  RuleSource source_;
  ScriptOptions options_;
};

}  // namespace sluice::rule_tests
