// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/runner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/verdict.hpp"
#include "rule_tests/played_case.hpp"
#include "rule_tests/words.hpp"

namespace sluice::rule_tests {
namespace {

std::uint32_t level_of(const sluice_verdict& verdict) {
  if (verdict.halt_level == SLUICE_HALT_DEFAULT) return SLUICE_HALT_ALL_ORDERS;
  return verdict.halt_level;
}

// Holds a verdict against what was expected of it.
class Comparison {
 public:
  explicit Comparison(std::vector<std::string>& failures) : failures_{failures} {}

  void check(const Expectation& expect, const sluice_verdict& verdict,
             const Explanation& explanation) {
    same("verdict", std::string{action_name(expect.action)},
         std::string{action_name(verdict.action)});
    if (expect.code) same("code", *expect.code, verdict.code);
    if (expect.quantity)
      same("quantity", expect.quantity->to_string(),
           Quantity::from_raw(verdict.resize_quantity).to_string());
    if (expect.measured)
      same("measured", expect.measured->to_string(), Money::from_c(verdict.measured).to_string());
    if (expect.limit)
      same("limit", expect.limit->to_string(), Money::from_c(verdict.limit).to_string());
    if (expect.unit)
      same("unit", word_of(kUnits, *expect.unit),
           word_of(kUnits, static_cast<std::uint32_t>(verdict.unit)));
    if (expect.scope)
      same("scope", word_of(kScopes, *expect.scope), word_of(kScopes, verdict.halt_scope));
    if (expect.level)
      same("level", word_of(kLevels, *expect.level), word_of(kLevels, level_of(verdict)));
    if (expect.line) check_line(*expect.line, explanation);
    if (expect.max_instructions) check_instructions(*expect.max_instructions, explanation);
  }

 private:
  void same(const char* what, const std::string& expected, const std::string& found) {
    if (expected != found)
      failures_.push_back(
          fmt::format("{}: expected {}, got {}", what, expected, found.empty() ? "none" : found));
  }
  void check_line(std::int64_t line, const Explanation& explanation) {
    same("line", std::to_string(line),
         explanation.line ? std::to_string(*explanation.line) : "none: the rule tells no line");
  }
  void check_instructions(std::int64_t most, const Explanation& explanation) {
    if (!explanation.instructions)
      failures_.push_back("max_instructions: the rule does not count its instructions");
    else if (*explanation.instructions > most)
      failures_.push_back(fmt::format("max_instructions: expected at most {}, used {}", most,
                                      *explanation.instructions));
  }

  std::vector<std::string>& failures_;
};

// What a person needs beside the difference.
void tell_why(const Case& one, const PlayedCase& played, CaseResult& result) {
  const sluice_verdict& verdict = result.verdict;
  if (verdict.code[0] != '\0' && !one.expect.code)
    result.failures.push_back("with code " + std::string{verdict.code});
  if (verdict.unit != SLUICE_UNIT_NONE)
    result.failures.push_back(fmt::format("measured {} against {}",
                                          Money::from_c(verdict.measured).to_string(),
                                          Money::from_c(verdict.limit).to_string()));
  if (!result.explanation.message.empty()) result.failures.push_back(result.explanation.message);
  for (const std::string& message : played.messages()) result.failures.push_back(message);
}

Result<CaseResult> run_case(const Case& one, const RuleMaker& maker, const std::string& params_json,
                            std::string& version) {
  auto played = PlayedCase::play(one, maker, params_json);
  if (!played) return played.error();
  PlayedCase& scene = **played;
  CaseResult result;
  result.name = one.name;
  result.line = one.line;
  version = scene.rule().instance_version();
  if (one.assess && !scene.rule().traits().assesses) {
    result.failures.emplace_back("assess: the rule judges orders alone");
    return result;
  }
  result.verdict = scene.judge();
  result.explanation = scene.explanation();
  Comparison{result.failures}.check(one.expect, result.verdict, result.explanation);
  if (!result.failures.empty()) tell_why(one, scene, result);
  return result;
}

}  // namespace

std::size_t TableResult::failed() const noexcept {
  return static_cast<std::size_t>(std::count_if(
      cases.begin(), cases.end(), [](const CaseResult& each) { return !each.passed(); }));
}

RuleSource source_of(const Table& table) {
  return {table.component, table.script, table.file.parent_path()};
}

Result<std::vector<std::string>> complete_params(const Table& table, const RuleMaker& maker,
                                                 config::Faults& faults) {
  std::vector<std::string> params;
  for (const Case& one : table.cases) {
    auto complete = maker.complete(one.params, faults);
    if (!complete) return complete.error();
    params.push_back(std::move(complete).value());
  }
  tell_once(faults);
  return params;
}

Result<TableResult> run_table(const Table& table, const RuleMaker& maker, config::Faults& faults,
                              const std::stop_token& stop) {
  TableResult result{table.file, maker.source().name(), "", {}};
  const auto completed = complete_params(table, maker, faults);
  if (!completed) return completed.error();
  if (!faults.empty()) return result;
  for (std::size_t i = 0; i < table.cases.size(); ++i) {
    if (stop.stop_requested()) return Error{"stopped before its end"};
    std::string version;
    auto judged = run_case(table.cases[i], maker, (*completed)[i], version);
    if (!judged) return judged.error();
    if (i > 0 && version != result.version) return Error{kChangedMeanwhile};
    result.version = std::move(version);
    result.cases.push_back(std::move(judged).value());
  }
  return result;
}

}  // namespace sluice::rule_tests
