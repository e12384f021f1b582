// SPDX-License-Identifier: Apache-2.0
//
// table_fixture.hpp: tables written as a person writes them, read and run.
//
// Place: tests/rule_tests.
#pragma once

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule_tests/runner.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::rule_tests {

class TableTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto path = folder_ / name;
    std::ofstream{path, std::ios::binary} << text;
    return path;
  }
  [[nodiscard]] Table read(const std::string& text,
                           const std::string& name = "max_order_notional.test.yaml") const {
    return read_table(write(name, text));
  }
  // Faults as a person sees them, without the folder.
  [[nodiscard]] std::string faults_of(const std::string& text) const {
    return words_of(read(text).faults);
  }
  [[nodiscard]] std::string words_of(const config::Faults& faults) const {
    std::string words;
    for (const auto& fault : faults)
      words += std::to_string(fault.line) + ": " + fault.path + ": " + fault.message + "\n";
    return words;
  }

  // Runs a table; its parameters' faults become the failures of a case without a name.
  [[nodiscard]] TableResult run(const Table& table, ScriptOptions options = {}) {
    EXPECT_EQ(words_of(table.faults), "");
    config::Faults faults;
    const RuleMaker maker{registry(), source_of(table), options};
    auto result = run_table(table, maker, faults);
    EXPECT_TRUE(result) << result.error().message;
    if (!result) return {};
    if (!faults.empty()) {
      result->cases.emplace_back();
      result->cases.back().failures.push_back(words_of(faults));
    }
    return std::move(result).value();
  }
  [[nodiscard]] TableResult run(const std::string& text, ScriptOptions options = {}) {
    return run(read(text), options);
  }
  [[nodiscard]] TableResult run_script(const std::string& script, const std::string& table,
                                       ScriptOptions options = {}) {
    write("rule.lua", script);
    return run(read(table, "rule.test.yaml"), options);
  }
  [[nodiscard]] static plugins::Registry& registry() {
    static plugins::Registry scanned = [] {
      plugins::ScanOptions options;
      options.search.configured = {SLUICE_PLUGIN_DIRECTORY};
      return plugins::Registry::scan(std::move(options));
    }();
    return scanned;
  }

  // Everything that went wrong, a case a line; empty where every case passed.
  static std::string failures_of(const TableResult& result) {
    std::string text;
    for (const CaseResult& one : result.cases)
      for (const std::string& failure : one.failures) text += one.name + ": " + failure + "\n";
    return text;
  }

  testing::TemporaryDirectory folder_;
};

}  // namespace sluice::rule_tests
