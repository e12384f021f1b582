// SPDX-License-Identifier: Apache-2.0
//
// scripted_rule.hpp: a rule that answers as a test tells it, and writes down that it was asked.
//
// Place: tests of risk, routing and drivers.
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "core/ports.hpp"
#include "risk/gate.hpp"
#include "support/recording_audit.hpp"

namespace sluice::testing {

using Answer = std::function<void(const sluice_order&, const sluice_risk_view&, sluice_verdict&)>;

inline void set_answer(sluice_verdict& verdict, std::int32_t action, std::string_view code) {
  verdict.action = action;
  std::memset(verdict.code, 0, sizeof verdict.code);
  std::memcpy(verdict.code, code.data(), code.size());
}

inline Answer approves() {
  return [](const auto&, const auto&, sluice_verdict& verdict) {
    set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  };
}
inline Answer rejects(std::string code) {
  return [code](const auto&, const auto&, sluice_verdict& verdict) {
    set_answer(verdict, SLUICE_VERDICT_REJECT, code);
  };
}
inline Answer halts(std::string code) {
  return [code](const auto&, const auto&, sluice_verdict& verdict) {
    set_answer(verdict, SLUICE_VERDICT_HALT, code);
  };
}
// Orders above `limit` are to become `limit`.
inline Answer resizes_to(Quantity limit) {
  return [limit](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool larger = order.quantity > limit.raw();
    set_answer(verdict, larger ? SLUICE_VERDICT_RESIZE : SLUICE_VERDICT_APPROVE,
               larger ? "CUT" : "");
    verdict.resize_quantity = larger ? limit.raw() : 0;
  };
}
// Leaves the verdict as it found it.
inline Answer says_nothing() {
  return [](const auto&, const auto&, sluice_verdict&) {};
}

class ScriptedRule final : public Rule {
 public:
  ScriptedRule(std::string id, Answer answer, Log& log)
      : id_{std::move(id)}, answer_{std::move(answer)}, log_{log} {}
  [[nodiscard]] std::string_view id() const noexcept override { return id_; }
  [[nodiscard]] std::string_view version() const noexcept override { return "1.0.0"; }
  void check(const sluice_order& order, const sluice_risk_view& view,
             sluice_verdict& verdict) noexcept override {
    log_.push_back("ask " + id_ + " about " + Quantity::from_raw(order.quantity).to_string());
    answer_(order, view, verdict);
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override { return 0; }
  Result<void> on_session(const sluice_risk_view&) override {
    log_.push_back("prepare " + id_);
    return prepared_;
  }
  Result<void> on_fill(const Fill& fill) override {
    log_.push_back("tell " + id_ + " of fill " + std::to_string(fill.execution_id));
    return told_;
  }
  void fail_to_prepare(Result<void> why) { prepared_ = std::move(why); }
  void fail_on_fill(Result<void> why) { told_ = std::move(why); }

 private:
  std::string id_;
  Answer answer_;
  Log& log_;
  Result<void> prepared_;
  Result<void> told_;
};

inline risk::ChainedRule chained(std::string id, Answer answer, Log& log,
                                 RuleMode mode = RuleMode::kEnforce) {
  return {std::make_unique<ScriptedRule>(std::move(id), std::move(answer), log), mode};
}

}  // namespace sluice::testing
