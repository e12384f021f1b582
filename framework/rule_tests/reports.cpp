// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/reports.hpp"

#include <fmt/format.h>

#include "core/verdict.hpp"
#include "records/text.hpp"

namespace sluice::rule_tests {
namespace {

using records::json_string;

struct Totals {
  std::size_t cases = 0;
  std::size_t failed = 0;
};

Totals totals_of(std::span<const TableResult> tables) {
  Totals totals;
  for (const TableResult& table : tables) {
    totals.cases += table.cases.size();
    totals.failed += table.failed();
  }
  return totals;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

// Characters that XML does not allow at all are left out.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::string number_or_null(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "null";
}

std::string case_json(const CaseResult& one) {
  std::string failures;
  for (const std::string& failure : one.failures)
    failures += (failures.empty() ? "" : ",") + json_string(failure);
  return fmt::format(
      R"({{"name":{},"line":{},"passed":{},"verdict":{},"code":{},"measured":"{}","limit":"{}",)"
      R"("instructions":{},"peak_memory_bytes":{},"failures":[{}]}})",
      json_string(one.name), one.line, one.passed() ? "true" : "false",
      json_string(action_name(one.verdict.action)), json_string(one.verdict.code),
      Money::from_c(one.verdict.measured).to_string(), Money::from_c(one.verdict.limit).to_string(),
      number_or_null(one.explanation.instructions),
      number_or_null(one.explanation.peak_memory_bytes), failures);
}

std::string case_junit(const TableResult& table, const CaseResult& one) {
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                  xml(table.rule), xml(one.name), xml(table.file.string()), one.line);
  if (one.passed()) return head + "/>\n";
  return head + fmt::format(">\n      <failure message=\"{}\"/>\n    </testcase>\n",
                            xml(joined(one.failures)));
}

}  // namespace

std::string results_text(std::span<const TableResult> tables) {
  std::string out;
  for (const TableResult& table : tables) {
    for (const CaseResult& one : table.cases) {
      if (one.passed()) continue;
      out += fmt::format("FAILED {}:{}: {}\n", table.file.string(), one.line, one.name);
      for (const std::string& failure : one.failures) out += "       " + failure + "\n";
    }
    out += fmt::format("{} {}: {} cases", table.failed() == 0 ? "ok    " : "FAILED",
                       table.file.string(), table.cases.size());
    if (table.failed() > 0) out += fmt::format(", {} failed", table.failed());
    out += "\n";
  }
  const Totals totals = totals_of(tables);
  return out + fmt::format("{} cases of {} tables, {} failed\n", totals.cases, tables.size(),
                           totals.failed);
}

std::string results_json(std::span<const TableResult> tables) {
  const Totals totals = totals_of(tables);
  std::string list;
  for (const TableResult& table : tables) {
    std::string cases;
    for (const CaseResult& one : table.cases) cases += (cases.empty() ? "" : ",") + case_json(one);
    list += fmt::format(R"({}{{"file":{},"rule":{},"version":{},"cases":[{}]}})",
                        list.empty() ? "" : ",", json_string(table.file.string()),
                        json_string(table.rule), json_string(table.version), cases);
  }
  return fmt::format(R"({{"ok":{},"cases":{},"failed":{},"tables":[{}]}})",
                     totals.failed == 0 ? "true" : "false", totals.cases, totals.failed, list);
}

std::string results_junit(std::span<const TableResult> tables) {
  const Totals totals = totals_of(tables);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"rules\" tests=\"{}\" failures=\"{}\">\n", totals.cases,
                     totals.failed);
  for (const TableResult& table : tables) {
    out += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                       xml(table.file.string()), table.cases.size(), table.failed());
    for (const CaseResult& one : table.cases) out += case_junit(table, one);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace sluice::rule_tests
