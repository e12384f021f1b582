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
#include <optional>
#include <string>
#include <string_view>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/order_terms.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"

namespace sluice {

[[nodiscard]] constexpr std::string_view name(Side side) noexcept {
  return side == Side::kBuy ? "BUY" : "SELL";
}
[[nodiscard]] constexpr std::string_view name(OrderType type) noexcept {
  constexpr std::string_view kNames[] = {"",     "MARKET",     "LIMIT",
                                         "STOP", "STOP_LIMIT", "LIMIT_MAKER"};
  return kNames[static_cast<std::size_t>(type)];
}
[[nodiscard]] constexpr std::string_view name(TimeInForce tif) noexcept {
  constexpr std::string_view kNames[] = {"", "DAY", "IOC", "GTC", "FOK", "GTD"};
  return kNames[static_cast<std::size_t>(tif)];
}

struct IntentId {
  std::uint64_t hi = 0;
  std::uint64_t lo = 0;
  friend auto operator<=>(const IntentId&, const IntentId&) = default;
  // 32 lower-case hexadecimal digits.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] static std::optional<IntentId> parse(std::string_view hex) noexcept;
};

// The id of a decision that follows from another: the same one each time it is taken.
[[nodiscard]] IntentId derived_id(const IntentId& from, std::uint64_t what) noexcept;

// What the order is called at a venue, for every attempt: "sl-" and the intent id.
[[nodiscard]] std::string client_order_id(const IntentId& id);

struct Intent {
  IntentId id;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  OrderType type = OrderType::kMarket;
  TimeInForce time_in_force = TimeInForce::kDay;
  bool reduce_only = false;
  bool post_only = false;
  Quantity quantity;    // > 0
  Price limit_price;    // where has_limit(type): > 0; else 0
  Price stop_price;     // where has_stop(type): > 0; else 0
  Timestamp good_till;  // of GTD; else 0
  Timestamp decision_time;
  Price reference_price;  // last price at the decision; 0: there is none
  Timestamp reference_time;
  Quantity average_daily_volume;  // 0: unknown
  double daily_volatility = 0;    // 0: unknown
  IntentId parent_id;             // the order this one is a part of; 0: none
  Quantity parent_quantity;       // of that order; 0: none

  // Positive for buys, negative for sells.
  [[nodiscard]] Quantity signed_quantity() const noexcept {
    return Quantity::from_raw(side == Side::kBuy ? quantity.raw() : -quantity.raw());
  }
};

// The order as rules and executors see it; `order_id` is 0 before approval.
[[nodiscard]] sluice_order to_row(const Intent& intent, std::uint64_t order_id,
                                  std::uint32_t attempt = 0) noexcept;

// What an intent asks for, as 64 bits: equal where everything that its id is made of is equal,
// apart from who asks and the inputs' hash.
[[nodiscard]] std::uint64_t content_hash(const Intent& intent) noexcept;

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
