// SPDX-License-Identifier: Apache-2.0
//
// market_messages.hpp: the venue's market streams: what to ask for, and what a message says.
//
// Place: feed plugin. Pure. A quote has no time of the venue's: every row carries the time at which
// it was heard, except bars, whose time is their beginning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/json.hpp>

#include "market_queue.hpp"

namespace sluice::testnet {

// Of a frequency of ours: "1m" of "1min"; empty: there is none.
[[nodiscard]] std::string_view interval_of(std::string_view freq) noexcept;

// "/stream?streams=btcusdt@bookTicker/btcusdt@trade/btcusdt@kline_1m/…"
[[nodiscard]] std::string streams_path(const std::vector<std::string>& symbols,
                                       std::string_view interval);

// A message of the combined stream; nothing where it is none that we asked for. Of a candle only
// the last message counts.
[[nodiscard]] std::optional<MarketNews> read_market(const JsonValue& message,
                                                    const std::vector<std::string>& symbols,
                                                    std::int64_t heard_ns);

}  // namespace sluice::testnet
