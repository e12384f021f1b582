// SPDX-License-Identifier: Apache-2.0
//
// terms_intake.cpp: what a venue says of the terms of an order while new ones are on their way.
#include <algorithm>

#include "routing/order_router.hpp"

namespace sluice::routing {

// Which terms are in force at the venue while new ones are on their way. The old ones prove nothing
// before the venue's own bound, and nothing when said once.
void OrderRouter::take_terms(Order& order, const sluice_execution_report& report, Timestamp now) {
  const auto quantity = Quantity::from_raw(report.order_quantity);
  const auto limit = Price::from_raw(report.order_limit_price);
  if (quantity == order.replace_quantity && limit == order.replace_limit)
    return take_replaced(order, Timestamp::from_nanoseconds(report.time));
  Watch* const watched = find_watch(order.id);
  if (quantity != order.intent.quantity || limit != order.intent.limit_price) {
    // A copy of the venue that is behind may tell the terms before those.
    if (watched == nullptr || may_be_behind(*watched, now)) return;
    return dispute(order,
                   "terms at the venue that nobody asked for: " + quantity.to_string() + " @ " +
                       limit.to_string(),
                   now);
  }
  if (watched == nullptr || !is_past_bound(*watched, now)) return;
  if (++watched->old_terms_reads >= 2) take_replace_rejected(order, "it never arrived", now);
}

bool OrderRouter::tells_other_terms(const Order& order,
                                    const sluice_execution_report& report) const noexcept {
  return (report.tells & SLUICE_TELLS_TERMS) != 0 &&
         (report.order_quantity != order.replace_quantity.raw() ||
          report.order_limit_price != order.replace_limit.raw());
}

void OrderRouter::take_replaced(Order& order, Timestamp time) {
  if (!order.flags.pending_replace || is_final(order.state)) return;
  Quantity surplus = order.intent.quantity;
  // Filled beyond the new terms meanwhile: that much of the surplus is not working any more.
  if (order.filled > order.replace_quantity)
    surplus = Quantity::from_raw(std::max<std::int64_t>(
        0, surplus.raw() - (order.filled.raw() - order.replace_quantity.raw())));
  order.flags.pending_replace = false;
  order.intent.quantity = order.replace_quantity;
  order.intent.limit_price = order.replace_limit;
  release_beyond_terms(order);
  note(order, OrderNote::kReplaced, time);
  news_.push_back({News::Kind::kReplaced, order.id, {}, surplus});
  mark_known(order, time);
  relax(order);
  complete_if_filled(order, time);
}

void OrderRouter::take_replace_rejected(Order& order, std::string_view why, Timestamp now) {
  if (!order.flags.pending_replace || is_final(order.state)) return;
  keep_old_terms(order, why, now);
  news_.push_back({News::Kind::kReplaced, order.id, {}, order.replace_quantity});
  relax(order);
  complete_if_filled(order, now);
}

// The wish for new terms is over.
void OrderRouter::keep_old_terms(Order& order, std::string_view why, Timestamp now) {
  order.flags.pending_replace = false;
  release_beyond_terms(order);
  note(order, OrderNote::kReplaceRejected, now, why);
}

// What the terms in force need stays held; what was held for others is given back.
void OrderRouter::release_beyond_terms(Order& order) {
  const auto amount = reservations_.amount_for(order.intent, order.remaining());
  if (amount && *amount < order.reserved) {
    reservations_.release(Money::from_raw(order.reserved.raw() - amount->raw()));
    order.reserved = *amount;
  }
}

}  // namespace sluice::routing
