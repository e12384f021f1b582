// SPDX-License-Identifier: Apache-2.0
//
// rule_coverage.cpp: `sluice rule coverage`: which lines of scripts their tests ran.
#include <iostream>

#include <fmt/format.h>

#include "app/json_output.hpp"
#include "app/rule_commands.hpp"
#include "records/text.hpp"
#include "rule_tests/coverage.hpp"

namespace sluice::app {
namespace {

using rule_tests::Coverage;

std::string coverage_json(const std::vector<Coverage>& scripts, double threshold, bool ok) {
  std::string list;
  for (const Coverage& one : scripts)
    list += fmt::format(R"({}{{"script":{},"lines":{},"run":{},"percent":{:.1f},"missed":{}}})",
                        list.empty() ? "" : ",", json_quoted(one.script), one.lines, one.run(),
                        one.percent(), json_quoted(rule_tests::ranges_of(one.missed)));
  return records::indent_json(fmt::format(R"({{"ok":{},"threshold":{:.1f},"scripts":[{}]}})",
                                          ok ? "true" : "false", threshold, list));
}

std::string coverage_text(const Coverage& one) {
  const std::string missed =
      one.missed.empty() ? "" : ", not run: " + rule_tests::ranges_of(one.missed);
  return fmt::format("{:>5.1f} %  {}: {} of {} lines{}\n", one.percent(), one.script, one.run(),
                     one.lines, missed);
}

}  // namespace

int rule_coverage(plugins::Registry& registry, const RuleWords& words) {
  std::vector<rule_tests::TableResult> results;
  if (const int code = run_tables(registry, words, {true, true}, results); code != kExitOk)
    return code;
  std::vector<Coverage> scripts;
  bool ok = true;
  for (const auto& result : results) {
    if (result.failed() > 0)
      return report_error(result.file.string() + ": " + std::to_string(result.failed()) +
                              " cases fail; sluice rule test tells which",
                          kExitFailed, words.json);
    if (!result.rule.ends_with(".lua")) continue;  // a native rule has no lines here
    scripts.push_back(rule_tests::coverage_of(result));
    ok &= scripts.back().percent() >= words.threshold;
  }
  if (scripts.empty()) throw UsageError{"rule coverage: there is no script among the rules"};
  if (words.json) {
    std::cout << coverage_json(scripts, words.threshold, ok) << "\n";
  } else {
    for (const Coverage& one : scripts) std::cout << coverage_text(one);
    if (!ok)
      std::cerr << fmt::format("sluice: coverage is below the threshold of {:.1f} %\n",
                               words.threshold);
  }
  return ok ? kExitOk : kExitFailed;
}

}  // namespace sluice::app
