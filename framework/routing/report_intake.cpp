// SPDX-License-Identifier: Apache-2.0
//
// report_intake.cpp: what a venue says, held against what we know.
//
// Three principles. An execution is the truth, whatever else is said: with a new id it is booked.
// What is said of quantities is a hint: lower than ours it is old, higher than ours executions are
// missing, and they are asked for before an order is over. What can't be true is booked as far as
// it can be, DISPUTED, and halts routing.
#include <algorithm>
#include <cstring>

#include "core/reason_codes.hpp"
#include "routing/order_router.hpp"

namespace sluice::routing {
namespace {

constexpr std::size_t kMaxStrangers = 64;

std::string_view reason_of(const sluice_execution_report& report) noexcept {
  return {report.reason, strnlen(report.reason, sizeof report.reason)};
}

bool tells_cumulative(const sluice_execution_report& report) noexcept {
  return (report.tells & SLUICE_TELLS_CUMULATIVE) != 0;
}

// The words of an operator's log for a report that could not be taken in.
std::string describe(const sluice_execution_report& report) {
  return "report of kind " + std::to_string(report.kind) + ", order " +
         std::to_string(report.order_id) + ", execution " + std::to_string(report.execution_id) +
         ", " + Quantity::from_raw(report.quantity).to_string() + " @ " +
         Price::from_raw(report.price).to_string();
}

}  // namespace

void OrderRouter::take_inbox(Timestamp now) {
  // Taking one in may add nothing to the inbox: the venue is not called from here.
  for (const sluice_execution_report& report : inbox_) take(report, now);
  inbox_.clear();
}

Order* OrderRouter::order_of(const sluice_execution_report& report) noexcept {
  if (report.order_id != 0) return orders_.find(report.order_id);
  return find_by_intent({report.intent_id.hi, report.intent_id.lo});
}

void OrderRouter::take(const sluice_execution_report& report, Timestamp now) {
  Order* order = order_of(report);
  if (order == nullptr || order->state == OrderState::kDenied) return take_unknown(report, now);
  // Thought dead, and the venue speaks of it: it may have to live again.
  if (order->state == OrderState::kFailedFinal) order = &orders_.revive(*order);
  const auto time = Timestamp::from_nanoseconds(report.time);
  switch (report.kind) {
    case SLUICE_REPORT_ACKED:
      return take_ack(*order, time, now);
    case SLUICE_REPORT_FILLED:
      return take_fill(*order, report, now);
    case SLUICE_REPORT_REJECTED:
      return take_end(*order, OrderEvent::kReject, report, now);
    case SLUICE_REPORT_CANCELED:
      return take_end(*order, OrderEvent::kCancel, report, now);
    case SLUICE_REPORT_EXPIRED:
      return take_end(*order, OrderEvent::kExpire, report, now);
    case SLUICE_REPORT_NOT_SENT:
      return take_not_sent(*order, report, now);
    case SLUICE_REPORT_CANCEL_REJECTED:
      return take_cancel_rejected(*order, report, now);
    case SLUICE_REPORT_REPLACED:
      // A copy of what was said to an earlier wish says nothing of this one.
      if (!tells_other_terms(*order, report)) take_replaced(*order, time);
      return;
    case SLUICE_REPORT_REPLACE_REJECTED:
      return take_replace_rejected(*order, reason_of(report), now);
    case SLUICE_REPORT_STATUS:
      return take_status(*order, report, now);
    case SLUICE_REPORT_NOT_FOUND:
      return take_not_found(*order, now);
    case SLUICE_REPORT_BUSTED:
      return take_bust(*order, report, now);
    default:
      return dispute(*order, describe(report) + " is of no kind there is", now);
  }
}

// Nobody here knows the order. Late words about one that is forgotten say nothing; an execution or
// an open order that nobody sent is money at risk.
void OrderRouter::take_unknown(const sluice_execution_report& report, Timestamp now) {
  const bool open =
      report.kind == SLUICE_REPORT_STATUS && report.order_status == SLUICE_STATUS_OPEN;
  if (report.kind != SLUICE_REPORT_FILLED && report.kind != SLUICE_REPORT_BUSTED && !open) {
    const bool was_ours = report.order_id != 0 && report.order_id < next_id_;
    if (!was_ours)
      halt("execution report for unknown order " + std::to_string(report.order_id), now);
    return;
  }
  // A snapshot reaches back to orders that are forgotten.
  const bool is_old = !open && report.time <= orders_.forgotten_until().nanoseconds();
  if (is_old && in_snapshot_) return;
  const std::string what = (is_old ? "of an order that is forgotten, or not ours: "
                            : open ? "an open order that is not ours: "
                                   : "not ours: ") +
                           describe(report);
  // A snapshot tells them again each time.
  if (std::find(strangers_.begin(), strangers_.end(), what) != strangers_.end()) return;
  if (strangers_.size() < kMaxStrangers) strangers_.push_back(what);
  audit_.on_event("QUARANTINE", now, what);
  // It may have been told before, and is then in the books: no reason to stop, one to look.
  if (is_old) return;
  halt("execution report for unknown order " + std::to_string(report.order_id) + ": " + what, now);
}

// Whether the account's position can take it in, behind the fills of which it has not heard yet.
bool OrderRouter::has_room(const Order& order, Quantity filled) const {
  if (account_ == nullptr) return true;
  const auto signed_units = [](Side side, Quantity quantity) {
    return side == Side::kBuy ? int128{quantity.raw()} : -int128{quantity.raw()};
  };
  const InstrumentId id = order.intent.instrument;
  int128 after = account_->position(id).raw() + signed_units(order.intent.side, filled);
  for (const News& news : news_)
    if (news.kind == News::Kind::kFill && news.fill.instrument == id)
      after += signed_units(news.fill.side, news.fill.quantity);
  return after <= INT64_MAX && after >= -int128{INT64_MAX};
}

void OrderRouter::take_fill(Order& order, const sluice_execution_report& report, Timestamp now) {
  const Execution told{report.execution_id, report.venue_epoch, Quantity::from_raw(report.quantity),
                       Price::from_raw(report.price), Money::from_c(report.commission)};
  if (told.id == 0 || !told.quantity.is_positive() || !told.price.is_positive())
    return dispute(order, "a fill that can't be: " + describe(report), now);
  const auto known = std::find_if(
      order.executions.begin(), order.executions.end(), [&](const Execution& execution) {
        return execution.id == told.id && execution.venue_epoch == told.venue_epoch;
      });
  if (known != order.executions.end()) {
    // Told late or twice, and taken back since.
    if (known->quantity.is_zero()) return;
    if (!(*known == told))
      dispute(order, "execution " + std::to_string(told.id) + " is told with other content", now);
    return;
  }
  const bool was_over =
      order.state == OrderState::kRejected || order.state == OrderState::kFailedFinal;
  const auto total = checked_add(order.filled, told.quantity);
  if (!total || !has_room(order, told.quantity))
    return dispute(order, "a fill beyond what can be counted: " + describe(report), now);
  // More than the old terms allow: the new ones must be in force.
  const bool proves_replace = order.flags.pending_replace && *total > order.intent.quantity &&
                              *total <= order.replace_quantity;
  if (proves_replace) take_replaced(order, Timestamp::from_nanoseconds(report.time));
  const bool overfill = *total > order.intent.quantity;
  const bool was_sending = order.state == OrderState::kSending;
  book(order, told, Price::from_raw(report.base_price), Timestamp::from_nanoseconds(report.time));
  ++executions_taken_;
  if (was_sending) know_from(order, now);
  mark_known(order, now);
  if (overfill)
    dispute(order,
            "filled " + order.filled.to_string() + " of " + order.intent.quantity.to_string(), now);
  else if (was_over)
    dispute(order, "a fill after it was over: " + describe(report), now);
  // Earlier executions have not been told: the order is not over before they are.
  if (tells_cumulative(report) && Quantity::from_raw(report.cumulative_quantity) > order.filled)
    ask_now(order, now);
}

void OrderRouter::book(Order& order, const Execution& execution, Price base_price, Timestamp time) {
  if (order.state == OrderState::kFailedFinal) revive(order);
  const bool was_final = is_final(order.state) && order.state != OrderState::kFailedFinal;
  const Quantity working = was_final ? Quantity{} : std::min(execution.quantity, order.remaining());
  reservations_.release(book_execution(order, execution));
  // While new terms are on their way nobody knows whether this was all. One that was full stays so:
  // less than all is filled when the venue took an execution back and tells another in its place.
  const bool all = order.state == OrderState::kFilled ||
                   (order.filled >= order.intent.quantity && !order.flags.pending_replace);
  move(order, all ? OrderEvent::kFill : OrderEvent::kPartialFill);
  // Written where it stays: a row that is copied as soon as it was made waits for its own bytes.
  News& news = news_.emplace_back();
  news.kind = News::Kind::kFill;
  news.order = order.id;
  news.fill.order_id = order.id;
  news.fill.intent_id = order.intent.id;
  news.fill.instrument = order.intent.instrument;
  news.fill.side = order.intent.side;
  news.fill.execution_id = execution.id;
  news.fill.venue_epoch = execution.venue_epoch;
  news.fill.quantity = execution.quantity;
  news.fill.price = execution.price;
  news.fill.base_price = base_price;
  news.fill.commission = execution.commission;
  news.fill.time = time;
  news.fill.from_working = working;
  audit_.on_fill(order, news.fill);
  if (is_final(order.state) && !was_final) return finish(order);
  if (is_final(order.state)) return;
  // It was to be sent again, and is there.
  Watch* const watched = find_watch(order.id);
  if (watched != nullptr && watched->next == Watch::Next::kRetry) unwatch(order.id);
}

// It was given up, and the venue has it: its budget is taken again, unasked.
void OrderRouter::revive(Order& order) {
  if (const auto amount = reservations_.amount_for(order.intent, order.remaining())) {
    order.reserved = *amount;
    reservations_.take(*amount);
  }
  news_.push_back({News::Kind::kRevived, order.id, {}, order.remaining()});
}

// The venue took an execution back, or is about to tell another in its place: the books follow, and
// a person has to look.
void OrderRouter::take_bust(Order& order, const sluice_execution_report& report, Timestamp now) {
  const auto found = std::find_if(
      order.executions.begin(), order.executions.end(), [&](const Execution& execution) {
        return execution.id == report.execution_id && execution.venue_epoch == report.venue_epoch;
      });
  if (found == order.executions.end()) return take_bust_of_untold(order, report, now);
  if (!found->quantity.is_positive()) return;
  const Execution undone = *found;
  found->quantity = Quantity{};  // it stays known, so that it can't be told again
  order.filled = Quantity::from_raw(order.filled.raw() - undone.quantity.raw());
  audit_.on_note(order, OrderNote::kBusted, now, {reason_of(report), nullptr, &undone});
  const Fill fill{order.id,
                  order.intent.id,
                  order.intent.instrument,
                  order.intent.side,
                  undone.id,
                  undone.venue_epoch,
                  undone.quantity,
                  undone.price,
                  Price{},
                  undone.commission,
                  now,
                  is_final(order.state) ? Quantity{} : undone.quantity};
  news_.push_back({News::Kind::kBust, order.id, fill, {}});
  dispute(order, "the venue took execution " + std::to_string(undone.id) + " back", now);
}

// Its fill is still on its way, or lost: it must not be booked when it comes.
void OrderRouter::take_bust_of_untold(Order& order, const sluice_execution_report& report,
                                      Timestamp now) {
  if (report.execution_id == 0) return dispute(order, describe(report) + " can't be", now);
  const Execution never{report.execution_id, report.venue_epoch, Quantity{},
                        Price::from_raw(report.price), Money::from_c(report.commission)};
  order.executions.push_back(never);
  audit_.on_note(order, OrderNote::kBusted, now, {reason_of(report), nullptr, &never});
  dispute(order, "the venue took execution " + std::to_string(never.id) + " back, untold", now);
}

void OrderRouter::take_ack(Order& order, Timestamp time, Timestamp now) {
  const OrderState before = order.state;
  const auto to = next_state(before, OrderEvent::kAck);
  if (!to) return dispute(order, "acknowledged in state " + std::string{name(before)}, now);
  order.state = *to;
  if (before != order.state) audit_.on_order(order, time);
  if (before == OrderState::kFailedFinal) {
    revive(order);
    dispute(order, "the venue has it after all", now);
  }
  if (before == OrderState::kSending) know_from(order, now);
  mark_known(order, now);
  if (!is_final(order.state)) relax(order);
}

// It is over at the venue. It is over here once every execution is.
void OrderRouter::take_end(Order& order, OrderEvent event, const sluice_execution_report& report,
                           Timestamp now) {
  const std::string_view code = reason_of(report);
  // The venue has an order of this id: ours, from an attempt whose answer never came.
  if (event == OrderEvent::kReject && code == reason::kDuplicateOrder && !is_final(order.state) &&
      !is_offline())
    return mark_unknown(order, code, now);
  const auto to = next_state(order.state, event);
  if (!to)
    return dispute(order, std::string{name(event)} + " in state " + std::string{name(order.state)},
                   now);
  if (lacks_executions(order, report)) return ask_now(order, now);
  if (is_final(order.state)) return;
  order.state = *to;
  if (!code.empty())
    set_reason(order, code);
  else if (event == OrderEvent::kReject)
    set_reason(order, reason::kVenueRejected);
  audit_.on_order(order, Timestamp::from_nanoseconds(report.time));
  finish(order);
}

bool OrderRouter::lacks_executions(const Order& order,
                                   const sluice_execution_report& report) const noexcept {
  return tells_cumulative(report) && Quantity::from_raw(report.cumulative_quantity) > order.filled;
}

// Proven: this attempt did not reach the venue's engine.
void OrderRouter::take_not_sent(Order& order, const sluice_execution_report& report,
                                Timestamp now) {
  if (order.state != OrderState::kSending || report.attempt != order.attempts) return;
  order.flags.unknown = false;
  move(order, OrderEvent::kNotSent);
  retry_later(order, report.retry_after_ns, reason_of(report), now);
}

void OrderRouter::take_status(Order& order, const sluice_execution_report& report, Timestamp now) {
  const auto told = Quantity::from_raw(report.cumulative_quantity);
  if (Watch* const watched = find_watch(order.id); watched != nullptr) watched->not_found_reads = 0;
  // Older than what we know, or executions are missing: in both cases the venue is asked again.
  if (!tells_cumulative(report) || told != order.filled) {
    if (!is_final(order.state) || told > order.filled) ask_now(order, now);
    return;
  }
  if (is_final(order.state)) {
    if (order.flags.unknown) mark_known(order, now);
    return unwatch(order.id);
  }
  // This is the answer: nothing is missing.
  if (Watch* const watched = find_watch(order.id); watched != nullptr)
    watched->needs_answer = false;
  if ((report.tells & SLUICE_TELLS_TERMS) != 0 && order.flags.pending_replace)
    take_terms(order, report, now);
  if (is_final(order.state)) return;
  switch (report.order_status) {
    case SLUICE_STATUS_OPEN:
      return take_ack(order, Timestamp::from_nanoseconds(report.time), now);
    case SLUICE_STATUS_CANCELED:
      return take_end(order, OrderEvent::kCancel, report, now);
    case SLUICE_STATUS_EXPIRED:
      return take_end(order, OrderEvent::kExpire, report, now);
    case SLUICE_STATUS_REJECTED:
      return take_end(order, OrderEvent::kReject, report, now);
    case SLUICE_STATUS_FILLED:
      // It is over there: which terms were in force is what it was filled with.
      if (order.flags.pending_replace && order.filled == order.replace_quantity)
        return take_replaced(order, Timestamp::from_nanoseconds(report.time));
      if (order.flags.pending_replace && order.filled == order.intent.quantity)
        return take_replace_rejected(order, "it was filled before", now);
      // All executions are here, and they are less than the order: somebody changed it.
      if (order.filled < order.intent.quantity)
        return dispute(order,
                       "filled at the venue with " + order.filled.to_string() + " of " +
                           order.intent.quantity.to_string(),
                       now);
      return complete_if_filled(order, Timestamp::from_nanoseconds(report.time));
    default:
      return dispute(order, "a status that is none: " + std::to_string(report.order_status), now);
  }
}

// Counted in this process alone: the clock may have jumped since an earlier one sent the request.
bool OrderRouter::is_past_bound(const Watch& watched, Timestamp now) const noexcept {
  return traits_.not_found_after_ns > 0 &&
         now >= watched.began.plus_nanoseconds(traits_.not_found_after_ns)
                    .plus_nanoseconds(config_.not_found_margin_ns);
}

// It may have arrived just now: a copy of the venue that is behind does not know it yet.
void OrderRouter::know_from(const Order& order, Timestamp now) noexcept {
  if (Watch* const watched = find_watch(order.id); watched != nullptr) watched->began = now;
}

// An answer now may be older than what the watch is about.
bool OrderRouter::may_be_behind(const Watch& watched, Timestamp now) const noexcept {
  return now < watched.began.plus_nanoseconds(config_.not_found_margin_ns);
}

// "Not found" proves nothing before the venue's own bound, and nothing when said once.
void OrderRouter::take_not_found(Order& order, Timestamp now) {
  if (is_final(order.state)) return;
  Watch& watched = watch(order.id, now, Watch::Next::kAsk);
  // Known already: it waits to be sent again.
  if (order.state == OrderState::kRetry) {
    watched.next = Watch::Next::kRetry;
    watched.needs_answer = false;
    return;
  }
  ++watched.not_found_reads;
  watched.due = now.plus_nanoseconds(backoff_ns(order, watched.asks));
  const bool was_there = order.state != OrderState::kSending;
  if (was_there) {
    // A copy of the venue that is behind does not know it yet.
    if (may_be_behind(watched, now)) watched.not_found_reads = 0;
    // It was acknowledged, and now it is gone: the venue lost its books.
    if (watched.not_found_reads >= 2 && !order.flags.disputed)
      dispute(order, "the venue acknowledged it and does not know it any more", now);
    return;
  }
  if (!order.flags.unknown) mark_unknown(order, "the venue does not know it", now);
  const bool conclusive = is_past_bound(watched, now);
  // Reads before the bound do not count.
  if (!conclusive) {
    find_watch(order.id)->not_found_reads = 0;
    return;
  }
  if (find_watch(order.id)->not_found_reads < 2) return;
  order.flags.unknown = false;
  move(order, OrderEvent::kNotSent);
  retry_later(order, 0, "not found at the venue", now);
}

void OrderRouter::take_cancel_rejected(Order& order, const sluice_execution_report& report,
                                       Timestamp now) {
  if (!order.flags.pending_cancel) return;
  // The cancel overtook the order, or the order never arrived: it is still not wanted.
  if (order.state == OrderState::kSending) return ask_now(order, now);
  order.flags.pending_cancel = false;
  note(order, OrderNote::kCancelRejected, now, reason_of(report));
  // It may be filled, over, or never have been there: only the venue knows.
  ask_now(order, now);
}

// Nothing is left of it under the terms in force.
void OrderRouter::complete_if_filled(Order& order, Timestamp time) {
  if (is_final(order.state) || order.flags.pending_replace || order.filled < order.intent.quantity)
    return;
  move(order, OrderEvent::kFill);
  audit_.on_order(order, time);
  finish(order);
}

}  // namespace sluice::routing
