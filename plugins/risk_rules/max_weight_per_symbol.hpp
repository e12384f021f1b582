// SPDX-License-Identifier: Apache-2.0
//
// max_weight_per_symbol: caps one symbol's share of equity after the order.
//
//   measured = `after` of order_effect.hpp / equity, rounded up   [ratio]
//   limit    = the configured share, exactly                                                [ratio]
//
// Place: native rule in the gate. State: none. Errors: without equity (<= 0) there is no share to
// speak of: NO_EQUITY for everything that does not reduce the position.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_effect.hpp"

namespace sluice::risk_rules {

struct MaxWeightPerSymbol {
  static constexpr auto id = "max_weight_per_symbol";
  static constexpr auto version = "1.1.0";
  static constexpr auto summary = "caps one symbol's share of equity";
  struct Params {
    Ratio limit;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .required()
                         .min(0)
                         .help("largest share of equity in one symbol: 0.1 is 10 %"));

  explicit MaxWeightPerSymbol(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const OrderEffect effect = effect_of(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    const Money equity = view.equity();
    if (!equity.is_positive()) return effect.reduces ? approve() : reject(code::kNoEquity);
    const auto weight = ratio_up(effect.after.raw(), equity.raw());
    // A share too large for a number must not keep anybody from getting smaller.
    if (!weight) return effect.reduces ? approve() : reject(code::kValueOverflow);
    const Ratio measured = Ratio::from_raw(*weight);
    return effect.reduces || measured <= limit_ ? approve(measured, limit_)
                                                : reject(code::kMaxWeight, measured, limit_);
  }

 private:
  Ratio limit_;
};

}  // namespace sluice::risk_rules
