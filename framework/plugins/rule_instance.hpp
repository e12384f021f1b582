// SPDX-License-Identifier: Apache-2.0
//
// rule_instance.hpp: a risk rule of a plugin.
//
// Place: plugins. Thread: the lane. `check` is hot: it allocates nothing unless the rule faults.
// Errors: a rule that is not started, faulted once, or failed to prepare for the session refuses
// every order with PLUGIN_FAULT; a fault is for good, a session for the session.
#pragma once

#include "core/ports.hpp"
#include "plugins/component.hpp"
#include "plugins/verdict_check.hpp"

namespace sluice::plugins {

class RuleInstance final : public Component, public Rule {
 public:
  static constexpr Kind kKind = Kind::kRiskRule;
  RuleInstance(LoadedComponent loaded, InstanceOptions options);

  [[nodiscard]] std::string_view id() const noexcept override { return info().id; }
  [[nodiscard]] std::string_view version() const noexcept override { return info().version; }
  void check(const sluice_order& order, const sluice_risk_view& view,
             sluice_verdict& verdict) noexcept override {
    refuse_with_fault(verdict);
    if (!is_serving() || !is_ready_for_session_) return;
    try {
      functions_.check(instance(), &order, &view, &verdict);
    } catch (...) {
      return give_up(verdict, "threw an exception");
    }
    if (const char* problem = verdict_problem(verdict, order, view)) give_up(verdict, problem);
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override {
    return lookback_sessions_;
  }
  Result<void> on_session(const sluice_risk_view& view) override;
  Result<void> on_fill(const Fill& fill) override;

 private:
  void give_up(sluice_verdict& verdict, const char* problem) noexcept {
    refuse_with_fault(verdict);
    quarantine("check", problem);
  }

  Result<void> on_created() override;

  const sluice_risk_rule_v1& functions_;
  std::uint32_t lookback_sessions_ = 0;
  bool is_ready_for_session_ = true;
};

}  // namespace sluice::plugins
