// SPDX-License-Identifier: Apache-2.0
// expect: sluice: two components of a library have the same id
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) const noexcept {
    return sluice::approve();
  }
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>, sluice::risk_rule<Rule>)
