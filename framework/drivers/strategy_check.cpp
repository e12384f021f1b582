// SPDX-License-Identifier: Apache-2.0
#include "drivers/strategy_check.hpp"

#include "config/component.hpp"
#include "plugins/strategy_instance.hpp"

namespace sluice::drivers {

config::Faults check_strategy(const config::RunConfig& config, plugins::Registry& registry) {
  const config::ComponentConfig& component = config.strategy;
  const auto info = registry.find(plugins::Kind::kStrategy, component.type);
  if (!info) return {config::component_fault(component, info.error().message)};
  const auto params = config::resolve_params(component, (*info)->params_schema);
  if (!params.faults.empty()) return params.faults;
  const auto made = registry.create<plugins::StrategyInstance>(component.type, params.json, {});
  if (!made) return {config::component_fault(component, made.error().message)};
  return {};
}

}  // namespace sluice::drivers
