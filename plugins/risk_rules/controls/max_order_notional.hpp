// SPDX-License-Identifier: Apache-2.0
//
// max_order_notional: caps what one order may be worth.
//
//   quantity * worst price * multiplier <= limit, rounded up                             [currency]
//   worst price: see worst_price in order_input.hpp; without a limit the ask, else the reference,
//   and `slippage` above
//
// Place: native rule in the gate. State: none. Offline: there are no quotes, so the reference price
// stands for the ask. Errors: NO_REFERENCE_PRICE, NO_EQUITY, VALUE_OVERFLOW.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "cap.hpp"
#include "order_input.hpp"

namespace sluice::risk_rules {

struct MaxOrderNotional {
  static constexpr auto id = "max_order_notional";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the worst-case value of one order";
  struct Params {
    Limit limit;
    Ratio slippage;
    Ratio multiplier;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit)
          .required()
          .above(0)
          .help("largest value: an amount, or a multiple of equity like \"0.05x\""),
      sluice::param("slippage", &Params::slippage)
          .def("0.01")
          .min(0)
          .help("how far above the ask an order without a limit may trade: 0.01 is 1 %"),
      sluice::param("multiplier", &Params::multiplier)
          .def(1)
          .above(0)
          .help("units of value in one unit of quantity: 1 for shares and coins"));

  explicit MaxOrderNotional(Params params) noexcept
      : limit_{params.limit}, slippage_{params.slippage}, multiplier_{params.multiplier} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto price = worst_price(order, view.row(order.instrument()).raw(), slippage_);
    if (!price) return reject(code::kNoReferencePrice);
    const Money plain = notional(Price::from_raw(*price), order.quantity(), Rounding::kUp);
    const auto measured = multiplier_.raw() == kScale
                              ? std::optional{plain}
                              : checked_multiply(plain, multiplier_, Rounding::kUp);
    const Cap cap = cap_of(limit_, view);
    if (!measured) return reject(code::kValueOverflow);
    if (!cap.fault.empty()) return reject(cap.fault);
    const bool passes = *measured <= cap.amount;
    return passes ? approve(*measured, cap.amount)
                  : reject(code::kMaxOrderNotional, *measured, cap.amount);
  }

 private:
  AmountLimit limit_;
  Ratio slippage_;
  Ratio multiplier_;
};

}  // namespace sluice::risk_rules
