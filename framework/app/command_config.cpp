// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/alert_delivery.hpp"
#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "app/serve_setup.hpp"
#include "config/run_config_schema.hpp"
#include "drivers/component_check.hpp"
#include "plugins/trial.hpp"
#include "records/text.hpp"
#include "sessions/session_assembly.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kConfigUsage =
    "Usage: sluice config check|show FILE [--set a.b.c=value]\n"
    "       sluice config schema\n\n"
    "check reports every fault at once; show prints the config with every default filled in,\n"
    "and its hash; schema prints the JSON Schema of a config.\n"
    "\n"
    "check makes strategy, rules, executor, feed and reports as a run would, and throws all away.\n"
    "It reads the files that the config names, also those that rules read when a session begins,\n"
    "here one of now; of `api` the sessions and tokens, of `alerts` the webhook. With a `session`\n"
    "the components are those of the session, else those of a backtest or paper track. Nothing is\n"
    "written but how the trial of a new library ended, nobody is connected to, and no prices are\n"
    "read: tickers without prices are found by `sluice data check`, an unreachable venue by\n"
    "`sluice session check`.\n"
    "\n"
    "Examples:\n"
    "  sluice config check configs/demo/dow30.yaml\n"
    "  sluice config show configs/demo/dow30.yaml --set strategy.ma_fast=10\n"
    "  sluice config schema > sluice.schema.json\n";

// "PATH: REASON", as commands end with it.
config::Fault fault_of(const Error& error, const CommonOptions& common) {
  const auto end = error.message.find(": ");
  if (end == std::string::npos) return {"", common.config_file, 0, error.message};
  return {error.message.substr(0, end), common.config_file, 0, error.message.substr(end + 2)};
}

// What other commands read beside the components, before they begin.
config::Faults surroundings_faults(const config::RunConfig& config, const CommonOptions& common) {
  config::Faults faults;
  const auto keep = [&](const auto& result) {
    if (!result) faults.push_back(fault_of(result.error(), common));
  };
  if (config.session) keep(sessions::settings_of(config));
  keep(check_alerts(config));
  keep(server_settings(config.api));
  for (const auto& session : load_sessions(config, common, faults)) {
    auto more = session->try_components();
    faults.insert(faults.end(), more.begin(), more.end());
  }
  return faults;
}

drivers::AssembleOptions options_of(const config::RunConfig& config) {
  drivers::AssembleOptions options =
      config.session ? session_options() : drivers::AssembleOptions{};
  options.wall_clock = &plugins::wall_clock;
  options.log = &log_component_line;
  return options;
}

int check(const CommonOptions& common) {
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  const config::RunConfig& config = setup.loaded->config;
  auto scan = drivers::scan_options(config, config.session.has_value());
  if (!scan) return report_error(scan.error().message, kExitUsage, common.json);
  auto registry = plugins::Registry::scan(std::move(scan).value());
  auto faults = drivers::try_components(*setup.loaded, registry, options_of(config));
  const auto around = surroundings_faults(config, common);
  faults.insert(faults.end(), around.begin(), around.end());
  if (!faults.empty()) return report_faults(faults, common.json);
  if (common.json)
    std::cout << "{\n  \"ok\": true,\n  \"hash\": \"" << setup.loaded->hash << "\"\n}\n";
  else
    std::cout << common.config_file << ": no faults\n";
  return kExitOk;
}

int show(const CommonOptions& common) {
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  const config::LoadResult& loaded = *setup.loaded;
  const std::string mode{name(loaded.config.environment.mode)};
  if (common.json)
    std::cout << records::indent_json(R"({"hash":")" + loaded.hash + R"(","evidence_hash":")" +
                                      loaded.evidence_hash + R"(","mode":")" + mode +
                                      R"(","session_executor":)" +
                                      json_quoted(loaded.config.executor.type) + R"(,"config":)" +
                                      loaded.normalised_json + "}")
              << "\n";
  else
    std::cout << "# hash: " << loaded.hash << "\n# evidence hash: " << loaded.evidence_hash
              << "\n# mode: " << mode << ", sessions send orders to " << loaded.config.executor.type
              << "\n"
              << loaded.normalised_yaml;
  return kExitOk;
}

}  // namespace

int command_config(const Arguments& arguments) {
  po::options_description options{"Options"};
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("file", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action", "file"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kConfigUsage << "\n" << options;
    return kExitOk;
  }
  CommonOptions common = common_options(values);
  if (values.count("file") != 0) common.config_file = values["file"].as<std::string>();
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  if (action == "check") return check(common);
  if (action == "show") return show(common);
  if (action == "schema") {
    std::cout << config::schema_text();
    return kExitOk;
  }
  throw unknown_action("config", action, {"check", "show", "schema"});
}

}  // namespace sluice::app
