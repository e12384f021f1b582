// SPDX-License-Identifier: Apache-2.0
//
// trail_row.hpp: a record of the trail, as far as the order store keeps it.
//
// Place: records; made by the drivers (store_feed.hpp), taken by OrderStore. Units: as their types
// say. What a kind does not have is zero or empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "core/intent.hpp"
#include "core/lifecycle.hpp"

namespace sluice::records {

// Where a record stands in the trail.
struct RecordPlace {
  std::uint64_t seq = 0;
  std::uint32_t segment = 0;  // its number, from 1
  std::uint64_t offset = 0;   // of its line in the segment

  friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

struct TrailRow {
  enum class Kind : std::uint8_t {
    kIntent,     // formed; not an order yet
    kApproved,   // by the gate, with this quantity
    kRefused,    // by the gate
    kOrder,      // reached a state
    kExecution,  // and with it a state
    kNote,       // something beside the state
    kMatched,    // its fills were: nothing changes
    kEvent,      // outside one order
    kNothing     // of no use to whoever asks for orders
  };
  Kind kind = Kind::kEvent;
  RecordPlace place;
  Timestamp time;
  std::string type;
  IntentId intent;
  std::uint64_t order_id = 0;
  OrderState state = OrderState::kNew;
  // Terms: of an intent all; of a verdict, a note and an execution those they tell.
  std::string symbol;
  Side side = Side::kBuy;
  OrderType order_type = OrderType::kMarket;
  TimeInForce time_in_force = TimeInForce::kDay;
  bool reduce_only = false, post_only = false;
  Quantity quantity;
  Price limit_price, stop_price, reference_price;
  Timestamp good_till;
  IntentId parent;
  std::uint64_t execution = 0;
  std::uint32_t epoch = 0;
  Price price, base_price;
  Money commission;
  std::uint32_t attempt = 0;
  std::string text;  // reason, or what the event says
  // Who asked for an intent.
  std::string source, route, client_order_id, request, actor;
  std::uint64_t request_hash = 0;
  std::optional<IntentId> amends;
};

}  // namespace sluice::records
