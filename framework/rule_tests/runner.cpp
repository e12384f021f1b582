// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/runner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/document.hpp"
#include "core/verdict.hpp"
#include "rule_tests/scene.hpp"
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

std::string text_at(const config::Value& map, std::string_view key) {
  const config::Value* value = map.find(key);
  return value != nullptr && value->text() != nullptr ? *value->text() : "";
}

std::optional<std::int64_t> whole_at(const config::Value& map, std::string_view key) {
  const config::Value* value = map.find(key);
  if (value == nullptr || value->integer() == nullptr) return std::nullopt;
  return *value->integer();
}

// An instance of its own for one case.
class CaseRun {
 public:
  CaseRun(const Case& one, const RuleMaker& maker, std::string params_json)
      : case_{one}, maker_{maker}, params_json_{std::move(params_json)} {
    result_.name = one.name;
    result_.line = one.line;
  }

  Result<CaseResult> run(std::string& version) {
    auto made = maker_.make(params_json_);
    if (!made) return made.error();
    MadeRule rule = std::move(made).value();
    Scene scene{case_, rule.rule->lookback_sessions(), *rule.clock};
    begin(rule, scene);
    for (const Step& step : case_.before) play(step, scene, *rule.rule);
    if (case_.restart) {
      auto again = restarted(rule);
      if (!again) return again.error();
      rule = std::move(again).value();
      begin(rule, scene);
    }
    judge(rule, scene);
    version = rule.rule->instance_version();
    return std::move(result_);
  }

 private:
  static void play(const Step& step, Scene& scene, Rule& rule) {
    for (std::int64_t i = 0; i < step.times; ++i)
      scene.happen(step, step.at.plus_nanoseconds(i * step.every_ns), rule);
  }

  void begin(const MadeRule& rule, Scene& scene) {
    const Timestamp first =
        case_.before.empty() || case_.restart ? case_.session.now : case_.before.front().at;
    rule.clock->set_now(first);
    const auto prepared = rule.rule->on_session(scene.view_at(first));
    if (!prepared) note_ = prepared.error().message;
  }

  Result<MadeRule> restarted(const MadeRule& before) {
    auto made = maker_.make(params_json_, before.clock);
    if (!made || !before.rule->traits().keeps_state) return made;
    const auto state = before.rule->save_rule_state();
    if (!state) return state.error();
    if (auto restored = made.value().rule->restore_rule_state(*state); !restored)
      return restored.error();
    return made;
  }

  void judge(const MadeRule& made, Scene& scene) {
    plugins::RuleInstance& rule = *made.rule;
    const Timestamp now = case_.session.now;
    made.clock->set_now(now);
    const sluice_risk_view& view = scene.view_at(now);
    if (case_.assess && !rule.traits().assesses) {
      result_.failures.push_back("assess: the rule judges orders alone");
      return;
    }
    if (case_.assess)
      rule.assess(view, result_.verdict);
    else
      rule.check(scene.order_at(case_.order, now), view, result_.verdict);
    explain(rule);
    Comparison{result_.failures}.check(case_.expect, result_.verdict, result_.explanation);
    if (!result_.failures.empty()) tell_why(made);
  }

  void explain(plugins::RuleInstance& rule) {
    if (!rule.traits().explains) return;
    if (const auto json = rule.explain()) result_.explanation = read_explanation(*json);
  }

  // What a person needs beside the difference.
  void tell_why(const MadeRule& made) {
    const sluice_verdict& verdict = result_.verdict;
    if (verdict.code[0] != '\0' && !case_.expect.code)
      result_.failures.push_back("with code " + std::string{verdict.code});
    if (verdict.unit != SLUICE_UNIT_NONE)
      result_.failures.push_back(fmt::format("measured {} against {}",
                                             Money::from_c(verdict.measured).to_string(),
                                             Money::from_c(verdict.limit).to_string()));
    for (const std::string& text : {result_.explanation.message, note_})
      if (!text.empty()) result_.failures.push_back(text);
    for (const std::string& message : *made.messages) result_.failures.push_back(message);
  }

  const Case& case_;
  const RuleMaker& maker_;
  std::string params_json_;
  std::string note_;  // why it did not prepare for the session
  CaseResult result_;
};

}  // namespace

Explanation read_explanation(const std::string& json) {
  Explanation told;
  if (json.empty()) return told;
  const auto document = config::parse_document(json, config::Format::Json, "explanation");
  if (!document.faults.empty()) return told;
  told.instructions = whole_at(document.root, "instructions");
  told.peak_memory_bytes = whole_at(document.root, "peak_memory_bytes");
  told.line = whole_at(document.root, "line");
  told.message = text_at(document.root, "message");
  told.lines = text_at(document.root, "lines");
  told.lines_run = text_at(document.root, "lines_run");
  return told;
}

std::size_t TableResult::failed() const noexcept {
  return static_cast<std::size_t>(std::count_if(
      cases.begin(), cases.end(), [](const CaseResult& each) { return !each.passed(); }));
}

RuleSource source_of(const Table& table) {
  return {table.component, table.script, table.file.parent_path()};
}

Result<TableResult> run_table(const Table& table, const RuleMaker& maker, config::Faults& faults) {
  TableResult result{table.file, maker.source().name(), "", {}};
  std::vector<std::string> params;
  for (const Case& one : table.cases) {
    auto complete = maker.complete(one.params, faults);
    if (!complete) return complete.error();
    params.push_back(std::move(complete).value());
  }
  tell_once(faults);
  if (!faults.empty()) return result;
  for (std::size_t i = 0; i < table.cases.size(); ++i) {
    auto judged = CaseRun{table.cases[i], maker, params[i]}.run(result.version);
    if (!judged) return judged.error();
    result.cases.push_back(std::move(judged).value());
  }
  return result;
}

}  // namespace sluice::rule_tests
