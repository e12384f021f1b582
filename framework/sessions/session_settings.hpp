// SPDX-License-Identifier: Apache-2.0
//
// session_settings.hpp: what a session is told about itself.
//
// Place: sessions; plain data, made from the config by session_assembly.hpp. Units last in names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/intent.hpp"
#include "sessions/session_controls.hpp"

namespace sluice::sessions {

// From the widest to the narrowest.
enum class ExecutionMode : std::uint8_t {
  kAuto,        // a signal becomes an order
  kConfirm,     // when a person has approved it
  kSignalOnly,  // never
};
// "auto", "confirm", "signal_only"
[[nodiscard]] std::string_view name(ExecutionMode mode) noexcept;
[[nodiscard]] std::optional<ExecutionMode> parse_execution_mode(std::string_view word) noexcept;
// The one with more steps between a signal and an order.
[[nodiscard]] constexpr ExecutionMode narrower(ExecutionMode one, ExecutionMode other) noexcept {
  return one > other ? one : other;
}

struct SessionSettings {
  // A strategy sees at least this many candles, and none before kMinCandles of its symbol decides
  // on an entry.
  static constexpr std::uint32_t kWindowCandles = 100;
  static constexpr std::uint64_t kMinCandles = 20;

  std::string id;  // letters, digits, `_`, `-`
  std::string account = "paper";
  ExecutionMode mode = ExecutionMode::kAuto;
  ControlLimits limits;
  std::optional<Money> account_budget;  // of all sessions of the account on this host

  std::int64_t tick_ns = 1'000'000'000;
  bool on_quotes = false;  // a tick as well whenever the market has told something
  std::int64_t candle_ns = 60'000'000'000;
  std::int64_t signal_ttl_ns = 60'000'000'000;        // how long a signal waits for a person
  std::int64_t max_price_age_ns = 0;                  // of a price to decide at; 0: two candles
  std::int64_t disconnect_after_ns = 10'000'000'000;  // of silence from a venue elsewhere
  bool resume_when_reconciled = false;

  OrderType order_type = OrderType::kMarket;  // kLimit: IOC, at most `slippage` beyond the price
  Ratio slippage;

  [[nodiscard]] std::int64_t price_age_ns() const noexcept {
    return max_price_age_ns != 0 ? max_price_age_ns : 2 * candle_ns;
  }
};

}  // namespace sluice::sessions
