// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/commands.hpp"
#include "app/rule_commands.hpp"
#include "app/run_setup.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "Usage: sluice rule test PATH... [--junit FILE]\n\n"
    "Tests of risk rules, in Lua and native alike. PATH is a table of cases (NAME.test.yaml, see\n"
    "docs/formats/rule_tests.md), a script (NAME.lua) with its table beside it, or a folder.\n\n"
    "  test      every case must get the verdict it expects; exit code 1 if one does not, 2 if a\n"
    "            table is faulty\n\n"
    "Examples:\n"
    "  sluice rule test configs/risk_rules\n"
    "  sluice rule test my_rules/no_overnight_short.lua --junit results.xml\n";

struct Action {
  const char* name;
  int (*run)(plugins::Registry& registry, const RuleWords& words);
};

constexpr Action kActions[] = {{"test", &rule_test}};

RuleWords words_of(const po::variables_map& values, const CommonOptions& common) {
  RuleWords words;
  if (values.count("path") != 0) words.paths = values["path"].as<std::vector<std::string>>();
  words.json = common.json;
  words.junit = values["junit"].as<std::string>();
  return words;
}

// The plugins of a config, or those that are found without one.
Result<plugins::ScanOptions> scan_of(const CommonOptions& common, int& exit_code) {
  plugins::ScanOptions scan;
  scan.search = plugins::process_search_inputs({});
  if (common.config_file.empty()) return scan;
  const RunSetup setup = load_config(common);
  exit_code = setup.exit_code;
  if (!setup.ok()) return scan;
  return drivers::scan_options(setup.loaded->config);
}

}  // namespace

int command_rule(const Arguments& arguments) {
  const auto text = [] { return po::value<std::string>()->default_value(""); };
  po::options_description options{"Options"};
  options.add_options()("junit", text(), "test: write the results as JUnit XML to this file");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())(
      "path", po::value<std::vector<std::string>>()->composing());
  const auto parsed = parse_arguments(arguments, all, {"action"}, "path");
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kUsage << "\n" << options;
    return kExitOk;
  }
  const CommonOptions common = common_options(values);
  const std::string name = values.count("action") != 0 ? values["action"].as<std::string>() : "";
  std::vector<std::string> known;
  for (const Action& action : kActions) {
    known.emplace_back(action.name);
    if (name != action.name) continue;
    const RuleWords words = words_of(values, common);
    if (words.paths.empty()) throw UsageError{"rule " + name + ": which file or folder?"};
    int exit_code = kExitOk;
    auto scan = scan_of(common, exit_code);
    if (exit_code != kExitOk) return exit_code;
    if (!scan) return report_error(scan.error().message, kExitUsage, common.json);
    auto registry = plugins::Registry::scan(std::move(scan).value());
    return action.run(registry, words);
  }
  throw unknown_action("rule", name, known);
}

}  // namespace sluice::app
