// SPDX-License-Identifier: Apache-2.0
#include "drivers/component_check.hpp"

#include <algorithm>
#include <utility>

#include "drivers/run_inputs.hpp"
#include "drivers/unknown_components.hpp"

namespace sluice::drivers {

config::Faults check_components(const config::RunConfig& config,
                                const plugins::Registry& registry) {
  config::Faults faults;
  UnknownComponents unknown{registry};
  const auto check = [&](plugins::Kind kind, const config::ComponentConfig& component) {
    if (component.type.empty()) return;  // a fault of the contract
    const auto info = registry.find(kind, component.type);
    if (!info) {
      faults.push_back(unknown.fault_of(component, info.error()));
      return;
    }
    auto params = config::resolve_params(component, (*info)->params_schema);
    faults.insert(faults.end(), params.faults.begin(), params.faults.end());
  };
  check(plugins::Kind::kStrategy, config.strategy);
  check(plugins::Kind::kFeed, config.feed);
  check_data_path(config.feed, faults);
  check(plugins::Kind::kExecutor, config.executor);
  for (const auto& rule : config.pre_trade) check(plugins::Kind::kRiskRule, rule);
  for (const auto& rule : config.risk_rules) check(plugins::Kind::kRiskRule, rule);
  for (const auto& report : config.reports) check(plugins::Kind::kReport, report);
  unknown.add_refused_libraries(faults);
  return faults;
}

config::Faults try_components(const config::LoadResult& loaded, plugins::Registry& registry,
                              AssembleOptions options) {
  options.check_only = true;
  options.persist_halts = false;
  config::Faults faults = assemble(loaded, registry, options).faults;
  const auto is_told = [&faults](const config::Fault& fault) {
    return std::any_of(faults.begin(), faults.end(), [&](const config::Fault& known) {
      return config::format(known) == config::format(fault);
    });
  };
  // What this kind of run does not make has parameters all the same.
  for (config::Fault& fault : check_components(loaded.config, registry))
    if (!is_told(fault)) faults.push_back(std::move(fault));
  return faults;
}

}  // namespace sluice::drivers
