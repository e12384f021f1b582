// SPDX-License-Identifier: Apache-2.0
//
// component_check.hpp: whether a config's components are there and can be made.
//
// Place: drivers. Thread: control. Errors: every fault that can be told, at once, with its place in
// the config.
#pragma once

#include "drivers/assemble.hpp"

namespace sluice::drivers {

// Looks components up and checks their parameters against their schemas; creates nothing.
[[nodiscard]] config::Faults check_components(const config::RunConfig& config,
                                              const plugins::Registry& registry);

// What a schema cannot see, such as a formula that makes no sense or a rule's file that is not
// there, is seen where a component reads its parameters: makes them all as a run with these options
// would, reads the files that the config names, begins a session of now for the rules, and throws
// all away. Nothing is written, nobody is connected to, and the prices stay unread. Needs
// `wall_clock`.
[[nodiscard]] config::Faults try_components(const config::LoadResult& loaded,
                                            plugins::Registry& registry, AssembleOptions options);

}  // namespace sluice::drivers
