// SPDX-License-Identifier: Apache-2.0
#include "app/plugin_check.hpp"

#include <iostream>

#include <boost/program_options.hpp>

#include "app/command_line.hpp"
#include "conformance/check.hpp"
#include "conformance/check_text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kPluginCheckUsage =
    "Usage: sluice plugin check LIBRARY [--level 1..10] [--seed N] [--test ID] [--check-file "
    "FILE]\n"
    "       sluice plugin check --list\n\n"
    "Runs the conformance tests up to a level, each in a process of its own with a deadline, and "
    "says of each failure\n"
    "what was seen, which rule that breaks and how to fix it. Level 5 is fit to ship.\n"
    "A component that needs a file or a special parameter is given it in NAME.check.json beside "
    "NAME.so.\n\n"
    "Examples:\n"
    "  sluice plugin check build/dev/my_rule.so\n"
    "  sluice plugin check build/dev/my_rule.so --level 9 --seed 7 --json\n"
    "  sluice plugin check build/dev/my_rule.so --test hot.allocation\n";

int print_list(bool json) {
  std::cout << (json ? conformance::list_json() : conformance::list_text()) << "\n";
  return kExitOk;
}

conformance::CheckOptions check_options(const po::variables_map& values, bool json) {
  conformance::CheckOptions options;
  options.level = values["level"].as<int>();
  if (options.level < conformance::kLowestLevel || options.level > conformance::kHighestLevel)
    throw UsageError{"plugin check: --level " + std::to_string(options.level) +
                     ": expected 1 to 10"};
  options.seed = values["seed"].as<std::uint64_t>();
  if (values.count("test") != 0) options.only_test = values["test"].as<std::string>();
  if (values.count("check-file") != 0) options.check_file = values["check-file"].as<std::string>();
  if (!json)
    options.on_result = [](const conformance::TestResult& result) {
      std::cout << conformance::result_text(result) << std::endl;
    };
  return options;
}

}  // namespace

int plugin_check(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("level", po::value<int>()->default_value(conformance::kShipLevel),
                        "tests up to this level run")(
      "seed", po::value<std::uint64_t>()->default_value(1), "of the generated scenes")(
      "test", po::value<std::string>(), "one test by its id, whatever its level")(
      "check-file", po::value<std::string>(),
      "parameters to check with; if absent, NAME.check.json beside the library")(
      "list", po::bool_switch(), "shows all tests")(
      "json", po::bool_switch(), "machine-readable output")("help,h", po::bool_switch(),
                                                            "this text");
  po::options_description all = options;
  all.add_options()("library", po::value<std::string>());
  const auto parsed = parse_arguments(arguments, all, {"library"});
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kPluginCheckUsage << "\n" << options;
    return kExitOk;
  }
  const bool json = values["json"].as<bool>();
  if (values["list"].as<bool>()) return print_list(json);
  if (values.count("library") == 0) throw UsageError{"plugin check: which library?"};
  const auto report =
      conformance::check_library(values["library"].as<std::string>(), check_options(values, json));
  if (!report) return report_error(report.error().message, kExitUsage, json);
  std::cout << (json ? conformance::report_json(*report) : conformance::summary_text(*report))
            << "\n";
  return report->is_conforming() ? kExitOk : kExitFailed;
}

}  // namespace sluice::app
