// SPDX-License-Identifier: Apache-2.0
// expect: nothing
#include <sluice/library.hpp>
#include <sluice/risk_rule.hpp>

struct Rule {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  sluice::Verdict check(const sluice::Order&, const sluice::RiskView&) const noexcept {
    return sluice::approve();
  }
  void on_event(const sluice::RiskEvent&) noexcept {}
  sluice::Verdict assess(const sluice::RiskView&) const noexcept { return sluice::approve(); }
  std::uint64_t state_version() const noexcept { return 0; }
  std::string save_state() const { return {}; }
  void restore_state(std::string_view) {}
  std::string explain() const { return {}; }
  std::string_view instance_version() const { return version; }
  bool prepare() { return false; }
  void adopt() noexcept {}
  std::string_view prepared_version() const { return version; }
};
SLUICE_LIBRARY("rules", "1.0.0", sluice::risk_rule<Rule>)
