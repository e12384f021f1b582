// SPDX-License-Identifier: Apache-2.0
//
// max_order_quantity: caps what one order may ask for.
//
//   quantity <= limit                                                       [units of the
//   instrument]
//
// Place: native rule in the gate. State: none. Offline: the same. Errors: see order_input.hpp.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct MaxOrderQuantity {
  static constexpr auto id = "max_order_quantity";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the quantity of one order";
  struct Params {
    Quantity limit;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit).required().above(0).help("largest quantity"));

  explicit MaxOrderQuantity(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const Quantity measured = order.quantity();
    const bool passes = measured <= limit_;
    return passes ? approve(measured, limit_) : reject(code::kMaxOrderQuantity, measured, limit_);
  }

 private:
  Quantity limit_;
};

}  // namespace sluice::risk_rules
