// SPDX-License-Identifier: Apache-2.0
//
// live_limits: further limits for orders that meet a real venue.
//
//   the order's value at the highest price <= max_live_notional_per_order, rounded up    [currency]
//   the order's value at its reference price >= live_trade_min_size, rounded down
//   what all positions could be worth with the order <= max_live_notional_total
//
// Place: native rule in the gate. State: none. Offline: nothing is live: approved. An order that
// only makes a held position smaller is not held to the total. Errors: NO_REFERENCE_PRICE,
// NO_LAST_PRICE, VALUE_OVERFLOW.
#pragma once

#include <optional>
#include <stdexcept>

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"

namespace sluice::risk_rules {

struct LiveLimits {
  static constexpr auto id = "live_limits";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "caps the value of live orders, one and all, and their least size";
  struct Params {
    std::optional<Money> max_live_notional_per_order;
    std::optional<Money> max_live_notional_total;
    std::optional<Money> live_trade_min_size;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("max_live_notional_per_order", &Params::max_live_notional_per_order)
          .min(0)
          .help("largest value of one live order"),
      sluice::param("max_live_notional_total", &Params::max_live_notional_total)
          .min(0)
          .help("largest value of everything live: positions as they could become"),
      sluice::param("live_trade_min_size", &Params::live_trade_min_size)
          .min(0)
          .help("smallest value of one live order"));

  explicit LiveLimits(Params params) : params_{params} {
    if (!params.max_live_notional_per_order && !params.max_live_notional_total &&
        !params.live_trade_min_size)
      throw std::invalid_argument(
          "one of the parameters 'max_live_notional_per_order', 'max_live_notional_total' and "
          "'live_trade_min_size' is needed");
  }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const WorstEffect effect = worst_effect(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    if (view.is_offline()) return approve();
    if (const Verdict size = judge_size(order, effect); !size.is_approval()) return size;
    if (!params_.max_live_notional_total || effect.reduces) return approve();
    const Money limit = *params_.max_live_notional_total;
    const auto total =
        worst_gross(view, view.gross_exposure(), view.row(order.instrument()).raw(), effect,
                    any_may_be_missed(view), [](const auto&) { return true; });
    if (!total) return reject(code::kValueOverflow);
    const bool passes = *total <= limit;
    return passes ? approve(*total, limit) : reject(code::kLiveTotalNotional, *total, limit);
  }

 private:
  Verdict judge_size(const Order& order, const WorstEffect& effect) const noexcept {
    if (params_.max_live_notional_per_order) {
      const Money most = *params_.max_live_notional_per_order;
      const bool passes_most = effect.added <= most;
      if (!passes_most) return reject(code::kLiveOrderNotional, effect.added, most);
    }
    if (params_.live_trade_min_size) {
      const Money least = *params_.live_trade_min_size;
      const Money worth = notional(*order.reference_price(), order.quantity(), Rounding::kDown);
      const bool passes_least = worth >= least;
      if (!passes_least) return reject(code::kLiveMinSize, worth, least);
    }
    return approve();
  }

  Params params_;
};

}  // namespace sluice::risk_rules
