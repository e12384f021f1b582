// SPDX-License-Identifier: Apache-2.0
//
// order.hpp: an order as the simulated venue keeps it, and the venue's words for it.
//
// Place: tests/venue_simulator. Units: prices in the quote asset, quantities in the base asset,
// times in milliseconds of Unix time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::venue_simulator {

using Amount = Money;  // of any asset
using Milliseconds = std::int64_t;

enum class Side : std::uint8_t { kBuy, kSell };
enum class OrderType : std::uint8_t {
  kLimit,
  kMarket,
  kStopLoss,
  kStopLossLimit,
  kTakeProfit,
  kTakeProfitLimit,
  kLimitMaker
};
enum class TimeInForce : std::uint8_t { kGtc, kIoc, kFok };
enum class Status : std::uint8_t {
  kNew,
  kPartiallyFilled,
  kFilled,
  kCanceled,
  kExpired,
  kExpiredInMatch
};
// Whose order ends when an account would trade with itself.
enum class SelfTrade : std::uint8_t { kNone, kExpireTaker, kExpireMaker, kExpireBoth };

[[nodiscard]] std::string_view text_of(Side side) noexcept;
[[nodiscard]] std::string_view text_of(OrderType type) noexcept;
[[nodiscard]] std::string_view text_of(TimeInForce force) noexcept;
[[nodiscard]] std::string_view text_of(Status status) noexcept;
[[nodiscard]] std::string_view text_of(SelfTrade mode) noexcept;
[[nodiscard]] std::optional<Side> side_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<OrderType> order_type_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<TimeInForce> time_in_force_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<SelfTrade> self_trade_of(std::string_view text) noexcept;

[[nodiscard]] constexpr Side opposite(Side side) noexcept {
  return side == Side::kBuy ? Side::kSell : Side::kBuy;
}
[[nodiscard]] constexpr bool waits_for_price(OrderType type) noexcept {
  return type == OrderType::kStopLoss || type == OrderType::kStopLossLimit ||
         type == OrderType::kTakeProfit || type == OrderType::kTakeProfitLimit;
}
[[nodiscard]] constexpr bool has_limit(OrderType type) noexcept {
  return type == OrderType::kLimit || type == OrderType::kStopLossLimit ||
         type == OrderType::kTakeProfitLimit || type == OrderType::kLimitMaker;
}

// What somebody asks for.
struct NewOrder {
  int symbol = 0;
  Side side = Side::kBuy;
  OrderType type = OrderType::kLimit;
  TimeInForce time_in_force = TimeInForce::kGtc;
  SelfTrade self_trade = SelfTrade::kExpireMaker;
  Price price;
  Price stop_price;
  Quantity quantity;
  Amount quote_quantity;  // of a market order that says what to spend or to get; else 0
  std::string client_id;
};

struct Order {
  std::int64_t id = 0;
  int account = 0;
  NewOrder terms;
  std::string original_client_id;  // of one whose id has changed with its cancel
  Status status = Status::kNew;
  Quantity executed;
  Amount executed_quote;
  Amount locked;            // what the account still holds back for it
  bool is_working = false;  // in the book, or was: a stop is not before its price is met
  Milliseconds created = 0;
  Milliseconds updated = 0;
  Milliseconds working = -1;

  [[nodiscard]] bool is_open() const noexcept {
    return status == Status::kNew || status == Status::kPartiallyFilled;
  }
  [[nodiscard]] Quantity left() const noexcept {
    return Quantity::from_raw(terms.quantity.raw() - executed.raw());
  }
};

// One execution, as one of its two orders sees it.
struct Trade {
  std::int64_t id = 0;
  std::uint32_t epoch = 0;  // counts restarts: ids begin again with each
  int symbol = 0;
  int account = 0;
  std::int64_t order = 0;
  std::string client_id;
  Side side = Side::kBuy;
  Price price;
  Quantity quantity;
  Amount quote;
  Amount commission;
  std::string commission_asset;
  bool is_maker = false;
  Milliseconds time = 0;
};

}  // namespace sluice::venue_simulator
