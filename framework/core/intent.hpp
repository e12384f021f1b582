// SPDX-License-Identifier: Apache-2.0
//
// intent.hpp: the immutable record of one decision to trade, and its id.
//
// Place: core. An intent id is a 128-bit hash (XXH3) over everything that makes the decision what
// it is: the same decision has the same id in every run, process and build. The hash tells
// decisions apart, it does not protect against forgery: the router compares contents when an id
// comes back.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"

namespace sluice {

enum class Side : std::uint8_t { kBuy = SLUICE_SIDE_BUY, kSell = SLUICE_SIDE_SELL };
enum class OrderType : std::uint8_t { kMarket = SLUICE_ORDER_MARKET, kLimit = SLUICE_ORDER_LIMIT };
enum class TimeInForce : std::uint8_t { kDay = SLUICE_TIF_DAY, kIoc = SLUICE_TIF_IOC };

[[nodiscard]] constexpr std::string_view name(Side side) noexcept {
  return side == Side::kBuy ? "BUY" : "SELL";
}
[[nodiscard]] constexpr std::string_view name(OrderType type) noexcept {
  return type == OrderType::kMarket ? "MARKET" : "LIMIT";
}
[[nodiscard]] constexpr std::string_view name(TimeInForce tif) noexcept {
  return tif == TimeInForce::kDay ? "DAY" : "IOC";
}

struct IntentId {
  std::uint64_t hi = 0;
  std::uint64_t lo = 0;
  friend auto operator<=>(const IntentId&, const IntentId&) = default;
  // 32 lower-case hexadecimal digits.
  [[nodiscard]] std::string to_string() const;
};

struct Intent {
  IntentId id;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  OrderType type = OrderType::kMarket;
  TimeInForce time_in_force = TimeInForce::kDay;
  Quantity quantity;  // > 0
  Price limit_price;  // limit orders: > 0; else 0
  Timestamp decision_time;
  Price reference_price;  // last price at the decision; 0: there is none
  Timestamp reference_time;
  Quantity average_daily_volume;  // 0: unknown
  double daily_volatility = 0;    // 0: unknown

  // Positive for buys, negative for sells.
  [[nodiscard]] Quantity signed_quantity() const noexcept {
    return Quantity::from_raw(side == Side::kBuy ? quantity.raw() : -quantity.raw());
  }
};

// The order as rules and executors see it; `order_id` is 0 before approval.
[[nodiscard]] sluice_order to_row(const Intent& intent, std::uint64_t order_id) noexcept;

// True where two intents ask for the same thing: what the id is made of, apart from the inputs'
// hash.
[[nodiscard]] bool same_content(const Intent& a, const Intent& b) noexcept;

// Gives intents of one strategy and account their ids.
class IntentIdentity {
 public:
  IntentIdentity(std::string_view strategy, std::string_view account);
  // `inputs_hash` stands for what the strategy saw at the decision.
  [[nodiscard]] IntentId id_of(const Intent& intent, std::string_view symbol,
                               std::uint64_t inputs_hash) const noexcept;

 private:
  std::uint64_t who_;
};

// Hash of the values of one session's bars: the inputs of the decisions taken on it.
[[nodiscard]] std::uint64_t hash_inputs(sluice_rows bars) noexcept;

}  // namespace sluice
