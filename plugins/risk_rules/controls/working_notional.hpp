// SPDX-License-Identifier: Apache-2.0
//
// working_notional: caps what all open orders together are worth.
//
//   sum of remaining * price of the open orders + the order's worst-case value <= limit  [currency]
//
// Place: native rule in the gate. State: none, the view sums. Units: rounded up; `slippage` as in
// max_order_notional. Offline: the same, over the orders of the batch. Errors: NO_REFERENCE_PRICE,
// NO_EQUITY, VALUE_OVERFLOW. Reducing orders count too: it is messages that are capped, not risk.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "cap.hpp"
#include "order_input.hpp"

namespace sluice::risk_rules {

struct WorkingNotional {
  static constexpr auto id = "working_notional";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the value of all open orders";
  struct Params {
    Limit limit;
    Ratio slippage;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .required()
                         .above(0)
                         .help("largest value: an amount, or a multiple of equity like \"0.5x\""),
                     sluice::param("slippage", &Params::slippage)
                         .def("0.01")
                         .min(0)
                         .help("how far above the ask an order without a limit may trade"));

  explicit WorkingNotional(Params params) noexcept
      : limit_{params.limit}, slippage_{params.slippage} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto price = worst_price(order, view.row(order.instrument()).raw(), slippage_);
    if (!price) return reject(code::kNoReferencePrice);
    const auto measured =
        checked_add(view.working_notional(),
                    notional(Price::from_raw(*price), order.quantity(), Rounding::kUp));
    const Cap cap = cap_of(limit_, view);
    if (!measured) return reject(code::kValueOverflow);
    if (!cap.fault.empty()) return reject(cap.fault);
    const bool passes = *measured <= cap.amount;
    return passes ? approve(*measured, cap.amount)
                  : reject(code::kWorkingNotional, *measured, cap.amount);
  }

 private:
  AmountLimit limit_;
  Ratio slippage_;
};

}  // namespace sluice::risk_rules
