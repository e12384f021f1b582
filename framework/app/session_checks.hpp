// SPDX-License-Identifier: Apache-2.0
//
// session_checks.hpp: finds out what the prerequisites of a session want to know.
//
// Place: app; the records, the executor and the session's certificate meet here. On paper three of
// the eight are asked for: risk parameters, executor, reconciliation; on testnet and live all.
#pragma once

#include "app/run_setup.hpp"
#include "sessions/prerequisites.hpp"
#include "sessions/session.hpp"

namespace sluice::app {

[[nodiscard]] sessions::PrerequisiteList prerequisites_of(const config::LoadResult& loaded,
                                                          const drivers::RunParts& parts,
                                                          sessions::Seen<Certificate> certificate);
// Whether this one has to be met in the config's mode.
[[nodiscard]] bool is_asked_for(const config::RunConfig& config,
                                const sessions::Prerequisite& prerequisite);
// For a session that starts. What is borrowed outlives it.
[[nodiscard]] sessions::SessionChecks session_checks(const config::LoadResult& loaded);

}  // namespace sluice::app
