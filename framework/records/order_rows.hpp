// SPDX-License-Identifier: Apache-2.0
//
// order_rows.hpp: what the order store tells of an order.
//
// Place: records. Units: as their types say.
#pragma once

#include <cstdint>
#include <string>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "core/intent.hpp"
#include "core/lifecycle.hpp"
#include "records/order_status.hpp"

namespace sluice::records {

// An order, or an intent that was refused, in one line.
struct BlotterRow {
  std::uint64_t seq = 0;  // of the NEW record: newer ones have larger ones
  Timestamp created;      // as decided, but never before the row before
  IntentId intent;
  std::string symbol;
  Side side = Side::kBuy;
  OrderType order_type = OrderType::kMarket;
  TimeInForce time_in_force = TimeInForce::kDay;
  Quantity quantity;
  Price limit_price, stop_price;  // 0: none
  OrderStatus status = OrderStatus::kNew;
  Quantity filled;
  Price average_price;  // 0: nothing is filled
  std::string route, source, client_order_id, reason;
};

struct OrderDetail : BlotterRow {
  std::uint64_t order_id = 0;  // 0: it never became an order
  Timestamp decided, updated;
  OrderState state = OrderState::kNew;
  Price reference_price;
  bool reduce_only = false, post_only = false;
  Timestamp good_till;
  IntentId parent;  // 0: none
  std::string actor;
  bool is_open = true, unknown = false, disputed = false;
  bool pending_cancel = false, pending_replace = false;
  Quantity replace_quantity;  // pending_replace: the terms asked for
  Price replace_limit;
  std::uint32_t attempts = 0;
};

struct ExecutionRow {
  std::uint64_t seq = 0;      // of its record
  std::uint64_t ordinal = 0;  // among those of its order, from 1
  IntentId intent;
  std::string symbol;
  Side side = Side::kBuy;
  std::string route;
  Timestamp time;
  Quantity quantity;
  Price price, base_price;
  Money commission;
  std::uint32_t epoch = 0;  // the venue's, and its number there
  std::uint64_t execution = 0;
  bool busted = false;  // the venue took it back
};

// Something was asked for under an idempotency key.
struct RequestRow {
  std::uint64_t seq = 0;
  std::string request;
  std::uint64_t request_hash = 0;
  IntentId intent;  // of the order; where new terms were asked for, theirs
  bool amends = false;
};

struct OrderEvent {
  std::uint64_t seq = 0;
  Timestamp time;
  std::string type, text;
};

}  // namespace sluice::records
