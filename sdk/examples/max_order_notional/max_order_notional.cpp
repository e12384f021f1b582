// SPDX-License-Identifier: Apache-2.0
//
// max_order_notional: refuses an order worth more than the configured cap.
// Place: an example; a native rule in the gate. State: none. Units: the instrument's quote
// currency.
#include <sluice/plugin.hpp>

namespace {

using namespace sluice;

struct MaxOrderNotional {
  static constexpr auto id = "example_max_order_notional";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses an order worth more than the cap";
  struct Params {
    Money cap;
  };
  static constexpr auto parameters =
      params(param("cap", &Params::cap).required().above(0).help("largest order value allowed"));

  explicit MaxOrderNotional(Params params) : cap_{params.cap} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const auto worth = worst_case_notional(order, view);
    if (!worth) return reject("NO_REFERENCE_PRICE");
    return *worth <= cap_ ? approve(*worth, cap_) : reject("MAX_ORDER_NOTIONAL", *worth, cap_);
  }

 private:
  Money cap_;
};

}  // namespace

SLUICE_LIBRARY("example_max_order_notional", "1.0.0", sluice::risk_rule<MaxOrderNotional>)
