// SPDX-License-Identifier: Apache-2.0
//
// wire.hpp: the venue's things as its JSON.
//
// Place: tests/venue_simulator, wire. Amounts are texts with eight decimals.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "venue_simulator/limits.hpp"
#include "venue_simulator/venue.hpp"

namespace sluice::venue_simulator {

using Json = nlohmann::ordered_json;

template <typename Decimal>
[[nodiscard]] std::string wire_text(Decimal value) {
  return detail::decimal_text(value.raw(), kScaleDigits);
}

[[nodiscard]] Json error_json(const Refusal& refusal);
[[nodiscard]] Json exchange_info_json(const Venue& venue, const std::vector<int>& symbols,
                                      const LimitSettings& limits, Milliseconds now);
[[nodiscard]] Json rate_limits_json(const LimitSettings& limits);

// As a query tells it.
[[nodiscard]] Json order_json(const Venue& venue, const Order& order);
// As the answer to the request that brought it: ACK, RESULT or FULL.
[[nodiscard]] Json placed_json(const Venue& venue, const Order& order,
                               const std::vector<Trade>& trades, std::string_view detail);
[[nodiscard]] Json canceled_json(const Venue& venue, const Order& order);
[[nodiscard]] Json amended_json(const Venue& venue, const Order& order, std::int64_t execution);
[[nodiscard]] Json trade_json(const Venue& venue, const Trade& trade);
[[nodiscard]] Json account_json(const Venue& venue, int account, bool omits_zero);
[[nodiscard]] Json commission_rates_json(const Venue& venue);

[[nodiscard]] Json depth_json(const Venue& venue, int symbol, std::size_t levels);
[[nodiscard]] Json book_ticker_json(const Venue& venue, int symbol);
[[nodiscard]] Json day_ticker_json(const Venue& venue, int symbol, Milliseconds now);
[[nodiscard]] Json print_json(const Print& print);
[[nodiscard]] Json aggregate_json(const Print& print);
[[nodiscard]] Json candle_json(const Candle& candle, Milliseconds length);
// Nothing: the venue has no such candles.
[[nodiscard]] std::optional<Milliseconds> interval_length(std::string_view name);

}  // namespace sluice::venue_simulator
