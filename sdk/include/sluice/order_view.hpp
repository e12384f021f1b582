// SPDX-License-Identifier: Apache-2.0
//
// order_view.hpp: Order and Fill as rules, strategies and executors see them.
//
// Place: SDK. Owns nothing: thin views of the C structs, borrowed for the call. A value that is not
// known is an empty optional, never a zero that could be taken for a price. Thread: values; any.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice {

enum class Side : std::uint8_t { kBuy = SLUICE_SIDE_BUY, kSell = SLUICE_SIDE_SELL };
enum class OrderType : std::uint8_t { kMarket = SLUICE_ORDER_MARKET, kLimit = SLUICE_ORDER_LIMIT };
enum class TimeInForce : std::uint8_t { kDay = SLUICE_TIF_DAY, kIoc = SLUICE_TIF_IOC };

namespace detail {

// The ABI writes 0 for "not known".
template <typename Value>
[[nodiscard]] constexpr std::optional<Value> known(std::int64_t raw) noexcept {
  return raw == 0 ? std::nullopt : std::optional{Value::from_raw(raw)};
}

}  // namespace detail

class Order {
 public:
  using C = sluice_order;
  constexpr explicit Order(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::uint32_t instrument() const noexcept { return raw_->instrument; }
  [[nodiscard]] std::uint64_t order_id() const noexcept { return raw_->order_id; }
  [[nodiscard]] Side side() const noexcept { return Side{raw_->side}; }
  [[nodiscard]] bool is_buy() const noexcept { return raw_->side == SLUICE_SIDE_BUY; }
  [[nodiscard]] OrderType type() const noexcept { return OrderType{raw_->type}; }
  [[nodiscard]] TimeInForce time_in_force() const noexcept {
    return TimeInForce{raw_->time_in_force};
  }
  [[nodiscard]] Quantity quantity() const noexcept { return Quantity::from_raw(raw_->quantity); }
  // Negative for a sell.
  [[nodiscard]] Quantity signed_quantity() const noexcept {
    return Quantity::from_raw(is_buy() ? raw_->quantity : -raw_->quantity);
  }
  [[nodiscard]] std::optional<Price> limit_price() const noexcept {
    return type() == OrderType::kLimit ? detail::known<Price>(raw_->limit_price) : std::nullopt;
  }
  // The last price at the decision.
  [[nodiscard]] std::optional<Price> reference_price() const noexcept {
    return detail::known<Price>(raw_->reference_price);
  }
  [[nodiscard]] Timestamp reference_time() const noexcept {
    return Timestamp::from_nanoseconds(raw_->reference_time);
  }
  [[nodiscard]] Timestamp decision_time() const noexcept {
    return Timestamp::from_nanoseconds(raw_->decision_time);
  }
  [[nodiscard]] std::optional<Quantity> average_daily_volume() const noexcept {
    return detail::known<Quantity>(raw_->average_daily_volume);
  }
  // Standard deviation of daily returns; 0: unknown.
  [[nodiscard]] double daily_volatility() const noexcept { return raw_->daily_volatility; }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

class Fill {
 public:
  using C = sluice_fill;
  constexpr explicit Fill(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::uint32_t instrument() const noexcept { return raw_->instrument; }
  [[nodiscard]] std::uint64_t order_id() const noexcept { return raw_->order_id; }
  [[nodiscard]] Side side() const noexcept { return Side{raw_->side}; }
  [[nodiscard]] bool is_buy() const noexcept { return raw_->side == SLUICE_SIDE_BUY; }
  [[nodiscard]] Quantity quantity() const noexcept { return Quantity::from_raw(raw_->quantity); }
  [[nodiscard]] Quantity signed_quantity() const noexcept {
    return Quantity::from_raw(is_buy() ? raw_->quantity : -raw_->quantity);
  }
  // Spread and impact included.
  [[nodiscard]] Price price() const noexcept { return Price::from_raw(raw_->price); }
  [[nodiscard]] std::optional<Price> base_price() const noexcept {
    return detail::known<Price>(raw_->base_price);
  }
  [[nodiscard]] Money commission() const noexcept { return Money::from_c(raw_->commission); }
  [[nodiscard]] Timestamp time() const noexcept { return Timestamp::from_nanoseconds(raw_->time); }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

}  // namespace sluice
