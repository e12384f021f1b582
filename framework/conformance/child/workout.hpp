// SPDX-License-Identifier: Apache-2.0
//
// workout.hpp: one instance at work on one scene, as a host would use it; everything it answers is
// checked against the ABI and recorded.
//
// Place: conformance, in the runner's process. The instance has been started. Thread: the lane's.
// Errors: findings of the instance.
#pragma once

#include <string>
#include <string_view>

#include "conformance/child/instance.hpp"
#include "conformance/child/scene.hpp"

namespace sluice::conformance {

// By the kind of the instance's component.
void work(Instance& instance, const Scene& scene);

void work_strategy(Instance& instance, const Scene& scene);
void work_rule(Instance& instance, const Scene& scene);
void work_executor(Instance& instance, const Scene& scene);
void work_feed(Instance& instance, const Scene& scene);
// Of a feed that is open, `limit` rows a call; nothing where it does not stream.
void work_stream(Instance& instance, std::uint64_t symbols, std::uint64_t limit);
void work_report(Instance& instance, const Scene& scene);

// The saved text: UTF-8 within the bound. Empty where nothing is kept.
[[nodiscard]] std::string save_component_state(Instance& instance);
void load_component_state(Instance& instance, std::string_view state);
[[nodiscard]] bool keeps_component_state(const Instance& instance);

// The same for what rules remember (risk_rule.h). Neither: not a rule, or it remembers nothing.
[[nodiscard]] bool keeps_rule_state(const Instance& instance);
[[nodiscard]] std::string save_rule_state(Instance& instance);
void restore_rule_state(Instance& instance, std::string_view state);

// Takes what `write` writes; a finding where it is above `limit` bytes or not UTF-8.
[[nodiscard]] std::string written(
    Instance& instance, const char* function, std::size_t limit,
    const std::function<sluice_status(const sluice_sink* sink, sluice_error* error)>& write);

}  // namespace sluice::conformance
