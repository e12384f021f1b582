// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/source_test.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rule_tests/runner.hpp"
#include "rule_tests/table_files.hpp"

namespace sluice::rule_tests {
namespace {

namespace fs = std::filesystem;

// Empty: the rule is no script.
fs::path script_of(const config::ComponentConfig& rule) {
  if (rule.type != kScriptComponent) return {};
  const config::Value* const file = rule.params.find("file");
  const std::string* const path = file == nullptr ? nullptr : file->text();
  return path == nullptr ? fs::path{} : rule.folder / *path;
}

// `what` is the first of `count` things that are wrong.
Error refused(const fs::path& table, const std::string& what, std::size_t count) {
  const std::string more = count > 1 ? fmt::format(" (and {} more)", count - 1) : "";
  return Error{table.filename().string() + ": " + what + more};
}

Error refused(const fs::path& table, const config::Faults& faults) {
  const config::Fault& first = faults.front();
  return refused(table, fmt::format("line {}: {}: {}", first.line, first.path, first.message),
                 faults.size());
}

Error refused(const TableResult& result) {
  const auto first = std::find_if(result.cases.begin(), result.cases.end(),
                                  [](const CaseResult& one) { return !one.passed(); });
  return refused(result.file,
                 fmt::format("line {}: case '{}': {}", first->line, first->name,
                             fmt::join(first->failures, "; ")),
                 result.failed());
}

Result<std::string> test_beside(plugins::Registry& registry, const RuleSource& source,
                                const std::stop_token& stop) {
  const fs::path file = table_beside(source.script);
  std::error_code unknown;
  if (!fs::exists(file, unknown) && !unknown) return std::string{};
  const Table table = read_table(file);
  if (!table.faults.empty()) return refused(file, table.faults);
  if (table.script.lexically_normal() != source.script.lexically_normal())
    return refused(file, "it tests '" + source_of(table).name() + "' and not this rule", 1);
  config::Faults faults;
  const auto result = run_table(table, {registry, source, {}}, faults, stop);
  if (!result) return refused(file, result.error().message, 1);
  if (!faults.empty()) return refused(file, faults);
  if (result->failed() > 0) return refused(*result);
  return result->version;
}

}  // namespace

risk::SourceTest source_test(plugins::Registry& registry, const config::ComponentConfig& rule) {
  const fs::path script = script_of(rule);
  if (script.empty())
    return [](const std::stop_token&) -> Result<std::string> { return std::string{}; };
  return [&registry, source = RuleSource{"", script, script.parent_path(), rule.params}](
             const std::stop_token& stop) { return test_beside(registry, source, stop); };
}

}  // namespace sluice::rule_tests
