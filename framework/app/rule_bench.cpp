// SPDX-License-Identifier: Apache-2.0
//
// rule_bench.cpp: `sluice rule bench`: what a judgement of each case costs.
#include <iostream>

#include <fmt/format.h>

#include "app/json_output.hpp"
#include "app/rule_commands.hpp"
#include "records/text.hpp"
#include "rule_tests/bench.hpp"

namespace sluice::app {
namespace {

std::string or_else(const std::optional<std::int64_t>& number, const char* otherwise) {
  return number ? std::to_string(*number) : otherwise;
}

std::string result_json(const rule_tests::BenchResult& one) {
  return fmt::format(
      R"({{"name":{},"median_ns":{},"p999_ns":{},"instructions":{},"peak_memory_bytes":{}}})",
      json_quoted(one.name), one.median_ns, one.p999_ns,
      or_else(one.explanation.instructions, "null"),
      or_else(one.explanation.peak_memory_bytes, "null"));
}

std::string result_text(const rule_tests::BenchResult& one) {
  return fmt::format("  {:>8} {:>10} {:>12} {:>14}  {}\n", one.median_ns, one.p999_ns,
                     or_else(one.explanation.instructions, "-"),
                     or_else(one.explanation.peak_memory_bytes, "-"), one.name);
}

}  // namespace

int rule_bench(plugins::Registry& registry, const RuleWords& words) {
  config::Faults faults;
  const auto tables = read_tables(words, faults);
  if (!faults.empty()) return report_faults(faults, words.json);
  std::string text;
  std::string json;
  for (const auto& table : tables) {
    const auto results = rule_tests::bench_table(registry, table, words.repeats, faults);
    if (!results)
      return report_error(table.file.string() + ": " + results.error().message, kExitUsage,
                          words.json);
    if (!faults.empty()) return report_faults(faults, words.json);
    text += fmt::format("{}\n  {:>8} {:>10} {:>12} {:>14}  {}\n", table.file.string(), "median ns",
                        "p99.9 ns", "instructions", "memory bytes", "case");
    std::string cases;
    for (const auto& one : *results) {
      text += result_text(one);
      cases += (cases.empty() ? "" : ",") + result_json(one);
    }
    json += fmt::format(R"({}{{"file":{},"cases":[{}]}})", json.empty() ? "" : ",",
                        json_quoted(table.file.string()), cases);
  }
  std::cout << (words.json
                    ? records::indent_json(fmt::format(
                          R"({{"ok":true,"repeats":{},"tables":[{}]}})", words.repeats, json)) +
                          "\n"
                    : text);
  return kExitOk;
}

}  // namespace sluice::app
