// SPDX-License-Identifier: Apache-2.0
#include "app/session_build.hpp"

#include <algorithm>
#include <utility>

#include "app/session_checks.hpp"
#include "drivers/component_check.hpp"
#include "plugins/trial.hpp"
#include "rule_tests/source_test.hpp"
#include "sessions/session_assembly.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using sessions::SessionError;
using sessions::SessionErrorKind;

// Of the executor alone: whoever asks may choose another, or wait until it is there.
SessionError error_of(const config::Faults& faults) {
  const auto of_executor =
      std::find_if(faults.begin(), faults.end(), [](const config::Fault& fault) {
        return fault.path == "executor" || fault.path.starts_with("executor.");
      });
  if (of_executor != faults.end())
    return {SessionErrorKind::kBrokerNotFound, of_executor->message, {}};
  return sessions::fault(faults.front().path + ": " + faults.front().message);
}

fs::path kill_switch_of(const config::RunConfig& config) {
  return fs::weakly_canonical(drivers::latch_file_of(config));
}

// What has to be the server's own; empty: it is.
std::string what_is_not_shared(const config::RunConfig& server, const config::RunConfig& session) {
  if (fs::weakly_canonical(session.output.root) != fs::weakly_canonical(server.output.root))
    return "its output.root is '" + session.output.root.native() + "', the server's is '" +
           server.output.root.native() + "': a server is host in its own data directory";
  if (kill_switch_of(session) != kill_switch_of(server))
    return "its kill switch is '" + kill_switch_of(session).native() + "', the server's is '" +
           kill_switch_of(server).native() + "': one has to stop both";
  return "";
}

}  // namespace

SessionBuild::SessionBuild(std::unique_ptr<config::LoadResult> loaded,
                           std::unique_ptr<plugins::Registry> registry,
                           drivers::AssembleOptions options,
                           std::unique_ptr<drivers::RunParts> first)
    : loaded_{std::move(loaded)},
      registry_{std::move(registry)},
      options_{std::move(options)},
      first_{std::move(first)} {}

sessions::Outcome<sessions::SessionMake> SessionBuild::make() {
  std::shared_ptr<drivers::RunParts> parts = std::move(first_);
  if (!parts) {
    auto assembled = drivers::assemble(*loaded_, *registry_, options_);
    if (!assembled.faults.empty()) return error_of(assembled.faults);
    parts = std::move(assembled.parts);
  }
  auto made = sessions::make_session(loaded_->config, std::move(parts), &plugins::wall_clock);
  if (made) made->checks = session_checks(*loaded_);
  return made;
}

sessions::Outcome<sessions::SessionCheck> SessionBuild::check(
    files::Disk& disk, const std::optional<Certificate>& known) {
  auto made = make();
  if (!made) return made.error();
  sessions::Seen<Certificate> seen;
  seen.value = known;
  if (!known) {
    auto compared = sessions::Session::compare(
        made->settings, {disk, *made->run, *made->market, made->directory}, made->clock->now());
    if (compared)
      seen.value = std::move(*compared);
    else
      seen.fault = compared.error().message;
  }
  sessions::SessionCheck check{prerequisites_of(*loaded_, *made->run, std::move(seen))};
  for (std::size_t i = 0; i < check.list.size(); ++i)
    check.is_asked_for[i] = is_asked_for(loaded_->config, check.list[i]);
  return check;
}

config::Faults SessionBuild::try_components() {
  return drivers::try_components(*loaded_, *registry_, options_);
}

sessions::SessionStatus SessionBuild::created() const {
  const auto settings = sessions::settings_of(loaded_->config);
  SLUICE_ASSERT(settings.ok());
  return sessions::created(loaded_->config, *settings);
}

fs::path SessionBuild::directory() const {
  return sessions::sessions_directory(loaded_->config.output.root) / loaded_->config.session->id;
}

drivers::AssembleOptions session_options() {
  drivers::AssembleOptions options;
  options.with_reports = false;
  options.executor_of_mode = true;
  options.wall_clock = &plugins::wall_clock;
  return options;
}

std::unique_ptr<SessionBuild> load_session(const config::RunConfig& server, std::size_t index,
                                           const std::vector<std::string>& overrides,
                                           config::Faults& faults) {
  const config::NamedFile& named = server.api.sessions[index];
  const auto refuse = [&](std::string why) {
    faults.push_back({"api.sessions[" + std::to_string(index) + "]", named.named_in, named.line,
                      named.path.native() + ": " + std::move(why)});
    return nullptr;
  };
  std::error_code ignored;
  if (!fs::is_regular_file(named.path, ignored)) return refuse("there is no such file");
  auto loaded =
      std::make_unique<config::LoadResult>(config::load_run_config(named.path, overrides));
  if (!loaded->ok()) {
    faults.insert(faults.end(), loaded->faults.begin(), loaded->faults.end());
    return nullptr;
  }
  if (const auto settings = sessions::settings_of(loaded->config); !settings)
    return refuse(settings.error().message);
  if (auto why = what_is_not_shared(server, loaded->config); !why.empty())
    return refuse(std::move(why));
  sessions::choose_fill_model(loaded->config.executor, *loaded->config.session);
  auto scan = drivers::scan_options(loaded->config, true);
  if (!scan) return refuse(scan.error().message);
  auto registry =
      std::make_unique<plugins::Registry>(plugins::Registry::scan(std::move(scan).value()));
  loaded->add(drivers::check_components(loaded->config, *registry));
  if (!loaded->ok()) {
    faults.insert(faults.end(), loaded->faults.begin(), loaded->faults.end());
    return nullptr;
  }
  auto options = session_options();
  options.log = &log_component_line;
  options.source_test = &rule_tests::source_test;
  return std::make_unique<SessionBuild>(std::move(loaded), std::move(registry), std::move(options));
}

}  // namespace sluice::app
