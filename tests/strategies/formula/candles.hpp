// SPDX-License-Identifier: Apache-2.0
//
// candles.hpp: made candles, and one expression over them.
//
// Place: tests. A candle's fields are decimals of two places, 0 where it has none. Thread: one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <sluice/testing/testing.hpp>

#include "strategies/formula/evaluator.hpp"
#include "strategies/formula/parser.hpp"

namespace sluice::strategies::formula {

struct Candle {
  double open, high, low, close, volume;
};
using Candles = std::vector<Candle>;

// Prices that wander between 50 and 150, in steps of a cent, the same for the same seed.
[[nodiscard]] Candles wandering(std::size_t count, std::uint64_t seed = 1);
// Bars with this close and nothing else.
[[nodiscard]] Candles closes(const std::vector<double>& values);

[[nodiscard]] inline Timestamp session_time(std::size_t day) {
  return Timestamp::from_date(Date::from_days(static_cast<sluice_date>(20'000 + day)));
}
[[nodiscard]] sluice_bar bar_of(const Candle& candle, std::uint32_t instrument, std::size_t day);

// One instrument whose history grows bar by bar, seen through a window as the host's is.
class History {
 public:
  explicit History(std::size_t window = SIZE_MAX) : window_{window} {}
  void add(const Candle& candle);
  [[nodiscard]] Series series();

 private:
  std::size_t window_;
  std::size_t day_ = 0;
  std::vector<std::int64_t> time_, open_, high_, low_, close_, volume_;
  sluice_series raw_{};
};

// The expression's value after each candle; NaN: undefined. A condition is 0 or 1.
[[nodiscard]] std::vector<double> values_of(std::string_view expression, const Candles& candles,
                                            const Holding& holding = {});
[[nodiscard]] double last_value(std::string_view expression, const Candles& candles,
                                const Holding& holding = {});

}  // namespace sluice::strategies::formula
