// SPDX-License-Identifier: Apache-2.0
#include "conformance/check_text.hpp"

#include <algorithm>

#include "conformance/outcome.hpp"

namespace sluice::conformance {
namespace {

constexpr std::size_t kIdWidth = 26;

std::string padded(std::string_view text, std::size_t width) {
  std::string result{text};
  result.resize(std::max(width, result.size()), ' ');
  return result;
}

std::string level_text(const TestInfo& test) { return padded(std::to_string(test.level), 3); }

std::string member(std::string_view key, std::string_view value) {
  return json_quoted(key) + ": " + json_quoted(value);
}

std::string test_members(const TestInfo& test) {
  return member("id", test.id) + ", \"level\": " + std::to_string(test.level) + ", " +
         member("checks", test.checks) + ", " + member("rule", test.rule) + ", " +
         member("fix", test.fix);
}

std::string findings_json(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += (text.empty() ? "{" : ", {") + member("component", finding.component) + ", " +
            member("saw", finding.saw) + "}";
  return "[" + text + "]";
}

}  // namespace

std::string result_text(const TestResult& result) {
  const TestInfo& test = *result.test;
  std::string text = padded(status_name(result.status), 9) + level_text(test) +
                     padded(test.id, kIdWidth) + std::string{test.checks};
  if (!result.note.empty()) text += "\n         " + result.note;
  if (result.status != Status::kFailed) return text;
  for (const Finding& finding : result.findings)
    text += "\n         saw:  " +
            (finding.component.empty() ? std::string{} : "'" + finding.component + "': ") +
            finding.saw;
  return text + "\n         rule: " + std::string{test.rule} +
         "\n         fix:  " + std::string{test.fix};
}

std::string summary_text(const CheckReport& report) {
  std::string text = std::to_string(report.results.size()) +
                     (report.results.size() == 1 ? " test" : " tests") + " up to level " +
                     std::to_string(report.level) + ", seed " + std::to_string(report.seed) + ": " +
                     std::to_string(report.count(Status::kPassed)) + " passed, " +
                     std::to_string(report.count(Status::kFailed)) + " failed";
  if (const auto skipped = report.count(Status::kSkipped); skipped > 0)
    text += ", " + std::to_string(skipped) + " skipped";
  if (const auto kept = report.count(Status::kNotRun); kept > 0)
    text += ", " + std::to_string(kept) + " not run";
  return text;
}

std::string report_json(const CheckReport& report) {
  std::string text = "{\n  " + member("library", report.library.string()) +
                     ",\n  \"level\": " + std::to_string(report.level) +
                     ",\n  \"seed\": " + std::to_string(report.seed) +
                     ",\n  \"conforming\": " + (report.is_conforming() ? "true" : "false");
  for (const Status status : {Status::kPassed, Status::kFailed, Status::kSkipped, Status::kNotRun})
    text += ",\n  \"" + std::string{status_name(status)} +
            "\": " + std::to_string(report.count(status));
  text += ",\n  \"tests\": [";
  for (const TestResult& result : report.results)
    text += (&result == &report.results.front() ? "\n    {" : ",\n    {") +
            test_members(*result.test) + ", " + member("status", status_name(result.status)) +
            ", " + member("note", result.note) +
            ", \"findings\": " + findings_json(result.findings) + "}";
  return text + "\n  ]\n}";
}

std::string list_text() {
  std::string text;
  for (const TestInfo& test : all_tests())
    text += (text.empty() ? "" : "\n") + level_text(test) + padded(test.id, kIdWidth) +
            std::string{test.checks};
  return text;
}

std::string list_json() {
  std::string text;
  for (const TestInfo& test : all_tests())
    text += (text.empty() ? "\n  {" : ",\n  {") + test_members(test) + "}";
  return "[" + text + "\n]";
}

std::string table_page() {
  std::string text = "| level | test | holds | how to fix a failure |\n|---|---|---|---|\n";
  for (const TestInfo& test : all_tests())
    text += "| " + std::to_string(test.level) + " | `" + std::string{test.id} + "` | " +
            std::string{test.checks} + " | " + std::string{test.fix} + " |\n";
  return text;
}

}  // namespace sluice::conformance
