// SPDX-License-Identifier: Apache-2.0
//
// order_changes.cpp: wishes about an order that is on its way: cancel, replace, and what an
// operator decides about one whose fate stays unknown.
#include "core/reason_codes.hpp"
#include "routing/order_router.hpp"

namespace sluice::routing {

std::string_view name(ChangeAnswer answer) noexcept {
  constexpr std::string_view kNames[] = {"ASKED",        "DONE",           "NO_SUCH_ORDER",
                                         "OVER",         "PENDING",        "UNSUPPORTED",
                                         "BELOW_FILLED", "RESERVE_FAILED", "NOT_ADMITTED"};
  return kNames[static_cast<std::size_t>(answer)];
}

Result<ChangeAnswer> OrderRouter::cancel(OrderId id, Timestamp now) {
  Order* const order = orders_.find(id);
  if (order == nullptr) return ChangeAnswer::kNoSuchOrder;
  if (is_final(order->state)) return ChangeAnswer::kOver;
  if (order->state == OrderState::kRetry) {
    move(*order, OrderEvent::kCancel);
    audit_.on_order(*order, now);
    finish(*order);
    if (auto done = conclude(now); !done) return done.error();
    return ChangeAnswer::kDone;
  }
  if (order->flags.pending_cancel) return ChangeAnswer::kPending;
  order->flags.pending_cancel = true;
  note(*order, OrderNote::kCancelAsked, now);
  // A trail that can't be kept stops what adds risk; this takes some away.
  const auto kept = audit_.commit();
  if (!is_offline())
    watch(id, now, Watch::Next::kAsk).due = now.plus_nanoseconds(config_.ack_timeout_ns);
  const auto asked = venue_.cancel(to_row(order->intent, id, order->attempts), sink());
  take_inbox(now);
  if (!asked && !is_offline()) {
    if (Order* const open = orders_.find_open(id); open != nullptr && !is_final(open->state))
      ask_now(*open, now);
  }
  if (!kept) return kept.error();
  if (auto done = conclude(now); !done) return done.error();
  if (!asked && is_offline()) return asked.error();
  return ChangeAnswer::kAsked;
}

ChangeAnswer OrderRouter::refusal_of_replace(const Order& order, const Intent& amended) noexcept {
  if (is_final(order.state)) return ChangeAnswer::kOver;
  if (order.flags.pending_cancel || order.flags.pending_replace) return ChangeAnswer::kPending;
  if (!traits_.can_replace) return ChangeAnswer::kUnsupported;
  const bool at_venue = order.state == OrderState::kAcked || order.state == OrderState::kPartial;
  const bool same_order =
      amended.instrument == order.intent.instrument && amended.side == order.intent.side &&
      amended.type == order.intent.type && amended.stop_price == order.intent.stop_price &&
      (has_limit(amended.type) || amended.limit_price == order.intent.limit_price);
  if (!at_venue || !same_order || order.flags.unknown || order.flags.disputed || !halt_.empty() ||
      (config_.require_certificate && !certified_))
    return ChangeAnswer::kNotAdmitted;
  if (amended.quantity <= order.filled) return ChangeAnswer::kBelowFilled;
  // Asked for in vain, a wish would seem granted while it is still on its way.
  if (amended.quantity == order.intent.quantity && amended.limit_price == order.intent.limit_price)
    return ChangeAnswer::kDone;
  return ChangeAnswer::kAsked;
}

Result<ChangeAnswer> OrderRouter::replace(OrderId id, const ApprovedOrder& approved, Money cash,
                                          Timestamp now) {
  Order* const order = orders_.find(id);
  if (order == nullptr) return ChangeAnswer::kNoSuchOrder;
  const Intent& amended = approved.intent();
  if (const auto refusal = refusal_of_replace(*order, amended); refusal != ChangeAnswer::kAsked)
    return refusal;
  if (is_stopped(amended)) return ChangeAnswer::kNotAdmitted;
  // Until the venue has spoken either terms may be in force: the larger is held.
  const auto left = Quantity::from_raw(amended.quantity.raw() - order->filled.raw());
  const auto amount = reservations_.amount_for(amended, left);
  if (!amount) return ChangeAnswer::kReserveFailed;
  if (*amount > order->reserved) {
    const auto more = checked_subtract(*amount, order->reserved);
    if (!more || !reservations_.reserve(*more, cash)) return ChangeAnswer::kReserveFailed;
    order->reserved = *amount;
  }
  order->flags.pending_replace = true;
  order->replace_quantity = amended.quantity;
  order->replace_limit = amended.limit_price;
  audit_.on_note(*order, OrderNote::kReplaceAsked, now, {{}, &amended, nullptr});
  if (auto kept = audit_.commit(); !kept) return kept.error();
  // Keeping it took time, in which somebody may have pulled the plug: nothing has left.
  if (is_stopped(amended)) {
    keep_old_terms(*order, reason::kKillSwitch, now);
    if (auto done = conclude(now); !done) return done.error();
    return ChangeAnswer::kNotAdmitted;
  }
  if (!is_offline()) {
    Watch& watched = watch(id, now, Watch::Next::kAsk);
    watched.sent = watched.began = now;
    watched.old_terms_reads = 0;
    watched.due = now.plus_nanoseconds(config_.ack_timeout_ns);
  }
  Intent terms = order->intent;
  terms.quantity = amended.quantity;
  terms.limit_price = amended.limit_price;
  const auto asked = venue_.replace(to_row(terms, id, order->attempts), sink());
  take_inbox(now);
  if (auto done = conclude(now); !done) return done.error();
  if (!asked && is_offline()) return asked.error();
  if (!asked)
    if (Order* const open = orders_.find_open(id); open != nullptr) ask_now(*open, now);
  return ChangeAnswer::kAsked;
}

Result<ChangeAnswer> OrderRouter::resolve(OrderId id, Resolution resolution,
                                          std::string_view who_and_why, Timestamp now) {
  Order* const order = orders_.find(id);
  if (order == nullptr) return ChangeAnswer::kNoSuchOrder;
  if (is_final(order->state) && !order->flags.disputed) return ChangeAnswer::kOver;
  if (!order->flags.unknown && !order->flags.disputed) return ChangeAnswer::kNotAdmitted;
  if (resolution == Resolution::kAskAgain) {
    ask_now(*order, now);
    if (Watch* const watched = find_watch(id); watched != nullptr) watched->due = now;
    return ChangeAnswer::kAsked;
  }
  order->flags.unknown = false;
  order->flags.disputed = false;
  note(*order, OrderNote::kResolved, now, who_and_why);
  if (order->state == OrderState::kSending && resolution == Resolution::kNotAtVenue) {
    move(*order, OrderEvent::kNotSent);
    give_up(*order, "RESOLVED", now);
  } else if (!is_final(order->state)) {
    move(*order, OrderEvent::kCancel);
    audit_.on_order(*order, now);
    finish(*order);
  } else {
    unwatch(id);
  }
  if (auto done = conclude(now); !done) return done.error();
  return ChangeAnswer::kDone;
}

}  // namespace sluice::routing
