// SPDX-License-Identifier: Apache-2.0
//
// session_build.hpp: a session's config made into what a start of the session needs, as often as it
// is started; and into its prerequisites.
//
// Place: app; for `sluice session` in this process and for `sluice serve`. Owns config and plugins,
// and outlives the sessions made from them. Thread: one at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/run_setup.hpp"
#include "files/disk.hpp"
#include "sessions/prerequisites.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::app {

class SessionBuild {
 public:
  // The parts, where there are some, are those of the first start.
  SessionBuild(std::unique_ptr<config::LoadResult> loaded,
               std::unique_ptr<plugins::Registry> registry, drivers::AssembleOptions options,
               std::unique_ptr<drivers::RunParts> first = nullptr);

  // Fresh parts for every start: a plugin begins anew too. BrokerNotFound where there is no
  // executor.
  sessions::Outcome<sessions::SessionMake> make();
  // Compares the books with the venue's first, unless a host of the session tells `known`.
  sessions::Outcome<sessions::SessionCheck> check(files::Disk& disk,
                                                  const std::optional<Certificate>& known = {});

  // See drivers/component_check.hpp.
  [[nodiscard]] config::Faults try_components();

  [[nodiscard]] const config::RunConfig& config() const noexcept { return loaded_->config; }
  // As it is shown before it is started. The config has a session.
  [[nodiscard]] sessions::SessionStatus created() const;
  [[nodiscard]] std::filesystem::path directory() const;

 private:
  std::unique_ptr<config::LoadResult> loaded_;
  std::unique_ptr<plugins::Registry> registry_;
  drivers::AssembleOptions options_;
  std::unique_ptr<drivers::RunParts> first_;
};

// Of sessions: the executor of the config's mode, no reports, a person's time.
[[nodiscard]] drivers::AssembleOptions session_options();

// The session that `api.sessions[index]` of a server's config names. What is wrong with it is added
// to the faults, and there is none.
[[nodiscard]] std::unique_ptr<SessionBuild> load_session(const config::RunConfig& server,
                                                         std::size_t index,
                                                         const std::vector<std::string>& overrides,
                                                         config::Faults& faults);

}  // namespace sluice::app
