// SPDX-License-Identifier: Apache-2.0
// expect: sluice: a risk rule's check must be const
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) noexcept {
    ++asked;
    return sluice::approve();
  }
  int asked = 0;
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>)
