// SPDX-License-Identifier: Apache-2.0
//
// order_lane_groups.cpp: orders that follow from others: exits of a bracket, one of two, the rest.
#include <utility>

#include "core/reason_codes.hpp"
#include "drivers/order_lane.hpp"
#include "risk/trading_state.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kRestSalt = 0x72657374;  // "rest"

}  // namespace

// A group goes on from what became of its orders.
Result<void> OrderLane::restore_groups(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    if (auto added = groups_.restore(text); !added) return added;
  const routing::RouterState known = router_.state();
  for (const auto* const orders : {&known.finished, &known.open}) {
    for (const Order& order : *orders) groups_.on_order(order);
  }
  groups_.drop_unrouted();
  return {};
}

Result<IntentAnswer> OrderLane::submit_bracket(const Intent& entry, const BracketExits& exits,
                                               Timestamp now) {
  IntentAnswer answer;
  answer.id = entry.id;
  if (auto fault = OrderGroups::fault_of(entry, exits); !fault.empty()) {
    answer.refusal = "BRACKET: " + fault;
    return answer;
  }
  // Asked for again, it is the same however long ago that was, and whatever became of the entry;
  // anything else under its name is another bracket.
  const auto known = groups_.find_bracket(entry, exits);
  const Order* const order = known ? router_.find(known->order) : nullptr;
  if (known && known->is_same.value_or(order == nullptr ||
                                       content_hash(order->intent) == content_hash(entry))) {
    answer.order = known->order;
    answer.was_known = true;
    if (known->order == 0)
      answer.refusal = std::string{reason::kDuplicateIntent} + ": its entry is over";
    return answer;
  }
  if (known && known->is_same) {
    answer.refusal = std::string{reason::kIntentConflict} + ": entry=" + entry.id.to_string();
    return answer;
  }
  const bool is_new = !known && router_.find_same(entry) == nullptr;
  if (is_new) {
    groups_.add_bracket(entry, exits);
    journal_groups(now);
  }
  auto answers = submit({&entry, 1}, now);
  if (!answers) return answers.error();
  if (is_new && answers->front().order == 0) groups_.drop(entry.id);
  return answers->front();
}

Result<std::vector<IntentAnswer>> OrderLane::submit_pair(const Intent& first, const Intent& second,
                                                         Timestamp now) {
  const bool is_known = groups_.has_leg(first.id) || groups_.has_leg(second.id) ||
                        router_.find_same(first) != nullptr || router_.find_same(second) != nullptr;
  if (!is_known) {
    groups_.add_pair(first, second);
    journal_groups(now);
  }
  const Intent pair[] = {first, second};
  auto answers = submit(pair, now);
  if (answers && !is_known)
    for (const IntentAnswer& answer : *answers)
      if (answer.order == 0) groups_.on_refused(answer.id);
  return answers;
}

// What is not kept when the process dies is found again: it follows from how the orders stand.
void OrderLane::journal_groups(Timestamp now) {
  for (const std::string& text : groups_.take_news()) parts_.audit.on_event("GROUP", now, text);
}

// The rest of an order that the venue ended: the same wish, at the price of now.
Result<void> OrderLane::settle_rests(Timestamp now) {
  // An answer may come at once and leave another rest: max_retries ends that.
  while (!rests_.empty()) {
    const Rest rest = rests_.back();
    rests_.pop_back();
    Intent intent = rest.intent;
    intent.id = derived_id(intent.id, kRestSalt);
    intent.quantity = rest.quantity;
    intent.decision_time = now;
    if (intent.parent_id == IntentId{}) {
      intent.parent_id = rest.intent.id;
      intent.parent_quantity = rest.intent.quantity;
    }
    if (last_[intent.instrument].is_positive()) intent.reference_price = last_[intent.instrument];
    const OrderId next = router_.next_order_id();
    rest_tries_[next] = rest.tries + 1;
    const auto answers = route({&intent, 1}, now);
    if (!answers) return answers.error();
    if (answers->front().order != next) rest_tries_.erase(next);
  }
  return {};
}

// Does what groups ask for; an exit that fills at once may ask for more.
Result<void> OrderLane::settle_groups(Timestamp now) {
  if (auto settled = settle_rests(now); !settled) return settled;
  constexpr int kMaxRounds = 8;
  for (int round = 0; round < kMaxRounds && groups_.size() != 0; ++round) {
    const auto actions = groups_.due(
        [this](OrderId id) { return router_.find(id); },
        [this](InstrumentId instrument) { return may_leave(instrument); },
        [this](InstrumentId instrument) { return portfolio_.position(instrument); }, now);
    journal_groups(now);
    bool moved = false;
    std::vector<Intent> exits;
    for (const GroupAction& action : actions) {
      if (action.kind == GroupAction::Kind::kSubmit) {
        exits.push_back(action.exit);
        continue;
      }
      const auto done = settle(action, now);
      if (!done) return done.error();
      moved |= *done;
    }
    if (exits.empty() && !moved) break;
    if (exits.empty()) continue;
    if (auto left = submit_exits(exits, now); !left) return left;
  }
  return {};
}

// Whether exits would be let through, as far as that passes. Of the two exits of a position a halt
// that lets orders reduce it would let only one through: they wait together.
bool OrderLane::may_leave(InstrumentId instrument) {
  if (!router_.is_admitting()) return false;
  return !parts_.kill_switch.is_engaged() ||
         parts_.kill_switch.halt_for(risk::names_of(book_.view()),
                                     parts_.instruments.symbol(instrument)) == nullptr;
}

// Whether anything was done.
Result<bool> OrderLane::settle(const GroupAction& action, Timestamp now) {
  using routing::ChangeAnswer;
  if (action.kind == GroupAction::Kind::kCancel) {
    const auto asked = router_.cancel(action.order, now);
    if (!asked) return asked.error();
    return *asked == ChangeAnswer::kAsked || *asked == ChangeAnswer::kDone;
  }
  const Order* const order = router_.find(action.order);
  if (order == nullptr) return false;
  Intent smaller = order->intent;
  smaller.id = derived_id(smaller.id, static_cast<std::uint64_t>(action.quantity.raw()));
  smaller.quantity = action.quantity;
  smaller.decision_time = now;
  const auto asked = amend(action.order, smaller, now);
  if (!asked) return asked.error();
  // Halted, or its fate is not known: that passes, and it is due again.
  if (*asked == ChangeAnswer::kNotAdmitted || *asked == ChangeAnswer::kPending) return false;
  groups_.on_asked(action.order, action.quantity);
  return true;
}

Result<void> OrderLane::submit_exits(std::span<const Intent> exits, Timestamp now) {
  const auto answers = route(exits, now);
  if (!answers) return answers.error();
  for (const IntentAnswer& answer : *answers) {
    const Order* const order = router_.find(answer.order);
    std::string why = answer.refusal;
    if (order != nullptr && order->state == OrderState::kDenied) why = order->reason.data();
    // Somebody pulled the plug just now: they are due again when it is released.
    if (why.empty() || why.starts_with(reason::kKillSwitch)) continue;
    if (answer.order == 0) groups_.on_refused(answer.id);
    parts_.audit.on_event(
        "FAULT", now, "an exit of a bracket was refused, the position is open without it: " + why);
  }
  return parts_.audit.commit();
}

void OrderLane::keep_rest(const Order& order) {
  const auto known = rest_tries_.find(order.id);
  const std::uint32_t tries = known == rest_tries_.end() ? 0 : known->second;
  if (known != rest_tries_.end()) rest_tries_.erase(known);
  const bool ended = order.state == OrderState::kExpired || order.state == OrderState::kCanceled;
  if (!config_.retry_rest || !ended || order.intent.time_in_force != TimeInForce::kIoc ||
      order.filled.is_zero() || order.remaining().is_zero() || tries >= config_.router.max_retries)
    return;
  rests_.push_back({order.intent, order.remaining(), tries});
}

}  // namespace sluice::drivers
