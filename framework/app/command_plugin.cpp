// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/commands.hpp"
#include "app/plugin_check.hpp"
#include "app/plugin_new.hpp"
#include "app/plugin_state.hpp"
#include "app/run_setup.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kPluginUsage =
    "Usage: sluice plugin list [--config FILE] [--data-dir DIR]\n"
    "       sluice plugin inspect LIBRARY [--config FILE]\n"
    "       sluice plugin release LIBRARY|SHA256 --who NAME --why TEXT [--config FILE]\n"
    "       sluice plugin check LIBRARY [--level 1..10] [--seed N] [--test ID]\n"
    "       sluice plugin new KIND NAME [--lang c++|c] [--dir DIR]\n\n"
    "Shows the components that were found, or everything a library says of itself, without running "
    "its code.\n"
    "With a config, its search path, allow-list and state folder count; with a data directory, "
    "list "
    "shows the components\n"
    "that were quarantined while they ran there.\n"
    "A library that crashed, hung or was refused when it was tried before its first load is "
    "quarantined; release has\n"
    "it tried again. Another build is tried anyway.\n\n"
    "Examples:\n"
    "  sluice plugin list\n"
    "  sluice plugin inspect build/release/plugins/sluice_strategies.so --json\n"
    "  sluice plugin release my_rule.so --who ana --why 'the driver it needs is installed'\n";

}  // namespace

int command_plugin(const Arguments& arguments) {
  // These have words of their own: `plugin new --help`.
  if (!arguments.empty() && arguments.front() == "new")
    return plugin_new({arguments.begin() + 1, arguments.end()});
  if (!arguments.empty() && arguments.front() == "check")
    return plugin_check({arguments.begin() + 1, arguments.end()});
  po::options_description options{"Options"};
  options.add_options()("who", po::value<std::string>()->default_value(""), "release: your name")(
      "why", po::value<std::string>()->default_value(""), "release: the reason");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())("library", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"action", "library"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kPluginUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  plugins::ScanOptions scan;
  scan.search = plugins::process_search_inputs({});
  scan.trial = plugins::process_trial_options({});
  if (!common.config_file.empty()) {
    const RunSetup setup = load_config(common);
    if (!setup.ok()) return setup.exit_code;
    auto configured = drivers::scan_options(setup.loaded->config);
    if (!configured) return report_error(configured.error().message, kExitUsage, common.json);
    scan = std::move(configured).value();
  }
  const std::string action = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  const bool has_library = values.count("library") != 0;
  const std::string library = has_library ? values["library"].as<std::string>() : "";
  if (action == "list" && !has_library)
    return plugin_list(std::move(scan), common.data_dir, common.json);
  if (action == "list") throw UsageError{"plugin list: takes no library"};
  if ((action == "inspect" || action == "release") && !has_library)
    throw UsageError{"plugin " + action + ": which library?"};
  if (action == "inspect") return plugin_inspect(library, scan, common.json);
  if (action == "release")
    return plugin_release(
        {library, values["who"].as<std::string>(), values["why"].as<std::string>()},
        scan.trial->state_directory, common.json);
  throw unknown_action("plugin", action, {"list", "inspect", "release", "check", "new"});
}

}  // namespace sluice::app
