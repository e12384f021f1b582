// SPDX-License-Identifier: Apache-2.0
//
// live_facts.hpp: what is_live_execution_allowed asks about, looked at now: files, an address, this
// very program.
//
// Place: app. Blocks for the answer of the monitoring address, at most kProbeTimeout.
#pragma once

#include <chrono>

#include "config/load_run_config.hpp"
#include "risk/live_permission.hpp"

namespace sluice::app {

inline constexpr std::chrono::milliseconds kProbeTimeout{3'000};

[[nodiscard]] risk::LiveFacts look_at_live_facts(const config::LoadResult& loaded, Timestamp now);

// Whether the tests of this very program have passed, as their evidence says.
[[nodiscard]] risk::Looked look_at_test_evidence(const std::string& text,
                                                 const std::string& program_sha256);

}  // namespace sluice::app
