// SPDX-License-Identifier: Apache-2.0
#include "routing/order_router.hpp"

#include <algorithm>
#include <cstring>

#include "core/reason_codes.hpp"

namespace sluice::routing {
namespace {

// A venue that reports more than this in one call is broken.
constexpr std::size_t kMaxReportsPerCall = 1u << 20;

std::string_view code_of(IntentRegistry::Answer answer) noexcept {
  switch (answer) {
    case IntentRegistry::Answer::kKnown:
      return reason::kDuplicateIntent;
    case IntentRegistry::Answer::kConflict:
      return reason::kIntentConflict;
    default:
      return reason::kStaleIntent;
  }
}

}  // namespace

OrderRouter::OrderRouter(RouterConfig config, Venue& venue, AuditTrail& audit,
                         OrderObserver& observer, SendLatch* latch)
    : config_{config},
      venue_{venue},
      traits_{venue.traits()},
      audit_{audit},
      observer_{observer},
      latch_{latch},
      reservations_{config.reservations},
      registry_{config.remembered_orders},
      orders_{config.remembered_orders} {}

Result<void> OrderRouter::restore(RouterState state, Timestamp now) {
  SLUICE_ASSERT(orders_.open().empty() && next_id_ == 1);
  next_id_ = state.next_id;
  halt_ = std::move(state.halt);
  // An intent that came again was refused under a later number: it is the first one's.
  std::vector<const Order*> by_id;
  for (const auto* orders : {&state.open, &state.finished})
    for (const Order& order : *orders) by_id.push_back(&order);
  std::sort(by_id.begin(), by_id.end(), [](auto* a, auto* b) { return a->id < b->id; });
  for (const Order* order : by_id) registry_.restore(order->intent, order->id);
  registry_.forget_until(state.forgotten_decisions);
  orders_.forget_until(state.forgotten_until);
  for (Order& order : state.finished) orders_.remember(std::move(order), now);
  for (Order& kept : state.open) {
    // What earlier orders hold was covered when it was taken.
    reservations_.take(kept.reserved);
    Order& order = orders_.add(std::move(kept));
    // A simulated venue of an offline run goes on where it was: nothing was in between.
    if (is_offline()) continue;
    if (order.state == OrderState::kApproved || order.state == OrderState::kReserved) {
      if (order.state == OrderState::kApproved) move(order, OrderEvent::kReserve);
      give_up(order, reason::kNeverSent, now);
    } else if (order.state == OrderState::kSending && !order.flags.unknown) {
      mark_unknown(order, "the process ended while it was sent", now);
    } else if (order.state == OrderState::kRetry && order.flags.pending_cancel) {
      // It was about to be over: the cancel is ours alone.
      move(order, OrderEvent::kCancel);
      audit_.on_order(order, now);
      finish(order);
    } else if (order.state == OrderState::kRetry) {
      watch(order.id, now, Watch::Next::kRetry);
    } else {
      ask_now(order, now);
    }
  }
  return is_offline() ? Result<void>{} : conclude(now);
}

// An order that rests for long outlives its place among the newest intents.
Order* OrderRouter::find_by_intent(const IntentId& intent) noexcept {
  const auto* const known = registry_.find(intent);
  return known == nullptr ? orders_.find_open(intent) : orders_.find(known->order);
}

const Order* OrderRouter::find_same(const Intent& intent) noexcept {
  const auto* const known = registry_.find(intent.id);
  if (known != nullptr)
    return known->content == content_hash(intent) ? orders_.find(known->order) : nullptr;
  // Nothing of the newest decision is forgotten: a new order looks no further.
  if (!registry_.is_stale(intent)) return nullptr;
  const Order* const resting = orders_.find_open(intent.id);
  return resting != nullptr && content_hash(resting->intent) == content_hash(intent) ? resting
                                                                                     : nullptr;
}

RouterState OrderRouter::state() const {
  RouterState state{orders_.open(), {}, next_id_, halt_, orders_.forgotten_until()};
  for (const Order& order : orders_.finished())
    if (order.id != 0) state.finished.push_back(order);
  std::sort(state.finished.begin(), state.finished.end(),
            [](const Order& a, const Order& b) { return a.id < b.id; });
  return state;
}

Result<void> OrderRouter::submit(std::span<const ApprovedOrder> orders, Money cash, Timestamp now) {
  batch_.clear();
  open_before_ = orders_.open().size();
  for (const ApprovedOrder& approved : orders) prepare(approved, cash, now);
  return send(now);
}

void OrderRouter::prepare(const ApprovedOrder& approved, Money cash, Timestamp now) {
  Order& order = orders_.add(next_id_++, approved.intent());
  order.state = OrderState::kApproved;
  const auto answer = registry_.admit(order.intent, order.id);
  if (answer != IntentRegistry::Answer::kNew) return deny(order, code_of(answer), now);
  const auto code = refusal_of(order.intent, open_before_ + batch_.size());
  if (!code.empty()) return deny(order, code, now);
  guard_slippage(order, now);
  const auto amount = reservations_.amount_for(order.intent);
  if (!amount || !reservations_.reserve(*amount, cash))
    return deny(order, reason::kReserveFailed, now);
  order.reserved = *amount;
  move(order, OrderEvent::kReserve);
  audit_.on_order(order, now);
  order.attempts = 1;
  order.sent_at = now;
  move(order, OrderEvent::kSend);
  audit_.on_order(order, now);
  batch_.push_back(to_row(order.intent, order.id, order.attempts));
}

std::string_view OrderRouter::refusal_of(const Intent& intent, std::size_t open) const noexcept {
  if (!halt_.empty()) return reason::kHalted;
  if (config_.require_certificate && !certified_) return reason::kNotReconciled;
  if (config_.max_open_orders > 0 && open >= config_.max_open_orders)
    return reason::kTooManyOpenOrders;
  const Price price = has_limit(intent.type)            ? intent.limit_price
                      : intent.type == OrderType::kStop ? intent.stop_price
                                                        : intent.reference_price;
  if (!price.is_positive()) return reason::kNoReferencePrice;
  if (notional(price, intent.quantity, Rounding::kDown) < config_.min_notional)
    return reason::kMinNotional;
  return {};
}

bool OrderRouter::would_send(const Intent& intent, Money cash) const noexcept {
  const auto amount = reservations_.amount_for(intent);
  return refusal_of(intent, orders_.open().size()).empty() && amount &&
         reservations_.covers(*amount, cash);
}

// A limit far from the market is a market order in disguise: it is pulled to what slippage allows.
void OrderRouter::guard_slippage(Order& order, Timestamp now) {
  Intent& intent = order.intent;
  if (!config_.slippage_guard || intent.type != OrderType::kLimit ||
      !intent.reference_price.is_positive())
    return;
  Intent market = intent;
  market.type = OrderType::kMarket;
  const auto cap = reservations_.worst_price(market);
  const bool buy = intent.side == Side::kBuy;
  if (!cap || (buy ? intent.limit_price <= *cap : intent.limit_price >= *cap)) return;
  intent.limit_price = *cap;
  note(order, OrderNote::kSlippageGuard, now);
}

void OrderRouter::set_reason(Order& order, std::string_view code) noexcept {
  const std::size_t size = std::min(code.size(), order.reason.size() - 1);
  code.copy(order.reason.data(), size);
  order.reason[size] = '\0';
}

void OrderRouter::deny(Order& order, std::string_view code, Timestamp now) {
  move(order, OrderEvent::kReserveFail);
  set_reason(order, code);
  audit_.on_order(order, now);
  news_.push_back({News::Kind::kFinal, order.id, {}, order.remaining()});
}

void OrderRouter::move(Order& order, OrderEvent event) {
  const auto to = next_state(order.state, event);
  SLUICE_ASSERT(to.has_value());
  order.state = *to;
}

Result<void> OrderRouter::send(Timestamp now) {
  if (batch_.empty()) return conclude(now);
  // From here on a crash may leave orders at the venue: they must be known to have been sent. Not
  // so where the venue is in the same trail: a crash that takes the orders takes what it did with
  // them.
  if (!config_.venue_lives_in_the_trail)
    if (auto kept = audit_.commit(); !kept) return kept;
  // Keeping them took time, in which somebody may have pulled the plug.
  withhold_stopped(now);
  if (batch_.empty()) return conclude(now);
  if (!is_offline())
    for (const sluice_order& row : batch_)
      watch(row.order_id, now, Watch::Next::kAsk).due =
          now.plus_nanoseconds(config_.ack_timeout_ns);
  const auto sent = venue_.submit(batch_, sink());
  take_inbox(now);
  if (!sent) {
    for (const sluice_order& row : batch_) {
      Order* const order = orders_.find(row.order_id);
      if (order->state == OrderState::kSending) mark_unknown(*order, sent.error().message, now);
    }
  }
  auto done = conclude(now);
  if (done && !sent && is_offline())
    return Error{"the venue failed while orders were sent, their fate is not known: " +
                 sent.error().message};
  return done;
}

bool OrderRouter::is_stopped(const Intent& order) {
  return latch_ != nullptr && latch_->is_engaged() && latch_->stops(order);
}

// What is stopped has not left, and will not. Keeping that takes time too, in which somebody may
// pull another plug: it is looked at until nothing more is stopped.
void OrderRouter::withhold_stopped(Timestamp now) {
  const auto withhold = [&](const sluice_order& row) {
    Order& order = *orders_.find(row.order_id);
    if (!latch_->stops(order.intent)) return false;
    move(order, OrderEvent::kNotSent);
    give_up(order, reason::kKillSwitch, now);
    return true;
  };
  while (latch_ != nullptr && latch_->is_engaged() && std::erase_if(batch_, withhold) != 0) {
  }
}

Result<void> OrderRouter::poll(Timestamp now) {
  const auto polled = venue_.poll(sink());
  // Nothing was told: what others have journalled meanwhile is kept with what leaves next, at one
  // cost. In a session, where a poll comes before every look at the market.
  if (!is_offline() && polled && inbox_.empty() && !inbox_overflow_) {
    orders_.retire(now);
    return {};
  }
  take_inbox(now);
  if (auto done = conclude(now); !done) return done;
  if (!polled && is_offline()) return Error{"the venue failed: " + polled.error().message};
  return {};
}

sluice_report_sink OrderRouter::sink() noexcept {
  inbox_.clear();
  inbox_overflow_ = false;
  return {this, [](void* context, sluice_rows reports) -> sluice_status {
            auto& router = *static_cast<OrderRouter*>(context);
            if (reports.count > kMaxReportsPerCall - router.inbox_.size()) {
              router.inbox_overflow_ = true;
              return SLUICE_ERROR_ARGUMENT;
            }
            if (reports.stride == sizeof(sluice_execution_report)) {
              const auto* const rows = static_cast<const sluice_execution_report*>(reports.base);
              router.inbox_.insert(router.inbox_.end(), rows, rows + reports.count);
              return SLUICE_OK;
            }
            for (std::uint64_t i = 0; i < reports.count; ++i) {
              // A venue built with an older SDK has shorter rows.
              sluice_execution_report report{};
              const auto* const row = SLUICE_ROW(reports, sluice_execution_report, i);
              std::memcpy(&report, row, std::min<std::uint64_t>(sizeof report, reports.stride));
              router.inbox_.push_back(report);
            }
            return SLUICE_OK;
          }};
}

// Everything journalled is kept, then told.
Result<void> OrderRouter::conclude(Timestamp now) {
  if (inbox_overflow_) {
    halt("the venue reported more in one call than can be taken in", now);
    inbox_overflow_ = false;
  }
  if (auto kept = audit_.commit(); !kept) return kept;
  publish();
  orders_.retire(now);
  if (is_offline() && !halt_.empty()) return Error{halt_};
  return {};
}

void OrderRouter::publish() {
  for (const News& news : news_) {
    const Order& order = *orders_.find(news.order);
    switch (news.kind) {
      case News::Kind::kFill:
        observer_.on_fill(order, news.fill);
        break;
      case News::Kind::kBust:
        observer_.on_bust(order, news.fill);
        break;
      case News::Kind::kReplaced:
        observer_.on_replaced(order, news.quantity);
        break;
      case News::Kind::kRevived:
        observer_.on_revived(order, news.quantity);
        break;
      case News::Kind::kFinal:
        observer_.on_final(order, news.quantity);
        break;
    }
  }
  news_.clear();
}

// The order is over: whatever it still holds is given back.
void OrderRouter::finish(Order& order) {
  if (order.flags.pending_replace) {
    news_.push_back({News::Kind::kReplaced, order.id, {}, order.replace_quantity});
    order.flags.pending_replace = false;
  }
  order.flags.pending_cancel = false;
  order.flags.unknown = false;
  reservations_.release(order.reserved);
  order.reserved = Money{};
  unwatch(order.id);
  news_.push_back({News::Kind::kFinal, order.id, {}, order.remaining()});
}

void OrderRouter::mark_unknown(Order& order, std::string_view why, Timestamp now) {
  if (!order.flags.unknown) {
    order.flags.unknown = true;
    note(order, OrderNote::kUnknown, now, why);
  }
  if (!is_offline()) ask_now(order, now);
}

void OrderRouter::mark_known(Order& order, Timestamp now) {
  if (!order.flags.unknown) return;
  order.flags.unknown = false;
  note(order, OrderNote::kKnown, now);
}

// The halt comes first: a crash between the two records must not leave a dispute that stops
// nothing.
void OrderRouter::dispute(Order& order, std::string_view why, Timestamp now) {
  order.flags.disputed = true;
  halt("order " + std::to_string(order.id) + " is disputed: " + std::string{why}, now);
  note(order, OrderNote::kDisputed, now, why);
}

void OrderRouter::note(const Order& order, OrderNote what, Timestamp now, std::string_view reason) {
  audit_.on_note(order, what, now, {reason, nullptr, nullptr});
}

void OrderRouter::halt(std::string_view why, Timestamp now) {
  if (!halt_.empty()) return;
  halt_ = why;
  audit_.on_event("HALT", now, why);
}

Result<void> OrderRouter::release_halt(std::string_view who_and_why, Timestamp now) {
  if (halt_.empty()) return {};
  audit_.on_event("HALT_RELEASED", now, who_and_why);
  if (auto kept = audit_.commit(); !kept) return kept;
  halt_.clear();
  return {};
}

}  // namespace sluice::routing
