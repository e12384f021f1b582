// SPDX-License-Identifier: Apache-2.0
//
// instrument_filters: an order has to be one the venue takes.
//
//   limit and stop price are multiples of the tick, the quantity one of the lot
//   min_quantity <= quantity <= max_quantity, quantity * price >= min_notional, each where known
//
// Place: native rule in the gate. State: none. Units: the instrument's; the notional is rounded
// down, at the lowest of the prices the order names and its reference price. Offline: the same.
// Errors: NO_LOT, NO_TICK (of an order with a price), NO_REFERENCE_PRICE where a smallest notional
// needs one.
#pragma once

#include <sluice/verdict.hpp>

#include "order_input.hpp"

namespace sluice::risk_rules {

struct InstrumentFilters {
  static constexpr auto id = "instrument_filters";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses orders that break the instrument's tick, lot or sizes";

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const sluice_risk_row& row = view.row(order.instrument()).raw();
    if (const Verdict price = judge_price(order, row); !price.is_approval()) return price;
    const Quantity quantity = order.quantity();
    if (row.lot <= 0) return reject(code::kNoLot);
    const bool passes_lot = quantity.raw() % row.lot == 0;
    if (!passes_lot) return reject(code::kLotSize, quantity, Quantity::from_raw(row.lot));
    const auto least = Quantity::from_raw(row.min_quantity);
    const bool passes_least = quantity >= least;
    if (!passes_least) return reject(code::kMinQuantity, quantity, least);
    const auto most = Quantity::from_raw(row.max_quantity);
    const bool passes_most = most.is_zero() || quantity <= most;
    if (!passes_most) return reject(code::kMaxQuantity, quantity, most);
    return judge_notional(order, Money::from_c(row.min_notional));
  }

 private:
  static Verdict judge_price(const Order& order, const sluice_risk_row& row) noexcept {
    const sluice_order& raw = order.raw();
    if (raw.limit_price == 0 && raw.stop_price == 0) return approve();
    const auto tick = Price::from_raw(row.tick);
    if (!tick.is_positive()) return reject(code::kNoTick);
    const bool passes_limit = raw.limit_price % tick.raw() == 0;
    if (!passes_limit) return reject(code::kTickSize, Price::from_raw(raw.limit_price), tick);
    const bool passes_stop = raw.stop_price % tick.raw() == 0;
    if (!passes_stop) return reject(code::kTickSize, Price::from_raw(raw.stop_price), tick);
    return approve();
  }

  static Verdict judge_notional(const Order& order, Money least) noexcept {
    if (least.is_zero()) return approve();
    const sluice_order& raw = order.raw();
    std::int64_t lowest = raw.reference_price;
    for (const std::int64_t price : {raw.limit_price, raw.stop_price})
      if (price > 0 && (lowest <= 0 || price < lowest)) lowest = price;
    if (lowest <= 0) return reject(code::kNoReferencePrice);
    const Money worth = notional(Price::from_raw(lowest), order.quantity(), Rounding::kDown);
    const bool passes = worth >= least;
    return passes ? approve(worth, least) : reject(code::kMinOrderNotional, worth, least);
  }
};

}  // namespace sluice::risk_rules
