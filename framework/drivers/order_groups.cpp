// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_groups.hpp"

#include <algorithm>
#include <charconv>
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

template <typename Amount>
std::optional<Amount> amount(std::string_view text, std::string_view name) {
  const auto value = word(text, name);
  return value ? Amount::parse(*value) : std::nullopt;
}

std::optional<OrderId> number(std::string_view text, std::string_view name) {
  const auto value = word(text, name).value_or("");
  OrderId found = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), found);
  if (error != std::errc{} || end != value.data() + value.size()) return std::nullopt;
  return found;
}

// It never left, for a reason that passes.
bool must_be_asked_again(const Order& order) {
  if (order.filled.is_positive()) return false;
  if (order.state != OrderState::kDenied && order.state != OrderState::kFailedFinal) return false;
  const std::string_view why{order.reason.data()};
  return why == reason::kHalted || why == reason::kNotReconciled || why == reason::kNeverSent ||
         why == reason::kKillSwitch;
}

// What a text is about: the value of its second word, the bracket's entry or the pair's first.
std::string_view group_of(std::string_view text) {
  text.remove_prefix(std::min(text.find(' '), text.size()));
  text.remove_prefix(std::min(text.find('='), text.size()));
  return text.substr(0, text.find(' '));
}

// One that failed can live again as long as it is remembered.
bool is_over(const Order& order) {
  return is_final(order.state) && order.state != OrderState::kFailedFinal;
}

// What the entry asks for, whatever becomes of its order's terms. By the symbol: an instrument's
// number is another in another universe.
IntentId content_of(const Intent& entry, const InstrumentTable& instruments) {
  return IntentIdentity{"bracket", ""}.id_of(entry, instruments.symbol(entry.instrument), 0);
}

Quantity filled_of(const GroupLeg& first, const GroupLeg& second) {
  return Quantity::from_raw(first.filled.raw() + second.filled.raw());
}

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

void OrderGroups::add_bracket(const Intent& entry, const BracketExits& exits) {
  Group& group = groups_.emplace_back();
  group.entry.emplace().intent = entry.id;
  group.content = content_of(entry, instruments_);
  group.exits = exits;
  group.first.intent = exit_id(entry.id, 0);
  group.second.intent = exit_id(entry.id, 1);
  news_.push_back(text_of(group));
}

void OrderGroups::add_pair(const Intent& first, const Intent& second) {
  Group& group = groups_.emplace_back();
  group.first.intent = first.id;
  group.second.intent = second.id;
  group.quantity = std::max(first.quantity, second.quantity);
  news_.push_back(text_of(group));
}

std::string OrderGroups::text_of(const Group& group) const {
  std::string text;
  if (!group.entry)
    text = "kind=oco first=" + group.first.intent.to_string() +
           " second=" + group.second.intent.to_string() + " qty=" + group.quantity.to_string();
  else
    text = "kind=bracket entry=" + group.entry->intent.to_string() +
           " take_profit=" + group.exits.take_profit.to_string() +
           " stop=" + group.exits.stop.to_string() +
           " stop_limit=" + group.exits.stop_limit.to_string();
  if (group.content) text += " content=" + group.content->to_string();
  for (const auto& [leg, name] :
       {std::pair{&group.first, " first_"}, {&group.second, " second_"}}) {
    if (leg->stands == GroupLeg::Stands::kOver)
      text += name + ("filled=" + leg->filled.to_string());
    else if (leg->stands == GroupLeg::Stands::kOut)
      text += name + ("out=" + std::to_string(leg->order));
  }
  // Last the symbol, for that may have blanks in it.
  if (group.is_entered && group.quantity != group.entry->filled)
    text += " entry_filled=" + group.entry->filled.to_string();
  if (group.is_entered)
    text += " order=" + std::to_string(group.entry->order) +
            " side=" + std::string{name(group.side)} + " qty=" + group.quantity.to_string() +
            " price=" + group.price.to_string() +
            " symbol=" + instruments_.symbol(group.instrument);
  return text;
}

void OrderGroups::keep_last(std::vector<std::string>& texts, std::string text) {
  const auto group = group_of(text);
  const auto same = std::find_if(texts.begin(), texts.end(), [&](const std::string& other) {
    return group_of(other) == group;
  });
  if (word(text, "kind") == "over") {
    if (same != texts.end()) texts.erase(same);
  } else if (same != texts.end()) {
    *same = std::move(text);
  } else {
    texts.push_back(std::move(text));
  }
}

Result<void> OrderGroups::restore(std::string_view text) {
  const Error wrong{"not a group of orders: " + std::string{text}};
  Group group;
  if (word(text, "kind") == "oco") {
    const auto first = id(text, "first");
    const auto second = id(text, "second");
    const auto quantity = amount<Quantity>(text, "qty");
    if (!first || !second || !quantity) return wrong;
    group.first.intent = *first;
    group.second.intent = *second;
    group.quantity = *quantity;
  } else {
    const auto entry = id(text, "entry");
    const auto take_profit = amount<Price>(text, "take_profit");
    const auto stop = amount<Price>(text, "stop");
    const auto stop_limit = amount<Price>(text, "stop_limit");
    if (word(text, "kind") != "bracket" || !entry || !take_profit || !stop || !stop_limit)
      return wrong;
    group.entry.emplace().intent = *entry;
    group.content = id(text, "content");
    group.exits = {*take_profit, *stop, *stop_limit};
    group.first.intent = exit_id(*entry, 0);
    group.second.intent = exit_id(*entry, 1);
    if (const auto symbol_at = text.find(" symbol="); symbol_at != std::string_view::npos) {
      const auto order = number(text, "order");
      const auto quantity = amount<Quantity>(text, "qty");
      const auto price = amount<Price>(text, "price");
      const auto side = word(text, "side");
      const auto instrument = instruments_.find(text.substr(symbol_at + 8));
      if (!instrument)
        return Error{"its symbol is not in the universe any more; keep it there: " +
                     std::string{text}};
      if (!order || !quantity || !price || !side) return wrong;
      group.is_entered = true;
      group.entry->order = *order;
      group.entry->filled = amount<Quantity>(text, "entry_filled").value_or(*quantity);
      group.quantity = *quantity;
      group.price = *price;
      group.side = side == name(Side::kBuy) ? Side::kBuy : Side::kSell;
      group.instrument = *instrument;
    }
  }
  for (const auto& [leg, name] :
       {std::pair{&group.first, std::string{"first_"}}, {&group.second, "second_"}}) {
    if (const auto filled = amount<Quantity>(text, name + "filled")) {
      leg->filled = *filled;
      leg->stands = GroupLeg::Stands::kOver;
    } else if (const auto order = number(text, name + "out")) {
      leg->order = *order;
      leg->stands = GroupLeg::Stands::kOut;
    }
  }
  groups_.push_back(std::move(group));
  return {};
}

void OrderGroups::on_order(const Order& order) {
  // What comes under an intent again is refused, under a later number.
  const auto take = [&order](GroupLeg& leg) {
    if (leg.intent != order.intent.id) return false;
    if (leg.order == 0 || order.id < leg.order) leg.order = order.id;
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
        legs[which]->intent = order.intent.id;
        legs[which]->order = order.id;
        legs[which]->tries = tries;
        return;
      }
    }
  }
}

std::optional<KnownBracket> OrderGroups::find_bracket(const Intent& entry,
                                                      const BracketExits& exits) const {
  for (const Group& group : groups_) {
    if (!group.entry || group.entry->intent != entry.id) continue;
    KnownBracket known{group.entry->order, std::nullopt};
    if (group.content)
      known.is_same = *group.content == content_of(entry, instruments_) && group.exits == exits;
    return known;
  }
  return std::nullopt;
}

bool OrderGroups::has_leg(const IntentId& intent) const noexcept {
  return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
    return !group.entry && (group.first.intent == intent || group.second.intent == intent);
  });
}

void OrderGroups::drop(const IntentId& entry) {
  const auto dropped = std::erase_if(
      groups_, [&](const Group& group) { return group.entry && group.entry->intent == entry; });
  if (dropped != 0) news_.push_back("kind=over of=" + entry.to_string());
}

void OrderGroups::drop_unrouted() {
  std::erase_if(groups_, [](const Group& group) {
    return group.first.order == 0 && group.second.order == 0 && !group.is_entered &&
           (!group.entry || group.entry->order == 0);
  });
  // The two of a pair are routed at once: nobody routes one of them later.
  for (Group& group : groups_)
    for (GroupLeg* const leg : {&group.first, &group.second})
      if (!group.entry && leg->order == 0) leg->stands = GroupLeg::Stands::kOver;
}

void OrderGroups::on_refused(const IntentId& intent) {
  for (Group& group : groups_) {
    for (GroupLeg* const leg : {&group.first, &group.second}) {
      if (leg->intent != intent) continue;
      leg->stands = GroupLeg::Stands::kOver;
      news_.push_back(text_of(group));
    }
  }
}

void OrderGroups::on_asked(OrderId order, Quantity quantity) {
  for (Group& group : groups_)
    for (GroupLeg* const leg : {&group.first, &group.second})
      if (leg->order == order) leg->asked = quantity;
}

bool OrderGroups::look_at_entry(Group& group, const Order* entry) {
  if (entry == nullptr || !is_over(*entry)) return false;
  if (group.is_entered && group.entry->filled == entry->filled) return false;
  group.is_entered = true;
  // Of a late fill, or one taken back, what the exits need not leave stays so.
  group.quantity = std::max(
      Quantity{},
      Quantity::from_raw(group.quantity.raw() + entry->filled.raw() - group.entry->filled.raw()));
  group.entry->filled = entry->filled;
  group.instrument = entry->intent.instrument;
  group.side = entry->intent.side;
  if (!entry->executions.empty()) group.price = entry->executions.back().price;
  return true;
}

bool OrderGroups::look_at_leg(const Group& group, GroupLeg& leg, const Order* order) {
  using Stands = GroupLeg::Stands;
  const Stands stood = leg.stands;
  const Quantity had = leg.filled;
  if (order != nullptr) {
    leg.filled = order->filled;
    const bool again = group.entry && must_be_asked_again(*order) && leg.tries < kMaxTries;
    if (!again)
      leg.stands = is_over(*order) ? Stands::kOver : Stands::kOut;
    else if (stood != Stands::kOver)  // or nothing was held any more
      leg.stands = Stands::kDue;
  } else if (leg.stands == Stands::kOut) {
    leg.stands = Stands::kOver;  // only such are forgotten
  }
  return stood != leg.stands || (leg.stands == Stands::kOver && had != leg.filled);
}

// A journal of before groups knew it: the exits were sized for it.
void OrderGroups::guess_quantity(Group& group, const Order* first, const Order* second) {
  for (const Order* const exit : {first, second})
    if (exit != nullptr) group.quantity = std::max(group.quantity, exit->intent.quantity);
}

// Of an entry that nobody remembers and that was never left nothing more can be told.
bool OrderGroups::has_ended(const Group& group, bool is_entry_over) {
  if (group.entry && !is_entry_over) return false;
  const bool is_done = group.entry && group.quantity <= filled_of(group.first, group.second);
  const auto is_leg_over = [&](const GroupLeg& leg) {
    return leg.stands == GroupLeg::Stands::kOver ||
           (leg.stands == GroupLeg::Stands::kDue &&
            (is_done || (group.entry && !group.is_entered)));
  };
  return is_leg_over(group.first) && is_leg_over(group.second);
}

std::vector<GroupAction> OrderGroups::due(const FindOrder& find, const MayLeave& may_leave,
                                          const PositionOf& position, Timestamp now) {
  std::vector<GroupAction> due;
  std::erase_if(groups_, [&](Group& group) {
    const Order* const entry = group.entry ? find(group.entry->order) : nullptr;
    const Order* const first = find(group.first.order);
    const Order* const second = find(group.second.order);
    bool has_news = look_at_entry(group, entry);
    has_news |= look_at_leg(group, group.first, first);
    has_news |= look_at_leg(group, group.second, second);
    const bool is_entry_over = entry == nullptr ? group.entry.has_value() : group.is_entered;
    if (is_entry_over && !group.is_entered) guess_quantity(group, first, second);
    const bool leaves_less = group.is_entered && leave(group, may_leave, position, now, due);
    balance(group, group.second, group.first, second, now, due);
    balance(group, group.first, group.second, first, now, due);
    const bool is_over = has_ended(group, is_entry_over);
    const IntentId& name = group.entry ? group.entry->intent : group.first.intent;
    // Why exits never left stands in the journal, also where nothing follows any more.
    if (leaves_less || (has_news && !is_over)) news_.push_back(text_of(group));
    if (is_over) news_.push_back("kind=over of=" + name.to_string());
    return is_over;
  });
  return due;
}

Intent OrderGroups::exit_of(const Group& group, unsigned which) {
  Intent exit;
  exit.instrument = group.instrument;
  exit.side = group.side == Side::kBuy ? Side::kSell : Side::kBuy;
  exit.time_in_force = TimeInForce::kGtc;
  exit.reduce_only = true;
  exit.reference_price = group.price;
  if (which == 0) {
    exit.type = OrderType::kLimit;
    exit.limit_price = group.exits.take_profit;
  } else {
    exit.type = group.exits.stop_limit.is_positive() ? OrderType::kStopLimit : OrderType::kStop;
    exit.stop_price = group.exits.stop;
    exit.limit_price = group.exits.stop_limit;
  }
  return exit;
}

// The entry is over: its exits go out for what was filled, is not left yet, and is still held: it
// may have been closed while they could not leave. Whether that is less than was filled.
bool OrderGroups::leave(Group& group, const MayLeave& may_leave, const PositionOf& position,
                        Timestamp now, std::vector<GroupAction>& due) {
  GroupLeg* const legs[] = {&group.first, &group.second};
  const auto is_due = [](const GroupLeg* leg) { return leg->stands == GroupLeg::Stands::kDue; };
  const Quantity filled = filled_of(group.first, group.second);
  if (group.quantity <= filled || std::none_of(std::begin(legs), std::end(legs), is_due) ||
      !may_leave(group.instrument))
    return false;
  const std::int64_t held = position(group.instrument).raw();
  const auto left = std::min(
      Quantity::from_raw(group.quantity.raw() - filled.raw()),
      Quantity::from_raw(std::max<std::int64_t>(0, group.side == Side::kBuy ? held : -held)));
  const Quantity was = group.quantity;
  group.quantity = Quantity::from_raw(filled.raw() + left.raw());
  for (unsigned which = 0; which < 2; ++which) {
    GroupLeg& leg = *legs[which];
    if (!is_due(&leg)) continue;
    if (left.is_zero()) {
      leg.stands = GroupLeg::Stands::kOver;
      continue;
    }
    if (leg.order != 0) {
      const unsigned tries = leg.tries + 1;
      leg = GroupLeg{};
      leg.intent = exit_id(group.entry->intent, which, tries);
      leg.tries = tries;
    }
    GroupAction& action = due.emplace_back();
    action.kind = GroupAction::Kind::kSubmit;
    action.exit = exit_of(group, which);
    action.exit.id = exit_id(group.entry->intent, which, leg.tries);
    action.exit.quantity = left;
    action.exit.decision_time = now;
  }
  return group.quantity != was;
}

// What one leg has filled, the other must not fill again.
void OrderGroups::balance(const Group& group, GroupLeg& other, const GroupLeg& filled,
                          const Order* left, Timestamp now, std::vector<GroupAction>& due) {
  if (filled.filled.is_zero() || left == nullptr || is_final(left->state)) return;
  const auto total = Quantity::from_raw(group.quantity.raw() - filled.filled.raw());
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
