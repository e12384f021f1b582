// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_lane.hpp"

#include <algorithm>
#include <utility>

#include "core/reason_codes.hpp"
#include "risk/trading_state.hpp"

namespace sluice::drivers {

OrderLane::OrderLane(LaneConfig config, const LaneParts& parts)
    : config_{std::move(config)},
      parts_{parts},
      portfolio_{parts.instruments.size(), config_.seed_capital},
      book_{parts.instruments},
      last_(parts.instruments.size()),
      peak_equity_{config_.seed_capital},
      session_equity_{config_.seed_capital},
      router_{config_.router, venue_, trail_, *this, this},
      halt_actions_{
          {router_, portfolio_, parts_.instruments, parts_.kill_switch, parts_.audit,
           [this] { return risk::names_of(book_.view()); },
           [this](InstrumentId id) { return last_[id]; },
           [this](const Intent& intent, Timestamp now) { return order_to_close(intent, now); }}} {
  router_.reconcile_with(*this);
  parts_.kill_switch.hold({});
  book_.set_names(config_.names);
}

Result<void> OrderLane::restore(LaneState state, Timestamp now) {
  SLUICE_ASSERT(state.positions.size() == parts_.instruments.size());
  now_ = now;
  for (InstrumentId id = 0; id < state.positions.size(); ++id) {
    portfolio_.restore(id, state.positions[id]);
    book_.set_position(id, state.positions[id]);
  }
  portfolio_.restore_cash(state.cash);
  parts_.kill_switch.hold(state.halts);
  if (state.marks) {
    peak_equity_ = journalled_peak_ = state.marks->peak_equity;
    session_equity_ = state.marks->session_equity;
    session_ = state.marks->session;
  }
  parts_.gate.restore_rule_states(state.rule_states, now);
  for (const Order& order : state.router.open) book_.restore_working(order, order.remaining());
  if (auto restored = router_.restore(std::move(state.router), now); !restored) return restored;
  return restore_groups(state.groups);
}

LaneState OrderLane::state() const {
  LaneState state;
  state.positions = portfolio_.positions();
  state.cash = portfolio_.cash();
  state.router = router_.state();
  state.halts = parts_.kill_switch.held();
  state.marks = AccountMarks{peak_equity_, session_equity_, session_};
  return state;
}

Result<std::vector<IntentAnswer>> OrderLane::submit(std::span<const Intent> intents,
                                                    Timestamp now) {
  auto answers = route(intents, now);
  if (!answers) return answers;
  if (auto settled = settle_all(now); !settled) return settled.error();
  return answers;
}

// What follows from what has just happened: exits and rests, and what halts ask for.
Result<void> OrderLane::settle_all(Timestamp now) {
  if (auto settled = settle_groups(now); !settled) return settled;
  if (auto looked = look_at_faults(now); !looked) return looked;
  return parts_.kill_switch.halts().empty() ? Result<void>{} : look_at_halts(now);
}

std::optional<Timestamp> OrderLane::next_due() const noexcept {
  std::optional<Timestamp> due = router_.next_due();
  for (const auto& other : {halt_actions_.next_due(), next_release_})
    if (other && (!due || *other < *due)) due = other;
  return due;
}

Result<std::vector<IntentAnswer>> OrderLane::route(std::span<const Intent> intents, Timestamp now) {
  now_ = now;
  std::vector<IntentAnswer> answers;
  answers.reserve(intents.size());
  fresh_.clear();
  for (const Intent& intent : intents) {
    IntentAnswer& answer = answers.emplace_back();
    answer.id = intent.id;
    // Another content under a known id is the router's to refuse.
    if (const Order* const known = router_.find_same(intent); known != nullptr) {
      answer.order = known->id;
      answer.was_known = true;
    } else {
      fresh_.push_back(intent);
    }
  }
  refresh_account(now);
  rules_have_news_ |= parts_.gate.adopt_prepared(now);
  using Clock = std::chrono::steady_clock;
  const bool is_timed = parts_.stopwatch != nullptr;
  const auto begin = is_timed ? Clock::now() : Clock::time_point{};
  parts_.gate.judge(fresh_, book_, batch_);
  const auto judged = is_timed ? Clock::now() : begin;
  // The router numbers the orders of a batch in sequence.
  OrderId next = router_.next_order_id();
  book_.number_working(next, batch_.approved.size());
  std::size_t approved = 0;
  std::size_t blocked = 0;
  for (IntentAnswer& answer : answers) {
    if (answer.was_known) continue;
    if (approved < batch_.approved.size() && batch_.approved[approved].intent().id == answer.id) {
      answer.order = next++;
      ++approved;
    } else {
      answer.refusal = batch_.blocked[blocked++].reason;
    }
  }
  const auto routed = router_.submit(batch_.approved, portfolio_.cash(), now);
  if (!routed) return routed.error();
  if (is_timed) {
    parts_.stopwatch->on_judged(judged - begin);
    parts_.stopwatch->on_routed(Clock::now() - judged);
  }
  if (groups_.size() != 0)
    for (const IntentAnswer& answer : answers)
      if (const Order* const order = router_.find(answer.order); order != nullptr)
        groups_.on_order(*order);
  return answers;
}

Result<routing::ChangeAnswer> OrderLane::cancel(OrderId id, Timestamp now) {
  now_ = now;
  return router_.cancel(id, now);
}

Result<routing::ChangeAnswer> OrderLane::replace(OrderId id, const Intent& amended, Timestamp now,
                                                 std::string* refusal) {
  auto answer = amend(id, amended, now, refusal);
  if (!answer) return answer;
  if (auto settled = settle_all(now); !settled) return settled.error();
  return answer;
}

Result<routing::ChangeAnswer> OrderLane::amend(OrderId id, const Intent& amended, Timestamp now,
                                               std::string* refusal) {
  now_ = now;
  refresh_account(now);
  parts_.gate.judge({&amended, 1}, book_, batch_);
  if (batch_.approved.empty()) {
    if (refusal != nullptr) *refusal = batch_.blocked.front().reason;
    return routing::ChangeAnswer::kNotAdmitted;
  }
  book_.add_terms(id);
  const auto answer = router_.replace(id, batch_.approved.front(), portfolio_.cash(), now);
  // What the gate counted as working is not on its way.
  if (answer && *answer != routing::ChangeAnswer::kAsked) {
    book_.drop_terms(id, batch_.approved.front().intent());
    parts_.gate.tell_denied(batch_.approved.front().intent(), now);
  }
  if (refusal != nullptr && answer && *answer == routing::ChangeAnswer::kNotAdmitted)
    *refusal = why_not_routed(amended);
  return answer;
}

// What stopped the router from taking terms that the gate had approved.
std::string_view OrderLane::why_not_routed(const Intent& amended) {
  if (!router_.halted().empty()) return reason::kHalted;
  if (!router_.is_admitting()) return reason::kNotReconciled;
  return is_engaged() && stops(amended) ? reason::kKillSwitch : std::string_view{};
}

Result<routing::ChangeAnswer> OrderLane::resolve(OrderId id, routing::Resolution resolution,
                                                 std::string_view who_and_why, Timestamp now) {
  now_ = now;
  return router_.resolve(id, resolution, who_and_why, now);
}

Result<std::size_t> OrderLane::cancel_all(Timestamp now) {
  now_ = now;
  std::vector<OrderId> ids;
  for (const Order& order : router_.open_orders()) ids.push_back(order.id);
  std::size_t asked = 0;
  Result<void> first_error;
  for (const OrderId id : ids) {
    const auto answer = router_.cancel(id, now);
    // A journal that fails must not keep the others from being cancelled.
    if (!answer) {
      if (first_error.ok()) first_error = answer.error();
    } else if (*answer == routing::ChangeAnswer::kAsked ||
               *answer == routing::ChangeAnswer::kDone) {
      ++asked;
    }
  }
  if (!first_error.ok()) return first_error.error();
  return asked;
}

void OrderLane::on_price(InstrumentId id, Price price, Timestamp time) {
  last_[id] = price;
  book_.set_last(id, price, time);
  if (!parts_.gate.has_assessors()) return;
  refresh_account(std::max(now_, time));
  rules_have_news_ |= parts_.gate.assess(book_);
}

Result<void> OrderLane::on_market(std::uint32_t phase, Timestamp time, sluice_rows rows) {
  now_ = time;
  if (phase == SLUICE_PHASE_QUOTE) {
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto* const quote = SLUICE_ROW(rows, sluice_quote, i);
      if (quote->instrument < parts_.instruments.size())
        book_.set_quote(quote->instrument, Price::from_raw(quote->bid), Price::from_raw(quote->ask),
                        Timestamp::from_nanoseconds(quote->time));
    }
  }
  return parts_.venue.on_market(phase, time, rows);
}

Result<void> OrderLane::poll(Timestamp now) {
  now_ = now;
  if (auto polled = router_.poll(now); !polled) return polled;
  if (auto settled = settle_groups(now); !settled) return settled;
  if (auto looked = look_at_rules(now); !looked) return looked;
  return look_at_halts(now);
}

Result<void> OrderLane::tick(Timestamp now) {
  now_ = now;
  if (auto ticked = router_.tick(now); !ticked) return ticked;
  if (auto settled = settle_groups(now); !settled) return settled;
  if (auto looked = look_at_rules(now); !looked) return looked;
  return look_at_halts(now);
}

Result<Certificate> OrderLane::reconcile(std::string_view trigger, Timestamp now) {
  now_ = now;
  auto certificate = router_.reconcile(trigger, *this, now);
  if (!certificate) return certificate;
  // What it found may have exits to leave, or another leg to cancel.
  if (auto settled = settle_groups(now); !settled) return settled.error();
  return certificate;
}

// The last look before an order leaves: its own quantity counts as working by now.
bool OrderLane::stops(const Intent& order) const {
  const risk::Halt* const halt = parts_.kill_switch.halt_for(
      risk::names_of(book_.view()), parts_.instruments.symbol(order.instrument));
  return halt != nullptr &&
         !risk::lets_through(*halt, to_row(order, 0), book_.row(order.instrument), true);
}

void OrderLane::on_fill(const Order& order, const Fill& fill) {
  portfolio_.apply(fill);
  book_.fill_working(order, fill.from_working);
  book_.set_position(fill.instrument, portfolio_.position(fill.instrument));
  parts_.gate.on_fill(fill, now_);
  if (parts_.listener != nullptr) parts_.listener->on_fill(order, fill);
}

void OrderLane::on_bust(const Order& order, const Fill& fill) {
  portfolio_.undo(fill);
  book_.set_position(fill.instrument, portfolio_.position(fill.instrument));
  book_.unfill_working(order, fill.from_working);
  if (parts_.listener != nullptr) parts_.listener->on_bust(order, fill);
}

void OrderLane::on_replaced(const Order& order, Quantity surplus) {
  book_.settle_terms(order, surplus);
  if (parts_.listener != nullptr) parts_.listener->on_replaced(order, surplus);
}

void OrderLane::on_revived(const Order& order, Quantity working) {
  book_.restore_working(order, working);
  if (parts_.listener != nullptr) parts_.listener->on_revived(order, working);
}

void OrderLane::on_final(const Order& order, Quantity working) {
  book_.end_working(order, working);
  keep_rest(order);
  if (parts_.listener != nullptr) parts_.listener->on_final(order, working);
}

}  // namespace sluice::drivers
