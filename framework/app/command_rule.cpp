// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>

#include "app/commands.hpp"
#include "app/rule_commands.hpp"
#include "app/run_setup.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kRuleUsage =
    "Usage: sluice rule test PATH... [--junit FILE]\n"
    "       sluice rule coverage PATH... [--threshold PERCENT]\n"
    "       sluice rule bench PATH... [--repeats N]\n"
    "       sluice rule lint PATH...\n"
    "       sluice rule new NAME [--dir DIR]\n"
    "       sluice rule replay RULE --audit DIR [--param NAME=VALUE]... [--config FILE]\n\n"
    "Risk rules, in Lua and native alike. PATH is a table of cases (NAME.test.yaml, see\n"
    "docs/formats/rule_tests.md), a script (NAME.lua) with its table beside it, or a folder.\n\n"
    "  test      every case must get the verdict it expects; exit code 1 if one does not, 2 if a\n"
    "            table is faulty\n"
    "  coverage  lines of scripts that their tests run; exit code 1 below the threshold\n"
    "  bench     what a judgement of each case costs: time, instructions, memory\n"
    "  lint      what is wrong with a script: syntax, names that are not there, unknown fields;\n"
    "            exit code 1 if there is anything\n"
    "  new       a rule to begin with, its tests, and stubs for the Lua language server\n"
    "  replay    judges the orders of an audit trail again with the rule (a script or the id of a\n"
    "            component) and tells where it would have decided otherwise\n\n"
    "Examples:\n"
    "  sluice rule test configs/risk_rules\n"
    "  sluice rule test my_rules/no_overnight_short.lua --junit results.xml\n"
    "  sluice rule coverage configs/risk_rules --threshold 90\n"
    "  sluice rule lint my_rules\n"
    "  sluice rule new largest_order --dir my_rules\n"
    "  sluice rule replay my_rules/largest_order.lua --param limit=5000 \\\n"
    "      --audit output/paper_track/strategy_dow30_trend/audit\n";

constexpr std::int64_t kDefaultRepeats = 20'000;
constexpr std::int64_t kMaxRepeats = 10'000'000;

struct Action {
  const char* name;
  int (*run)(plugins::Registry& registry, const RuleWords& words);
};

constexpr Action kActions[] = {{"test", &rule_test},   {"coverage", &rule_coverage},
                               {"bench", &rule_bench}, {"lint", &rule_lint},
                               {"new", &rule_new},     {"replay", &rule_replay}};

RuleWords words_of(const po::variables_map& values, const CommonOptions& common) {
  RuleWords words;
  if (values.count("path") != 0) words.paths = values["path"].as<std::vector<std::string>>();
  words.json = common.json;
  words.junit = values["junit"].as<std::string>();
  words.dir = values["dir"].as<std::string>();
  words.audit = values["audit"].as<std::string>();
  if (values.count("param") != 0) words.params = values["param"].as<std::vector<std::string>>();
  words.threshold = values["threshold"].as<double>();
  words.repeats = values["repeats"].as<std::int64_t>();
  if (!(words.threshold >= 0 && words.threshold <= 100))
    throw UsageError{"--threshold: expected a percentage from 0 to 100"};
  if (words.repeats < 1 || words.repeats > kMaxRepeats)
    throw UsageError{"--repeats: expected 1 to " + std::to_string(kMaxRepeats)};
  return words;
}

// With the plugins of a config, or those that are found without one.
int run(const Action& action, RuleWords words, const CommonOptions& common) {
  plugins::ScanOptions scan;
  scan.search = plugins::process_search_inputs({});
  scan.trial = plugins::process_trial_options({});
  RunSetup setup;
  if (!common.config_file.empty()) {
    setup = load_config(common);
    if (!setup.ok()) return setup.exit_code;
    auto configured = drivers::scan_options(setup.loaded->config);
    if (!configured) return report_error(configured.error().message, kExitUsage, common.json);
    scan = std::move(configured).value();
    words.config = &setup.loaded->config;
  }
  auto registry = plugins::Registry::scan(std::move(scan));
  const std::size_t told = registry.notices().size();
  const int exit_code = action.run(registry, words);
  log_notices(registry, plugins::Notice::Severity::kWarning, told);
  return exit_code;
}

}  // namespace

int command_rule(const Arguments& arguments) {
  const auto text = [] { return po::value<std::string>()->default_value(""); };
  po::options_description options{"Options"};
  options.add_options()("junit", text(), "test: write the results as JUnit XML to this file")(
      "threshold", po::value<double>()->default_value(0, "0"),
      "coverage: fail below this percentage")(
      "repeats", po::value<std::int64_t>()->default_value(kDefaultRepeats),
      "bench: judgements of each case")("dir", text(), "new: write to this folder")(
      "audit", text(), "replay: the audit trail, a folder or a segment")(
      "param", po::value<std::vector<std::string>>()->composing(),
      "replay: a parameter of the rule, NAME=VALUE (repeatable)");
  add_common_options(options);
  po::options_description all = options;
  all.add_options()("action", po::value<std::string>())(
      "path", po::value<std::vector<std::string>>()->composing());
  const auto parsed = parse_arguments(arguments, all, {"action"}, "path");
  const auto& values = *parsed.values;
  if (parsed.help) {
    std::cout << kRuleUsage << "\n" << options;
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
    return run(action, words, common);
  }
  throw unknown_action("rule", name, known);
}

}  // namespace sluice::app
