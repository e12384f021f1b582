// SPDX-License-Identifier: Apache-2.0
//
// played_case.hpp: a case up to its judgement: an instance of the rule to which everything has
// happened that the case tells of before.
//
// Place: rule_tests. Owns instance and scene; borrows the case. Thread: one. Errors: a rule that
// can't be made, started or restarted.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rule_tests/explanation.hpp"
#include "rule_tests/rule_source.hpp"
#include "rule_tests/scene.hpp"

namespace sluice::rule_tests {

// Of a rule whose instances are not all of the same version.
inline constexpr const char* kChangedMeanwhile = "the rule was changed while it was tested";

class PlayedCase {
 public:
  static Result<std::unique_ptr<PlayedCase>> play(const Case& one, const RuleMaker& maker,
                                                  const std::string& params_json);

  // As often as wanted: a judgement changes nothing.
  sluice_verdict judge() {
    look();
    return judge_again();
  }
  // The two halves of it: making the view, and asking the rule.
  void look() { view_ = &scene_.view_at(case_.session.now); }
  sluice_verdict judge_again() {
    sluice_verdict verdict{};
    if (case_.assess)
      made_.rule->assess(*view_, verdict);
    else
      made_.rule->check(order_, *view_, verdict);
    return verdict;
  }
  // Of the last judgement.
  [[nodiscard]] Explanation explanation();
  [[nodiscard]] plugins::RuleInstance& rule() noexcept { return *made_.rule; }
  // What the rule has said in its log, or against the session.
  [[nodiscard]] const std::vector<std::string>& messages() const noexcept {
    return *made_.messages;
  }

 private:
  PlayedCase(const Case& one, MadeRule made);
  void begin_session(Timestamp at);
  void play_steps();
  Result<void> restart(const RuleMaker& maker, const std::string& params_json);

  const Case& case_;
  MadeRule made_;
  Scene scene_;
  sluice_order order_;
  const sluice_risk_view* view_ = nullptr;
};

}  // namespace sluice::rule_tests
