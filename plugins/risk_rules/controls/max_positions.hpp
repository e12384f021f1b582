// SPDX-License-Identifier: Apache-2.0
//
// max_positions: caps in how many instruments there may be a position.
//
//   positions, or orders that may open one, with the order <= limit                         [count]
//
// A position that an open order would close still counts: the order may be cancelled. An order in
// an instrument that counts already is approved. Place: native rule in the gate. State: none.
// Offline: everything approved fills: a position that is sold counts no more. Errors: see
// order_input.hpp.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct MaxPositions {
  static constexpr auto id = "max_positions";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the number of open positions";
  struct Params {
    std::int64_t limit = 0;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit).required().min(0).help("largest number of positions"));

  explicit MaxPositions(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const bool offline = view.is_offline();
    const std::int64_t open = open_positions(view);
    if (counts(view.row(order.instrument()).raw(), offline))
      return approve(count(open), count(limit_));
    const bool passes = open + 1 <= limit_;
    return passes ? approve(count(open + 1), count(limit_))
                  : reject(code::kMaxPositions, count(open + 1), count(limit_));
  }

 private:
  static bool counts(const sluice_risk_row& row, bool offline) noexcept {
    return offline ? projected_quantity(row) != 0
                   : row.position != 0 || row.working_buy != 0 || row.working_sell != 0;
  }
  static std::int64_t open_positions(const RiskView& view) noexcept {
    if (view.is_offline() || view.raw().working_orders.count == 0) return view.raw().open_positions;
    std::int64_t open = 0;
    for (const RiskRow row : view.rows()) open += counts(row.raw(), false) ? 1 : 0;
    return open;
  }

  std::int64_t limit_;
};

}  // namespace sluice::risk_rules
