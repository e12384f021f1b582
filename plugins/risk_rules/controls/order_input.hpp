// SPDX-License-Identifier: Apache-2.0
//
// order_input.hpp: what every control asks of an order before it measures, and the prices it may
// measure with.
//
// Place: below the controls. Units: prices times 1e-8. Thread: lane_hot. Errors: a code that names
// what is missing, or no price.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include <sluice/order_view.hpp>
#include <sluice/risk_view.hpp>

#include "control_codes.hpp"
#include "order_effect.hpp"

namespace sluice::risk_rules {

// Empty, or the code of what makes it no order of this run.
[[nodiscard]] inline std::string_view order_fault(const Order& order,
                                                  const RiskView& view) noexcept {
  const sluice_order& raw = order.raw();
  if (!is_valid(raw) || raw.type < SLUICE_ORDER_MARKET || raw.type > SLUICE_ORDER_LIMIT_MAKER)
    return code::kInvalidOrder;
  if (order.instrument() >= view.rows().size()) return code::kUnknownInstrument;
  return {};
}

// Does it make what is held smaller, and nothing else? What is on its way out already is not there
// to be sold again, and what is on its way in may never come.
[[nodiscard]] inline bool reduces_held(const Order& order, const sluice_risk_row& row) noexcept {
  const int128 closable = order.is_buy() ? -int128{row.position} - row.working_buy
                                         : int128{row.position} - row.working_sell;
  return order.raw().quantity <= closable;
}

// The market's own price, doubled so that the mid is exact: bid + ask, else twice the last price.
struct MarketPrice {
  int128 doubled = 0;
  sluice_time time = 0;
};
[[nodiscard]] inline std::optional<MarketPrice> market_price(const sluice_risk_row& row) noexcept {
  if (row.bid > 0 && row.ask > 0) return MarketPrice{int128{row.bid} + row.ask, row.quote_time};
  if (row.last > 0) return MarketPrice{int128{row.last} * 2, row.last_time};
  return std::nullopt;
}

// What one unit may be worth at most. A buy with a limit pays no more than that; a sell with one
// may bring more, at the market. Others trade at the ask, else at the reference price, or where
// their stop is, and `slippage` above. Nothing where there is no price, or it does not fit.
[[nodiscard, gnu::always_inline]] inline std::optional<std::int64_t> worst_price(
    const Order& order, const sluice_risk_row& row, Ratio slippage) noexcept {
  const sluice_order& raw = order.raw();
  if (order.has_limit()) {
    if (raw.limit_price <= 0) return std::nullopt;
    if (order.is_buy()) return raw.limit_price;
    return std::max({raw.limit_price, raw.reference_price, row.last, row.bid});
  }
  const std::int64_t market = row.ask > 0 ? row.ask : raw.reference_price;
  if (market <= 0) return std::nullopt;
  const std::int64_t base =
      raw.type == SLUICE_ORDER_STOP ? std::max(market, raw.stop_price) : market;
  if (slippage.is_zero()) return base;
  const int128 room = detail::divide_rounded(int128{base} * slippage.raw(), kScale, Rounding::kUp);
  return detail::narrow(base + room);
}

// The price the order names: its limit, else its stop, else the one it was decided at.
[[nodiscard]] inline std::optional<std::int64_t> named_price(const Order& order) noexcept {
  const sluice_order& raw = order.raw();
  const std::int64_t price = order.has_limit()               ? raw.limit_price
                             : raw.type == SLUICE_ORDER_STOP ? raw.stop_price
                                                             : raw.reference_price;
  return price > 0 ? std::optional{price} : std::nullopt;
}

}  // namespace sluice::risk_rules
