// SPDX-License-Identifier: Apache-2.0
//
// session.hpp: an intraday session: one strategy on one route, decided tick by tick.
//
// A tick: candles that are over go to the strategy, whose wishes stand until the next; what
// happened to orders is taken in; then trading hours, the day's loss, and for each symbol an exit
// where a position is open, else an entry; each is checked, becomes a signal, and in `auto` an
// order. Orders go the one way: drivers::OrderLane. docs/internals/sessions.md has the whole
// picture.
//
// Files: session.cpp opens, steps and ends; session_tick.cpp is the loop; session_signals.cpp what
// becomes of signals; session_commands.cpp what people ask; session_tell.cpp status and events.
//
// Place: sessions. Owns journal, lane, candles, wishes and signals; the parts are the caller's and
// outlive it. Thread: one, the lane's; time comes in and never goes back. Errors: a trail that
// can't be kept ends the session (everything open is cancelled first); what concerns one symbol is
// a fault of that symbol.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/paper_session.hpp"
#include "sessions/account_budget.hpp"
#include "sessions/market_intake.hpp"
#include "sessions/session_error.hpp"
#include "sessions/session_events.hpp"
#include "sessions/session_recovery.hpp"
#include "sessions/session_status.hpp"
#include "sessions/strategy_desk.hpp"
#include "sessions/valuation.hpp"

namespace sluice::sessions {

// What checks before trading may look at.
struct CheckView {
  const SessionSettings& settings;
  const drivers::RunParts& run;
  const Certificate& certificate;  // of this start
  Timestamp now;
};
// Every check that is not met; empty: all are.
using SessionChecks = std::function<std::vector<FailedCheck>(const CheckView&)>;

struct SessionParts {
  files::Disk& disk;
  drivers::RunParts& run;
  MarketStream& market;
  std::filesystem::path directory;
  SessionChecks checks = nullptr;  // none: nothing but the certificate
  EventHub* events = nullptr;
  AccountBudget* budget = nullptr;
  std::uint64_t segment_bytes = 64u << 20;
  std::string started_by = "host";  // a name for the journal
};

class Session final : private OrderObserver {
 public:
  // Recovers, reconciles, and checks. A session that ran when its process ended is PAUSED.
  static Outcome<std::unique_ptr<Session>> open(SessionSettings settings, SessionParts parts,
                                                Timestamp now);
  // Compares the books with the venue's and nothing else: how a start would find them.
  static Result<Certificate> compare(SessionSettings settings, SessionParts parts, Timestamp now);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Everything that is due at `now`; when it has something to do next. An error: it has FAILED.
  Result<Timestamp> step(Timestamp now);
  // Something is due at this very moment: it has just been asked to stop or to go on.
  [[nodiscard]] bool wants_step() const noexcept { return next_tick_ <= session_->now(); }
  // A recording has to wait for a venue that is elsewhere: for an answer, or until it is there.
  [[nodiscard]] bool awaits_venue() const noexcept;
  // Orders are with a venue that is elsewhere and does not live in a recording.
  [[nodiscard]] bool awaits_answers() const noexcept;
  // A quote is a tick as soon as it is there.
  [[nodiscard]] bool awaits_quotes() const noexcept { return settings_.on_quotes && !is_recorded_; }
  // Takes what the venue has told by now, between two ticks. An error: it has FAILED.
  Result<void> hear_venue(Timestamp now);
  [[nodiscard]] bool is_connected() const noexcept { return was_connected_; }
  // Neither decides nor waits for anything any more.
  [[nodiscard]] bool is_over() const noexcept {
    return state_ == SessionState::kStopped || state_ == SessionState::kFailed;
  }
  // What was decided is durable; the journal is closed. Not after a failure.
  Result<void> close();

  // What people ask. `who` is a name for the journal.
  Outcome<Done> pause(std::string_view who, std::string_view why);
  // Reconciles first; an incomplete certificate is PreRequisiteNotMet.
  Outcome<Done> resume(std::string_view who);
  // Cancels what is open; STOPPED once every order is over.
  Outcome<Done> stop(std::string_view who, std::string_view why);
  Outcome<Done> approve(std::uint64_t signal, std::string_view who);
  Outcome<Done> decline(std::uint64_t signal, std::string_view who, std::string_view why);

  [[nodiscard]] SessionState state() const noexcept { return state_; }
  [[nodiscard]] Timestamp now() const noexcept { return session_->now(); }
  // Whether the stream tells when its next row comes: then nobody has to wait for it.
  [[nodiscard]] bool is_recorded() const noexcept { return is_recorded_; }
  [[nodiscard]] SessionStatus status() const;
  // Changes whenever something that status() tells beside time, prices and ticks has changed.
  [[nodiscard]] std::uint64_t version() const noexcept { return version_; }
  void note_late_ticks(std::uint64_t count) noexcept { late_ticks_ += count; }
  [[nodiscard]] const drivers::OrderLane& lane() const noexcept { return session_->lane(); }
  [[nodiscard]] const SessionSettings& settings() const noexcept { return settings_; }

 private:
  Session(SessionSettings settings, SessionParts parts);

  // session.cpp
  Outcome<Done> begin(Timestamp now);
  Result<void> open_journal(SessionRecovery& recovery, Timestamp now);
  Result<void> restore(SessionRecovery& recovery);
  Result<void> warm_up(Timestamp until);
  Outcome<Done> check();
  Outcome<Done> enter(SessionRecovery& recovery);
  void fail(const Error& why);
  [[nodiscard]] Timestamp next_wake(Timestamp now);
  [[nodiscard]] Timestamp tick_after(Timestamp now) const noexcept;
  [[nodiscard]] Timestamp tick_at(Timestamp time) const noexcept;

  // session_tick.cpp
  Result<void> tick(Timestamp now);
  [[nodiscard]] Timestamp tick_to_come(Timestamp now);
  [[nodiscard]] Timestamp quiet_until();
  Result<void> close_candles(Timestamp now);
  Result<void> decide(Timestamp candle, Timestamp now);
  Result<void> keep_decision();
  Result<void> keep_strategy_state();
  void begin_day(Timestamp now);
  [[nodiscard]] std::optional<Timestamp> day_of(Timestamp now) const;
  [[nodiscard]] bool is_open(Timestamp now) const;
  Result<void> look_at_connection(Timestamp now);
  [[nodiscard]] std::string venue_fault(Timestamp now);
  Result<void> look_at_loss(Timestamp now);
  Result<void> trade(Timestamp now);
  Result<void> look_at(InstrumentId id, Timestamp now);
  [[nodiscard]] std::string price_fault(InstrumentId id, Timestamp now) const;
  void note_fault(InstrumentId id, const std::string& what);
  void clear_fault(InstrumentId id);
  [[nodiscard]] Money equity() const;
  [[nodiscard]] ControlView control_view() const;

  // session_signals.cpp
  Result<void> enter_position(InstrumentId id, Quantity wanted, Timestamp now);
  Result<void> leave_position(InstrumentId id, Quantity quantity, Timestamp now);
  Result<void> raise(Signal signal, Timestamp now);
  Result<void> settle_signals(Timestamp now);
  void expire_signals();
  Result<void> order(Signal& signal, Timestamp now);
  Result<void> refuse(Signal& signal, std::string reason);
  void keep(const Signal& signal);
  [[nodiscard]] std::string objection_to(const Signal& signal);
  [[nodiscard]] Intent intent_of(const Signal& signal) const;
  [[nodiscard]] std::optional<Money> worst_worth(const Signal& signal) const;
  void settle_budget();

  // session_commands.cpp
  Outcome<Done> move(SessionEvent on, std::string_view who, std::string_view why);
  Result<void> pause_for(const std::string& why);
  [[nodiscard]] std::string why_halted() const;

  // session_tell.cpp
  [[nodiscard]] Valuation valuation() const;
  void publish(EventKind kind, std::string_view symbol, std::string text);
  void on_fill(const Order& order, const Fill& fill) override;
  void on_bust(const Order& order, const Fill& fill) override;
  void on_replaced(const Order&, Quantity) override {}
  void on_revived(const Order&, Quantity) override {}
  void on_final(const Order& order, Quantity working) override;

  const SessionSettings settings_;
  SessionParts parts_;
  const InstrumentTable& instruments_;
  std::unique_ptr<drivers::PaperSession> session_;
  MarketIntake intake_;
  StrategyDesk desk_;
  SignalBook signals_;
  IntentIdentity identity_;
  drivers::StatefulPart strategy_state_;  // without `save`: it keeps none
  std::string kept_strategy_state_;
  bool is_recorded_ = false;
  bool is_venue_elsewhere_ = false;

  SessionState state_ = SessionState::kCreated;
  std::string why_;
  Timestamp since_;
  Timestamp next_tick_;
  std::optional<Timestamp> day_;  // begun: its key
  Money day_equity_;
  std::optional<Timestamp> loss_day_;   // whose loss has reached its limit: its key
  std::optional<Timestamp> loss_seen_;  // by an earlier process
  bool has_acted_ = false;              // in this tick
  bool was_connected_ = true;
  Timestamp ready_at_;  // when the executor was last ready
  bool is_reconciled_ = false;
  std::vector<std::string> differences_;
  std::vector<std::string> faults_;  // by instrument; empty: none
  std::vector<sluice_bar> candles_;  // kept for its room
  std::uint64_t version_ = 0;
  std::uint64_t ticks_ = 0;
  std::uint64_t late_ticks_ = 0;
  std::uint64_t orders_ = 0;
  std::uint64_t fills_ = 0;
};

}  // namespace sluice::sessions
