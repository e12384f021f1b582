// SPDX-License-Identifier: Apache-2.0
// expect: sluice: every parameter has a snake_case name of its own, and either
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  struct Params {
    sluice::Money cap;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("cap", &Params::cap).above(0).def(0));
  explicit Rule(const Params&) {}
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) const noexcept {
    return sluice::approve();
  }
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>)
