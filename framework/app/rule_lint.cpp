// SPDX-License-Identifier: Apache-2.0
//
// rule_lint.cpp: `sluice rule lint`: what is wrong with a script before any order comes.
#include <iostream>

#include <fmt/format.h>

#include "app/json_output.hpp"
#include "app/rule_commands.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"
#include "rule_tests/table_files.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kMaxScriptBytes = 1u << 20;

struct Complaint {
  std::string file;
  int line = 0;  // 0: the whole file
  std::string message;
  std::string excerpt;  // of the line
};

std::string line_of(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return number > 0 ? std::string{text.substr(0, text.find('\n'))} : std::string{};
}

// "name.lua:3: unexpected symbol" names its line.
rule_tests::Finding as_finding(const std::string& fault, const std::string& name) {
  rule_tests::Finding finding{0, fault};
  if (!fault.starts_with(name + ":")) return finding;
  const std::size_t digits = name.size() + 1;
  const std::size_t end = fault.find(':', digits);
  if (end == std::string::npos) return finding;
  const std::string number = fault.substr(digits, end - digits);
  if (!number.empty() && number.size() < 9 &&
      number.find_first_not_of("0123456789") == std::string::npos)
    return {std::stoi(number), fault.substr(std::min(end + 2, fault.size()))};
  return finding;
}

// The parameters that a table beside the script begins with: a script may want some.
config::Value params_of(const fs::path& script) {
  const fs::path beside = rule_tests::table_beside(script);
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) return {};
  const auto table = rule_tests::read_table(beside);
  return table.cases.empty() ? config::Value{} : table.cases.front().params;
}

Result<std::vector<Complaint>> lint(plugins::Registry& registry, const fs::path& script) {
  const auto text = files::read_file(script, kMaxScriptBytes);
  if (!text) return text.error();
  const rule_tests::RuleMaker maker{registry, {"", script, script.parent_path()}, {true, true}};
  config::Faults faults;
  const auto params = maker.complete(params_of(script), faults);
  if (!params) return params.error();
  if (!faults.empty()) return Error{config::format(faults.front())};
  auto made = maker.make(*params);
  if (!made) return made.error();
  const auto told = made.value().rule->explain();
  if (!told) return told.error();
  const auto explanation = rule_tests::read_explanation(*told);
  std::vector<Complaint> complaints;
  const auto add = [&](const rule_tests::Finding& finding) {
    complaints.push_back(
        {script.string(), finding.line, finding.message, line_of(*text, finding.line)});
  };
  if (!explanation.fault.empty()) add(as_finding(explanation.fault, script.filename().string()));
  for (const auto& finding : explanation.findings) add(finding);
  return complaints;
}

std::string complaint_json(const Complaint& one) {
  return fmt::format(R"({{"file":{},"line":{},"message":{},"excerpt":{}}})", json_quoted(one.file),
                     one.line, json_quoted(one.message), json_quoted(one.excerpt));
}

std::string complaint_text(const Complaint& one) {
  if (one.line == 0) return fmt::format("{}: {}\n", one.file, one.message);
  return fmt::format("{}:{}: {}\n{:>6} | {}\n", one.file, one.line, one.message, one.line,
                     one.excerpt);
}

}  // namespace

int rule_lint(plugins::Registry& registry, const RuleWords& words) {
  const auto scripts = rule_tests::find_scripts(words.paths);
  if (!scripts) throw UsageError{scripts.error().message};
  std::string text;
  std::string json;
  std::size_t count = 0;
  for (const fs::path& script : *scripts) {
    const auto complaints = lint(registry, script);
    if (!complaints)
      return report_error(script.string() + ": " + complaints.error().message, kExitUsage,
                          words.json);
    for (const Complaint& one : *complaints) {
      text += complaint_text(one);
      json += (json.empty() ? "" : ",") + complaint_json(one);
    }
    count += complaints->size();
  }
  if (words.json)
    std::cout << records::indent_json(fmt::format(R"({{"ok":{},"scripts":{},"findings":[{}]}})",
                                                  count == 0 ? "true" : "false", scripts->size(),
                                                  json))
              << "\n";
  else
    std::cout << text
              << fmt::format("{} script{}, {} finding{}\n", scripts->size(),
                             scripts->size() == 1 ? "" : "s", count, count == 1 ? "" : "s");
  return count == 0 ? kExitOk : kExitFailed;
}

}  // namespace sluice::app
