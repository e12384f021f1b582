// SPDX-License-Identifier: Apache-2.0
//
// run_setup.hpp: from the common options to the parts of a run, with every message on the way.
//
// Place: app.
#pragma once

#include <functional>
#include <memory>

#include "app/command_line.hpp"
#include "app/kill_signal.hpp"
#include "drivers/assemble.hpp"

namespace sluice::app {

struct RunSetup {
  std::unique_ptr<config::LoadResult> loaded;
  std::unique_ptr<plugins::Registry> registry;
  std::unique_ptr<drivers::RunParts> parts;
  std::unique_ptr<KillSignal> kill_signal;  // of the parts' kill switch
  drivers::AssembleOptions options;  // the parts were made with, and would be made with again
  int exit_code = kExitOk;           // not kExitOk: it has been reported, and there are no parts

  [[nodiscard]] bool ok() const noexcept { return exit_code == kExitOk; }
};

// Loads the config alone. Reports what is wrong with it.
[[nodiscard]] RunSetup load_config(const CommonOptions& common);
// Loads the config, finds the plugins, makes the parts; from then on SIGUSR1 stops their orders.
// `adapt` may change the executor that the run is of before anything is made from it.
[[nodiscard]] RunSetup set_up_run(
    const CommonOptions& common, drivers::AssembleOptions options,
    const std::function<void(const config::RunConfig& config, config::ComponentConfig& executor)>&
        adapt = {});

// Notices of libraries, from that number on, as warnings of the log.
void log_notices(const plugins::Registry& registry, plugins::Notice::Severity severity,
                 std::size_t first = 0);

// --disable-pre-trade-checks and --ignore-kill-switch, for commands that judge orders offline.
void add_switch_off_options(boost::program_options::options_description& options);
[[nodiscard]] drivers::AssembleOptions switch_off_options(
    const boost::program_options::variables_map& values);

}  // namespace sluice::app
