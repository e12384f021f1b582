// SPDX-License-Identifier: Apache-2.0
//
// rule_instance.hpp: a risk rule of a plugin.
//
// Place: plugins. Thread: the lane, but for prepare and prepared_version. `check`, `on_event` and
// `assess` are hot: they allocate nothing unless the rule faults. Bounds: kMaxStateBytes,
// kMaxExplanationBytes, kMaxVersionBytes. Errors: a rule that is not started, faulted once, or
// failed to prepare for the session refuses every order with PLUGIN_FAULT; a fault is for good, a
// session for the session.
#pragma once

#include <string>

#include "core/ports.hpp"
#include "plugins/component.hpp"
#include "plugins/verdict_check.hpp"

namespace sluice::plugins {

class RuleInstance final : public Component, public Rule {
 public:
  static constexpr Kind kKind = Kind::kRiskRule;
  static constexpr std::size_t kMaxStateBytes = 64 * 1024;
  static constexpr std::size_t kMaxExplanationBytes = 16 * 1024;
  static constexpr std::size_t kMaxVersionBytes = 128;
  RuleInstance(LoadedComponent loaded, InstanceOptions options);

  [[nodiscard]] std::string_view id() const noexcept override { return info().id; }
  [[nodiscard]] std::string_view version() const noexcept override { return info().version; }
  void check(const sluice_order& order, const sluice_risk_view& view,
             sluice_verdict& verdict) noexcept override {
    refuse_with_fault(verdict);
    if (!is_serving() || !is_ready_for_session_) return;
    try {
      const CallMark::Section section{mark(), "check", Patience::kHot};
      functions_.check(instance(), &order, &view, &verdict);
    } catch (...) {
      return give_up(verdict, "threw an exception");
    }
    if (is_overdue()) return give_up_overdue(verdict);
    if (const char* problem = verdict_problem(verdict, order, view)) give_up(verdict, problem);
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override {
    return lookback_sessions_;
  }
  Result<void> on_session(const sluice_risk_view& view) override;
  Result<void> on_fill(const Fill& fill) override;

  [[nodiscard]] RuleTraits traits() const noexcept override { return traits_; }
  [[nodiscard]] std::string_view instance_version() const noexcept override {
    return instance_version_.empty() ? version() : std::string_view{instance_version_};
  }
  void on_event(const sluice_risk_event& event) noexcept override {
    if (!is_serving()) return;
    try {
      const CallMark::Section section{mark(), "on_event", Patience::kHot};
      functions_.on_event(instance(), &event);
    } catch (...) {
      quarantine("on_event", "threw an exception");
    }
    if (is_overdue()) quarantine_overdue();
  }
  void assess(const sluice_risk_view& view, sluice_verdict& verdict) noexcept override;
  [[nodiscard]] std::uint64_t state_version() noexcept override;
  Result<std::string> save_rule_state() override;
  Result<void> restore_rule_state(std::string_view state) override;
  Result<std::string> explain() override;
  // These two touch nothing of this object: whatever goes wrong, the rule goes on as it was.
  Result<bool> prepare() override;
  Result<std::string> prepared_version() override;
  void adopt() noexcept override;

 private:
  void give_up(sluice_verdict& verdict, const char* problem) noexcept {
    refuse_with_fault(verdict);
    quarantine("check", problem);
  }
  void give_up_overdue(sluice_verdict& verdict) noexcept {
    refuse_with_fault(verdict);
    quarantine_overdue();
  }

  Result<void> on_created() override;
  Result<void> find_traits();
  void ask_version() noexcept;
  template <typename Write>
  Result<std::string> written(std::string_view what, std::size_t limit, Write&& write);

  const sluice_risk_rule_v1& functions_;
  RuleTraits traits_;
  std::string instance_version_;  // empty: the component's
  std::uint32_t lookback_sessions_ = 0;
  bool is_ready_for_session_ = true;
};

}  // namespace sluice::plugins
