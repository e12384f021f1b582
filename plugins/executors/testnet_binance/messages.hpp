// SPDX-License-Identifier: Apache-2.0
//
// messages.hpp: what the venue tells of orders and executions, as rows.
//
// Place: executor plugin. Pure. Units: 1e-8, nanoseconds of the venue's clock. A message that lacks
// a field is no message: nothing is guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/json.hpp>

namespace sluice::testnet {

inline constexpr std::int64_t kNsPerMs = 1'000'000;

struct Commission {
  Money amount;
  std::string asset;  // empty: there was none
};

struct TradeRow {
  std::int64_t trade_id = 0;
  std::int64_t venue_order_id = 0;
  Quantity quantity;
  Price price;
  Commission commission;
  std::int64_t time_ns = 0;
};

struct OrderRow {
  std::string symbol;
  std::string client_id;
  std::int64_t venue_order_id = 0;
  std::string status;  // "NEW", "PARTIALLY_FILLED", …
  Quantity quantity;
  Quantity filled;
  Price limit_price;
  std::int64_t time_ns = 0;
  std::vector<TradeRow> trades;  // only the answer to a new order has them
};

// An executionReport of the user's stream.
struct OrderEvent {
  std::string kind;  // "NEW", "TRADE", "CANCELED", …
  OrderRow order;
  std::string reject_reason;
  TradeRow trade;  // of kind TRADE
};

[[nodiscard]] std::optional<OrderRow> read_order(const JsonValue& row);
// A row of myTrades.
[[nodiscard]] std::optional<TradeRow> read_trade(const JsonValue& row);
[[nodiscard]] std::optional<OrderEvent> read_order_event(const JsonValue& event);

// SLUICE_STATUS_… of the venue's word; 0: a word we do not know.
[[nodiscard]] std::uint32_t status_of(std::string_view word) noexcept;
// Of its kind EXPIRED_IN_MATCH: the account would have traded with itself.
[[nodiscard]] std::string_view expiry_reason_of(std::string_view word) noexcept;

// "sl-" and 32 hexadecimal digits, and back; nothing for an id that is none of ours.
[[nodiscard]] std::string client_id_of(const sluice_intent_id& intent);
[[nodiscard]] std::optional<sluice_intent_id> intent_of(std::string_view client_id) noexcept;

}  // namespace sluice::testnet
