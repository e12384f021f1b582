// SPDX-License-Identifier: Apache-2.0
//
// living_rule.hpp: a rule with every optional part: it writes down what it hears, allows a number
// of messages, halts on demand, and can be exchanged.
//
// Place: tests of risk and drivers.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "core/ports.hpp"
#include "risk/gate.hpp"
#include "support/recording_audit.hpp"

namespace sluice::testing {

[[nodiscard]] inline std::string_view event_name(std::uint32_t kind) {
  constexpr std::string_view kNames[] = {"?",      "APPROVED", "REFUSED", "DENIED",   "SENT",
                                         "CANCEL", "REPLACE",  "ACKED",   "REJECTED", "UNKNOWN",
                                         "FILLED", "ENDED",    "BUSTED",  "RELEASED"};
  return kind < std::size(kNames) ? kNames[kind] : kNames[0];
}

// What a test turns while the gate has the rule.
struct LivingRuleKnobs {
  std::int64_t most_messages = 1'000'000;
  std::int64_t messages = 0;    // SENT, CANCEL and REPLACE; the state
  std::uint64_t version = 0;    // of the state
  sluice_verdict assessment{};  // HALT: what assess says
  bool saves = true;
  bool restores = true;
  bool explains = true;
  std::string explanation;
  std::string source = "first";  // instance version
  Result<bool> prepared = false;
  Result<std::string> prepared_version = std::string{"second"};
  Result<std::string> tested = std::string{"second"};  // version whose tests passed
  std::atomic<int> tests{0};                           // how often they ran
  std::atomic<bool> may_finish{true};                  // prepare waits for it
  int checks = 0;
};

class LivingRule final : public Rule {
 public:
  LivingRule(LivingRuleKnobs& knobs, Log& log) : knobs_{knobs}, log_{log} {}

  [[nodiscard]] std::string_view id() const noexcept override { return "living"; }
  [[nodiscard]] std::string_view version() const noexcept override { return "1.0.0"; }
  [[nodiscard]] std::string_view instance_version() const noexcept override {
    return knobs_.source;
  }
  [[nodiscard]] RuleTraits traits() const noexcept override {
    return {true, true, true, true, true};
  }
  void check(const sluice_order&, const sluice_risk_view&,
             sluice_verdict& verdict) noexcept override {
    ++knobs_.checks;
    const bool fits = knobs_.messages < knobs_.most_messages;
    verdict.action = fits ? SLUICE_VERDICT_APPROVE : SLUICE_VERDICT_REJECT;
    verdict.unit = SLUICE_UNIT_COUNT;
    verdict.measured = Money::from_raw(int128{knobs_.messages} * kScale).to_c();
    verdict.limit = Money::from_raw(int128{knobs_.most_messages} * kScale).to_c();
    const std::string_view code = fits ? "" : "TOO_MANY_MESSAGES";
    verdict.code[code.copy(verdict.code, sizeof verdict.code - 1)] = '\0';
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override { return 0; }
  Result<void> on_session(const sluice_risk_view&) override { return {}; }
  Result<void> on_fill(const Fill&) override { return {}; }
  void on_event(const sluice_risk_event& event) noexcept override {
    std::string line = "hear " + std::string{event_name(event.kind)};
    if (event.order != nullptr) line += " order " + std::to_string(event.order->order_id);
    if (event.quantity != 0) line += " " + Quantity::from_raw(event.quantity).to_string();
    if (event.price != 0) line += " @ " + Price::from_raw(event.price).to_string();
    log_.push_back(line);
    if (event.kind == SLUICE_RISK_EVENT_RELEASED) knobs_.messages = 0;
    const bool message = event.kind == SLUICE_RISK_EVENT_SENT ||
                         event.kind == SLUICE_RISK_EVENT_CANCEL ||
                         event.kind == SLUICE_RISK_EVENT_REPLACE;
    if (message) ++knobs_.messages;
    if (message || event.kind == SLUICE_RISK_EVENT_RELEASED) ++knobs_.version;
  }
  void assess(const sluice_risk_view&, sluice_verdict& verdict) noexcept override {
    verdict = knobs_.assessment;
  }
  [[nodiscard]] std::uint64_t state_version() noexcept override { return knobs_.version; }
  Result<std::string> save_rule_state() override {
    if (!knobs_.saves) return Error{"the pen is dry"};
    return std::to_string(knobs_.messages);
  }
  Result<void> restore_rule_state(std::string_view state) override {
    if (!knobs_.restores) return Error{"of another age"};
    knobs_.messages = std::stoll(std::string{state});
    ++knobs_.version;
    return {};
  }
  Result<std::string> explain() override {
    if (!knobs_.explains) return Error{"lost for words"};
    return knobs_.explanation;
  }
  Result<bool> prepare() override {
    knobs_.may_finish.wait(false);
    return knobs_.prepared;
  }
  Result<std::string> prepared_version() override { return knobs_.prepared_version; }
  void adopt() noexcept override { knobs_.source = "second"; }

 private:
  LivingRuleKnobs& knobs_;
  Log& log_;
};

inline risk::ChainedRule living(LivingRuleKnobs& knobs, Log& log,
                                RuleMode mode = RuleMode::kEnforce, std::string name = {}) {
  return {std::make_unique<LivingRule>(knobs, log), mode, std::move(name),
          [&knobs](const std::stop_token&) {
            ++knobs.tests;
            return knobs.tested;
          }};
}

[[nodiscard]] inline sluice_verdict halting(std::uint32_t scope, std::uint32_t level) {
  sluice_verdict verdict{};
  verdict.size = sizeof verdict;
  verdict.action = SLUICE_VERDICT_HALT;
  verdict.halt_scope = scope;
  verdict.halt_level = level;
  verdict.unit = SLUICE_UNIT_MONEY;
  verdict.measured = Money::from_raw(7 * kScale).to_c();
  verdict.limit = Money::from_raw(5 * kScale).to_c();
  std::string_view{"LOSS"}.copy(verdict.code, 4);
  return verdict;
}

}  // namespace sluice::testing
