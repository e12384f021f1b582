// SPDX-License-Identifier: Apache-2.0
//
// rule_test.cpp: `sluice rule test`.
#include <iostream>

#include "app/json_output.hpp"
#include "app/rule_commands.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"
#include "rule_tests/reports.hpp"
#include "rule_tests/table_files.hpp"

namespace sluice::app {

std::vector<rule_tests::Table> read_tables(const RuleWords& words, config::Faults& faults) {
  const auto files = rule_tests::find_tables(words.paths);
  if (!files) throw UsageError{files.error().message};
  std::vector<rule_tests::Table> tables;
  for (const auto& file : *files) {
    tables.push_back(rule_tests::read_table(file));
    faults.insert(faults.end(), tables.back().faults.begin(), tables.back().faults.end());
  }
  return tables;
}

int run_tables(plugins::Registry& registry, const RuleWords& words,
               const rule_tests::ScriptOptions& options,
               std::vector<rule_tests::TableResult>& results) {
  config::Faults faults;
  const auto tables = read_tables(words, faults);
  if (!faults.empty()) return report_faults(faults, words.json);
  for (const auto& table : tables) {
    const rule_tests::RuleMaker maker{registry, rule_tests::source_of(table), options};
    auto result = rule_tests::run_table(table, maker, faults);
    if (!result)
      return report_error(table.file.string() + ": " + result.error().message, kExitUsage,
                          words.json);
    results.push_back(std::move(result).value());
  }
  return faults.empty() ? kExitOk : report_faults(faults, words.json);
}

int rule_test(plugins::Registry& registry, const RuleWords& words) {
  std::vector<rule_tests::TableResult> results;
  if (const int code = run_tables(registry, words, {}, results); code != kExitOk) return code;
  if (!words.junit.empty()) {
    const auto written = files::replace_file(words.junit, rule_tests::results_junit(results),
                                             files::Durability::kVolatile);
    if (!written) return report_error(written.error().message, kExitFailed, words.json);
  }
  std::cout << (words.json ? records::indent_json(rule_tests::results_json(results)) + "\n"
                           : rule_tests::results_text(results));
  for (const auto& result : results)
    if (result.failed() > 0) return kExitFailed;
  return kExitOk;
}

}  // namespace sluice::app
