// SPDX-License-Identifier: Apache-2.0
//
// rule_fixture.hpp: a Lua rule over a small account: one instrument ABC, last price 100, equity
// 100000, 15:00 UTC on 2025-01-15.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <sluice/testing/testing.hpp>

#include "lua/script.hpp"
#include "lua/state_store.hpp"

namespace sluice::lua::testing {

using sluice::testing::limit_order;
using sluice::testing::market_order;
using sluice::testing::MockHost;
using sluice::testing::MockMarket;
using sluice::testing::MockRiskView;
using sluice::testing::money;
using sluice::testing::time_of;
using sluice::testing::units;

inline sluice_risk_view account_view(MockRiskView& account, MockMarket& market) {
  account.row(0).last = units("100");
  account.row(0).bid = units("99.9");
  account.row(0).ask = units("100.1");
  account.row(0).tick = units("0.01");
  account.fields.equity = account.fields.peak_equity = money("100000").to_c();
  account.fields.cash = money("100000").to_c();
  account.fields.now = time_of("2025-01-15T15:00:00Z").nanoseconds();
  account.fields.session_close = time_of("2025-01-15T15:10:00Z").nanoseconds();
  account.fields.session_open = time_of("2025-01-15T09:00:00Z").nanoseconds();
  account.fields.trading_state = SLUICE_TRADING_ACTIVE;
  account.fields.market = market.raw();
  return *account.raw();
}

// As the defaults, but the clock decides nothing: a sanitizer or valgrind makes everything slow.
inline Budgets patient() {
  Budgets budgets;
  budgets.cpu_ns = 10'000'000'000;
  return budgets;
}

// What a script of one rule does with one order.
class Rule {
 public:
  explicit Rule(const std::string& source, ValuesByName params = {}, Budgets budgets = patient()) {
    market_.add_instrument("ABC", "Tech", "EU");
    view = account_view(account_, market_);
    script_ = std::make_unique<Script>(
        Script::Source{"rule.lua", source, std::move(params), budgets}, Host{&host_.raw()}, state_);
    state_.replace_all(script_->first_state());
  }
  // A rule that is a function with this body.
  static std::string function(const std::string& body) {
    return "return function(order, view)\n" + body + "\nend\n";
  }

  const sluice_verdict& judge() {
    script_->judge(order, view, verdict_);
    return verdict_;
  }
  // Judged, and what it changed in its state is kept.
  const sluice_verdict& settle() {
    judge();
    state_.commit(state_.take_changes());
    return verdict_;
  }
  [[nodiscard]] std::string code() { return judge().code; }
  [[nodiscard]] bool approves() { return judge().action == SLUICE_VERDICT_APPROVE; }
  [[nodiscard]] std::string message() const { return script_->account().message; }
  [[nodiscard]] Script& script() { return *script_; }
  [[nodiscard]] StateStore& state() { return state_; }
  [[nodiscard]] MockHost& host() { return host_; }
  [[nodiscard]] sluice_risk_row& row() { return account_.row(0); }

  sluice_order order = limit_order(0, Side::kBuy, "10", "100", "100");
  sluice_risk_view view{};

 private:
  MockHost host_;
  MockMarket market_;
  MockRiskView account_{1};
  StateStore state_;
  std::unique_ptr<Script> script_;
  sluice_verdict verdict_{};
};

// Whether `expression` is true in a script; what went wrong otherwise.
inline std::string judged_true(const std::string& expression) {
  Rule rule{Rule::function("if " + expression + " then return approve() end return reject('NO')")};
  if (rule.approves()) return "";
  return expression + ": " + rule.judge().code + " " + rule.message();
}

}  // namespace sluice::lua::testing
