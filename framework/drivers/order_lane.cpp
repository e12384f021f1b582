// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_lane.hpp"

#include <algorithm>
#include <utility>

#include "risk/trading_state.hpp"

namespace sluice::drivers {
namespace {

constexpr std::uint64_t kRestSalt = 0x72657374;  // "rest"
// Between two tries to carry out a release that the books do not allow yet.
constexpr std::int64_t kReleaseAgainNs = 5 * Timestamp::kNanosecondsPerSecond;

std::string listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : "; ") + text;
  return list;
}

}  // namespace

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

LaneState OrderLane::state() const {
  LaneState state;
  state.positions = portfolio_.positions();
  state.cash = portfolio_.cash();
  state.router = router_.state();
  state.halts = parts_.kill_switch.held();
  state.marks = AccountMarks{peak_equity_, session_equity_, session_};
  return state;
}

// A session that an earlier process began goes on: what was lost in it stays lost.
void OrderLane::begin_session(Timestamp now) {
  now_ = now;
  refresh_account(now);
  if (!is_same_session(now)) {
    session_equity_ = Money::from_c(book_.view().equity);
    session_ = now;
    journal_marks(now);
    refresh_account(now);
  }
  parts_.gate.begin_session(book_);
}

// By the calendar, else by the day of UTC.
bool OrderLane::is_same_session(Timestamp now) const {
  if (session_ == Timestamp{}) return false;
  if (!config_.hours) return session_.date() == now.date();
  return config_.hours->at(session_) == config_.hours->at(now);
}

// The peak a little too high, so that it need not be written for every price; against us.
void OrderLane::journal_marks(Timestamp now) {
  journalled_peak_ = Money::from_raw(peak_equity_.raw() + peak_equity_.raw() / 10'000);
  trail_.on_event("ACCOUNT", now,
                  AccountMarks{journalled_peak_, session_equity_, session_}.to_text());
}

void OrderLane::refresh_account(Timestamp now) {
  const Money held = portfolio_.positions_value([this](InstrumentId id) { return last_[id]; });
  const auto equity = checked_add(portfolio_.cash(), held);
  SLUICE_ASSERT(equity.has_value());
  if (*equity > peak_equity_) {
    peak_equity_ = *equity;
    if (peak_equity_ > journalled_peak_) journal_marks(now);
  }
  const Money pnl = Money::from_raw(equity->raw() - session_equity_.raw());
  book_.begin_session(now, {portfolio_.cash(), *equity, pnl, peak_equity_}, nullptr);
  book_.set_reserved_cash(router_.reserved());
  if (config_.hours && now >= hours_end_) refresh_hours(now);
}

// The session in progress or the next one, until that is over.
void OrderLane::refresh_hours(Timestamp now) {
  const auto hours = config_.hours->at(now);
  hours_end_ = hours ? hours->close : Timestamp::from_nanoseconds(INT64_MAX);
  book_.set_session_times(hours ? hours->open : Timestamp{}, hours ? hours->close : Timestamp{});
}

risk::WhatIf OrderLane::what_if(const Intent& intent, Timestamp now) {
  refresh_account(std::max(now_, now));
  return parts_.gate.what_if(intent, book_);
}

// Rules are exchanged, and those that halt without an order are asked.
Result<void> OrderLane::look_at_rules(Timestamp now) {
  if (config_.reload_every_ns > 0 && (!next_reload_ || now >= *next_reload_)) {
    next_reload_ = now.plus_nanoseconds(config_.reload_every_ns);
    (void)parts_.gate.request_reload();
  }
  bool has_news = std::exchange(rules_have_news_, false);
  has_news |= parts_.gate.adopt_prepared(now);
  if (parts_.gate.has_assessors()) {
    refresh_account(now);
    has_news |= parts_.gate.assess(book_);
  }
  return has_news ? trail_.commit() : Result<void>{};
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
  return parts_.kill_switch.halts().empty() ? Result<void>{} : look_at_halts(now);
}

// A halt is journalled before anything is done about it.
Result<void> OrderLane::look_at_halts(Timestamp now) {
  if (parts_.gate.look_at_kill_switch(book_, now))
    if (auto kept = parts_.audit.commit(); !kept) return kept;
  if (auto released = settle_releases(now); !released) return released;
  return halt_actions_.act(now);
}

// Releases that the latch file asks for.
Result<void> OrderLane::settle_releases(Timestamp now) {
  const auto asked = parts_.kill_switch.asked_releases();
  if (asked.empty()) next_release_.reset();
  if (asked.empty() || (next_release_ && now < *next_release_)) return {};
  for (const risk::Release& release : asked) {
    const auto done = carry_out(release, now);
    if (done) continue;
    if (!next_release_)
      parts_.audit.on_event("HALT_ACTION", now, "a release waits: " + done.error().message);
    next_release_ = now.plus_nanoseconds(kReleaseAgainNs);
    return parts_.audit.commit();
  }
  next_release_.reset();
  return {};
}

Result<std::vector<risk::Halt>> OrderLane::release_kill_switch(const risk::Release& release,
                                                               Timestamp now) {
  if (release.who.empty() || release.why.empty()) return Error{"a release needs who and why"};
  risk::Release reaching = release;
  reaching.reach(parts_.kill_switch.held());
  if (!parts_.kill_switch.holds_any_of(reaching))
    return Error{"nothing that the release covers is halted"};
  return carry_out(reaching, now);
}

Result<std::vector<risk::Halt>> OrderLane::carry_out(const risk::Release& release, Timestamp now) {
  const auto certificate = reconcile("release", now);
  if (!certificate) return certificate.error();
  if (!certificate->complete)
    return Error{"the books are not reconciled with the venue: " +
                 (certificate->differences.empty() ? "it did not tell everything"
                                                   : listed(certificate->differences))};
  // Journalled first: a process that dies in between finds the latch, and stays halted.
  parts_.audit.on_event("KILL_SWITCH_RELEASED", now, risk::text_of(release));
  if (auto kept = parts_.audit.commit(); !kept) return kept.error();
  auto ended = parts_.kill_switch.carry_out(release);
  if (!ended) return ended;
  parts_.gate.tell_released(*ended, now);
  if (auto kept = trail_.commit(); !kept) return kept.error();
  if (parts_.gate.look_at_kill_switch(book_, now))
    if (auto kept = parts_.audit.commit(); !kept) return kept.error();
  return ended;
}

Result<std::string> OrderLane::order_to_close(const Intent& intent, Timestamp now) {
  const auto answers = route({&intent, 1}, now);
  if (!answers) return answers.error();
  return answers->front().refusal;
}

std::optional<Timestamp> OrderLane::next_due() const noexcept {
  std::optional<Timestamp> due = router_.next_due();
  for (const auto& other : {halt_actions_.next_due(), next_release_})
    if (other && (!due || *other < *due)) due = other;
  return due;
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
  parts_.gate.judge(fresh_, book_, batch_);
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

Result<routing::ChangeAnswer> OrderLane::replace(OrderId id, const Intent& amended, Timestamp now) {
  auto answer = amend(id, amended, now);
  if (!answer) return answer;
  if (auto settled = settle_all(now); !settled) return settled.error();
  return answer;
}

Result<routing::ChangeAnswer> OrderLane::amend(OrderId id, const Intent& amended, Timestamp now) {
  now_ = now;
  refresh_account(now);
  parts_.gate.judge({&amended, 1}, book_, batch_);
  if (batch_.approved.empty()) return routing::ChangeAnswer::kNotAdmitted;
  book_.add_terms(id);
  const auto answer = router_.replace(id, batch_.approved.front(), portfolio_.cash(), now);
  // What the gate counted as working is not on its way.
  if (answer && *answer != routing::ChangeAnswer::kAsked) {
    book_.drop_terms(id, batch_.approved.front().intent());
    parts_.gate.tell_denied(batch_.approved.front().intent(), now);
  }
  return answer;
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
  return router_.reconcile(trigger, *this, now);
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
  groups_.on_fill(order);
  if (parts_.listener != nullptr) parts_.listener->on_fill(order, fill);
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
  groups_.on_final(order);
  keep_rest(order);
  if (parts_.listener != nullptr) parts_.listener->on_final(order, working);
}

}  // namespace sluice::drivers
