// SPDX-License-Identifier: Apache-2.0
//
// session_assembly.hpp: from a config's section `session` to what a session is told, and where it
// lives.
//
// Place: sessions. Errors: a feed that does not stream; a section that is not there.
#pragma once

#include <filesystem>

#include "config/run_config.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::sessions {

// {output.root}/sessions: the session store, and a folder for each session.
[[nodiscard]] std::filesystem::path sessions_directory(const std::filesystem::path& output_root);
[[nodiscard]] std::filesystem::path session_store_path(const std::filesystem::path& output_root);

[[nodiscard]] Result<SessionSettings> settings_of(const config::RunConfig& config);
// As it is shown before it is started. The config has a session.
[[nodiscard]] SessionStatus created(const config::RunConfig& config,
                                    const SessionSettings& settings);

// In sessions the executor `paper` trades at quotes, or as session.fill_model says.
void choose_fill_model(config::ComponentConfig& executor, const config::Session& session);

// Parts of a run, its feed opened as a stream: what one start of a session needs, but for checks. A
// recording has a clock of its own; `wall` is for everything else. `keep` lives as long as the
// parts.
[[nodiscard]] Outcome<SessionMake> make_session(const config::RunConfig& config,
                                                std::shared_ptr<drivers::RunParts> parts,
                                                std::function<Timestamp()> wall);

}  // namespace sluice::sessions
