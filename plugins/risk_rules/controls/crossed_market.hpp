// SPDX-License-Identifier: Apache-2.0
//
// crossed_market: no order into a book that cannot be right.
//
//   bid < ask, and (ask - bid) / mid <= max_spread, rounded up                              [ratio]
//
// Place: native rule in the gate. State: none. Offline: there are no quotes: approved unmeasured
// where there is none, judged where there is one. Errors: NO_QUOTE for a missing side in a session.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct CrossedMarket {
  static constexpr auto id = "crossed_market";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses orders while the quote is crossed or too wide";
  struct Params {
    Ratio max_spread;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("max_spread", &Params::max_spread)
                         .def("0.05")
                         .above(0)
                         .help("largest spread as a share of the mid: 0.05 is 5 %"));

  explicit CrossedMarket(Params params) noexcept : limit_{params.max_spread} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const sluice_risk_row& row = view.row(order.instrument()).raw();
    if (view.is_offline() && row.bid == 0 && row.ask == 0) return approve();
    if (row.bid <= 0 || row.ask <= 0) return reject(code::kNoQuote);
    const bool passes_order = row.bid < row.ask;
    if (!passes_order)
      return reject(code::kCrossedMarket, Price::from_raw(row.bid), Price::from_raw(row.ask));
    const auto spread = ratio_up((int128{row.ask} - row.bid) * 2, int128{row.bid} + row.ask);
    const Ratio measured = Ratio::from_raw(*spread);  // below 2: it fits
    const bool passes = measured <= limit_;
    return passes ? approve(measured, limit_) : reject(code::kWideSpread, measured, limit_);
  }

 private:
  Ratio limit_;
};

}  // namespace sluice::risk_rules
