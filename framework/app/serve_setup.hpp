// SPDX-License-Identifier: Apache-2.0
//
// serve_setup.hpp: what `sluice serve` reads before it serves; `sluice config check` reads it too.
//
// Place: app. Errors: with their place in the config.
#pragma once

#include <memory>
#include <vector>

#include "api/server_settings.hpp"
#include "app/session_build.hpp"

namespace sluice::app {

using SessionBuilds = std::vector<std::unique_ptr<SessionBuild>>;

// "PATH: REASON" where something is wrong.
[[nodiscard]] Result<api::ServerSettings> server_settings(const config::Api& api);

// The sessions that clients may start. They are in the server's data directory, wherever that is.
[[nodiscard]] SessionBuilds load_sessions(const config::RunConfig& server,
                                          const CommonOptions& common, config::Faults& faults);

}  // namespace sluice::app
