// SPDX-License-Identifier: Apache-2.0
//
// max_notional_per_symbol: caps what one symbol may be worth after the order.
//
//   measured = `after` of order_effect.hpp, rounded up     [currency]
//   limit    = the amount, or multiple * equity rounded down                         [currency]
//
// Place: native rule in the gate. State: none. Errors: see order_effect.hpp, amount_limit.hpp.
#pragma once

#include <sluice/params.hpp>

#include "amount_limit.hpp"

namespace sluice::risk_rules {

struct MaxNotionalPerSymbol {
  static constexpr auto id = "max_notional_per_symbol";
  static constexpr auto version = "1.1.0";
  static constexpr auto summary = "caps the value of one symbol's position";
  struct Params {
    Limit limit;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit)
          .required()
          .min(0)
          .help("largest value of one symbol: an amount, or a multiple of equity like \"0.1x\""));

  explicit MaxNotionalPerSymbol(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const OrderEffect effect = effect_of(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    return judge_amount(effect.after, limit_, view.equity(), effect.reduces, code::kMaxNotional);
  }

 private:
  AmountLimit limit_;
};

}  // namespace sluice::risk_rules
