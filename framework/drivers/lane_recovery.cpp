// SPDX-License-Identifier: Apache-2.0
#include "drivers/lane_recovery.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/order_groups.hpp"
#include "drivers/state_delta.hpp"
#include "journal/record_types.hpp"
#include "routing/reservations.hpp"

namespace sluice::drivers {
namespace {

template <typename Enum>
std::optional<Enum> parse(std::string_view word, std::size_t count, std::size_t first = 0) {
  for (std::size_t i = first; i < count; ++i)
    if (name(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  return std::nullopt;
}

std::optional<OrderState> state_of(const journal::Record& record) {
  return parse<OrderState>(record.text("state").value_or(""), kOrderStateCount);
}

std::optional<OrderNote> note_of(std::string_view type) {
  return parse<OrderNote>(type, kOrderNoteCount);
}

template <typename Number>
Number number(const journal::Record& record, std::string_view field) {
  const int128 units = record.decimal(field).value_or(0);
  if constexpr (std::is_same_v<Number, Money>)
    return Money::from_raw(units);
  else
    return Number::from_raw(static_cast<std::int64_t>(units));
}

void set_reason(Order& order, const journal::Record& record) {
  const std::string reason = record.text("reason").value_or("");
  order.reason = {};
  reason.copy(order.reason.data(), order.reason.size() - 1);
}

Execution execution_of(const journal::Record& record) {
  Execution execution;
  execution.id = static_cast<std::uint64_t>(record.integer("execution").value_or(0));
  execution.venue_epoch = static_cast<std::uint32_t>(record.integer("epoch").value_or(0));
  execution.quantity = number<Quantity>(record, "qty");
  execution.price = number<Price>(record, "price");
  execution.commission = number<Money>(record, "commission");
  return execution;
}

Fill fill_of(const Order& order, const Execution& execution) {
  Fill fill;
  fill.order_id = order.id;
  fill.instrument = order.intent.instrument;
  fill.side = order.intent.side;
  fill.quantity = execution.quantity;
  fill.price = execution.price;
  fill.commission = execution.commission;
  return fill;
}

}  // namespace

LaneRecovery::LaneRecovery(const InstrumentTable& instruments, Money seed_capital,
                           std::uint32_t remembered_orders)
    : instruments_{instruments},
      seed_capital_{seed_capital},
      portfolio_{instruments.size(), seed_capital},
      remembered_orders_{remembered_orders} {}

Error LaneRecovery::nonsense(const journal::Record& record, std::string_view what) const {
  return Error{"journal record " + std::to_string(record.seq()) + " (" +
               std::string{record.type()} + "): " + std::string{what}};
}

Result<void> LaneRecovery::take(const journal::Record& record) {
  ++records_;
  last_time_ = std::max(last_time_, record.time().value_or(last_time_));
  const auto type = record.type();
  if (type == journal::kNew) return take_intent(record);
  if (type == journal::kVerdict) return take_verdict(record);
  if (type == journal::kReset) return begin_anew(record);
  if (type == journal::kHalt) halt_ = record.text("text").value_or("halted");
  if (type == journal::kHaltReleased) halt_.clear();
  if (type == journal::kKillSwitch || type == journal::kKillSwitchReleased)
    take_kill_switch(record);
  if (type == journal::kGroup) OrderGroups::keep_last(groups_, record.text("text").value_or(""));
  if (type == journal::kAccount) {
    marks_ = AccountMarks::parse(record.text("text").value_or(""));
    if (!marks_) return nonsense(record, "no peak, session equity and session in it");
  }
  if (type == journal::kRuleState)
    rule_states_[record.text("rule").value_or("")] = record.text("text").value_or("");
  if (type == journal::kVenueState) return take_venue_state(record);
  if (!record.integer("order_id") || type == journal::kReconciled) return {};
  const auto order = order_of(record);
  if (!order) return order.error();
  if (const auto note = note_of(type)) return take_note(record, **order, *note);
  if (record.integer("execution")) return take_fill(record, **order);
  return take_order(record, **order);
}

// What was is history; ids go on, and intents of before are stale.
Result<void> LaneRecovery::begin_anew(const journal::Record& record) {
  if (!open_.empty()) return nonsense(record, "orders are open");
  portfolio_ = portfolio::Portfolio{instruments_.size(), seed_capital_};
  intents_.clear();
  for (const auto& [id, order] : finished_) forget_decision(order);
  finished_.clear();
  ended_.clear();
  groups_.clear();
  marks_.reset();
  rule_states_.clear();
  venue_state_ = {};
  forgotten_until_ = std::max(forgotten_until_, last_time_);
  reset_seq_ = record.seq();
  return {};
}

Result<void> LaneRecovery::take_venue_state(const journal::Record& record) {
  const auto delta = record.text("delta");
  if (!delta) {
    venue_state_ = record.text("text").value_or("");
    return {};
  }
  auto state = apply_delta(venue_state_, *delta);
  if (!state || record.integer("bytes") != static_cast<std::int64_t>(state->size()))
    return nonsense(record, "its delta is none of the state before it");
  venue_state_ = std::move(*state);
  return {};
}

// A record that says nothing we understand halts everything.
void LaneRecovery::take_kill_switch(const journal::Record& record) {
  const std::string text = record.text("text").value_or("");
  if (record.type() == journal::kKillSwitchReleased) {
    if (auto release = risk::parse_release(text)) (void)kill_switch_.release(std::move(*release));
    return;
  }
  auto halt = risk::parse_halt(text);
  (void)kill_switch_.engage(halt ? std::move(*halt) : risk::halt_by_latch("journal: " + text));
}

Result<void> LaneRecovery::take_intent(const journal::Record& record) {
  Intent intent;
  const auto id = IntentId::parse(record.text("intent_id").value_or(""));
  const auto symbol = record.text("symbol").value_or("");
  const auto instrument = instruments_.find(symbol);
  if (!id) return nonsense(record, "no intent_id");
  if (!instrument)
    return nonsense(record,
                    "symbol '" + symbol + "' is not in the universe any more; keep it there");
  const auto type = parse<OrderType>(record.text("order_type").value_or(""), 6, 1);
  const auto tif = parse<TimeInForce>(record.text("tif").value_or(""), 6, 1);
  if (!type || !tif) return nonsense(record, "no order_type or tif there is");
  intent.id = *id;
  intent.instrument = *instrument;
  intent.side = record.text("side") == "BUY" ? Side::kBuy : Side::kSell;
  intent.type = *type;
  intent.time_in_force = *tif;
  intent.quantity = number<Quantity>(record, "qty");
  intent.limit_price = number<Price>(record, "limit_price");
  intent.stop_price = number<Price>(record, "stop_price");
  intent.good_till = record.time("good_till").value_or(Timestamp{});
  intent.reduce_only = record.boolean("reduce_only").value_or(false);
  intent.post_only = record.boolean("post_only").value_or(false);
  intent.decision_time = record.time().value_or(Timestamp{});
  intent.reference_price = number<Price>(record, "reference_price");
  if (const auto parent = IntentId::parse(record.text("parent_id").value_or(""))) {
    intent.parent_id = *parent;
    intent.parent_quantity = number<Quantity>(record, "parent_qty");
  }
  intents_[record.text("intent_id").value_or("")] = intent;
  return {};
}

Result<void> LaneRecovery::take_verdict(const journal::Record& record) {
  const auto found = intents_.find(record.text("intent_id").value_or(""));
  if (found == intents_.end()) return nonsense(record, "of an intent that is not before it");
  // The gate may have made it smaller.
  if (state_of(record) == OrderState::kDenied)
    intents_.erase(found);
  else
    found->second.quantity = number<Quantity>(record, "qty");
  return {};
}

// The first record with an order's id is where the intent became an order.
Result<Order*> LaneRecovery::order_of(const journal::Record& record) {
  const auto id = static_cast<OrderId>(*record.integer("order_id"));
  if (const auto open = open_.find(id); open != open_.end()) return &open->second;
  if (const auto over = finished_.find(id); over != finished_.end()) return &over->second;
  const auto intent = intents_.find(record.text("intent_id").value_or(""));
  if (intent == intents_.end()) return nonsense(record, "of an order that is not before it");
  Order& order = open_[id];
  order.id = id;
  order.intent = intent->second;
  order.state = OrderState::kApproved;
  intents_.erase(intent);
  next_id_ = std::max(next_id_, id + 1);
  return &order;
}

Result<void> LaneRecovery::take_order(const journal::Record& record, Order& order) {
  const auto state = state_of(record);
  if (!state) return nonsense(record, "no state there is");
  order.state = *state;
  if (order.state == OrderState::kReserved) order.reserved = number<Money>(record, "reserved");
  if (order.state == OrderState::kSending) {
    order.attempts = static_cast<std::uint32_t>(record.integer("attempt").value_or(1));
    order.sent_at = record.time().value_or(Timestamp{});
  }
  if (order.state == OrderState::kRetry) order.flags.unknown = false;
  if (record.text("reason")) set_reason(order, record);
  settle(order);
  return {};
}

Result<void> LaneRecovery::take_fill(const journal::Record& record, Order& order) {
  const auto state = state_of(record);
  if (!state) return nonsense(record, "no state there is");
  const Execution execution = execution_of(record);
  // Routers of before took in what no position can hold.
  if (!checked_add(order.filled, execution.quantity) ||
      !portfolio_.try_apply(fill_of(order, execution)))
    return nonsense(record, "a fill beyond what a position can hold");
  (void)routing::book_execution(order, execution);
  order.state = *state;
  settle(order);
  return {};
}

Result<void> LaneRecovery::take_note(const journal::Record& record, Order& order, OrderNote note) {
  order.reserved = number<Money>(record, "reserved");
  switch (note) {
    case OrderNote::kUnknown:
      order.flags.unknown = true;
      break;
    case OrderNote::kKnown:
      order.flags.unknown = false;
      break;
    case OrderNote::kDisputed:
      order.flags.disputed = true;
      break;
    case OrderNote::kCancelAsked:
      order.flags.pending_cancel = true;
      break;
    case OrderNote::kCancelRejected:
      order.flags.pending_cancel = false;
      break;
    case OrderNote::kReplaceAsked:
      order.flags.pending_replace = true;
      order.replace_quantity = number<Quantity>(record, "qty");
      order.replace_limit = number<Price>(record, "limit_price");
      break;
    case OrderNote::kReplaced:
      order.intent.quantity = order.replace_quantity;
      order.intent.limit_price = order.replace_limit;
      order.flags.pending_replace = false;
      break;
    case OrderNote::kReplaceRejected:
      order.flags.pending_replace = false;
      break;
    case OrderNote::kBusted: {
      const Execution undone = execution_of(record);
      const auto found = std::find_if(
          order.executions.begin(), order.executions.end(), [&](const Execution& known) {
            return known.id == undone.id && known.venue_epoch == undone.venue_epoch;
          });
      if (found == order.executions.end()) {
        // Taken back before it was told: known from now on, and nothing to undo.
        if (!undone.quantity.is_zero()) return nonsense(record, "no such execution before it");
        order.executions.push_back(undone);
        break;
      }
      if (!portfolio_.try_undo(fill_of(order, *found)))
        return nonsense(record, "it leaves more than a position can hold");
      found->quantity = Quantity{};
      order.filled = Quantity::from_raw(order.filled.raw() - undone.quantity.raw());
      break;
    }
    case OrderNote::kResolved:
      order.flags.unknown = order.flags.disputed = false;
      break;
    case OrderNote::kSlippageGuard:
      order.intent.limit_price = number<Price>(record, "limit_price");
      break;
  }
  settle(order);
  return {};
}

// What is over holds nothing and waits for nothing; what was thought to be over may live.
void LaneRecovery::settle(Order& order) {
  if (!is_final(order.state)) {
    if (auto revived = finished_.extract(order.id); !revived.empty()) {
      open_.insert(std::move(revived));
      std::erase(ended_, order.id);
    }
    return;
  }
  order.reserved = Money{};
  order.flags.unknown = order.flags.pending_cancel = order.flags.pending_replace = false;
  if (auto ended = open_.extract(order.id); !ended.empty()) {
    finished_.insert(std::move(ended));
    ended_.push_back(order.id);
  }
  forget();
}

// The one that has been over for longest, however long it rested: records of one that has just
// ended may follow.
void LaneRecovery::forget() {
  while (ended_.size() > remembered_orders_) {
    const auto oldest = finished_.extract(ended_.front());
    if (!oldest.empty()) forget_decision(oldest.mapped());
    ended_.pop_front();
    forgotten_until_ = last_time_;
  }
}

void LaneRecovery::forget_decision(const Order& order) {
  forgotten_decisions_ = std::max(forgotten_decisions_, order.intent.decision_time);
}

LaneState LaneRecovery::state() && {
  LaneState state;
  state.positions = portfolio_.positions();
  state.cash = portfolio_.cash();
  for (auto& [id, order] : finished_) state.router.finished.push_back(std::move(order));
  for (auto& [id, order] : open_) state.router.open.push_back(std::move(order));
  state.router.next_id = next_id_;
  state.router.halt = halt_;
  state.router.forgotten_until = forgotten_until_;
  state.router.forgotten_decisions = forgotten_decisions_;
  state.halts = kill_switch_.halts;
  state.groups = groups_;
  state.marks = marks_;
  state.rule_states = rule_states_;
  state.venue_state = venue_state_;
  return state;
}

}  // namespace sluice::drivers
