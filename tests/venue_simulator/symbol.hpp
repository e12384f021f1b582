// SPDX-License-Identifier: Apache-2.0
//
// symbol.hpp: what may be traded, by which filters, and the check of an order against them.
//
// Place: tests/venue_simulator. Errors: a Refusal with the venue's code and words.
#pragma once

#include <optional>
#include <string>

#include "venue_simulator/order.hpp"
#include "venue_simulator/outcome.hpp"

namespace sluice::venue_simulator {

struct Filters {
  Price min_price = Price::from_raw(1'000'000);
  Price max_price = Price::from_raw(1'000'000 * kScale);
  Price tick = Price::from_raw(1'000'000);
  Quantity min_quantity = Quantity::from_raw(1'000);
  Quantity max_quantity = Quantity::from_raw(9'000 * kScale);
  Quantity step = Quantity::from_raw(1'000);
  Quantity max_market_quantity = Quantity::from_raw(1'000 * kScale);
  Amount min_notional = Amount::from_raw(5 * kScale);
  Amount max_notional = Amount::from_raw(int128{9'000'000} * kScale);
  Ratio multiplier_up = Ratio::from_raw(5 * kScale);
  Ratio multiplier_down = Ratio::from_raw(kScale / 5);
  std::int64_t max_orders = 200;
  std::int64_t max_stop_orders = 5;
};

// What the house offers before anybody has played a quote: `levels` prices on each side of `mid`.
struct Liquidity {
  Price mid;
  std::int64_t half_spread_ticks = 1;
  int levels = 20;
  Quantity size;  // of a level, at most; the seed decides
};

struct Symbol {
  std::string name;
  std::string base;
  std::string quote;
  Filters filters;
  Liquidity liquidity;
  bool is_trading = true;
};

// Price, quantity and value alone; counts of orders are the venue's.
[[nodiscard]] std::optional<Refusal> check_filters(const Symbol& symbol, const NewOrder& order,
                                                   Price last);

}  // namespace sluice::venue_simulator
