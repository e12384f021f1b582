// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_groups.hpp"

#include <algorithm>
#include <utility>

#include "core/reason_codes.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kExitSalt = 0x65786974;  // "exit"
constexpr std::int64_t kCancelAgainNs = 1'000'000'000;
constexpr unsigned kMaxTries = 64;  // of one exit, after the first

// The value of "name=" in "a=b name=value c=d".
std::optional<std::string_view> word(std::string_view text, std::string_view name) {
  const std::string key = std::string{name} + "=";
  const auto at = text.find(key);
  if (at == std::string_view::npos || (at != 0 && text[at - 1] != ' ')) return std::nullopt;
  const auto begin = at + key.size();
  return text.substr(begin, text.find(' ', begin) - begin);
}

std::optional<IntentId> id(std::string_view text, std::string_view name) {
  const auto value = word(text, name);
  return value ? IntentId::parse(*value) : std::nullopt;
}

std::optional<Price> price(std::string_view text, std::string_view name) {
  const auto value = word(text, name);
  return value ? Price::parse(*value) : std::nullopt;
}

Intent exit_of(const Order& entry, unsigned which, const BracketExits& exits) {
  Intent exit;
  exit.id = exit_id(entry.intent.id, which);
  exit.instrument = entry.intent.instrument;
  exit.side = entry.intent.side == Side::kBuy ? Side::kSell : Side::kBuy;
  exit.time_in_force = TimeInForce::kGtc;
  exit.reduce_only = true;
  exit.quantity = entry.filled;
  exit.reference_price = entry.executions.back().price;
  if (which == 0) {
    exit.type = OrderType::kLimit;
    exit.limit_price = exits.take_profit;
  } else {
    exit.type = exits.stop_limit.is_positive() ? OrderType::kStopLimit : OrderType::kStop;
    exit.stop_price = exits.stop;
    exit.limit_price = exits.stop_limit;
  }
  return exit;
}

// It never left, for a reason that passes.
bool must_be_asked_again(const Order* order) {
  if (order == nullptr || order->filled.is_positive()) return false;
  if (order->state != OrderState::kDenied && order->state != OrderState::kFailedFinal) return false;
  const std::string_view why{order->reason.data()};
  return why == reason::kHalted || why == reason::kNotReconciled || why == reason::kNeverSent ||
         why == reason::kKillSwitch;
}

// One that failed can live again as long as it is remembered.
bool is_over(const GroupLeg& leg, const Order* order) {
  if (leg.refused) return true;
  if (leg.order == 0) return false;
  return order == nullptr || (is_final(order->state) && order->state != OrderState::kFailedFinal &&
                              !must_be_asked_again(order));
}

Quantity filled_of(const Order* order) { return order == nullptr ? Quantity{} : order->filled; }

}  // namespace

IntentId exit_id(const IntentId& entry, unsigned which, unsigned tries) noexcept {
  return derived_id(entry, kExitSalt + which + 2 * tries);
}

std::string OrderGroups::fault_of(const Intent& entry, const BracketExits& exits) {
  if (!exits.take_profit.is_positive() || !exits.stop.is_positive() ||
      exits.stop_limit.is_negative())
    return "take profit and stop must be above 0";
  const bool buy = entry.side == Side::kBuy;
  if (buy ? exits.take_profit <= exits.stop : exits.take_profit >= exits.stop)
    return "the take profit must lie " + std::string{buy ? "above" : "below"} + " the stop";
  const Price at = has_limit(entry.type) ? entry.limit_price : entry.reference_price;
  const bool between =
      buy ? exits.stop < at && at < exits.take_profit : exits.take_profit < at && at < exits.stop;
  if (at.is_positive() && !between)
    return "the entry's price " + at.to_string() + " must lie between stop " +
           exits.stop.to_string() + " and take profit " + exits.take_profit.to_string();
  return {};
}

void OrderGroups::add_bracket(const IntentId& entry, const BracketExits& exits) {
  Group& group = groups_.emplace_back();
  group.entry.emplace().intent = entry;
  group.exits = exits;
  group.first.intent = exit_id(entry, 0);
  group.second.intent = exit_id(entry, 1);
}

void OrderGroups::add_pair(const Intent& first, const Intent& second) {
  Group& group = groups_.emplace_back();
  group.first.intent = first.id;
  group.second.intent = second.id;
  group.quantity = std::max(first.quantity, second.quantity);
}

std::string OrderGroups::text() const {
  const Group& group = groups_.back();
  if (!group.entry)
    return "kind=oco first=" + group.first.intent.to_string() +
           " second=" + group.second.intent.to_string() + " qty=" + group.quantity.to_string();
  return "kind=bracket entry=" + group.entry->intent.to_string() +
         " take_profit=" + group.exits.take_profit.to_string() +
         " stop=" + group.exits.stop.to_string() +
         " stop_limit=" + group.exits.stop_limit.to_string();
}

Result<void> OrderGroups::restore(std::string_view text) {
  if (word(text, "kind") == "oco") {
    const auto first = id(text, "first");
    const auto second = id(text, "second");
    const auto quantity = word(text, "qty");
    const auto parsed = quantity ? Quantity::parse(*quantity) : std::nullopt;
    if (!first || !second || !parsed) return Error{"not a pair of orders: " + std::string{text}};
    Group& group = groups_.emplace_back();
    group.first.intent = *first;
    group.second.intent = *second;
    group.quantity = *parsed;
    return {};
  }
  const auto entry = id(text, "entry");
  const auto take_profit = price(text, "take_profit");
  const auto stop = price(text, "stop");
  const auto stop_limit = price(text, "stop_limit");
  if (word(text, "kind") != "bracket" || !entry || !take_profit || !stop || !stop_limit)
    return Error{"not a group of orders: " + std::string{text}};
  add_bracket(*entry, {*take_profit, *stop, *stop_limit});
  return {};
}

void OrderGroups::on_order(const Order& order) {
  const auto take = [&order](GroupLeg& leg) {
    if (leg.intent != order.intent.id) return false;
    leg.order = order.id;
    return true;
  };
  for (Group& group : groups_) {
    if (group.entry && take(*group.entry)) return;
    GroupLeg* const legs[] = {&group.first, &group.second};
    for (unsigned which = 0; which < 2; ++which) {
      if (take(*legs[which])) return;
      // An earlier process asked again.
      for (unsigned tries = legs[which]->tries + 1; group.entry && tries <= kMaxTries; ++tries) {
        if (exit_id(group.entry->intent, which, tries) != order.intent.id) continue;
        *legs[which] = {order.intent.id, order.id, tries};
        return;
      }
    }
  }
}

void OrderGroups::drop(const IntentId& entry) {
  std::erase_if(groups_,
                [&](const Group& group) { return group.entry && group.entry->intent == entry; });
}

void OrderGroups::drop_unrouted() {
  std::erase_if(groups_, [](const Group& group) {
    return group.first.order == 0 && group.second.order == 0 &&
           (!group.entry || group.entry->order == 0);
  });
}

void OrderGroups::on_refused(const IntentId& intent) {
  for (Group& group : groups_)
    for (GroupLeg* const leg : {&group.first, &group.second})
      if (leg->intent == intent) leg->refused = true;
}

void OrderGroups::on_asked(OrderId order, Quantity quantity) {
  for (Group& group : groups_)
    for (GroupLeg* const leg : {&group.first, &group.second})
      if (leg->order == order) leg->asked = quantity;
}

// How a group's orders stand now; nullptr: not routed, or forgotten.
struct OrderGroups::Standing {
  const Order* entry;
  const Order* first;
  const Order* second;
};

std::vector<GroupAction> OrderGroups::due(const FindOrder& find, const MayLeave& may_leave,
                                          Timestamp now) {
  std::vector<GroupAction> due;
  std::erase_if(groups_, [&](Group& group) {
    const Standing at{group.entry ? find(group.entry->order) : nullptr, find(group.first.order),
                      find(group.second.order)};
    const bool is_entered = !group.entry || is_over(*group.entry, at.entry);
    if (is_entered && at.entry != nullptr) {
      group.quantity = at.entry->filled;
      if (group.quantity.is_zero()) return true;
    }
    if (is_entered) leave(group, at, may_leave, now, due);
    balance(group, group.second, at.first, at.second, now, due);
    balance(group, group.first, at.second, at.first, now, due);
    const bool was_left = group.first.order != 0 || group.second.order != 0;
    // Of an entry that nobody remembers and that was never left nothing more can be told.
    return is_entered && (is_over(group.first, at.first) || (at.entry == nullptr && !was_left)) &&
           (is_over(group.second, at.second) || (at.entry == nullptr && !was_left));
  });
  return due;
}

// The entry is over: its exits go out for what was filled and is not left yet.
void OrderGroups::leave(Group& group, const Standing& at, const MayLeave& may_leave, Timestamp now,
                        std::vector<GroupAction>& due) {
  if (!group.entry) return;
  const auto left = Quantity::from_raw(group.quantity.raw() - filled_of(at.first).raw() -
                                       filled_of(at.second).raw());
  if (!left.is_positive()) return;
  const Order* const orders[] = {at.first, at.second};
  GroupLeg* const legs[] = {&group.first, &group.second};
  for (unsigned which = 0; which < 2; ++which) {
    GroupLeg& leg = *legs[which];
    if (leg.refused) continue;
    const bool again = must_be_asked_again(orders[which]) && leg.tries < kMaxTries;
    if (leg.order != 0 ? !again : at.entry == nullptr) continue;
    GroupAction action;
    action.kind = GroupAction::Kind::kSubmit;
    action.exit = again ? orders[which]->intent : exit_of(*at.entry, which, group.exits);
    action.exit.id = exit_id(group.entry->intent, which, leg.tries + (again ? 1 : 0));
    action.exit.quantity = left;
    action.exit.decision_time = now;
    if (!may_leave(action.exit)) continue;
    if (again) leg = {action.exit.id, 0, leg.tries + 1};
    due.push_back(std::move(action));
  }
}

// What one leg has filled, the other must not fill again.
void OrderGroups::balance(const Group& group, GroupLeg& other, const Order* filled,
                          const Order* left, Timestamp now, std::vector<GroupAction>& due) {
  if (filled == nullptr || left == nullptr || filled->filled.is_zero() || is_final(left->state))
    return;
  const auto total = Quantity::from_raw(group.quantity.raw() - filled->filled.raw());
  GroupAction action;
  action.order = left->id;
  if (total <= left->filled) {
    // One that the venue refuses is asked for again, not at once.
    if (left->flags.pending_cancel || now < other.cancel_again) return;
    other.cancel_again = now.plus_nanoseconds(kCancelAgainNs);
    due.push_back(std::move(action));
    return;
  }
  // It can be shrunk once the venue has it and no other wish is on its way.
  const bool at_venue = left->state == OrderState::kAcked || left->state == OrderState::kPartial;
  if (left->intent.quantity <= total || other.asked == total || !at_venue ||
      left->flags != OrderFlags{})
    return;
  action.kind = GroupAction::Kind::kShrink;
  action.quantity = total;
  due.push_back(std::move(action));
}

}  // namespace sluice::drivers
