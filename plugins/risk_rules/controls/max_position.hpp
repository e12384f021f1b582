// SPDX-License-Identifier: Apache-2.0
//
// max_position: caps how far a position could grow, either way.
//
//   a buy:  position + open buys + quantity <= quantity limit                               [units]
//   a sell: open sells + quantity - position <= quantity limit
//   the same, valued (exposure.hpp), against the notional limit                          [currency]
//
// Open orders of the other side may be cancelled: they give no room. Place: native rule in the
// gate. State: none. Offline: everything approved fills: open orders of the other side do give
// room. Errors: NO_REFERENCE_PRICE, NO_LAST_PRICE, NO_EQUITY (of the notional), VALUE_OVERFLOW. An
// order that only makes a held position smaller is always below either limit's end.
#pragma once

#include <optional>
#include <stdexcept>

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "cap.hpp"
#include "exposure.hpp"

namespace sluice::risk_rules {

struct MaxPosition {
  static constexpr auto id = "max_position";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps what one position could grow to";
  struct Params {
    std::optional<Quantity> quantity;
    std::optional<Limit> notional;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("quantity", &Params::quantity).min(0).help("largest position, in units"),
      sluice::param("notional", &Params::notional)
          .min(0)
          .help("largest value: an amount, or a multiple of equity like \"0.1x\""));

  explicit MaxPosition(Params params)
      : quantity_{params.quantity}, has_notional_{params.notional.has_value()} {
    if (!params.quantity && !params.notional)
      throw std::invalid_argument("one of the parameters 'quantity' and 'notional' is needed");
    if (params.notional) notional_ = AmountLimit{*params.notional};
  }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (!has_notional_) return judge_quantity(order, view);
    if (quantity_)
      if (const Verdict verdict = judge_quantity(order, view); !verdict.is_approval())
        return verdict;
    return judge_notional(order, view);
  }

 private:
  Verdict judge_quantity(const Order& order, const RiskView& view) const noexcept {
    const PositionEnds ends = ends_of(view.row(order.instrument()).raw(), view.is_offline());
    const int128 reached = (order.is_buy() ? ends.upper : -ends.lower) + order.raw().quantity;
    const auto measured = detail::narrow(reached);
    if (!measured) return reject(code::kValueOverflow);
    const bool passes = *measured <= quantity_->raw();
    const auto shown = Quantity::from_raw(*measured);
    return passes ? approve(shown, *quantity_) : reject(code::kMaxPosition, shown, *quantity_);
  }

  Verdict judge_notional(const Order& order, const RiskView& view) const noexcept {
    const WorstEffect effect = worst_effect(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    if (effect.reduces) return approve();
    const Cap cap = cap_of(notional_, view);
    if (!cap.fault.empty()) return reject(cap.fault);
    const bool passes = effect.after <= cap.amount;
    return passes ? approve(effect.after, cap.amount)
                  : reject(code::kMaxPositionNotional, effect.after, cap.amount);
  }

  std::optional<Quantity> quantity_;
  bool has_notional_;
  AmountLimit notional_;
};

}  // namespace sluice::risk_rules
