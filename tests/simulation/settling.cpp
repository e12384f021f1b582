// SPDX-License-Identifier: Apache-2.0
//
// settling.cpp: the end of a seed: faults are over, time goes on, and everything must come to rest
// with our books equal to the venue's.
#include <algorithm>

#include "core/reason_codes.hpp"
#include "simulation/simulation.hpp"

namespace sluice::simulation {
namespace {

constexpr int kMostRounds = 400;

}  // namespace

void Simulation::settle() {
  ++result_.step;
  note("faults are over");
  disk_.set_faults({});
  venue_.set_faults({});
  settings_.kill_in_sync = 0;
  std::string why = "never started";
  for (int round = 0; round < kMostRounds && !done_; ++round) {
    venue_.advance(round < 20 ? 100 * kMillisecond : kSecond);
    if (process_ == nullptr && !try_start(false)) continue;
    try {
      const auto settled = settle_round();
      if (!settled) {
        die("stopped: " + settled.error().message, false);
        continue;
      }
      check();
      why = unsettled();
      if (*settled && why.empty()) return check_books();
    } catch (const Crash&) {
      die("died in a call", false);
    }
  }
  if (!done_) throw Violation{Invariant::kSettles, "it does not come to rest: " + why};
}

// Whether a certificate is complete now.
Result<bool> Simulation::settle_round() {
  if (auto polled = lane().poll(now()); !polled) return polled.error();
  if (auto ticked = lane().tick(now()); !ticked) return ticked.error();
  if (is_stopped())
    if (auto released = release_kill_switch(); !released) return released.error();
  if (!lane().router().halted().empty())
    if (auto done = settle_disputes(); !done) return done.error();
  if (!venue_.has_received_all()) return false;
  if (settings_.venue.not_found_after_ns == 0)
    if (auto done = decide_what_stays_open(); !done) return done.error();
  return reconcile("operator");
}

// A venue without a bound never proves that an order, or new terms for one, will not arrive: an
// operator looks.
Result<void> Simulation::decide_what_stays_open() {
  const auto state = lane().router().state();
  for (const Order& order : state.open) {
    if (order.flags.pending_replace && !order.flags.pending_cancel) {
      if (auto cancelled = lane().cancel(order.id, now()); !cancelled) return cancelled.error();
    } else if (order.flags.unknown && exchange_.find(order.intent.id, time_.now) == nullptr) {
      const auto resolved = lane().resolve(order.id, routing::Resolution::kNotAtVenue,
                                           "operator: it is not there", now());
      if (!resolved) return resolved.error();
    }
  }
  return {};
}

std::string Simulation::unsettled() {
  if (!venue_.is_quiet()) return "messages are on their way";
  if (!lane().router().halted().empty()) return "halted: " + lane().router().halted();
  if (!lane().router().is_reconciled()) return "no complete certificate";
  for (const Order& order : lane().router().open_orders()) {
    const bool rests = order.state == OrderState::kAcked || order.state == OrderState::kPartial;
    if (!rests || order.flags.unknown || order.flags.disputed || order.flags.pending_cancel ||
        order.flags.pending_replace)
      return "order " + std::to_string(order.id) + " is " + std::string{name(order.state)};
  }
  return {};
}

void Simulation::check_books() {
  const auto broken = [](const std::string& what) {
    throw Violation{Invariant::kBooksAreTheVenues, what};
  };
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const auto theirs = Quantity::from_raw(exchange_.position_at(id, time_.now));
    const auto ours = lane().portfolio().position(id);
    if (ours != theirs)
      broken("position of " + instruments_.symbol(id) + ": ours " + ours.to_string() +
             ", the venue's " + theirs.to_string());
  }
  const Money cash = exchange_.cash_at(time_.now);
  if (cash != lane().portfolio().cash())
    broken("cash: ours " + lane().portfolio().cash().to_string() + ", the venue's " +
           cash.to_string());
  check_nothing_lost();
  for (const Order& order : lane().router().open_orders()) {
    const ExchangeOrder* const there = exchange_.find(order.intent.id, time_.now);
    if (there == nullptr || !there->is_open())
      broken("order " + std::to_string(order.id) + " is open here and not at the venue");
    if (there->filled != order.filled.raw() || there->quantity != order.intent.quantity.raw() ||
        there->limit != order.intent.limit_price.raw())
      broken("order " + std::to_string(order.id) + " has other terms or fills at the venue");
  }
  if (!lies_told_) check_groups();
  acknowledge();
  die("the end", false);
  if (!try_start(false)) throw Violation{Invariant::kRebuilt, "it does not start once more"};
}

// Of two that belong together none is left when the other is filled; and a position that a bracket
// entered has its exits.
void Simulation::check_groups() {
  const auto broken = [](const std::string& what) { throw Violation{Invariant::kGroups, what}; };
  const auto check_pair = [&](const IntentId& one, const IntentId& other, std::int64_t quantity) {
    const ExchangeOrder* const filled = exchange_.find(one, time_.now);
    const ExchangeOrder* const left = exchange_.find(other, time_.now);
    if (filled != nullptr && left != nullptr && filled->filled >= quantity && left->is_open())
      broken(client_order_id(one) + " is filled, and " + client_order_id(other) + " is open");
  };
  for (const Grouped& group : grouped_) {
    const IntentId first = group.is_bracket ? drivers::exit_id(group.first, 0) : group.first;
    const IntentId second = group.is_bracket ? drivers::exit_id(group.first, 1) : group.second;
    const ExchangeOrder* const entry = exchange_.find(group.first, time_.now);
    if (group.is_bracket && (entry == nullptr || entry->is_open() || entry->filled == 0)) continue;
    const std::int64_t quantity = group.is_bracket ? entry->filled : group.quantity.raw();
    check_pair(first, second, quantity);
    check_pair(second, first, quantity);
    if (!group.is_bracket || is_stopped()) continue;
    // Where not all of it was held when they could leave, they leave less, or not at all. That is
    // in the journal, or will be with the next record; until then the position is what it was.
    const std::int64_t held = lane().portfolio().position(entry->instrument).raw();
    if ((entry->side == Side::kBuy ? held : -held) < entry->filled ||
        is_durable(disk_, "\"GROUP\"", group.first, " entry_filled="))
      continue;
    for (const IntentId& id : {first, second}) {
      const Order* exit = lane().router().find(id);
      const unsigned which = id == first ? 0 : 1;
      for (unsigned tries = 1;; ++tries) {
        const Order* const later =
            lane().router().find(drivers::exit_id(group.first, which, tries));
        if (later == nullptr) break;
        exit = later;
      }
      if (exit == nullptr)
        broken("entry " + client_order_id(group.first) + " is filled, and its exit " +
               client_order_id(id) + " was never asked for");
      // Its budget is the operator's affair; a refusal that passes is not.
      if (exit->attempts == 0 && std::string_view{exit->reason.data()} != reason::kReserveFailed)
        broken("exit " + client_order_id(id) + " never left: " + exit->reason.data());
    }
  }
}

}  // namespace sluice::simulation
