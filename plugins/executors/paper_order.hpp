// SPDX-License-Identifier: Apache-2.0
//
// paper_order.hpp: an order as the paper venue holds it, with what it has traded.
//
// Place: below the paper executor. Units: 1e-8, nanoseconds. Bound: kMaxExecutions a order. Thread:
// values. Errors: none.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::executors {

[[nodiscard]] inline Timestamp at(sluice_time time) noexcept {
  return Timestamp::from_nanoseconds(time);
}

struct PaperExecution {
  std::uint64_t id = 0;  // 1, 2, … within the order
  sluice_quantity quantity = 0;
  sluice_price price = 0;
  sluice_price base_price = 0;
  sluice_money commission{};
  sluice_time time = 0;
};

struct PaperOrder {
  static constexpr std::size_t kMaxExecutions = 4096;

  std::uint64_t order_id = 0;
  sluice_intent_id intent_id{};
  std::uint32_t instrument = 0;
  std::uint8_t side = 0;
  std::uint8_t type = 0;
  std::uint8_t time_in_force = 0;
  std::uint8_t flags = 0;
  sluice_quantity quantity = 0;
  sluice_price limit_price = 0;
  sluice_price stop_price = 0;
  sluice_time good_till = 0;
  sluice_quantity average_daily_volume = 0;
  double daily_volatility = 0;
  sluice_time decision_time = 0;

  std::uint8_t status = SLUICE_STATUS_OPEN;
  bool is_active = false;     // it has reached the venue's engine
  bool is_triggered = false;  // of stop orders: the market was at the stop price
  sluice_quantity filled = 0;
  sluice_quantity ahead = 0;   // shown by others at the same price, and first in its queue
  std::uint64_t priority = 0;  // of two orders at one price the smaller trades first
  sluice_time closed_time = 0;
  std::vector<PaperExecution> executions;
  mutable std::string text;  // of an order that is over, in a saved state; empty: not made yet

  [[nodiscard]] bool is_open() const noexcept { return status == SLUICE_STATUS_OPEN; }
  [[nodiscard]] bool is_buy() const noexcept { return side == SLUICE_SIDE_BUY; }
  [[nodiscard]] sluice_quantity remaining() const noexcept { return quantity - filled; }
  [[nodiscard]] bool is_stop() const noexcept {
    return type == SLUICE_ORDER_STOP || type == SLUICE_ORDER_STOP_LIMIT;
  }
  [[nodiscard]] bool waits_for_stop() const noexcept { return is_stop() && !is_triggered; }
  [[nodiscard]] bool has_limit() const noexcept {
    return type != SLUICE_ORDER_MARKET && type != SLUICE_ORDER_STOP;
  }
  [[nodiscard]] bool may_only_rest() const noexcept {
    return type == SLUICE_ORDER_LIMIT_MAKER || (flags & SLUICE_ORDER_POST_ONLY) != 0;
  }
  [[nodiscard]] bool may_only_reduce() const noexcept {
    return (flags & SLUICE_ORDER_REDUCE_ONLY) != 0;
  }
  // What does not trade when its moment comes is over.
  [[nodiscard]] bool is_for_now() const noexcept {
    return time_in_force == SLUICE_TIF_IOC || time_in_force == SLUICE_TIF_FOK;
  }
  // The limit as a price that any market order accepts too.
  [[nodiscard]] sluice_price worst_price() const noexcept {
    if (has_limit()) return limit_price;
    return is_buy() ? std::numeric_limits<sluice_price>::max() : 1;
  }
  // Would it trade at this price?
  [[nodiscard]] bool accepts(sluice_price price) const noexcept {
    return price > 0 && (is_buy() ? price <= worst_price() : price >= worst_price());
  }
  // Is a market that was between the two prices at the stop price or beyond?
  [[nodiscard]] bool is_stop_reached(sluice_price lowest, sluice_price highest) const noexcept {
    return is_buy() ? highest >= stop_price : lowest > 0 && lowest <= stop_price;
  }
};

}  // namespace sluice::executors
