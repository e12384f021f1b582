// SPDX-License-Identifier: Apache-2.0
#include "risk/rule_trail.hpp"

#include <algorithm>

namespace sluice::risk {
namespace {

sluice_risk_event event_of(std::uint32_t kind, const sluice_order* order, Timestamp time,
                           Quantity quantity, Price price) noexcept {
  return {sizeof(sluice_risk_event), kind, time.nanoseconds(), order, quantity.raw(), price.raw()};
}

}  // namespace

void RuleTrail::add(Rule& rule, std::size_t index, std::string_view name) {
  const RuleTraits traits = rule.traits();
  if (traits.hears_events) listeners_.push_back({&rule, name});
  if (traits.keeps_state) memories_.push_back({&rule, name, index, rule.state_version()});
}

void RuleTrail::tell(const sluice_risk_event& event) noexcept {
  for (const Listener& listener : listeners_) listener.rule->on_event(event);
}

void RuleTrail::tell(std::uint32_t kind, const Intent& intent, Timestamp time, Quantity quantity,
                     Price price) {
  now_ = time;
  if (listeners_.empty()) return;
  const sluice_order row = to_row(intent, 0);
  tell(event_of(kind, &row, time, quantity, price));
}

void RuleTrail::tell(std::uint32_t kind, const Order& order, Timestamp time, Quantity quantity,
                     Price price) {
  if (listeners_.empty()) return;
  const sluice_order row = to_row(order.intent, order.id, order.attempts);
  tell(event_of(kind, &row, time, quantity, price));
}

void RuleTrail::tell_released(std::string_view name, Timestamp time) {
  now_ = time;
  const auto event = event_of(SLUICE_RISK_EVENT_RELEASED, nullptr, time, {}, {});
  for (const Listener& listener : listeners_)
    if (listener.name == name) listener.rule->on_event(event);
}

void RuleTrail::on_order(const Order& order, Timestamp time) {
  kept_.on_order(order, time);
  now_ = time;
  if (listeners_.empty()) return;
  const Price price = stated_price(order.intent);
  switch (order.state) {
    case OrderState::kSending:
      return tell(SLUICE_RISK_EVENT_SENT, order, time, order.intent.quantity, price);
    case OrderState::kAcked:
      return tell(SLUICE_RISK_EVENT_ACKED, order, time, order.intent.quantity, price);
    case OrderState::kDenied:
      return tell(SLUICE_RISK_EVENT_DENIED, order, time, order.intent.quantity, price);
    case OrderState::kRejected:
      tell(SLUICE_RISK_EVENT_REJECTED, order, time, order.intent.quantity, price);
      [[fallthrough]];
    case OrderState::kFilled:
    case OrderState::kCanceled:
    case OrderState::kExpired:
    case OrderState::kFailedFinal:
      return tell(SLUICE_RISK_EVENT_ENDED, order, time, order.remaining(), {});
    default:
      return;
  }
}

void RuleTrail::on_fill(const Order& order, const Fill& fill) {
  kept_.on_fill(order, fill);
  now_ = fill.time;
  if (listeners_.empty()) return;
  tell(SLUICE_RISK_EVENT_FILLED, order, fill.time, fill.quantity, fill.price);
  // More than was asked for can be filled; it was over before that.
  const bool was_over = order.filled.raw() - fill.quantity.raw() >= order.intent.quantity.raw();
  if (order.state == OrderState::kFilled && !was_over)
    tell(SLUICE_RISK_EVENT_ENDED, order, fill.time, order.remaining(), {});
}

void RuleTrail::on_note(const Order& order, OrderNote note, Timestamp time,
                        const NoteDetails& details) {
  kept_.on_note(order, note, time, details);
  now_ = time;
  switch (note) {
    case OrderNote::kUnknown:
      tell(SLUICE_RISK_EVENT_UNKNOWN, order, time, order.remaining(), {});
      [[fallthrough]];
    case OrderNote::kKnown:
    case OrderNote::kResolved:
    case OrderNote::kSlippageGuard:
      if (book_ != nullptr) book_->refresh_working(order);
      return;
    case OrderNote::kCancelAsked:
      return tell(SLUICE_RISK_EVENT_CANCEL, order, time, order.remaining(), {});
    case OrderNote::kReplaceAsked: {
      Order amended = order;
      amended.intent = *details.terms;
      return tell(SLUICE_RISK_EVENT_REPLACE, amended, time, details.terms->quantity,
                  stated_price(*details.terms));
    }
    case OrderNote::kBusted:
      // Taken back before it was told, there is nothing to undo.
      if (details.execution->quantity.is_positive())
        tell(SLUICE_RISK_EVENT_BUSTED, order, time, details.execution->quantity,
             details.execution->price);
      return;
    default:
      return;
  }
}

void RuleTrail::save_states() {
  for (Memory& memory : memories_) {
    if ((marks_[memory.index] & kLost) != 0) continue;
    const std::uint64_t version = memory.rule->state_version();
    if (version == memory.saved_version) continue;
    const auto state = memory.rule->save_rule_state();
    if (!state) {
      lose(memory, state.error().message);
      continue;
    }
    memory.saved_version = version;
    kept_.on_rule_state({memory.name, memory.rule->instance_version(), *state}, now_);
  }
}

void RuleTrail::restore(const std::map<std::string, std::string>& states, Timestamp now) {
  now_ = now;
  for (Memory& memory : memories_) {
    const auto known = states.find(std::string{memory.name});
    if (known == states.end()) continue;
    if (const auto restored = memory.rule->restore_rule_state(known->second); !restored)
      lose(memory, restored.error().message);
    memory.saved_version = memory.rule->state_version();
  }
}

void RuleTrail::lose(const Memory& memory, const std::string& why) {
  marks_[memory.index] |= kLost;
  kept_.on_event("FAULT", now_,
                 "rule " + std::string{memory.name} +
                     " refuses every order: what it remembers is lost: " + why);
}

}  // namespace sluice::risk
