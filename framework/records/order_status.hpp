// SPDX-License-Identifier: Apache-2.0
//
// order_status.hpp: what an order's state is called for people and clients.
//
// Place: records.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <sluice/decimal.hpp>

#include "core/lifecycle.hpp"

namespace sluice::records {

enum class OrderStatus : std::uint8_t {
  kNew,             // formed, approved or reserved: nothing was sent
  kSent,            // on its way, or at the venue
  kPartial,         // a part is filled, and it goes on
  kFilled,          // all of it
  kCanceled,        // ended without a fill, as the next two
  kRejected,        // by our gate, our budget or the venue
  kExpired,         //
  kPartialSuccess,  // ended with a part filled
  kError            // proven not to be at the venue
};
inline constexpr std::size_t kOrderStatusCount = 9;
inline constexpr std::array<std::string_view, kOrderStatusCount> kOrderStatusNames{
    "NEW",      "SENT",    "PARTIAL",         "FILLED", "CANCELED",
    "REJECTED", "EXPIRED", "PARTIAL_SUCCESS", "ERROR"};

[[nodiscard]] constexpr std::string_view name(OrderStatus status) noexcept {
  return kOrderStatusNames[static_cast<std::size_t>(status)];
}

[[nodiscard]] constexpr std::optional<OrderStatus> parse_status(std::string_view word) noexcept {
  for (std::size_t i = 0; i < kOrderStatusCount; ++i)
    if (kOrderStatusNames[i] == word) return static_cast<OrderStatus>(i);
  return std::nullopt;
}

[[nodiscard]] constexpr OrderStatus status_of(OrderState state, Quantity filled,
                                              Quantity quantity) noexcept {
  const auto ended_as = [&](OrderStatus without_fill) {
    if (filled.raw() <= 0) return without_fill;
    return filled < quantity ? OrderStatus::kPartialSuccess : OrderStatus::kFilled;
  };
  switch (state) {
    case OrderState::kNew:
    case OrderState::kApproved:
    case OrderState::kReserved:
      return OrderStatus::kNew;
    case OrderState::kSending:
    case OrderState::kAcked:
      return OrderStatus::kSent;
    case OrderState::kPartial:
      return OrderStatus::kPartial;
    case OrderState::kFilled:
      return OrderStatus::kFilled;
    case OrderState::kCanceled:
      return ended_as(OrderStatus::kCanceled);
    case OrderState::kExpired:
      return ended_as(OrderStatus::kExpired);
    case OrderState::kDenied:
    case OrderState::kRejected:
      return ended_as(OrderStatus::kRejected);
    case OrderState::kRetry:
      return OrderStatus::kError;
    case OrderState::kFailedFinal:
      return ended_as(OrderStatus::kError);
  }
  return OrderStatus::kError;
}

}  // namespace sluice::records
