// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/commands.hpp"
#include "app/plugin_check.hpp"
#include "app/plugin_new.hpp"
#include "app/run_setup.hpp"
#include "plugins/inspect.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "Usage: sluice plugin list [--config FILE]\n"
    "       sluice plugin inspect LIBRARY [--config FILE]\n"
    "       sluice plugin check LIBRARY [--level 1..10] [--seed N] [--test ID]\n"
    "       sluice plugin new KIND NAME [--lang c++|c] [--dir DIR]\n\n"
    "Shows the components that were found, or everything a library says of itself, without running "
    "its code.\n"
    "With a config, its search path and allow-list count.\n\n"
    "Examples:\n"
    "  sluice plugin list\n"
    "  sluice plugin inspect build/release/plugins/sluice_strategies.so --json\n";

int list(plugins::ScanOptions scan, bool json) {
  const auto registry = plugins::Registry::scan(std::move(scan));
  std::cout << (json ? plugins::list_json(registry) : plugins::list_text(registry)) << "\n";
  return kExitOk;
}

int inspect(const std::string& library, const plugins::AllowList& allow_list, bool json) {
  const auto inspection = plugins::inspect_library(library, allow_list);
  std::cout << (json ? plugins::inspection_json(inspection) : plugins::inspection_text(inspection))
            << "\n";
  return inspection.manifest ? kExitOk : kExitFailed;
}

}  // namespace

int command_plugin(const Arguments& arguments) {
  // These have words of their own: `plugin new --help`.
  if (!arguments.empty() && arguments.front() == "new")
    return plugin_new({arguments.begin() + 1, arguments.end()});
  if (!arguments.empty() && arguments.front() == "check")
    return plugin_check({arguments.begin() + 1, arguments.end()});
  po::options_description options{"Options"};
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("library", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action", "library"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  plugins::ScanOptions scan;
  scan.search = plugins::process_search_inputs({});
  if (!common.config_file.empty()) {
    const RunSetup setup = load_config(common);
    if (!setup.ok()) return setup.exit_code;
    auto configured = drivers::scan_options(setup.loaded->config);
    if (!configured) return report_error(configured.error().message, kExitUsage, common.json);
    scan = std::move(configured).value();
  }
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  const bool has_library = values.count("library") != 0;
  if (action == "list" && !has_library) return list(std::move(scan), common.json);
  if (action == "inspect" && has_library)
    return inspect(values["library"].as<std::string>(), scan.allow_list, common.json);
  if (action == "inspect") throw UsageError{"plugin inspect: which library?"};
  if (action == "list") throw UsageError{"plugin list: takes no library"};
  throw unknown_action("plugin", action, {"list", "inspect", "check", "new"});
}

}  // namespace sluice::app
