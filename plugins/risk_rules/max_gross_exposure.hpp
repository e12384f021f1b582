// SPDX-License-Identifier: Apache-2.0
//
// max_gross_exposure: caps the sum of all positions' absolute values after the order.
//
//   measured = gross exposure of the view, and how much more it may be for what rests, - before
//              + after of the symbol, rounded up                                       [currency]
//   limit    = the amount, or multiple * equity rounded down                           [currency]
//
// Place: native rule in the gate. State: none. Errors: see order_effect.hpp, amount_limit.hpp.
#pragma once

#include <sluice/params.hpp>

#include "amount_limit.hpp"

namespace sluice::risk_rules {

struct MaxGrossExposure {
  static constexpr auto id = "max_gross_exposure";
  static constexpr auto version = "1.1.0";
  static constexpr auto summary = "caps the sum of all positions' absolute values";
  struct Params {
    Limit limit;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit)
          .required()
          .min(0)
          .help("largest gross exposure: an amount, or a multiple of equity like \"1.0x\""));

  explicit MaxGrossExposure(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const OrderEffect effect = effect_of(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    const auto measured = gross_after(view.gross_exposure(), view.resting_exposure(), effect);
    return judge_amount(measured, limit_, view.equity(), effect.reduces, code::kMaxGross);
  }

 private:
  AmountLimit limit_;
};

}  // namespace sluice::risk_rules
