// SPDX-License-Identifier: Apache-2.0
//
// tape.hpp: what was traded in one symbol, as everybody sees it: the last prints and minutes of
// them.
//
// Place: tests/venue_simulator. Bounded by kMostPrints and kMostMinutes: the oldest go.
#pragma once

#include <deque>
#include <vector>

#include "venue_simulator/order.hpp"

namespace sluice::venue_simulator {

inline constexpr std::size_t kMostPrints = 1'000;
inline constexpr std::size_t kMostMinutes = 2'880;
inline constexpr Milliseconds kMinute = 60'000;

struct Print {
  std::int64_t id = 0;
  Price price;
  Quantity quantity;
  Amount quote;
  Milliseconds time = 0;
  bool buyer_is_maker = false;
};

struct Candle {
  Milliseconds begin = 0;
  Price open, high, low, close;
  Quantity volume;
  Amount quote_volume;
  Quantity taker_buy_volume;
  Amount taker_buy_quote;
  std::int64_t first_id = 0;
  std::int64_t last_id = 0;
  std::int64_t count = 0;
};

class Tape {
 public:
  void add(const Print& print);
  [[nodiscard]] const std::deque<Print>& prints() const noexcept { return prints_; }
  // Minutes put together to candles of `length`, oldest first, from `begin` on.
  [[nodiscard]] std::vector<Candle> candles(Milliseconds length, Milliseconds begin) const;
  // Of the day before `now`; count 0: nothing was traded.
  [[nodiscard]] Candle last_day(Milliseconds now) const;

 private:
  std::deque<Print> prints_;
  std::deque<Candle> minutes_;
};

}  // namespace sluice::venue_simulator
