// SPDX-License-Identifier: Apache-2.0
//
// order_lane_groups.cpp: orders that follow from others: exits of a bracket, one of two, the rest.
#include <utility>

#include "drivers/order_lane.hpp"

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
    for (const Order& order : *orders) {
      groups_.on_order(order);
      if (order.filled.is_positive()) groups_.on_fill(order);
      if (is_final(order.state)) groups_.on_final(order);
    }
  }
  groups_.drop_unrouted();
  return {};
}

Result<IntentAnswer> OrderLane::submit_bracket(const Intent& entry, const BracketExits& exits,
                                               Timestamp now) {
  if (auto fault = OrderGroups::fault_of(entry, exits); !fault.empty()) {
    IntentAnswer refused;
    refused.id = entry.id;
    refused.refusal = "BRACKET: " + fault;
    return refused;
  }
  if (router_.find_same(entry) == nullptr) {
    groups_.add_bracket(entry.id, exits);
    parts_.audit.on_event("GROUP", now, groups_.text());
  }
  auto answers = submit({&entry, 1}, now);
  if (!answers) return answers.error();
  if (answers->front().order == 0) groups_.drop(entry.id);
  return answers->front();
}

Result<std::vector<IntentAnswer>> OrderLane::submit_pair(const Intent& first, const Intent& second,
                                                         Timestamp now) {
  if (router_.find_same(first) == nullptr && router_.find_same(second) == nullptr) {
    groups_.add_pair(first.id, second.id);
    parts_.audit.on_event("GROUP", now, groups_.text());
  }
  const Intent pair[] = {first, second};
  return submit(pair, now);
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
  if (groups_.size() == 0) return {};
  constexpr int kMaxRounds = 8;
  std::vector<GroupAction> later;
  for (int round = 0; round < kMaxRounds; ++round) {
    auto actions = groups_.take_actions(now);
    if (actions.empty()) break;
    for (GroupAction& action : actions) {
      if (must_wait(action))
        later.push_back(std::move(action));
      else if (auto done = settle(std::move(action), now); !done)
        return done;
    }
  }
  for (GroupAction& action : later) groups_.postpone(std::move(action));
  return {};
}

// A leg can be shrunk once the venue has it and no other wish is on its way.
bool OrderLane::must_wait(const GroupAction& action) {
  if (action.kind != GroupAction::Kind::kShrink) return false;
  const Order* const order = router_.find(action.order);
  if (order == nullptr || is_final(order->state)) return false;
  const bool at_venue = order->state == OrderState::kAcked || order->state == OrderState::kPartial;
  return !at_venue || order->flags != OrderFlags{};
}

Result<void> OrderLane::settle(GroupAction action, Timestamp now) {
  if (action.kind == GroupAction::Kind::kCancel) {
    const auto asked = router_.cancel(action.order, now);
    return asked ? Result<void>{} : asked.error();
  }
  if (action.kind == GroupAction::Kind::kShrink) {
    const Order* const order = router_.find(action.order);
    if (order == nullptr || is_final(order->state) || order->intent.quantity <= action.quantity)
      return {};
    Intent smaller = order->intent;
    smaller.id = derived_id(smaller.id, static_cast<std::uint64_t>(action.quantity.raw()));
    smaller.quantity = action.quantity;
    smaller.decision_time = now;
    const auto answer = amend(action.order, smaller, now);
    return answer ? Result<void>{} : answer.error();
  }
  const Intent pair[] = {action.take_profit, action.stop};
  const auto answers = route(pair, now);
  if (!answers) return answers.error();
  for (const IntentAnswer& answer : *answers) {
    if (answer.order != 0) continue;
    parts_.audit.on_event(
        "FAULT", now,
        "an exit of a bracket was refused, the position is open without it: " + answer.refusal);
    groups_.on_refused(answer.id);
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
