// SPDX-License-Identifier: Apache-2.0
#include "sessions/session.hpp"

#include <algorithm>

#include "drivers/live_gate.hpp"
#include "journal/record_types.hpp"
#include "sessions/session_codes.hpp"

namespace sluice::sessions {
namespace {

constexpr std::int64_t kAckTimeoutNs = 5 * Timestamp::kNanosecondsPerSecond;
constexpr std::int64_t kReconcileEveryNs = 60 * Timestamp::kNanosecondsPerSecond;
// A stream that does not tell when it will speak is asked this often; one that rings when it has
// something, in case that its clock and ours disagree on whether it is there.
constexpr std::int64_t kAskStreamNs = 1'000'000;
constexpr std::int64_t kAskRingingStreamNs = 20'000'000;

drivers::StatefulPart part_of(const drivers::RunParts& run, std::string_view role) {
  for (const auto& part : run.stateful)
    if (part.role == role) return part;
  return {};
}

drivers::PaperSessionConfig lane_config(const SessionSettings& settings, const SessionParts& parts,
                                        bool is_venue_elsewhere, Timestamp now) {
  const drivers::RunParts& run = parts.run;
  drivers::PaperSessionConfig config;
  config.directory = parts.directory;
  config.gate = run.gate;
  config.sync = run.sync;
  config.segment_bytes = parts.segment_bytes;
  config.header = run.journal_header(now).fields;
  config.with_store = false;  // whoever shows the orders follows the journal
  config.lane.seed_capital = run.path.seed_capital;
  config.lane.router = run.path.router;
  config.lane.router.ack_timeout_ns = kAckTimeoutNs;
  config.lane.router.require_certificate = true;
  if (is_venue_elsewhere) {
    config.lane.router.reconcile_every_ns = kReconcileEveryNs;
  } else {
    // What this venue told is in the journal with the decision it followed from.
    config.lane.router.venue_lives_in_the_trail = true;
    config.lane.router.reconcile_window_ns = 1;
  }
  config.lane.names = {settings.account, settings.id, run.path.strategy_name, run.path.route,
                       run.path.config_hash};
  config.lane.hours = run.path.hours;
  config.lane.reload_every_ns = Timestamp::kNanosecondsPerSecond;
  return config;
}

}  // namespace

Session::Session(SessionSettings settings, SessionParts parts)
    : settings_{std::move(settings)},
      parts_{std::move(parts)},
      instruments_{*parts_.run.instruments},
      intake_{parts_.market, instruments_.size(), settings_.candle_ns},
      desk_{parts_.run, SessionSettings::kWindowCandles, settings_.candle_ns},
      identity_{parts_.run.path.strategy_name, settings_.account + "/" + settings_.id},
      strategy_state_{part_of(parts_.run, "strategy")},
      is_venue_elsewhere_{!part_of(parts_.run, "executor").save},
      faults_(instruments_.size()) {}

Outcome<std::unique_ptr<Session>> Session::open(SessionSettings settings, SessionParts parts,
                                                Timestamp now) {
  std::unique_ptr<Session> session{new Session{std::move(settings), std::move(parts)}};
  if (auto begun = session->begin(now); !begun) return begun.error();
  return session;
}

Result<Certificate> Session::compare(SessionSettings settings, SessionParts parts, Timestamp now) {
  Session session{std::move(settings), std::move(parts)};
  SessionRecovery recovery{session.instruments_};
  if (auto opened = session.open_journal(recovery, now); !opened) return opened.error();
  Certificate certificate = session.session_->start();
  if (auto closed = session.session_->close(); !closed) return closed.error();
  return certificate;
}

Outcome<Done> Session::begin(Timestamp now) {
  SessionRecovery recovery{instruments_};
  is_recorded_ = intake_.next_event() != MarketStream::kUnknown;
  if (auto opened = open_journal(recovery, now); !opened) return fault(opened.error().message);
  state_ = recovery.state();
  ready_at_ = session_->now();
  if (parts_.run.live_gate)
    parts_.run.live_gate->record_to(
        [this](const std::string& text) { session_->tell(journal::kLiveGate, text); });
  if (auto started = move(SessionEvent::kStart, parts_.started_by, ""); !started) return started;
  if (auto restored = restore(recovery); !restored) return fault(restored.error().message);
  if (auto checked = check(); !checked) return checked;
  return enter(recovery);
}

Result<void> Session::open_journal(SessionRecovery& recovery, Timestamp now) {
  drivers::RunParts& run = parts_.run;
  drivers::PaperSessionParts lane{parts_.disk, instruments_, *run.venue, part_of(run, "executor"),
                                  *run.kill_switch};
  lane.listener = this;
  lane.on_time = run.path.on_time;
  lane.faults = run.faults.get();
  lane.on_record = [&](const journal::Record& record) { return recovery.take(record); };
  static constexpr drivers::IntentTags kTags{.source = "STRATEGY"};
  lane.tags = [](const IntentId&) { return &kTags; };
  auto opened = drivers::PaperSession::open(
      lane_config(settings_, parts_, is_venue_elsewhere_, now), std::move(run.rules), lane, now);
  if (!opened) return opened.error();
  session_ = std::move(*opened);
  is_reconciled_ = session_->start().complete;
  differences_ = session_->start().differences;
  return {};
}

Result<void> Session::restore(SessionRecovery& recovery) {
  signals_ = std::move(recovery.signals());
  loss_seen_ = recovery.loss_reached();
  if (recovery.strategy_state() && strategy_state_.load) {
    kept_strategy_state_ = *recovery.strategy_state();
    if (auto loaded = strategy_state_.load(kept_strategy_state_); !loaded) return loaded;
  }
  if (recovery.last_time())
    if (auto warmed = warm_up(session_->now()); !warmed) return warmed;
  next_tick_ = recovery.last_time() ? session_->now() : tick_after(session_->now());
  if (!recovery.decision()) return {};
  desk_.set_candle(recovery.decision()->candle);
  for (const Decision::Row& row : recovery.decision()->rows)
    desk_.set_wish(row.instrument, Wish{row.position, row.is_sized});
  for (const Signal& signal : signals_.all()) {
    Wish* const wish = desk_.wish(signal.instrument);
    if (wish == nullptr || signal.candle != desk_.candle()) continue;
    (signal.kind == SignalKind::kEntry ? wish->has_entered : wish->has_left) = true;
  }
  return {};
}

// What a recording told until the earlier process ended is history: nothing is decided on it again.
Result<void> Session::warm_up(Timestamp until) {
  while (is_recorded_ && !intake_.is_over() && intake_.next_event() <= until) {
    const Timestamp end = intake_.candles().end_of(intake_.next_event());
    const Timestamp step = std::min(end, until);
    if (auto drained = intake_.drain(step, nullptr); !drained) return drained.error();
    while (intake_.candles().take(step, candles_)) {
      const auto begin = Timestamp::from_nanoseconds(candles_.front().time);
      if (is_open(begin))
        desk_.warm_up(begin, {candles_.data(), candles_.size(), sizeof(sluice_bar)});
    }
  }
  return intake_.show_again(session_->at(until), until);
}

Outcome<Done> Session::check() {
  std::vector<FailedCheck> failed;
  if (parts_.checks)
    failed = parts_.checks({settings_, parts_.run, session_->start(), session_->now()});
  if (failed.empty()) return Done{};
  std::string text = coded(session_reason::kPrerequisites, "not met:");
  for (const FailedCheck& one : failed)
    text += " " + one.name + " (measured " + one.measured + ", required " + one.required + ")";
  if (auto refused = move(SessionEvent::kRefuse, "host", text); !refused) return refused;
  (void)close();
  return SessionError{SessionErrorKind::kPreRequisiteNotMet, text, std::move(failed)};
}

// Where it goes on depends on where it was.
Outcome<Done> Session::enter(SessionRecovery& recovery) {
  const SessionState was = recovery.state();
  if (was == SessionState::kStopping) {
    if (auto stopping = move(SessionEvent::kStop, "host", recovery.why()); !stopping)
      return stopping;
    expire_signals();
    if (auto asked = session_->at(now()).cancel_all(now()); !asked)
      return fault(asked.error().message);
    return Done{};
  }
  const bool ran = was == SessionState::kRunning || was == SessionState::kPaused ||
                   was == SessionState::kChecking;
  const std::string halted = why_halted();
  const bool is_good = is_reconciled_ && halted.empty();
  if (!ran && is_good) return move(SessionEvent::kPass, "host", "");
  const std::string why =
      !halted.empty() ? halted
      : !is_reconciled_
          ? coded(session_reason::kBooksDiffer, "the books are not reconciled with the venue")
      : was == SessionState::kPaused
          ? recovery.why()
          : coded(session_reason::kProcessEnded, "its process ended while it ran");
  if (auto held = move(SessionEvent::kHold, "host", why); !held) return held;
  if (was == SessionState::kRunning && is_good && settings_.resume_when_reconciled)
    return move(SessionEvent::kResume, "config",
                coded(session_reason::kReconciled, "reconciled after a restart"));
  return Done{};
}

Result<Timestamp> Session::step(Timestamp now) {
  now = std::max(now, session_->now());
  drivers::OrderLane& lane = session_->at(now);
  const auto news = intake_.drain(now, &lane);
  Result<void> done;
  if (!news)
    done = pause_for(
        coded(session_reason::kMarketFailed, "the market stream failed: " + news.error().message));
  const bool is_due = now >= next_tick_ || (settings_.on_quotes && news && *news);
  if (done && is_due) done = tick(now);
  if (!done) {
    fail(done.error());
    return done.error();
  }
  return next_wake(now);
}

bool Session::awaits_venue() const noexcept {
  return is_recorded_ && is_venue_elsewhere_ &&
         (!was_connected_ || !session_->lane().router().open_orders().empty());
}

bool Session::awaits_answers() const noexcept {
  return !is_recorded_ && is_venue_elsewhere_ && !session_->lane().router().open_orders().empty();
}

Result<void> Session::hear_venue(Timestamp now) {
  auto heard = session_->at(now).poll(now);
  if (heard) heard = session_->commit();
  if (!heard) fail(heard.error());
  return heard;
}

// The trail can't be kept: nothing new leaves, and what is out there is called back.
void Session::fail(const Error& why) {
  const SessionState was = state_;
  (void)session_->at(now()).cancel_all(now());
  state_ = SessionState::kFailed;
  since_ = now();
  why_ = why.message;
  ++version_;
  publish(EventKind::kState, "", to_text(StateChange{was, state_, "host", why_}));
}

Result<void> Session::close() {
  if (parts_.run.live_gate) {
    parts_.run.live_gate->disarm("session " + settings_.id + " ends");
    parts_.run.live_gate->record_to({});
  }
  if (parts_.budget != nullptr && session_->lane().router().open_orders().empty() &&
      session_->lane().portfolio().open_positions() == 0)
    parts_.budget->release(settings_.id);
  return session_->close();
}

Timestamp Session::tick_after(Timestamp now) const noexcept {
  const std::int64_t beyond = now.nanoseconds() % settings_.tick_ns;
  return now.plus_nanoseconds(settings_.tick_ns - beyond);
}

// The first tick that is not before.
Timestamp Session::tick_at(Timestamp time) const noexcept {
  return tick_after(Timestamp::from_nanoseconds(time.nanoseconds() - 1));
}

Timestamp Session::next_wake(Timestamp now) {
  Timestamp wake = next_tick_;
  if (settings_.on_quotes) {
    const Timestamp event = intake_.next_event();
    if (event == MarketStream::kUnknown)
      wake = std::min(wake,
                      now.plus_nanoseconds(intake_.rings() ? kAskRingingStreamNs : kAskStreamNs));
    else
      wake = std::min(wake, std::max(event, now.plus_nanoseconds(1)));
  }
  return wake;
}

}  // namespace sluice::sessions
