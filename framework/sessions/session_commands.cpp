// SPDX-License-Identifier: Apache-2.0
//
// session_commands.cpp: what people, a config or a lost connection ask of a session.
#include "drivers/live_gate.hpp"
#include "journal/record_types.hpp"
#include "sessions/session.hpp"
#include "sessions/session_codes.hpp"

namespace sluice::sessions {
namespace {

constexpr const char* kAfterAHalt =
    ". Find out why (sluice audit show), stop the session, then sluice orders release";

}  // namespace

// Journalled and durable before anything follows from it.
Outcome<Done> Session::move(SessionEvent on, std::string_view who, std::string_view why) {
  const auto next = next_state(state_, on);
  if (!next)
    return SessionError{SessionErrorKind::kInvalidTransition,
                        "session " + settings_.id + " is " + std::string{name(state_)} + ": " +
                            std::string{name(on)} + " is not possible",
                        {}};
  const StateChange change{state_, *next, std::string{who}, std::string{why}};
  const std::string text = to_text(change);
  if (auto kept = session_->note(journal::kState, text); !kept) return fault(kept.error().message);
  state_ = *next;
  why_ = why;
  since_ = now();
  ++version_;
  publish(EventKind::kState, "", text);
  return Done{};
}

// By itself, and only while it runs.
Result<void> Session::pause_for(const std::string& why) {
  if (state_ != SessionState::kRunning) return {};
  is_reconciled_ = false;
  // Who armed live orders did not mean these circumstances.
  if (parts_.run.live_gate) parts_.run.live_gate->disarm(why);
  if (auto paused = move(SessionEvent::kPause, "host", why); !paused)
    return Error{paused.error().message};
  desk_.drop_wishes();
  return {};
}

// Nothing but cancels leaves any more, and a person has to find out why; empty: routing goes on.
std::string Session::why_halted() const {
  const std::string& halt = session_->lane().router().halted();
  return halt.empty()
             ? ""
             : coded(session_reason::kRoutingHalted, "routing is halted: " + halt + kAfterAHalt);
}

Outcome<Done> Session::pause(std::string_view who, std::string_view why) {
  if (auto paused = move(SessionEvent::kPause, who, why); !paused) return paused;
  desk_.drop_wishes();
  return Done{};
}

Outcome<Done> Session::resume(std::string_view who) {
  if (!next_state(state_, SessionEvent::kResume)) return move(SessionEvent::kResume, who, "");
  if (!was_connected_)
    return SessionError{SessionErrorKind::kPreRequisiteNotMet,
                        "session " + settings_.id + " can't be resumed: " + why_,
                        {{"connection", why_, "connected", "wait for the venue, then resume"}}};
  if (const std::string halted = why_halted(); !halted.empty())
    return SessionError{
        SessionErrorKind::kPreRequisiteNotMet,
        "session " + settings_.id + " can't be resumed: " + halted,
        {{"routing", halted, "not halted", "sluice orders release, while it is stopped"}}};
  const auto certificate = session_->at(now()).reconcile("resume", now());
  if (!certificate) return fault(certificate.error().message);
  is_reconciled_ = certificate->complete;
  differences_ = certificate->differences;
  ++version_;
  if (!is_reconciled_) {
    std::string found = differences_.empty() ? "the venue did not tell everything" : "";
    for (const std::string& one : differences_) found += (found.empty() ? "" : "; ") + one;
    return SessionError{
        SessionErrorKind::kPreRequisiteNotMet,
        "session " + settings_.id + " can't be resumed, its books are not reconciled: " + found,
        {{"reconciliation", found, "a complete certificate",
          "sluice orders list shows what is open or disputed"}}};
  }
  next_tick_ = now();
  return move(SessionEvent::kResume, who, "");
}

// Nothing that was decided before a stop is ordered after it. What has become an order is one.
void Session::expire_signals() {
  for (const std::uint64_t id : signals_.open()) {
    Signal& signal = *signals_.find(id);
    if (session_->at(now()).router().find(intent_of(signal).id) != nullptr) continue;
    signal.state = SignalState::kExpired;
    signal.reason = coded(session_reason::kSessionStopped, "the session stopped");
    keep(signal);
  }
}

Outcome<Done> Session::stop(std::string_view who, std::string_view why) {
  if (auto stopping = move(SessionEvent::kStop, who, why); !stopping) return stopping;
  if (state_ != SessionState::kStopping) return Done{};
  desk_.drop_wishes();
  expire_signals();
  if (auto asked = session_->at(now()).cancel_all(now()); !asked)
    return fault(asked.error().message);
  next_tick_ = now();
  return Done{};
}

Outcome<Done> Session::approve(std::uint64_t id, std::string_view who) {
  Signal* const signal = signals_.find(id);
  if (signal == nullptr || signal->state != SignalState::kPending || now() >= signal->expires)
    return SessionError{SessionErrorKind::kSignalNotFound,
                        "session " + settings_.id + " has no signal " + std::to_string(id) +
                            " that waits for approval",
                        {}};
  if (state_ != SessionState::kRunning)
    return SessionError{SessionErrorKind::kInvalidTransition,
                        "session " + settings_.id + " is " + std::string{name(state_)} +
                            ": nothing is approved unless it is RUNNING",
                        {}};
  const auto refused = [&](const std::string& why) {
    return SessionError{SessionErrorKind::kRefused, why, {}};
  };
  if (!is_open(now()) || !day_) return refused("the market is closed");
  if (const std::string fault = price_fault(signal->instrument, now()); !fault.empty())
    return refused(instruments_.symbol(signal->instrument) + ": " + fault);
  signal->who = who;
  if (std::string why = objection_to(*signal); !why.empty()) {
    if (auto kept = refuse(*signal, why); !kept) return fault(kept.error().message);
    return refused(why);
  }
  if (auto ordered = order(*signal, now()); !ordered) return fault(ordered.error().message);
  const Signal& after = *signals_.find(id);
  if (after.state == SignalState::kBlocked) return refused(after.reason);
  return Done{};
}

Outcome<Done> Session::decline(std::uint64_t id, std::string_view who, std::string_view why) {
  Signal* const signal = signals_.find(id);
  if (signal == nullptr || signal->state != SignalState::kPending)
    return SessionError{SessionErrorKind::kSignalNotFound,
                        "session " + settings_.id + " has no signal " + std::to_string(id) +
                            " that waits for approval",
                        {}};
  signal->state = SignalState::kDeclined;
  signal->who = who;
  signal->reason = why;
  keep(*signal);
  if (auto kept = session_->commit(); !kept) return fault(kept.error().message);
  return Done{};
}

}  // namespace sluice::sessions
