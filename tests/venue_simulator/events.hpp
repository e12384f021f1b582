// SPDX-License-Identifier: Apache-2.0
//
// events.hpp: what the venue tells its streams, in the order in which it happened.
//
// Place: tests/venue_simulator.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "venue_simulator/accounts.hpp"
#include "venue_simulator/book.hpp"
#include "venue_simulator/order.hpp"
#include "venue_simulator/tape.hpp"

namespace sluice::venue_simulator {

enum class Execution : std::uint8_t {
  kNew,
  kCanceled,
  kReplaced,
  kTrade,
  kExpired,
  kTradePrevention
};
[[nodiscard]] std::string_view text_of(Execution kind) noexcept;

struct OrderEvent {
  Execution kind = Execution::kNew;
  Order order;  // after it
  Trade trade;  // of kTrade
  std::int64_t execution_id = 0;
};

struct BalanceEvent {
  int account = 0;
  std::vector<std::pair<std::string, Balance>> balances;  // after it, of what may have changed
  Milliseconds time = 0;
};

struct TransferEvent {
  int account = 0;
  std::string asset;
  Amount change;
  Milliseconds time = 0;
};

struct PrintEvent {
  int symbol = 0;
  Print print;
};

// The best bid or ask is another.
struct TopEvent {
  int symbol = 0;
  std::int64_t update = 0;
  std::optional<Level> bid;
  std::optional<Level> ask;
};

using Event = std::variant<OrderEvent, BalanceEvent, TransferEvent, PrintEvent, TopEvent>;

}  // namespace sluice::venue_simulator
