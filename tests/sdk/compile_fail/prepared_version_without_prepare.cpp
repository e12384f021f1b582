// SPDX-License-Identifier: Apache-2.0
// expect: `std::string_view prepared_version() const` goes with them
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) const noexcept {
    return sluice::approve();
  }
  std::string_view prepared_version() const { return version; }
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>)
