// SPDX-License-Identifier: Apache-2.0
//
// gate_rules.cpp: the life of a rule beside its judgements: what it hears, when it halts without an
// order, how it is exchanged, and what it would say.
#include <algorithm>
#include <utility>

#include "core/reason_codes.hpp"
#include "risk/gate.hpp"

namespace sluice::risk {
namespace {

// Rules name themselves as the source of their halts.
constexpr std::string_view kSourcePrefix = "rule ";

}  // namespace

std::vector<std::string> chain_names(std::span<const ChainedRule> rules) {
  std::vector<std::string> names;
  std::map<std::string, int> seen;
  for (const ChainedRule& chained : rules) {
    std::string name = chained.name.empty() ? std::string{chained.rule->id()} : chained.name;
    const int times = ++seen[name];
    if (times > 1) name += "#" + std::to_string(times);
    names.push_back(std::move(name));
  }
  return names;
}

AuditTrail& Gate::trail(RiskBook& book) noexcept {
  trail_.follow(book);
  return trail_;
}

bool Gate::assess(RiskBook& book) {
  if (assessors_.empty() || config_.disable_rules) return false;
  bool has_news = false;
  for (const std::uint32_t rule : assessors_) {
    if ((marks_[rule] & (kUnprepared | kLost)) != 0) continue;
    sluice_verdict verdict{};
    rules_[rule].rule->assess(book.view(), verdict);
    has_news |= take_assessment(rule, verdict, book);
  }
  if (has_news) show_trading_states(book);
  return has_news;
}

// Rules say the same as long as it is so: what is in force already is no news.
bool Gate::take_assessment(std::uint32_t rule, const sluice_verdict& verdict,
                           const RiskBook& book) {
  const bool halts = verdict.action == SLUICE_VERDICT_HALT;
  const Timestamp now = Timestamp::from_nanoseconds(book.view().now);
  const std::string told = halts ? reason_text(verdict.code, names_[rule], verdict) : "";
  if (rules_[rule].mode == RuleMode::kShadow) {
    const std::string_view code = halts ? verdict.code : "";
    if (shadow_halts_[rule] == code) return false;
    shadow_halts_[rule] = code;
    if (halts) audit_.on_event("SHADOW_HALT", now, told);
    return halts;
  }
  if (!halts || kill_switch_.is_ignored()) return false;
  const Halt wanted = halt_of(names_[rule], verdict, {}, book);
  if (is_in_force(kill_switch_.halts(), wanted)) return false;
  audit_.on_event("ASSESSMENT", now, told);
  halt(wanted);
  return true;
}

void Gate::explain(std::uint32_t rule, RuleVerdict& answer) {
  if (marks_[rule] != kExplains) return;
  auto told = rules_[rule].rule->explain();
  if (!told || told->empty()) return;
  explanations_.push_back(std::move(*told));
  answer.explanation = explanations_.back();
}

WhatIf Gate::what_if(const Intent& intent, const RiskBook& book) {
  const std::string stopped_by = std::exchange(stopped_by_, {});
  is_what_if_ = true;
  const Judgement judgement = run_chain(intent, book);
  is_what_if_ = false;
  WhatIf answer;
  answer.approved = judgement.refusal == nullptr;
  answer.quantity = judgement.quantity;
  if (!answer.approved) answer.reason = refusal_text(*judgement.refusal);
  answer.verdicts = verdicts_;
  answer.explained.reserve(explanations_.size());
  for (RuleVerdict& verdict : answer.verdicts) {
    if (verdict.explanation.empty()) continue;
    answer.explained.emplace_back(verdict.explanation);
    verdict.explanation = answer.explained.back();
  }
  stopped_by_ = stopped_by;
  return answer;
}

void Gate::tell_released(std::span<const Halt> ended, Timestamp now) {
  for (const std::string& name : names_)
    if (std::any_of(ended.begin(), ended.end(), [&](const Halt& halt) {
          return halt.source.starts_with(kSourcePrefix) &&
                 std::string_view{halt.source}.substr(kSourcePrefix.size()) == name;
        }))
      trail_.tell_released(name, now);
}

void Gate::tell_denied(const Intent& intent, Timestamp now) {
  if (trail_.has_listeners())
    trail_.tell(SLUICE_RISK_EVENT_DENIED, intent, now, intent.quantity, intent.reference_price);
}

bool Gate::adopt_all(Timestamp now) {
  bool has_news = false;
  for (const RuleReload::Outcome& outcome : reload_.take()) {
    const auto index = static_cast<std::uint32_t>(outcome.rule);
    Rule& rule = *rules_[index].rule;
    std::string fault = outcome.prepared ? std::string{} : outcome.prepared.error().message;
    // Looked at again and again, a source that stays bad is told once.
    if (!fault.empty() && fault == bad_sources_[index]) continue;
    const bool was_bad = !bad_sources_[index].empty();
    bad_sources_[index] = std::move(fault);
    if (!outcome.prepared) {
      audit_.on_event("FAULT", now,
                      "rule " + names_[index] +
                          " goes on as it was, its new source is no good: " + bad_sources_[index]);
    } else if (*outcome.prepared || was_bad) {
      // One that was put back as it runs is told too: it is in order again.
      if (*outcome.prepared) rule.adopt();
      audit_.on_rule_version(index, names_[index] + "@" + std::string{rule.instance_version()},
                             now);
    }
    has_news |= !outcome.prepared || *outcome.prepared || was_bad;
  }
  return has_news;
}

}  // namespace sluice::risk
