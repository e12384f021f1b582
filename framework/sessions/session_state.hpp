// SPDX-License-Identifier: Apache-2.0
//
// session_state.hpp: the states of a session, what can happen to it, and where that leads.
//
// Place: sessions; pure. The table is the whole truth: a pair that is not in it is an
// InvalidTransition. Told for people in docs/internals/sessions.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::sessions {

enum class SessionState : std::uint8_t {
  kCreated,   // known by its config, nothing is open
  kChecking,  // recovers, reconciles, and looks at what must be so before it trades
  kRunning,   // decides and orders
  kPaused,    // follows its orders and the market, decides nothing
  kStopping,  // cancels what is open and waits until every order is over
  kStopped,
  kFailed,
};
inline constexpr std::size_t kSessionStateCount = 7;

enum class SessionEvent : std::uint8_t {
  kStart,    // a person or a config wants it
  kPass,     // every check is met
  kHold,     // every check is met, and a person has to look before it goes on
  kRefuse,   // a check is not met
  kPause,    // a person, a lost connection, a fault
  kResume,   // a person or a config, once it is reconciled
  kStop,     // a person, or the end of a recording
  kDrained,  // no order is open any more
  kFail,     // the trail can't be kept, or a component is gone
};
inline constexpr std::size_t kSessionEventCount = 9;

struct SessionEdge {
  SessionState from;
  SessionEvent on;
  SessionState to;
  const char* why;  // for edges that surprise
};

// clang-format off
inline constexpr SessionEdge kSessionEdges[] = {
    // from                    on                     to                       why it exists
    {SessionState::kCreated,  SessionEvent::kStart,   SessionState::kChecking, ""},
    {SessionState::kCreated,  SessionEvent::kStop,    SessionState::kStopped,  "it never traded: there is nothing to wait for"},

    {SessionState::kChecking, SessionEvent::kPass,    SessionState::kRunning,  ""},
    {SessionState::kChecking, SessionEvent::kHold,    SessionState::kPaused,   "its process ended while it ran: a person looks first"},
    {SessionState::kChecking, SessionEvent::kRefuse,  SessionState::kFailed,   ""},
    {SessionState::kChecking, SessionEvent::kStop,    SessionState::kStopping, "its process ended while it stopped: it goes on with that"},
    {SessionState::kChecking, SessionEvent::kFail,    SessionState::kFailed,   ""},
    {SessionState::kChecking, SessionEvent::kStart,   SessionState::kChecking, "a later process took it over"},

    {SessionState::kRunning,  SessionEvent::kPause,   SessionState::kPaused,   ""},
    {SessionState::kRunning,  SessionEvent::kStop,    SessionState::kStopping, ""},
    {SessionState::kRunning,  SessionEvent::kFail,    SessionState::kFailed,   ""},
    {SessionState::kRunning,  SessionEvent::kStart,   SessionState::kChecking, "a later process took it over"},

    {SessionState::kPaused,   SessionEvent::kResume,  SessionState::kRunning,  ""},
    {SessionState::kPaused,   SessionEvent::kStop,    SessionState::kStopping, ""},
    {SessionState::kPaused,   SessionEvent::kFail,    SessionState::kFailed,   ""},
    {SessionState::kPaused,   SessionEvent::kStart,   SessionState::kChecking, "a later process took it over"},

    {SessionState::kStopping, SessionEvent::kDrained, SessionState::kStopped,  ""},
    {SessionState::kStopping, SessionEvent::kFail,    SessionState::kFailed,   ""},
    {SessionState::kStopping, SessionEvent::kStart,   SessionState::kChecking, "a later process took it over"},

    {SessionState::kStopped,  SessionEvent::kStart,   SessionState::kChecking, "another day of the same session: its books go on"},
    {SessionState::kFailed,   SessionEvent::kStart,   SessionState::kChecking, "what was missing may be there now"},
    {SessionState::kFailed,   SessionEvent::kStop,    SessionState::kStopped,  "a person is done with it"},
};
// clang-format on

[[nodiscard]] constexpr std::optional<SessionState> next_state(SessionState from,
                                                               SessionEvent on) noexcept {
  for (const SessionEdge& edge : kSessionEdges)
    if (edge.from == from && edge.on == on) return edge.to;
  return std::nullopt;
}

[[nodiscard]] constexpr bool every_session_edge_is_unique() noexcept {
  for (const SessionEdge& one : kSessionEdges)
    for (const SessionEdge& other : kSessionEdges)
      if (&one != &other && one.from == other.from && one.on == other.on) return false;
  return true;
}
static_assert(every_session_edge_is_unique());

// As files, journal and API call them.
[[nodiscard]] std::string_view name(SessionState state) noexcept;
[[nodiscard]] std::string_view name(SessionEvent event) noexcept;
[[nodiscard]] std::optional<SessionState> parse_session_state(std::string_view word) noexcept;

}  // namespace sluice::sessions
