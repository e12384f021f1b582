// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_state.hpp"

namespace sluice::sessions {
namespace {

constexpr std::array<std::string_view, kSessionStateCount> kStateNames{
    "CREATED", "CHECKING", "RUNNING", "PAUSED", "STOPPING", "STOPPED", "FAILED"};
constexpr std::array<std::string_view, kSessionEventCount> kEventNames{
    "start", "pass", "hold", "refuse", "pause", "resume", "stop", "drained", "fail"};

}  // namespace

std::string_view name(SessionState state) noexcept {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::string_view name(SessionEvent event) noexcept {
  return kEventNames[static_cast<std::size_t>(event)];
}

std::optional<SessionState> parse_session_state(std::string_view word) noexcept {
  for (std::size_t i = 0; i < kSessionStateCount; ++i)
    if (kStateNames[i] == word) return static_cast<SessionState>(i);
  return std::nullopt;
}

}  // namespace sluice::sessions
