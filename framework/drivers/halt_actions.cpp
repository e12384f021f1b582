// SPDX-License-Identifier: Apache-2.0
#include "drivers/halt_actions.hpp"

#include <algorithm>

#include "risk/trading_state.hpp"

namespace sluice::drivers {
namespace {

using risk::HaltLevel;

// Told by the kill switch, not by a strategy: its ids are of nobody else.
constexpr std::string_view kWho = "kill switch";

bool asks_for_more_than_a_block(const risk::Halt& halt) {
  return halt.level >= HaltLevel::kHaltAndCancel;
}

// What closes a position under a halt; it may stay open where a halt flattens.
bool is_closing(const Order& order) {
  return order.intent.reduce_only && order.intent.type == OrderType::kMarket;
}

}  // namespace

Result<void> HaltActions::act(Timestamp now) {
  const bool has_changed = follow_halts();
  due_.reset();
  if (halts_.empty()) return {};
  // Whoever engaged it may have journalled it only: nothing is done before that is on the disk.
  if (has_changed)
    if (auto kept = lane_.audit.commit(); !kept) {
      halts_version_ = 0;
      return kept;
    }
  if (auto cancelled = cancel_open(now); !cancelled) return cancelled;
  if (auto closed = close_positions(now); !closed) return closed;
  for (Progress& progress : halts_) tell(progress, now);
  if (due_) due_ = now.plus_nanoseconds(kAskAgainNs);
  return lane_.audit.commit();
}

bool HaltActions::follow_halts() {
  if (halts_version_ == lane_.kill_switch.version()) return false;
  halts_version_ = lane_.kill_switch.version();
  std::vector<Progress> halts;
  for (const risk::Halt& halt : lane_.kill_switch.halts()) {
    if (!asks_for_more_than_a_block(halt)) continue;
    const auto known = std::find_if(halts_.begin(), halts_.end(),
                                    [&](const Progress& one) { return one.halt == halt; });
    halts.push_back(known == halts_.end() ? Progress{halt} : *known);
  }
  halts_ = std::move(halts);
  if (!halts_.empty()) return true;
  cancel_asked_.clear();
  close_asked_.clear();
  return true;
}

bool HaltActions::reaches(const risk::Halt& halt, InstrumentId instrument) const {
  return risk::concerns(halt, lane_.names(), lane_.instruments.symbol(instrument));
}

// What closes a position may stay where the hardest halt wants it closed.
bool HaltActions::must_end(const Order& order) const {
  HaltLevel hardest = HaltLevel::kReduceOnly;
  for (const Progress& progress : halts_)
    if (reaches(progress.halt, order.intent.instrument))
      hardest = std::max(hardest, progress.halt.level);
  return hardest == HaltLevel::kHaltAndCancel ||
         (hardest == HaltLevel::kFlatten && !is_closing(order));
}

bool HaltActions::is_due(AskedFor& asked, std::uint64_t key, Timestamp now) {
  Asked& one = asked.try_emplace(key, Asked{now}).first->second;
  if (now < one.next) return false;
  one.next = now.plus_nanoseconds(one.wait_ns);
  one.wait_ns = std::min(2 * one.wait_ns, kMaxAskAgainNs);
  return true;
}

// A cancel that was lost is said again by the router; one that was refused, here.
Result<void> HaltActions::cancel_open(Timestamp now) {
  std::vector<OrderId> open;
  for (const Order& order : lane_.router.open_orders())
    if (must_end(order)) open.push_back(order.id);
  std::erase_if(cancel_asked_, [&](const auto& asked) {
    return !std::binary_search(open.begin(), open.end(), asked.first);
  });
  if (!open.empty()) due_ = now;
  Result<void> first_error;
  for (const OrderId id : open) {
    const Order* const order = lane_.router.find(id);
    if (order == nullptr || is_final(order->state) || order->flags.pending_cancel ||
        !is_due(cancel_asked_, id, now))
      continue;
    // A journal that fails must not keep the others from being cancelled.
    if (const auto asked = lane_.router.cancel(id, now); !asked && first_error.ok())
      first_error = asked.error();
  }
  return first_error;
}

bool HaltActions::is_in_the_market(InstrumentId instrument) const {
  const auto& open = lane_.router.open_orders();
  return std::any_of(open.begin(), open.end(), [&](const Order& order) {
    return order.intent.instrument == instrument && !is_final(order.state);
  });
}

// Only when nothing of an instrument is open any more its position is what it will be.
Result<void> HaltActions::close_positions(Timestamp now) {
  for (InstrumentId id = 0; id < lane_.instruments.size(); ++id) {
    if (lane_.portfolio.position(id).is_zero()) {
      close_asked_.erase(id);
      continue;
    }
    const bool flattens = std::any_of(halts_.begin(), halts_.end(), [&](const Progress& progress) {
      return progress.halt.level == HaltLevel::kFlatten && reaches(progress.halt, id);
    });
    if (!flattens) continue;
    due_ = now;
    // Halted routing sends nothing: whoever releases that lets this go on.
    if (is_in_the_market(id) || !lane_.router.halted().empty() || !is_due(close_asked_, id, now))
      continue;
    if (auto closed = close(id, now); !closed) return closed;
  }
  return {};
}

Result<void> HaltActions::close(InstrumentId instrument, Timestamp now) {
  const Quantity held = lane_.portfolio.position(instrument);
  const risk::HaltNames names = lane_.names();
  Intent intent;
  intent.instrument = instrument;
  intent.side = held.is_negative() ? Side::kBuy : Side::kSell;
  intent.type = OrderType::kMarket;
  intent.reduce_only = true;
  intent.quantity = held.is_negative() ? Quantity::from_raw(-held.raw()) : held;
  intent.decision_time = now;
  intent.reference_price = lane_.last_price(instrument);
  intent.reference_time = now;
  const IntentIdentity identity{kWho,
                                std::string{names.account} + "/" + std::string{names.session}};
  intent.id = identity.id_of(intent, lane_.instruments.symbol(instrument),
                             static_cast<std::uint64_t>(now.nanoseconds()));
  const std::string what = std::string{name(intent.side)} + " " + intent.quantity.to_string() +
                           " " + lane_.instruments.symbol(instrument);
  lane_.audit.on_event("HALT_ACTION", now, "closing: " + what);
  const auto refusal = lane_.order(intent, now);
  if (!refusal) return refusal.error();
  if (!refusal->empty())
    lane_.audit.on_event("FAULT", now,
                         "a position that has to be closed stays open (" + what +
                             "), it is tried again: " + *refusal);
  return {};
}

void HaltActions::tell(Progress& progress, Timestamp now) {
  std::size_t open = 0;
  for (const Order& order : lane_.router.open_orders())
    if (!is_final(order.state) && reaches(progress.halt, order.intent.instrument)) ++open;
  std::size_t held = 0;
  for (InstrumentId id = 0; id < lane_.instruments.size(); ++id)
    if (!lane_.portfolio.position(id).is_zero() && reaches(progress.halt, id)) ++held;
  if (open != 0 && open != progress.open)
    tell(std::to_string(open) + " orders open, until the venue has confirmed their ends",
         progress.halt, now);
  const bool is_cancelled = open == 0;
  if (is_cancelled && !progress.is_cancelled) tell("no order is open any more", progress.halt, now);
  const bool is_flat = is_cancelled && held == 0 && progress.halt.level == HaltLevel::kFlatten;
  if (is_flat && !progress.is_flat) tell("nothing is held any more", progress.halt, now);
  progress.open = open;
  progress.is_cancelled = is_cancelled;
  progress.is_flat = is_flat;
}

void HaltActions::tell(const std::string& what, const risk::Halt& halt, Timestamp now) {
  lane_.audit.on_event("HALT_ACTION", now, what + "; " + risk::words_of(halt));
}

}  // namespace sluice::drivers
