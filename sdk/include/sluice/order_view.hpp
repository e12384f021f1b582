// SPDX-License-Identifier: Apache-2.0
//
// order_view.hpp: Order and Fill as rules, strategies and executors see them.
//
// Place: SDK. Owns nothing: thin views of the C structs, borrowed for the call. A value that is not
// known is an empty optional, never a zero that could be taken for a price. Thread: values; any.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/order_terms.hpp>
#include <sluice/time.hpp>

namespace sluice {

namespace detail {

// The ABI writes 0 for "not known".
template <typename Value>
[[nodiscard]] constexpr std::optional<Value> known(std::int64_t raw) noexcept {
  return raw == 0 ? std::nullopt : std::optional{Value::from_raw(raw)};
}

}  // namespace detail

// 128 bits; the same decision has the same id in every run.
struct IntentKey {
  std::uint64_t hi = 0;
  std::uint64_t lo = 0;
  [[nodiscard]] static constexpr IntentKey from_c(const sluice_intent_id& raw) noexcept {
    return {raw.hi, raw.lo};
  }
  friend constexpr auto operator<=>(const IntentKey&, const IntentKey&) = default;
};

class Order {
 public:
  using C = sluice_order;
  constexpr explicit Order(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::uint32_t instrument() const noexcept { return raw_->instrument; }
  // 0 before approval.
  [[nodiscard]] std::uint64_t order_id() const noexcept { return raw_->order_id; }
  [[nodiscard]] IntentKey intent_id() const noexcept { return IntentKey::from_c(raw_->intent_id); }
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
  [[nodiscard]] bool has_limit() const noexcept { return sluice::has_limit(type()); }
  [[nodiscard]] std::optional<Price> limit_price() const noexcept {
    return has_limit() ? detail::known<Price>(raw_->limit_price) : std::nullopt;
  }
  [[nodiscard]] std::optional<Price> stop_price() const noexcept {
    return has_stop(type()) ? detail::known<Price>(raw_->stop_price) : std::nullopt;
  }
  [[nodiscard]] bool reduce_only() const noexcept {
    return (raw_->flags & SLUICE_ORDER_REDUCE_ONLY) != 0;
  }
  [[nodiscard]] bool post_only() const noexcept {
    return (raw_->flags & SLUICE_ORDER_POST_ONLY) != 0;
  }
  // The order this one is a part of.
  [[nodiscard]] std::optional<IntentKey> parent_id() const noexcept {
    const IntentKey parent = IntentKey::from_c(raw_->parent_id);
    return parent == IntentKey{} ? std::nullopt : std::optional{parent};
  }
  [[nodiscard]] std::optional<Quantity> parent_quantity() const noexcept {
    return detail::known<Quantity>(raw_->parent_quantity);
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
