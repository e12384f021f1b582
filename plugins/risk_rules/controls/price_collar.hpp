// SPDX-License-Identifier: Apache-2.0
//
// price_collar: an order's price has to be near the market's.
//
//   |price - reference| / reference <= limit, rounded up                                    [ratio]
//   price: the limit, else the stop, else the price it was decided at; reference: the mid, else the
//   last price
//
// Place: native rule in the gate. State: none. Offline: there are no quotes, the last price is the
// reference. Errors: NO_REFERENCE_PRICE (of the order), NO_MARKET_PRICE, VALUE_OVERFLOW. Orders
// that reduce are judged too: a typing error costs as much on the way out.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"
#include "order_input.hpp"

namespace sluice::risk_rules {

struct PriceCollar {
  static constexpr auto id = "price_collar";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "keeps an order's price near the market's";
  struct Params {
    Ratio limit;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .def("0.05")
                         .min(0)
                         .help("largest distance from the mid, else the last price: 0.05 is 5 %"));

  explicit PriceCollar(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto price = named_price(order);
    if (!price) return reject(code::kNoReferencePrice);
    const auto market = market_price(view.row(order.instrument()).raw());
    if (!market) return reject(code::kNoMarketPrice);
    const auto distance =
        ratio_up(magnitude(int128{*price} * 2 - market->doubled), market->doubled);
    if (!distance) return reject(code::kValueOverflow);
    const Ratio measured = Ratio::from_raw(*distance);
    const bool passes = measured <= limit_;
    return passes ? approve(measured, limit_) : reject(code::kPriceCollar, measured, limit_);
  }

 private:
  Ratio limit_;
};

}  // namespace sluice::risk_rules
