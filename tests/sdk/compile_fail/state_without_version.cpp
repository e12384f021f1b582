// SPDX-License-Identifier: Apache-2.0
// expect: sluice: a risk rule that keeps state needs all three
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) const noexcept {
    return sluice::approve();
  }
  std::string save_state() const { return {}; }
  void restore_state(std::string_view) {}
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>)
