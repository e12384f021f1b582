// SPDX-License-Identifier: Apache-2.0
//
// buying_power: a buy has to be paid from cash that nobody else has claimed.
//
//   cost      = quantity * worst price * (1 + fees), rounded up                          [currency]
//   available = cash - reserved by the router - cost of the buys approved and not yet routed
//   cost <= available
//
// Place: native rule in the gate. State: none. Sells bring cash and are approved: what they may
// sell is short_sale's. Offline: sells approved in the same batch fund buys, less fees (decision 8
// of docs/decisions). Errors: NO_REFERENCE_PRICE, NO_WORKING_PRICE, VALUE_OVERFLOW.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct BuyingPower {
  static constexpr auto id = "buying_power";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses buys that free cash does not cover, fees included";
  struct Params {
    Ratio fees;
    Ratio slippage;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("fees", &Params::fees)
                         .def("0.001")
                         .min(0)
                         .below(1)
                         .help("fees as a share of the value: 0.001 is 10 basis points"),
                     sluice::param("slippage", &Params::slippage)
                         .def("0.002")
                         .min(0)
                         .help("how far above the ask an order without a limit may trade"));

  explicit BuyingPower(Params params) noexcept : params_{params} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (!order.is_buy()) return approve();
    const auto price = worst_price(order, view.row(order.instrument()).raw(), params_.slippage);
    if (!price) return reject(code::kNoReferencePrice);
    const auto cost = cost_of(Price::from_raw(*price), order.quantity());
    const auto claims = claims_not_routed(view);
    if (!claims.fault.empty()) return reject(claims.fault);
    const auto unreserved = checked_subtract(view.cash(), view.reserved_cash());
    const auto available = unreserved ? checked_subtract(*unreserved, claims.sum) : std::nullopt;
    if (!cost || !available) return reject(code::kValueOverflow);
    const bool passes = *cost <= *available;
    return passes ? approve(*cost, *available) : reject(code::kBuyingPower, *cost, *available);
  }

 private:
  struct Claims {
    std::string_view fault;
    Money sum;
  };

  [[nodiscard]] std::optional<Money> cost_of(Price price, Quantity quantity) const noexcept {
    const Money worth = notional(price, quantity, Rounding::kUp);
    const auto fees = checked_multiply(worth, params_.fees, Rounding::kUp);
    return fees ? checked_add(worth, *fees) : std::nullopt;
  }

  // Orders approved and not yet routed stand last: the router knows nothing of them.
  [[nodiscard]] Claims claims_not_routed(const RiskView& view) const noexcept {
    const Rows<WorkingOrder> working = view.working_orders();
    Claims claims;
    for (std::size_t i = working.size(); i > 0 && working[i - 1].order_id() == 0; --i) {
      const WorkingOrder order = working[i - 1];
      if (!order.is_buy() && !view.is_offline()) continue;
      if (!order.price()) return {code::kNoWorkingPrice, {}};
      const auto claim = order.is_buy() ? buy_claim(order) : sell_claim(order);
      const auto next = claim ? checked_add(claims.sum, *claim) : std::nullopt;
      if (!next) return {code::kValueOverflow, {}};
      claims.sum = *next;
    }
    return claims;
  }

  [[nodiscard]] std::optional<Money> buy_claim(const WorkingOrder& order) const noexcept {
    const bool has_limit = order.type() == OrderType::kLimit ||
                           order.type() == OrderType::kStopLimit ||
                           order.type() == OrderType::kLimitMaker;
    const auto cost = cost_of(*order.price(), order.remaining());
    if (has_limit || !cost) return cost;
    const auto room = checked_multiply(*cost, params_.slippage, Rounding::kUp);
    return room ? checked_add(*cost, *room) : std::nullopt;
  }
  // Negative: what it brings, less fees.
  [[nodiscard]] std::optional<Money> sell_claim(const WorkingOrder& order) const noexcept {
    const Money worth = notional(*order.price(), order.remaining(), Rounding::kDown);
    const auto fees = checked_multiply(worth, params_.fees, Rounding::kUp);
    return fees ? checked_subtract(*fees, worth) : std::nullopt;
  }

  Params params_;
};

}  // namespace sluice::risk_rules
