// SPDX-License-Identifier: Apache-2.0
//
// self_trade: an order that could trade with one of our own is refused; the older one stays.
//
//   a buy and an open sell cross where either has no limit, or buy limit >= sell limit     [price]
//
// An order without a limit, and a stop, which becomes one, trades at any price. Place: native rule
// in the gate. State: none, the view lists the open orders. Offline: the same, over the orders of
// the batch. Errors: an open order whose price is not known counts as one without a limit.
#pragma once

#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct SelfTrade {
  static constexpr auto id = "self_trade";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses an order that could trade with one of our own";

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.row(order.instrument()).working_orders() == 0) return approve();
    for (const WorkingOrder resting : view.working_orders()) {
      if (resting.instrument() != order.instrument() || resting.is_buy() == order.is_buy())
        continue;
      const auto own = order.limit_price();
      const auto theirs = limit_of(resting);
      if (!own || !theirs) return reject(code::kSelfTrade);
      const bool passes = order.is_buy() ? *own < *theirs : *own > *theirs;
      if (!passes) return reject(code::kSelfTrade, *own, *theirs);
    }
    return approve();
  }

 private:
  // Nothing: it trades at any price.
  static std::optional<Price> limit_of(const WorkingOrder& order) noexcept {
    const bool has_limit = order.type() == OrderType::kLimit ||
                           order.type() == OrderType::kStopLimit ||
                           order.type() == OrderType::kLimitMaker;
    return has_limit ? order.price() : std::nullopt;
  }
};

}  // namespace sluice::risk_rules
