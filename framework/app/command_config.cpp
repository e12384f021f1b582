// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "config/run_config_schema.hpp"
#include "drivers/strategy_check.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kConfigUsage =
    "Usage: sluice config check|show FILE [--set a.b.c=value]\n"
    "       sluice config schema\n\n"
    "check reports every fault at once, the components' parameters included; show prints the "
    "config with every\n"
    "default filled in, and its hash; schema prints the JSON Schema of a config.\n\n"
    "Examples:\n"
    "  sluice config check configs/demo/dow30.yaml\n"
    "  sluice config show configs/demo/dow30.yaml --set strategy.ma_fast=10\n"
    "  sluice config schema > sluice.schema.json\n";

int check(const CommonOptions& common) {
  const RunSetup setup = load_config(common);
  if (!setup.ok()) return setup.exit_code;
  auto scan = drivers::scan_options(setup.loaded->config, setup.loaded->config.session.has_value());
  if (!scan) return report_error(scan.error().message, kExitUsage, common.json);
  auto registry = plugins::Registry::scan(std::move(scan).value());
  auto faults = drivers::check_components(setup.loaded->config, registry);
  if (faults.empty()) faults = drivers::check_strategy(setup.loaded->config, registry);
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
