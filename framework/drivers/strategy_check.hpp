// SPDX-License-Identifier: Apache-2.0
//
// strategy_check.hpp: whether a config's strategy can be created.
//
// Place: drivers. What a schema cannot see, such as a formula that makes no sense, is seen where
// the strategy reads its parameters: it is created and thrown away. Thread: control. Errors: the
// component's own words, as a fault of the config.
#pragma once

#include "config/run_config.hpp"
#include "plugins/registry.hpp"

namespace sluice::drivers {

// After check_components has found nothing.
[[nodiscard]] config::Faults check_strategy(const config::RunConfig& config,
                                            plugins::Registry& registry);

}  // namespace sluice::drivers
