// SPDX-License-Identifier: Apache-2.0
#include "records/live_order.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/ports.hpp"
#include "records/average_price.hpp"
#include "records/record_places.hpp"

namespace sluice::records {

LiveOrder LiveOrder::of_intent(const TrailRow& row, Timestamp created) {
  LiveOrder order;
  order.seq = row.place.seq;
  order.intent = row.intent;
  order.parent = row.parent;
  order.created = created;
  order.decided = order.updated = row.time;
  order.good_till = row.good_till;
  order.symbol = row.symbol;
  order.route = row.route;
  order.source = row.source;
  order.client_order_id = row.client_order_id;
  order.actor = row.actor;
  order.side = row.side;
  order.order_type = row.order_type;
  order.time_in_force = row.time_in_force;
  order.reduce_only = row.reduce_only;
  order.post_only = row.post_only;
  order.quantity = row.quantity;
  order.limit_price = row.limit_price;
  order.stop_price = row.stop_price;
  order.reference_price = row.reference_price;
  return order;
}

Price LiveOrder::present_average() const noexcept { return records::average_price(value, filled); }

Price average_price(int128 value, Quantity filled) noexcept {
  if (filled.raw() <= 0) return {};
  const int128 whole = filled.raw();
  int128 quotient = value / whole;
  int128 rest = value % whole;
  if (rest < 0) {
    --quotient;
    rest += whole;
  }
  if (rest >= whole - rest) ++quotient;
  constexpr int128 kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr int128 kMost = std::numeric_limits<std::int64_t>::max();
  return Price::from_raw(static_cast<std::int64_t>(std::clamp(quotient, kLeast, kMost)));
}

void LiveOrder::end(OrderState as, std::string_view why, Timestamp time) {
  state = as;
  reason = why;
  updated = time;
  is_open = false;
}

void LiveOrder::put_state(const TrailRow& row) {
  state = row.state;
  updated = row.time;
  is_open = !is_final(state);
  attempts = std::max(attempts, row.attempt);
  if (!row.text.empty()) reason = row.text;
  // Proven not to be at the venue: its fate is known.
  unknown = unknown && is_open && state != OrderState::kRetry;
  pending_cancel = pending_cancel && is_open;
  pending_replace = pending_replace && is_open;
}

void LiveOrder::add_filled(Quantity more, Price price) {
  std::int64_t sum = 0;
  int128 worth = 0;
  if (__builtin_add_overflow(filled.raw(), more.raw(), &sum) ||
      __builtin_add_overflow(value, int128{more.raw()} * price.raw(), &worth))
    throw std::runtime_error("more is filled than can be counted");
  filled = Quantity::from_raw(sum);
  value = worth;
}

void LiveOrder::put_execution(const TrailRow& row) {
  add_filled(row.quantity, row.price);
  ++executions;
  put_state(row);
}

void LiveOrder::take_back(Quantity quantity_of, Price price_of) {
  add_filled(Quantity::from_raw(-quantity_of.raw()), price_of);
}

void LiveOrder::put_note(const TrailRow& row) {
  const auto is = [&](OrderNote note) { return row.type == name(note); };
  if (is(OrderNote::kUnknown) || is(OrderNote::kKnown)) unknown = is(OrderNote::kUnknown);
  if (is(OrderNote::kDisputed)) disputed = true;
  if (is(OrderNote::kCancelAsked) || is(OrderNote::kCancelRejected))
    pending_cancel = is(OrderNote::kCancelAsked);
  if (is(OrderNote::kReplaceAsked)) {
    pending_replace = true;
    replace_quantity = row.quantity;
    replace_limit = row.limit_price;
  }
  if (is(OrderNote::kReplaced)) {
    quantity = replace_quantity;
    limit_price = replace_limit;
  }
  if (is(OrderNote::kReplaced) || is(OrderNote::kReplaceRejected)) pending_replace = false;
  if (is(OrderNote::kResolved)) unknown = disputed = false;
  if (is(OrderNote::kSlippageGuard)) limit_price = row.limit_price;
}

void LiveOrder::add_line(const RecordPlace& place) {
  if (lines.empty()) first_line = place.seq;
  append_place(lines, place);
}

}  // namespace sluice::records
