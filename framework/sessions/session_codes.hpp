// SPDX-License-Identifier: Apache-2.0
//
// session_codes.hpp: every code that a session tells of itself: why it is as it is, why a signal
// came to nothing, which control refused.
//
// A reason begins with its code: `CODE: what a person reads`.
//
// Place: sessions; constant. The table is the only list; docs/reference/reason_codes.md is
// generated from it.
#pragma once

#include <string>
#include <string_view>

#include "core/reason_codes.hpp"

namespace sluice::sessions {

namespace session_reason {
// Of a control, at a signal that would open a position.
inline constexpr std::string_view kMaxPositions = "MAX_POSITIONS";
inline constexpr std::string_view kMaxPositionSize = "MAX_POSITION_SIZE";
inline constexpr std::string_view kMaxDailyLoss = "MAX_DAILY_LOSS";
inline constexpr std::string_view kAccountBudget = "ACCOUNT_BUDGET";
// Of a signal's end.
inline constexpr std::string_view kSignalExpired = "SIGNAL_EXPIRED";
inline constexpr std::string_view kSignalInterrupted = "SIGNAL_INTERRUPTED";
inline constexpr std::string_view kSessionStopped = "SESSION_STOPPED";
// Of a state.
inline constexpr std::string_view kPrerequisites = "PREREQUISITES";
inline constexpr std::string_view kProcessEnded = "PROCESS_ENDED";
inline constexpr std::string_view kBooksDiffer = "BOOKS_DIFFER";
inline constexpr std::string_view kMarketLost = "MARKET_LOST";
inline constexpr std::string_view kMarketFailed = "MARKET_FAILED";
inline constexpr std::string_view kVenueLost = "VENUE_LOST";
inline constexpr std::string_view kRoutingHalted = "ROUTING_HALTED";
inline constexpr std::string_view kReconciled = "RECONCILED";
inline constexpr std::string_view kRecordingOver = "RECORDING_OVER";
}  // namespace session_reason

inline constexpr ReasonCode kSessionCodes[] = {
    {session_reason::kMaxPositions,
     "refused: there would be too many positions, held or on their way"},
    {session_reason::kMaxPositionSize,
     "refused: the position would be worth more than its share of equity"},
    {session_reason::kMaxDailyLoss,
     "refused: the day's loss has reached its limit; until the next day"},
    {session_reason::kAccountBudget,
     "refused: the account's sessions would hold too much together"},
    {session_reason::kSignalExpired, "nobody approved the signal in time"},
    {session_reason::kSignalInterrupted,
     "its process ended before the signal was an order, too long ago"},
    {session_reason::kSessionStopped, "the session stopped while the signal waited for a person"},
    {session_reason::kPrerequisites, "FAILED: what has to be so before it may trade is not"},
    {session_reason::kProcessEnded, "PAUSED: the process ended while the session ran"},
    {session_reason::kBooksDiffer, "PAUSED: the books are not reconciled with the venue's"},
    {session_reason::kMarketLost, "PAUSED: the market stream is disconnected"},
    {session_reason::kMarketFailed, "PAUSED: the market stream told nonsense"},
    {session_reason::kVenueLost, "PAUSED: the venue does not answer, or its executor is not ready"},
    {session_reason::kRoutingHalted, "PAUSED: routing is halted until a person has found out why"},
    {session_reason::kReconciled,
     "RUNNING again by itself: the books were reconciled after a restart"},
    {session_reason::kRecordingOver, "STOPPED: the recording is over"},
};

// CODE: text
[[nodiscard]] inline std::string coded(std::string_view word, std::string_view text) {
  return std::string{word} + ": " + std::string{text};
}

}  // namespace sluice::sessions
