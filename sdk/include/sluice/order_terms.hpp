// SPDX-License-Identifier: Apache-2.0
//
// order_terms.hpp: the words of an order: side, type, time in force.
//
// Place: SDK, for plugins and the host alike. Values are those of the C ABI.
#pragma once

#include <cstdint>

#include <sluice/c/order.h>

namespace sluice {

enum class Side : std::uint8_t { kBuy = SLUICE_SIDE_BUY, kSell = SLUICE_SIDE_SELL };
enum class OrderType : std::uint8_t {
  kMarket = SLUICE_ORDER_MARKET,
  kLimit = SLUICE_ORDER_LIMIT,
  kStop = SLUICE_ORDER_STOP,
  kStopLimit = SLUICE_ORDER_STOP_LIMIT,
  kLimitMaker = SLUICE_ORDER_LIMIT_MAKER
};
enum class TimeInForce : std::uint8_t {
  kDay = SLUICE_TIF_DAY,
  kIoc = SLUICE_TIF_IOC,
  kGtc = SLUICE_TIF_GTC,
  kFok = SLUICE_TIF_FOK,
  kGtd = SLUICE_TIF_GTD
};

// It trades at its limit price or better, or not at all.
[[nodiscard]] constexpr bool has_limit(OrderType type) noexcept {
  return type == OrderType::kLimit || type == OrderType::kStopLimit ||
         type == OrderType::kLimitMaker;
}
[[nodiscard]] constexpr bool has_stop(OrderType type) noexcept {
  return type == OrderType::kStop || type == OrderType::kStopLimit;
}

}  // namespace sluice
