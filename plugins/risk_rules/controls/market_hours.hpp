// SPDX-License-Identifier: Apache-2.0
//
// market_hours: orders only while the session is open.
//
//   open <= now < close, as the trading calendar has them for this session: a half day closes early
//
// Place: native rule in the gate. State: none. Offline: a daily run decides at the day's close, on
// days that are sessions: approved. Errors: NO_SESSION_HOURS where the calendar does not tell. A
// halt of the market within the session is trading_state's.
#pragma once

#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct MarketHours {
  static constexpr auto id = "market_hours";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "lets orders through while the session is open";

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.is_offline()) return approve();
    const auto open = view.session_open();
    const auto close = view.session_close();
    if (!open || !close) return reject(code::kNoSessionHours);
    const bool passes_open = view.now() >= *open;
    if (!passes_open) return reject(code::kMarketClosed);
    const bool passes_close = view.now() < *close;
    return passes_close ? approve() : reject(code::kMarketClosed);
  }
};

}  // namespace sluice::risk_rules
