// SPDX-License-Identifier: Apache-2.0
//
// ports.hpp: the small interfaces through which the rooms of the order path know each other.
//
// Place: core. Gate, router and portfolio see a rule, a venue, an audit trail and each other only
// as these; the drivers plug plugins and the journal in. Thread: the lane. Nothing here throws.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <sluice/c/executor.h>
#include <sluice/c/feed.h>
#include <sluice/c/report.h>
#include <sluice/c/risk_rule.h>
#include <sluice/c/strategy.h>
#include <sluice/result.hpp>

#include "core/order.hpp"
#include "core/verdict.hpp"

namespace sluice {

// What a rule has of the interface's optional part.
struct RuleTraits {
  bool hears_events = false;
  bool assesses = false;
  bool keeps_state = false;
  bool explains = false;
  bool reloads = false;
};

// One pre-trade rule. A judgement changes nothing; what a rule remembers changes in on_event.
class Rule {
 public:
  virtual ~Rule() = default;
  [[nodiscard]] virtual std::string_view id() const noexcept = 0;
  [[nodiscard]] virtual std::string_view version() const noexcept = 0;
  // Fills in the verdict; a rule that is broken leaves REJECT, PLUGIN_FAULT. Hot: once for every
  // order.
  virtual void check(const sluice_order& order, const sluice_risk_view& view,
                     sluice_verdict& verdict) noexcept = 0;
  // How many sessions of history it looks back on.
  [[nodiscard]] virtual std::uint32_t lookback_sessions() const noexcept = 0;
  // Before the first order of a session. An error makes the rule refuse the session's orders.
  virtual Result<void> on_session(const sluice_risk_view& view) = 0;
  virtual Result<void> on_fill(const Fill& fill) = 0;

  // What follows is called only where the traits say so; they never change.
  [[nodiscard]] virtual RuleTraits traits() const noexcept { return {}; }
  // What exactly judges now; the component's version where it has no other. Changes with adopt.
  [[nodiscard]] virtual std::string_view instance_version() const noexcept { return version(); }
  // Hot: something happened to an order; once for each.
  virtual void on_event(const sluice_risk_event& event) noexcept;
  // Fills in the verdict: APPROVE, there is nothing to say, or a sound HALT.
  virtual void assess(const sluice_risk_view& view, sluice_verdict& verdict) noexcept;
  // Changes with every change of the state.
  [[nodiscard]] virtual std::uint64_t state_version() noexcept { return 0; }
  virtual Result<std::string> save_rule_state();
  virtual Result<void> restore_rule_state(std::string_view state);
  // Of the last judgement, as a JSON object; empty: nothing to tell.
  virtual Result<std::string> explain();
  // From a worker, while the lane goes on judging: is there something new to adopt?
  virtual Result<bool> prepare();
  // From the worker, after prepare: what instance_version() will be; empty: it is not told.
  virtual Result<std::string> prepared_version();
  virtual void adopt() noexcept;
};

struct VenueTraits {
  std::int64_t not_found_after_ns = 0;  // sluice_executor_traits; 0: NOT_FOUND proves nothing
  bool can_replace = false;
};

// One venue, as the router sees it. An error of submit means that the fate of orders without a
// report is not known; an error of query or snapshot that the venue could not be asked.
class Venue {
 public:
  virtual ~Venue() = default;
  virtual Result<void> submit(std::span<const sluice_order> orders,
                              const sluice_report_sink& sink) = 0;
  virtual Result<void> cancel(const sluice_order& order, const sluice_report_sink& sink) = 0;
  virtual Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) = 0;
  virtual Result<void> query(const sluice_order& order, const sluice_report_sink& sink) = 0;
  virtual Result<void> snapshot(Timestamp since, std::span<const sluice_order> open,
                                const sluice_report_sink& sink, sluice_venue_account& account) = 0;
  virtual Result<void> poll(const sluice_report_sink& sink) = 0;
  [[nodiscard]] virtual VenueTraits traits() const = 0;
  // What the market did: `phase` is SLUICE_PHASE_…. Only simulated venues listen.
  virtual Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) = 0;
};

// Turns sessions into decisions.
class Strategy {
 public:
  virtual ~Strategy() = default;
  [[nodiscard]] virtual std::uint32_t lookback_sessions() = 0;
  virtual Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) = 0;
  virtual Result<void> on_fill(const Fill& fill) = 0;
  // What its factors would have earned over the session just seen; most have none.
  virtual Result<void> factor_returns([[maybe_unused]] const sluice_factor_sink& sink) {
    return {};
  }
};

// Bars in order of (time, instrument).
class BarSource {
 public:
  virtual ~BarSource() = default;
  // Writes up to `bars.size()` and returns how many; 0 at the end.
  virtual Result<std::size_t> pull(std::span<sluice_bar> bars) = 0;
};

// What one call of a stream gave.
struct StreamStep {
  std::uint64_t rows = 0;
  bool ended = false;  // nothing will ever come again; rows is 0
};

// What the market does, in the order in which it does it: quotes and trades by their time, bars by
// the time they ended.
class MarketStream {
 public:
  static constexpr Timestamp kNever = Timestamp::from_nanoseconds(INT64_MAX);
  static constexpr Timestamp kUnknown = Timestamp::from_nanoseconds(INT64_MIN);

  virtual ~MarketStream() = default;
  // Up to and including `until`, which never goes back, at most `limit` > 0 rows: whoever got as
  // many as that asks again. No row: nothing has happened yet. The sink throws nothing.
  virtual Result<StreamStep> stream(Timestamp until, std::uint64_t limit,
                                    const sluice_market_sink& sink) = 0;
  // When the next row comes; kNever, or kUnknown of a live stream.
  [[nodiscard]] virtual Timestamp next_event() = 0;
  // Whether it wakes the lane when a row has come, which then need not ask all the time.
  [[nodiscard]] virtual bool rings() const noexcept { return false; }
};

// One rendered view of a run.
class Report {
 public:
  virtual ~Report() = default;
  [[nodiscard]] virtual std::string file_name() = 0;
  virtual Result<void> begin(const sluice_report_run& run) = 0;
  virtual Result<void> on_days(sluice_rows days) = 0;
  virtual Result<void> on_trades(sluice_rows trades) = 0;
  virtual Result<void> on_blocked(sluice_rows blocked) = 0;
  // What is held, before its day; called only where it is wanted. Never changes.
  [[nodiscard]] virtual bool wants_positions() const noexcept { return false; }
  virtual Result<void> on_positions(sluice_rows) { return {}; }
  // Writes the file, piece by piece. The sink throws nothing.
  virtual Result<void> render(const sluice_sink& sink) = 0;
};

// What the gate says of one intent.
enum class Outcome : std::uint8_t { kApproved, kRefused };

// What happens to an order beside its state.
enum class OrderNote : std::uint8_t {
  kUnknown,          // its fate is not known from now on
  kKnown,            // it is known again
  kDisputed,         // `reason` says why
  kCancelAsked,      // a cancel is about to leave
  kCancelRejected,   // it goes on as it was
  kReplaceAsked,     // new terms are about to leave; `terms` holds them
  kReplaced,         // the order's terms are the new ones
  kReplaceRejected,  // they are the old ones
  kBusted,           // the venue took an execution back
  kResolved,         // an operator decided; `reason` says who and why
  kSlippageGuard     // the limit was capped
};
inline constexpr std::size_t kOrderNoteCount = 11;
// As the audit trail calls them.
[[nodiscard]] constexpr std::string_view name(OrderNote note) noexcept {
  constexpr std::string_view kNames[kOrderNoteCount] = {
      "UNKNOWN",         "KNOWN",         "DISPUTED",      "CANCEL_ASKED",
      "CANCEL_REJECTED", "REPLACE_ASKED", "REPLACED",      "REPLACE_REJECTED",
      "BUSTED",          "RESOLVED",      "SLIPPAGE_GUARD"};
  return kNames[static_cast<std::size_t>(note)];
}

struct NoteDetails {
  std::string_view reason;               // a code or a sentence; may be empty
  const Intent* terms = nullptr;         // of kReplaceAsked
  const Execution* execution = nullptr;  // of kBusted
};

// What a reconciliation found.
struct Certificate {
  std::string_view trigger;  // "start", "reconnect", "timer", "operator"
  Timestamp time;
  Timestamp since;  // executions after it were asked for
  std::uint64_t open_here = 0;
  std::uint64_t open_there = 0;
  std::uint64_t executions_taken = 0;    // that we had not known
  std::vector<std::string> differences;  // bounded; what is left unexplained
  bool complete = false;                 // asked for everything, and nothing is left unexplained
};

// What a rule remembers.
struct RuleStateRecord {
  std::string_view rule;     // its name in the gate's chain
  std::string_view version;  // what judged when it was so
  std::string_view state;
};

// Everything that has to be remembered, in the order it happened.
class AuditTrail {
 public:
  virtual ~AuditTrail() = default;
  virtual void on_intent(const Intent& intent) = 0;
  virtual void on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts,
                           Outcome outcome, std::string_view reason) = 0;
  // The order has just reached its state.
  virtual void on_order(const Order& order, Timestamp time) = 0;
  virtual void on_fill(const Order& order, const Fill& fill) = 0;
  virtual void on_note(const Order& order, OrderNote note, Timestamp time,
                       const NoteDetails& details) = 0;
  virtual void on_certificate(const Certificate& certificate) = 0;
  // Something outside one order: a fault, a kill switch, a setting.
  virtual void on_event(std::string_view type, Timestamp time, std::string_view text) = 0;
  // What a rule remembers has changed: `state` is all of it.
  virtual void on_rule_state(const RuleStateRecord& record, Timestamp time);
  // From now on a rule of the gate's chain judges as `name`: id@version.
  virtual void on_rule_version(std::uint32_t rule, std::string_view name, Timestamp time);
  // Whether explanations of verdicts are wanted at all.
  [[nodiscard]] virtual bool keeps_explanations() const { return false; }
  // What was told so far is kept, as durably as the trail was set to. Nothing may be sent, and
  // nobody may hear of a fill, if this fails.
  [[nodiscard]] virtual Result<void> commit() = 0;
};

// Who wants to know what became of orders. Told only of what the trail has kept.
class OrderObserver {
 public:
  virtual ~OrderObserver() = default;
  virtual void on_fill(const Order& order, const Fill& fill) = 0;
  // The venue took a fill back: `fill` is the one to undo.
  virtual void on_bust(const Order& order, const Fill& fill) = 0;
  // A wish for new terms ended, with the new or the old in force. Since it was made both were
  // counted as working; `surplus` is no longer.
  virtual void on_replaced(const Order& order, Quantity surplus) = 0;
  // Thought dead, it lives: `working` of it counts again.
  virtual void on_revived(const Order& order, Quantity working) = 0;
  // The order is final: `working`, what was left of it, is no longer.
  virtual void on_final(const Order& order, Quantity working) = 0;
};

}  // namespace sluice
