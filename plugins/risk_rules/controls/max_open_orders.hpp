// SPDX-License-Identifier: Apache-2.0
//
// max_open_orders: caps how many orders may be open.
//
//   open orders of the account + 1 <= account; open orders of the symbol + 1 <= symbol    [count]
//
// Open is what is approved and not yet final. Place: native rule in the gate. State: none, the view
// counts. Offline: the same: every order of a batch is open until the batch is judged. Errors: see
// order_input.hpp. The verdict shows the symbol's count, the account's where that is what refuses.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct MaxOpenOrders {
  static constexpr auto id = "max_open_orders";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the open orders of the account and of a symbol";
  struct Params {
    std::int64_t account = 0;
    std::int64_t symbol = 0;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("account", &Params::account).def(50).min(1).help("open orders altogether"),
      sluice::param("symbol", &Params::symbol).def(10).min(1).help("open orders of one symbol"));

  explicit MaxOpenOrders(Params params) noexcept : params_{params} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto all = static_cast<std::int64_t>(view.working_orders().size()) + 1;
    const bool passes_account = all <= params_.account;
    if (!passes_account) return reject(code::kMaxOpenOrders, count(all), count(params_.account));
    const std::int64_t own = std::int64_t{view.row(order.instrument()).working_orders()} + 1;
    const bool passes_symbol = own <= params_.symbol;
    return passes_symbol ? approve(count(own), count(params_.symbol))
                         : reject(code::kMaxOpenOrdersSymbol, count(own), count(params_.symbol));
  }

 private:
  Params params_;
};

}  // namespace sluice::risk_rules
