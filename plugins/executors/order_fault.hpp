// SPDX-License-Identifier: Apache-2.0
//
// order_fault.hpp: the code an order is refused with that no venue could take; empty: none.
#pragma once

#include <cstddef>
#include <string_view>

#include <sluice/c/order.h>

namespace sluice::executors {

[[nodiscard]] inline std::string_view fault_of(const sluice_order& order,
                                               std::size_t instruments) noexcept {
  if (order.instrument >= instruments) return "UNKNOWN_INSTRUMENT";
  const bool is_limit = order.type == SLUICE_ORDER_LIMIT;
  const bool good_type = is_limit || order.type == SLUICE_ORDER_MARKET;
  const bool good_side = order.side == SLUICE_SIDE_BUY || order.side == SLUICE_SIDE_SELL;
  const bool good_amounts = order.quantity > 0 && (!is_limit || order.limit_price > 0);
  return order.order_id != 0 && good_type && good_side && good_amounts ? "" : "INVALID_ORDER";
}

}  // namespace sluice::executors
