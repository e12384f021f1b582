// SPDX-License-Identifier: Apache-2.0
//
// drift_amounts.hpp: what one traded position did to equity, step by step from run B to run A.
//
// Place: drivers, inside of drift. Exact: integers in units of 1e-16, so that the steps of a pair
// add up to their whole difference to the last digit. Thread: any.
#pragma once

#include <sluice/decimal.hpp>

namespace sluice::drivers {

// Of the fills of one session, symbol and side together.
struct TradedSum {
  std::int64_t quantity = 0;  // raw, signed: a sale is negative
  int128 base = 0;            // quantity * price before spread and impact, signed
  int128 cost = 0;            // spread, impact and commission
};

void add_fill(TradedSum& sum, bool is_sale, Quantity quantity, Price base, Price price,
              Money commission);

// What a trade is worth at `close` beyond what it took: quantity * close - base - cost.
[[nodiscard]] int128 contribution(const TradedSum& sum, Price close);

// contribution(a, close_a) - contribution(b, close_b), in the order data, price, quantity, cost.
struct DriftSteps {
  int128 data = 0;      // the close it is valued at
  int128 price = 0;     // what it was traded at, before spread and impact
  int128 quantity = 0;  // how much, with the costs that go with size
  int128 cost = 0;
};
[[nodiscard]] DriftSteps steps_between(const TradedSum& a, Price close_a, const TradedSum& b,
                                       Price close_b);

}  // namespace sluice::drivers
