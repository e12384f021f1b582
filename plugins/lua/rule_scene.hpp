// SPDX-License-Identifier: Apache-2.0
//
// rule_scene.hpp: the order and the account that a case of a test table describes, as C structs.
//
// Place: reload; allocates. One instrument. What a case does not tell: lot 1, tick 0.01, equity,
// peak and cash 1000000, a trading state of ACTIVE, the time 2025-01-15T15:00:00Z; a limit order
// where there is a price, else a market order at the last price. Amounts are decimals.
// Errors: std::invalid_argument naming the key.
#pragma once

#include <string>
#include <vector>

#include <sluice/c/risk_rule.h>

#include "rule_table.hpp"

namespace sluice::lua {

class Scene {
 public:
  explicit Scene(const RuleCase& one);
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  [[nodiscard]] sluice_order& order() noexcept { return order_; }
  [[nodiscard]] sluice_risk_view& view() noexcept { return view_; }

 private:
  void build_market(const RowValues& values);
  void build_portfolio(const RowValues& values);
  void build_order(const RowValues& values);

  RuleCase case_;  // keeps the texts
  sluice_instrument instrument_{};
  sluice_market_view market_{};
  sluice_risk_row row_{};
  sluice_risk_group sectors_[2]{};
  sluice_risk_group regions_[2]{};
  std::vector<sluice_working_order> working_;
  sluice_risk_view view_{};
  sluice_order order_{};
};

}  // namespace sluice::lua
