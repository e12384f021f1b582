# SPDX-License-Identifier: Apache-2.0
"""chosen.py: mutants of files too large to weaken line by line: the checks of a session that people's money hangs on.

Each is a source, a piece of it that stands there once, what stands in its place, and the tests that have to notice.
ON is true while that mutant is chosen; else the source is as it was.
"""
import collections

Chosen = collections.namedtuple("Chosen", "path program original weakened tests what")

SESSIONS = "framework/sessions/"


def of_sessions(name, original, weakened, tests, what):
    return Chosen(SESSIONS + name, "sessions_test", original, weakened, tests, what)


CHOSEN = [
    # What a person approves is looked at again.
    of_sessions("session_commands.cpp", "now() >= signal->expires)", "(!(ON) && now() >= signal->expires))",
                "SessionApproval.Expired*", "approve: of a signal that has expired"),
    of_sessions("session_commands.cpp", "if (state_ != SessionState::kRunning)\n    return SessionError{SessionErrorKind::kInvalidTransition,",
                "if (!(ON) && state_ != SessionState::kRunning)\n    return SessionError{SessionErrorKind::kInvalidTransition,",
                "SessionApproval.Paused*", "approve: while it does not run"),
    of_sessions("session_commands.cpp", "if (!is_open(now()) || !day_)", "if (!(ON) && (!is_open(now()) || !day_))",
                "SessionApproval.Closed*", "approve: outside hours"),
    of_sessions("session_commands.cpp", "price_fault(signal->instrument, now()); !fault.empty()",
                "price_fault(signal->instrument, now()); !(ON) && !fault.empty()",
                "SessionApproval.OldPrice*", "approve: at an old price"),
    of_sessions("session_commands.cpp", "objection_to(*signal); !why.empty()", "objection_to(*signal); !(ON) && !why.empty()",
                "SessionScenarios.Confirm_WhatAControl*", "approve: without the controls"),
    # Going on.
    of_sessions("session_commands.cpp", "if (!was_connected_)", "if (!(ON) && !was_connected_)",
                "SessionScenarios.LostConnection_Pauses*", "resume: without a connection"),
    of_sessions("session_commands.cpp", "why_halted(); !halted.empty()", "why_halted(); !(ON) && !halted.empty()",
                "SessionTrouble.HaltedRouting*", "resume: while routing is halted"),
    of_sessions("session_commands.cpp", "if (!is_reconciled_) {", "if (!(ON) && !is_reconciled_) {",
                "SessionScenarios.VenueElsewhere_WithoutAComplete*", "resume: with books that differ"),
    of_sessions("session_commands.cpp", "if (parts_.run.live_gate) parts_.run.live_gate->disarm(why);",
                "if (!(ON) && parts_.run.live_gate) parts_.run.live_gate->disarm(why);",
                "SessionLive.LostConnection*", "a pause by itself: gate 2 stays open"),
    # What fails, and what comes back.
    of_sessions("session.cpp", "  (void)session_->at(now()).cancel_all(now());",
                "  if (!(ON)) (void)session_->at(now()).cancel_all(now());", "SessionTrouble.FullDisk_Calls*",
                "a failure: what is open stays open"),
    of_sessions("session.cpp", "loss_seen_ = recovery.loss_reached();", "if (!(ON)) loss_seen_ = recovery.loss_reached();",
                "SessionRestart.LossOfToday*", "a restart: the day's loss is forgotten"),
    of_sessions("session.cpp", "if (wish == nullptr ||", "if ((ON) || wish == nullptr ||",
                "SessionCrash.KilledAtAny*:SessionRestart.*", "a restart: a wish forgets that it was ordered"),
    of_sessions("session.cpp", "signal.candle != desk_.candle()) continue;", "(!(ON) && signal.candle != desk_.candle())) continue;",
                "SessionCrash.KilledAtAny*:SessionRestart.*", "a restart: signals of earlier candles count as this one's"),
    of_sessions("session.cpp", "(signal.kind == SignalKind::kEntry ?", "((signal.kind == SignalKind::kEntry) != (ON) ?",
                "SessionCrash.KilledAtAny*:SessionRestart.*", "a restart: entries count as exits"),
    of_sessions("session.cpp", " && halted.empty();", " && ((ON) || halted.empty());", "SessionTrouble.StoppedAndNot*",
                "a start: RUNNING while routing is halted"),
    of_sessions("session.cpp", "const bool is_good = is_reconciled_", "const bool is_good = ((ON) || is_reconciled_)",
                "SessionScenarios.VenueElsewhere_WithoutAComplete*", "a start: RUNNING with books that differ"),
    of_sessions("session.cpp", 'parts_.run.live_gate->disarm("session " + settings_.id + " ends");',
                'if (!(ON)) parts_.run.live_gate->disarm("session " + settings_.id + " ends");', "SessionLive.End*",
                "the end: gate 2 stays open"),
    # Each tick.
    of_sessions("session_tick.cpp", "if (parts_.run.live_gate) parts_.run.live_gate->heed",
                "if (!(ON) && parts_.run.live_gate) parts_.run.live_gate->heed", "SessionLive.KillSwitch*",
                "a kill: gate 2 stays open"),
    of_sessions("session_tick.cpp", "why_halted(); !halted.empty()", "why_halted(); !(ON) && !halted.empty()",
                "SessionTrouble.ExecutionOfAnother*", "routing is halted: it stays RUNNING"),
    of_sessions("session_tick.cpp", "if (is_long_ago(heard))", "if (!(ON) && is_long_ago(heard))",
                "SessionScenarios.VenueElsewhere_ThatDoesNotAnswer*", "a silent venue: it stays RUNNING"),
    of_sessions("session_tick.cpp", "if (loss_seen_ && day_of(*loss_seen_) == day)",
                "if (loss_seen_ && ((ON) || day_of(*loss_seen_) == day))", "SessionRestart.LossOfYesterday*",
                "a restart: yesterday's loss is today's"),
    of_sessions("session_tick.cpp", "  if (loss_day_ == day_) return {};\n  const ControlAnswer",
                "  if ((ON) || loss_day_ == day_) return {};\n  const ControlAnswer", "SessionScenarios.DaysLossAtIts*",
                "the day's loss is not looked at"),
    # From a wish to an order.
    of_sessions("session_signals.cpp", "if (loss_day_ == day_)\n    return coded(session_reason::kMaxDailyLoss",
                "if (!(ON) && loss_day_ == day_)\n    return coded(session_reason::kMaxDailyLoss", "SessionScenarios.DaysLossAtIts*",
                "the day's loss does not last"),
    of_sessions("session_signals.cpp", "objection_to(kept); !why.empty()", "objection_to(kept); !(ON) && !why.empty()",
                "SessionScenarios.PositionLarger*", "a signal: without the controls"),
    of_sessions("session_signals.cpp", "objection_to(signal); !why.empty()", "objection_to(signal); !(ON) && !why.empty()",
                "SessionRestart.InterruptedSignal*", "an interrupted signal: without the controls"),
    of_sessions("session_signals.cpp", "now.nanoseconds() - signal.decided.nanoseconds() > settings_.signal_ttl_ns)",
                "!(ON) && now.nanoseconds() - signal.decided.nanoseconds() > settings_.signal_ttl_ns)",
                "SessionRestart.InterruptedFor*", "an interrupted signal: however old"),
    of_sessions("session_signals.cpp", "if (signal.kind == SignalKind::kExit) return", "if (!(ON) && signal.kind == SignalKind::kExit) return",
                "SessionScenarios.DaysLossAtIts*", "an exit is held to the controls"),
    of_sessions("session_signals.cpp", "intent.reduce_only = signal.kind == SignalKind::kExit;",
                "intent.reduce_only = !(ON) && signal.kind == SignalKind::kExit;", "SessionTest.WishThatTurns*",
                "an exit may do more than reduce"),
]
