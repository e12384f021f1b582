// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_groups.hpp"

#include <algorithm>
#include <utility>

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kExitSalt = 0x65786974;  // "exit"

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

Intent exit_of(const Order& entry, unsigned which) {
  Intent exit;
  exit.id = exit_id(entry.intent.id, which);
  exit.instrument = entry.intent.instrument;
  exit.side = entry.intent.side == Side::kBuy ? Side::kSell : Side::kBuy;
  exit.time_in_force = TimeInForce::kGtc;
  exit.reduce_only = true;
  exit.quantity = entry.filled;
  exit.reference_price = entry.executions.back().price;
  return exit;
}

}  // namespace

IntentId exit_id(const IntentId& entry, unsigned which) noexcept {
  return derived_id(entry, kExitSalt + which);
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

void OrderGroups::add_pair(const IntentId& first, const IntentId& second) {
  Group& group = groups_.emplace_back();
  group.first.intent = first;
  group.second.intent = second;
}

std::string OrderGroups::text() const {
  const Group& group = groups_.back();
  if (!group.entry)
    return "kind=oco first=" + group.first.intent.to_string() +
           " second=" + group.second.intent.to_string();
  return "kind=bracket entry=" + group.entry->intent.to_string() +
         " take_profit=" + group.exits.take_profit.to_string() +
         " stop=" + group.exits.stop.to_string() +
         " stop_limit=" + group.exits.stop_limit.to_string();
}

Result<void> OrderGroups::restore(std::string_view text) {
  if (word(text, "kind") == "oco") {
    const auto first = id(text, "first");
    const auto second = id(text, "second");
    if (!first || !second) return Error{"not a pair of orders: " + std::string{text}};
    add_pair(*first, *second);
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

template <typename Use>
void OrderGroups::with_leg(const Order& order, Use&& use) {
  for (Group& group : groups_) {
    GroupLeg* const legs[] = {group.entry ? &*group.entry : nullptr, &group.first, &group.second};
    for (GroupLeg* const leg : legs) {
      if (leg == nullptr || leg->intent != order.intent.id) continue;
      leg->order = order.id;
      leg->filled = order.filled;
      if (leg != legs[0]) group.quantity = std::max(group.quantity, order.intent.quantity);
      return use(group, *leg, leg == &group.first ? group.second : group.first);
    }
  }
}

void OrderGroups::on_order(const Order& order) {
  with_leg(order, [](Group&, GroupLeg&, GroupLeg&) {});
}

void OrderGroups::on_fill(const Order& order) {
  with_leg(order, [&](Group& group, GroupLeg& leg, GroupLeg& other) {
    if (!group.entry || &leg != &*group.entry) balance(group, leg, other);
  });
}

void OrderGroups::on_final(const Order& order) {
  with_leg(order, [&](Group& group, GroupLeg& leg, GroupLeg&) {
    leg.is_over = true;
    if (!group.entry || &leg != &*group.entry) return;
    if (order.filled.is_positive())
      leave(group, order);
    else
      group.first.is_over = group.second.is_over = true;
  });
  drop_finished();
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
      if (leg->intent == intent) leg->is_over = true;
  drop_finished();
}

void OrderGroups::drop_finished() {
  std::erase_if(groups_, [](const Group& group) {
    return group.first.is_over && group.second.is_over && (!group.entry || group.entry->is_over);
  });
}

// The entry is over: its exits go out for what was filled.
void OrderGroups::leave(Group& group, const Order& entry) {
  if (group.first.order != 0) return;
  GroupAction action;
  action.kind = GroupAction::Kind::kSubmitPair;
  action.take_profit = exit_of(entry, 0);
  action.take_profit.type = OrderType::kLimit;
  action.take_profit.limit_price = group.exits.take_profit;
  action.stop = exit_of(entry, 1);
  action.stop.stop_price = group.exits.stop;
  action.stop.limit_price = group.exits.stop_limit;
  action.stop.type =
      group.exits.stop_limit.is_positive() ? OrderType::kStopLimit : OrderType::kStop;
  actions_.push_back(std::move(action));
}

// What one leg has filled, the other must not fill again.
void OrderGroups::balance(const Group& group, const GroupLeg& leg, const GroupLeg& other) {
  if (other.order == 0 || other.is_over || leg.filled.is_zero()) return;
  GroupAction action;
  action.order = other.order;
  if (leg.filled < group.quantity) {
    action.kind = GroupAction::Kind::kShrink;
    action.quantity = Quantity::from_raw(group.quantity.raw() - leg.filled.raw());
  }
  actions_.push_back(action);
}

std::vector<GroupAction> OrderGroups::take_actions(Timestamp now) {
  for (GroupAction& action : actions_)
    action.take_profit.decision_time = action.stop.decision_time = now;
  return std::exchange(actions_, {});
}

}  // namespace sluice::drivers
