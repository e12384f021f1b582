// SPDX-License-Identifier: Apache-2.0
//
// order_fault.hpp: the code an order is refused with that no venue could take; empty: none.
#pragma once

#include <cstddef>
#include <string_view>

#include <sluice/c/order.h>

namespace sluice::executors {

namespace detail {

[[nodiscard]] inline bool has_good_terms(const sluice_order& order) noexcept {
  const bool has_stop = order.type == SLUICE_ORDER_STOP || order.type == SLUICE_ORDER_STOP_LIMIT;
  const bool has_limit = order.type != SLUICE_ORDER_MARKET && order.type != SLUICE_ORDER_STOP;
  const bool has_end = order.time_in_force == SLUICE_TIF_GTD;
  return order.quantity > 0 && (!has_limit || order.limit_price > 0) &&
         (!has_stop || order.stop_price > 0) && (!has_end || order.good_till > 0);
}

// What may only rest needs a limit to rest at, and time to.
[[nodiscard]] inline bool contradicts_itself(const sluice_order& order) noexcept {
  const bool may_only_rest =
      order.type == SLUICE_ORDER_LIMIT_MAKER || (order.flags & SLUICE_ORDER_POST_ONLY) != 0;
  const bool is_for_now =
      order.time_in_force == SLUICE_TIF_IOC || order.time_in_force == SLUICE_TIF_FOK;
  const bool has_no_limit = order.type == SLUICE_ORDER_MARKET || order.type == SLUICE_ORDER_STOP;
  return may_only_rest && (is_for_now || has_no_limit);
}

}  // namespace detail

[[nodiscard]] inline std::string_view fault_of(const sluice_order& order,
                                               std::size_t instruments) noexcept {
  if (order.instrument >= instruments) return "UNKNOWN_INSTRUMENT";
  const bool good_type =
      order.type >= SLUICE_ORDER_MARKET && order.type <= SLUICE_ORDER_LIMIT_MAKER;
  const bool good_side = order.side == SLUICE_SIDE_BUY || order.side == SLUICE_SIDE_SELL;
  const bool good_time =
      order.time_in_force >= SLUICE_TIF_DAY && order.time_in_force <= SLUICE_TIF_GTD;
  const bool good_flags = (order.flags & ~(SLUICE_ORDER_REDUCE_ONLY | SLUICE_ORDER_POST_ONLY)) == 0;
  const bool good = order.order_id != 0 && good_type && good_side && good_time && good_flags;
  return good && detail::has_good_terms(order) && !detail::contradicts_itself(order)
             ? ""
             : "INVALID_ORDER";
}

}  // namespace sluice::executors
