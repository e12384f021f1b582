// SPDX-License-Identifier: Apache-2.0
//
// session_tick.cpp: the loop of a session.
#include <algorithm>

#include "drivers/live_gate.hpp"
#include "journal/record_types.hpp"
#include "plugins/executor_instance.hpp"
#include "sessions/session.hpp"
#include "sessions/session_codes.hpp"

namespace sluice::sessions {
namespace {

// Out of hours it still looks at its orders and its kill switch.
constexpr std::int64_t kSleepNs = 60 * Timestamp::kNanosecondsPerSecond;

}  // namespace

Result<void> Session::tick(Timestamp now) {
  ++ticks_;
  has_acted_ = false;
  if (parts_.run.live_gate) parts_.run.live_gate->heed_kill_switch();
  drivers::OrderLane& lane = session_->at(now);
  if (auto closed = close_candles(now); !closed) return closed;
  // A venue that can't be asked is the connection's matter.
  if (auto polled = lane.poll(now); !polled) return polled;
  if (auto ticked = lane.tick(now); !ticked) return ticked;
  if (auto looked = look_at_connection(now); !looked) return looked;
  if (const std::string halted = why_halted(); !halted.empty())
    if (auto paused = pause_for(halted); !paused) return paused;
  begin_day(now);
  if (auto settled = settle_signals(now); !settled) return settled;
  if (state_ == SessionState::kRunning && is_open(now) && day_) {
    if (auto looked = look_at_loss(now); !looked) return looked;
    if (auto traded = trade(now); !traded) return traded;
  }
  settle_budget();
  const bool can_stop = state_ == SessionState::kRunning || state_ == SessionState::kPaused;
  if (intake_.is_over() && can_stop)
    if (auto stopped = stop("feed", coded(session_reason::kRecordingOver, "the recording is over"));
        !stopped)
      return Error{stopped.error().message};
  if (state_ == SessionState::kStopping && lane.router().open_orders().empty()) {
    session_->tell(journal::kMark, to_text(valuation()));
    if (auto drained = move(SessionEvent::kDrained, "host", why_); !drained)
      return Error{drained.error().message};
  }
  if (auto kept = session_->commit(); !kept) return kept;
  next_tick_ = tick_to_come(now);
  return {};
}

// The next one on the grid; where nothing can happen before a later one, that.
Timestamp Session::tick_to_come(Timestamp now) {
  const Timestamp next = tick_after(now);
  const bool waits = !session_->lane().router().open_orders().empty() || !signals_.open().empty() ||
                     has_acted_ || intake_.is_over();
  if (waits) return next;
  if (is_recorded_) return std::max(next, tick_at(quiet_until()));
  if (is_open(now)) return next;
  const Timestamp sleep = now.plus_nanoseconds(kSleepNs);
  const auto hours = parts_.run.path.hours->at(now);
  return hours ? std::min(hours->open, sleep) : sleep;
}

// Of a recording: prices and candles, and what the lane has to do, change nothing before.
Timestamp Session::quiet_until() {
  Timestamp until = intake_.next_event();
  if (until == MarketStream::kNever) return now();
  if (const auto end = intake_.candles().next_end()) until = std::min(until, *end);
  if (const auto due = session_->lane().next_due()) until = std::min(until, *due);
  return until;
}

bool Session::is_open(Timestamp now) const {
  if (!parts_.run.path.hours) return true;
  const auto hours = parts_.run.path.hours->at(now);
  return hours && now >= hours->open && now < hours->close;
}

// What tells one day's decisions from another's: the open of the session in progress, else the
// day's beginning in UTC; nothing: there is no session now.
std::optional<Timestamp> Session::day_of(Timestamp now) const {
  if (!is_open(now)) return std::nullopt;
  if (!parts_.run.path.hours) return Timestamp::from_date(now.date());
  return parts_.run.path.hours->at(now)->open;
}

// Losses are measured from here on, so what is held must have a price.
void Session::begin_day(Timestamp now) {
  const auto day = day_of(now);
  if (!day || day == day_) return;
  const auto& positions = session_->lane().portfolio().positions();
  for (InstrumentId id = 0; id < positions.size(); ++id)
    if (!positions[id].is_zero() && intake_.price(id).last.raw() <= 0) return;
  drivers::OrderLane& lane = session_->at(now);
  lane.begin_session(now);
  const sluice_risk_view& view = lane.book().view();
  day_equity_ =
      Money::from_raw(Money::from_c(view.equity).raw() - Money::from_c(view.day_pnl).raw());
  day_ = day;
  ++version_;
  if (loss_seen_ && day_of(*loss_seen_) == day) loss_day_ = day;
  loss_seen_.reset();
}

Result<void> Session::close_candles(Timestamp now) {
  while (intake_.candles().take(now, candles_)) {
    const auto begin = Timestamp::from_nanoseconds(candles_.front().time);
    if (!is_open(begin)) continue;
    if (auto decided = decide(begin, now); !decided) return decided;
  }
  return {};
}

Result<void> Session::decide(Timestamp candle, Timestamp now) {
  const auto& portfolio = session_->lane().portfolio();
  const StrategyView account{portfolio.positions(), portfolio.cash(), equity()};
  const auto asked = desk_.decide(candle, {candles_.data(), candles_.size(), sizeof(sluice_bar)},
                                  account, intake_.last_prices(), session_->trail());
  if (!asked) {
    session_->tell(journal::kFault, asked.error().message);
    publish(EventKind::kFault, "", asked.error().message);
    // One that is quarantined halts the session by the lane; one that fails decides nothing.
    return session_->commit();
  }
  if (state_ != SessionState::kRunning || !is_open(now)) desk_.drop_wishes();
  if (auto kept = keep_strategy_state(); !kept) return kept;
  return keep_decision();
}

// Only what can become a signal: a strategy that wants what it has leaves no record.
Result<void> Session::keep_decision() {
  Decision decision;
  decision.candle = desk_.candle();
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const Wish* const wish = desk_.wish(id);
    if (wish == nullptr) continue;
    if (wish->position != session_->lane().portfolio().position(id))
      decision.rows.push_back({id, wish->position, wish->is_sized});
  }
  if (!decision.rows.empty()) session_->tell(journal::kDecision, to_text(decision, instruments_));
  return {};
}

Result<void> Session::keep_strategy_state() {
  if (!strategy_state_.save) return {};
  auto state = strategy_state_.save();
  if (!state) return state.error();
  if (*state == kept_strategy_state_) return {};
  session_->tell(journal::kStrategyState, *state);
  kept_strategy_state_ = std::move(*state);
  return {};
}

Money Session::equity() const {
  const auto& portfolio = session_->lane().portfolio();
  const Money held =
      portfolio.positions_value([this](InstrumentId id) { return intake_.price(id).last; });
  const auto sum = checked_add(portfolio.cash(), held);
  SLUICE_ASSERT(sum.has_value());
  return *sum;
}

// A position counts from the moment its order is on its way.
ControlView Session::control_view() const {
  ControlView view;
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const auto& row = session_->lane().book().row(id);
    if (row.position != 0 || row.working_buy != 0 || row.working_sell != 0) ++view.positions;
  }
  view.equity = equity();
  view.day_equity = day_equity_;
  return view;
}

// Neither the market's line nor the venue's may be silent: nobody decides on what may be old, nor
// orders where nobody answers.
Result<void> Session::look_at_connection(Timestamp now) {
  std::string why;
  if (!intake_.is_connected())
    why = coded(session_reason::kMarketLost,
                "the market stream is disconnected: " + intake_.why_disconnected());
  if (std::string fault = venue_fault(now); !fault.empty()) why = std::move(fault);
  const bool is_connected = why.empty();
  if (is_connected != was_connected_) {
    was_connected_ = is_connected;
    publish(EventKind::kConnection, "",
            is_connected ? "connected=1 why=" : "connected=0 why=" + why);
  }
  const bool waits =
      state_ == SessionState::kPaused && (why_.starts_with(session_reason::kMarketLost) ||
                                          why_.starts_with(session_reason::kVenueLost));
  if (!is_connected && waits && why_ != why) {
    // What is in the way has changed: whoever looks is told what it is now.
    why_ = why;
    ++version_;
  }
  if (!is_connected) return pause_for(why);
  if (!waits || !settings_.resume_when_reconciled) return {};
  // Refused: it stays as it is, and is tried again with the next tick.
  (void)resume("config");
  return {};
}

// Why nothing can be ordered from the venue; empty: it can, or it is in this process. A moment
// without is no fault: lines break and are opened again.
std::string Session::venue_fault(Timestamp now) {
  if (!is_venue_elsewhere_) return "";
  const auto is_long_ago = [&](Timestamp last) {
    return now.nanoseconds() - last.nanoseconds() > settings_.disconnect_after_ns;
  };
  const auto heard = Timestamp::from_nanoseconds(session_->lane().book().view().venue_heartbeat);
  if (is_long_ago(heard))
    return coded(session_reason::kVenueLost,
                 "the venue has not answered since " + heard.to_string());
  if (parts_.run.executor == nullptr) return "";
  const plugins::ExecutorHealth health = parts_.run.executor->health();
  if (health.is_ready) ready_at_ = now;
  if (!is_long_ago(ready_at_)) return "";
  return coded(session_reason::kVenueLost, "the venue has not been ready since " +
                                               ready_at_.to_string() + ": " + health.reason);
}

// Once reached it stands until the day is over, whatever the market does: no position is opened any
// more, and those that are open may be closed.
Result<void> Session::look_at_loss(Timestamp now) {
  if (loss_day_ == day_) return {};
  const ControlAnswer answer = check_daily_loss(settings_.limits, control_view());
  if (answer.passes()) return {};
  loss_day_ = day_;
  ++version_;
  session_->at(now).begin_session(now);
  session_->tell(journal::kLossLimit, answer.text());
  publish(EventKind::kRiskBreach, "", answer.text());
  return session_->commit();
}

Result<void> Session::trade(Timestamp now) {
  for (InstrumentId id = 0; id < instruments_.size(); ++id)
    if (auto looked = look_at(id, now); !looked) return looked;
  return {};
}

Result<void> Session::look_at(InstrumentId id, Timestamp now) {
  Wish* const wish = desk_.wish(id);
  if (wish == nullptr || state_ != SessionState::kRunning) return {};
  const auto& row = session_->lane().book().row(id);
  // One thing after the other: what is on its way comes first.
  if (row.working_buy != 0 || row.working_sell != 0 || signals_.has_open(id)) return {};
  const std::int64_t held = row.position;
  const std::int64_t wanted = wish->position.raw();
  const bool has_turned = (held > 0) != (wanted > 0) || wanted == 0;
  const bool shrinks = wish->is_sized && !has_turned && std::abs(wanted) < std::abs(held);
  const bool leaves = held != 0 && (has_turned || shrinks) && !wish->has_left;
  const bool enters = held == 0 && wanted != 0 && !wish->has_entered &&
                      desk_.candles_of(id) >= SessionSettings::kMinCandles;
  if (!leaves && !enters) return {};
  if (const std::string fault = price_fault(id, now); !fault.empty()) {
    note_fault(id, fault);
    return {};
  }
  clear_fault(id);
  has_acted_ = true;
  if (enters) {
    wish->has_entered = true;
    return enter_position(id, wish->position, now);
  }
  wish->has_left = true;
  return leave_position(id, Quantity::from_raw(shrinks ? held - wanted : held), now);
}

std::string Session::price_fault(InstrumentId id, Timestamp now) const {
  const PriceNow& price = intake_.price(id);
  if (price.last.raw() <= 0) return "no price yet";
  const std::int64_t age = now.nanoseconds() - price.time.nanoseconds();
  if (age > settings_.price_age_ns())
    return "its price is of " + price.time.to_string() + ", older than " +
           std::to_string(settings_.price_age_ns() / Timestamp::kNanosecondsPerSecond) + " s";
  if (price.bid.raw() > 0 && price.ask.raw() > 0 && price.bid > price.ask)
    return "its quote is crossed: bid " + price.bid.to_string() + ", ask " + price.ask.to_string();
  return "";
}

// Told once, until it is over.
void Session::note_fault(InstrumentId id, const std::string& what) {
  if (!faults_[id].empty()) return;
  faults_[id] = what;
  ++version_;
  const std::string text = instruments_.symbol(id) + ": " + what;
  session_->tell(journal::kFault, text);
  publish(EventKind::kFault, instruments_.symbol(id), what);
}

void Session::clear_fault(InstrumentId id) {
  if (faults_[id].empty()) return;
  faults_[id].clear();
  ++version_;
}

}  // namespace sluice::sessions
