// SPDX-License-Identifier: Apache-2.0
//
// trading_state: only what is known to be ACTIVE is traded.
//
//   the stricter of the account's state and the instrument's; UNKNOWN counts as HALTED
//   ACTIVE: everything; REDUCING: what makes a held position smaller; HALTED: nothing
//
// Place: native rule in the gate. State: none. Offline: the same. Errors: UNKNOWN has a code of its
// own, so that a host that says nothing is told from one that halts. Cancels never come here.
#pragma once

#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct TradingStateControl {
  static constexpr auto id = "trading_state";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "lets orders through where trading is known to be active";

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const RiskRow row = view.row(order.instrument());
    const TradingState states[] = {view.trading_state(), row.trading_state()};
    bool reducing = false;
    for (const TradingState state : states) {
      const bool passes_active = state == TradingState::kActive;
      if (passes_active) continue;
      if (state == TradingState::kHalted) return reject(code::kTradingHalted);
      if (state != TradingState::kReducing) return reject(code::kTradingUnknown);
      reducing = true;
    }
    const bool passes = !reducing || reduces_held(order, row.raw());
    return passes ? approve() : reject(code::kTradingReducing);
  }
};

}  // namespace sluice::risk_rules
