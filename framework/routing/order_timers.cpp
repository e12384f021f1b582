// SPDX-License-Identifier: Apache-2.0
//
// order_timers.cpp: what the router does because time has passed.
#include <algorithm>

#include "core/reason_codes.hpp"
#include "routing/order_router.hpp"

namespace sluice::routing {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): one well-mixed number for each input.
std::uint64_t mix(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

}  // namespace

// Exponential, capped, and up to a quarter longer by a number that depends on seed, order and step
// alone: the same run waits the same, and many orders don't come back at once.
std::int64_t OrderRouter::backoff_ns(const Order& order, std::uint32_t step) const noexcept {
  std::int64_t wait = config_.backoff_ns;
  for (std::uint32_t i = 0; i < step && wait < config_.max_backoff_ns; ++i) wait *= 2;
  wait = std::min(wait, config_.max_backoff_ns);
  const std::uint64_t jitter = mix(config_.seed ^ mix(order.id) ^ step);
  return wait + static_cast<std::int64_t>(jitter % static_cast<std::uint64_t>(wait / 4 + 1));
}

OrderRouter::Watch* OrderRouter::find_watch(OrderId id) noexcept {
  const auto found =
      std::lower_bound(watches_.begin(), watches_.end(), id,
                       [](const Watch& one, OrderId wanted) { return one.order < wanted; });
  return found != watches_.end() && found->order == id ? &*found : nullptr;
}

// The watch of an order; a new one is due at `due`, one that is there stays as it is.
OrderRouter::Watch& OrderRouter::watch(OrderId id, Timestamp due, Watch::Next next) {
  const auto place =
      std::lower_bound(watches_.begin(), watches_.end(), id,
                       [](const Watch& one, OrderId wanted) { return one.order < wanted; });
  if (place != watches_.end() && place->order == id) return *place;
  Watch fresh;
  fresh.order = id;
  fresh.due = fresh.sent = fresh.began = due;
  fresh.next = next;
  return *watches_.insert(place, fresh);
}

// Nothing has to be done about the order, unless the venue owes an answer.
void OrderRouter::relax(const Order& order) noexcept {
  const Watch* const watched = find_watch(order.id);
  if (watched == nullptr || watched->needs_answer || order.flags.pending_cancel ||
      order.flags.pending_replace)
    return;
  unwatch(order.id);
}

void OrderRouter::unwatch(OrderId id) noexcept {
  if (const Watch* const watched = find_watch(id); watched != nullptr)
    watches_.erase(watches_.begin() + (watched - watches_.data()));
}

// The venue is asked about the order with the next tick, or later where it was asked before; only
// an answer ends that.
void OrderRouter::ask_now(const Order& order, Timestamp now) {
  if (is_offline())
    return halt("the venue has to be asked about order " + std::to_string(order.id) +
                    ", and there is no time to ask in this run",
                now);
  Watch& watched = watch(order.id, now, Watch::Next::kAsk);
  watched.next = Watch::Next::kAsk;
  watched.needs_answer = true;
  watched.due = watched.asks == 0 ? now : std::max(watched.due, now);
}

std::optional<Timestamp> OrderRouter::next_due() const noexcept {
  std::optional<Timestamp> due = next_reconcile_;
  for (const Watch& watched : watches_)
    if (!due || watched.due < *due) due = watched.due;
  return due;
}

Result<void> OrderRouter::tick(Timestamp now) {
  std::vector<OrderId> asks;
  batch_.clear();
  for (Watch& watched : watches_) {
    if (watched.due > now) continue;
    if (watched.next == Watch::Next::kAsk) {
      asks.push_back(watched.order);
      continue;
    }
    Order& order = *orders_.find(watched.order);
    // Halted, or not reconciled yet: it waits, and is not at the venue. Killed: withheld for good
    // by send().
    if (!halt_.empty() || (config_.require_certificate && !certified_)) {
      watched.due = now.plus_nanoseconds(config_.backoff_ns);
      continue;
    }
    ++order.attempts;
    order.sent_at = now;
    move(order, OrderEvent::kSend);
    audit_.on_order(order, now);
    batch_.push_back(to_row(order.intent, order.id, order.attempts));
  }
  for (const sluice_order& row : batch_) unwatch(row.order_id);
  if (!batch_.empty())
    if (auto sent = send(now); !sent) return sent;
  for (const OrderId id : asks) {
    Order* const order = orders_.find(id);
    if (order == nullptr) unwatch(id);
    if (order == nullptr || find_watch(id) == nullptr) continue;
    if (auto asked = ask(*order, now); !asked) return asked;
  }
  if (account_ != nullptr && config_.reconcile_every_ns > 0 &&
      (!next_reconcile_ || now >= *next_reconcile_)) {
    next_reconcile_ = now.plus_nanoseconds(config_.reconcile_every_ns);
    if (auto done = reconcile("timer", *account_, now); !done) return done.error();
  }
  return {};
}

Result<void> OrderRouter::ask(Order& order, Timestamp now) {
  Watch& watched = *find_watch(order.id);
  watched.due = now.plus_nanoseconds(backoff_ns(order, watched.asks));
  if (watched.began == watched.sent) watched.began = now;
  ++watched.asks;
  // It was sent and nothing came back: whether it is there is not known from now on.
  if (order.state == OrderState::kSending && !order.flags.unknown) {
    order.flags.unknown = true;
    note(order, OrderNote::kUnknown, now, "no answer in time");
    if (auto kept = audit_.commit(); !kept) return kept;
  }
  const sluice_order row = to_row(order.intent, order.id, order.attempts);
  // A cancel without an answer may have been lost; said twice it does no harm.
  if (order.flags.pending_cancel) {
    (void)venue_.cancel(row, sink());
    take_inbox(now);
  }
  // A venue that can't be asked is asked again later.
  (void)venue_.query(row, sink());
  take_inbox(now);
  return conclude(now);
}

void OrderRouter::retry_later(Order& order, std::int64_t wait_ns, std::string_view why,
                              Timestamp now) {
  audit_.on_order(order, now);
  if (order.flags.pending_cancel) {
    move(order, OrderEvent::kCancel);
    audit_.on_order(order, now);
    return finish(order);
  }
  if (is_offline() || order.attempts > config_.max_retries)
    return give_up(order, why.empty() ? reason::kRetriesExhausted : why, now);
  unwatch(order.id);
  watch(order.id, now.plus_nanoseconds(std::max(wait_ns, backoff_ns(order, order.attempts - 1))),
        Watch::Next::kRetry);
}

// It is not at the venue, and it will not be sent again.
void OrderRouter::give_up(Order& order, std::string_view code, Timestamp now) {
  move(order, OrderEvent::kGiveUp);
  set_reason(order, code);
  audit_.on_order(order, now);
  finish(order);
}

}  // namespace sluice::routing
