// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_error.hpp"

#include <array>

namespace sluice::sessions {

std::string_view name(SessionErrorKind kind) noexcept {
  constexpr std::array<std::string_view, kSessionErrorKindCount> kNames{"PreRequisiteNotMet",
                                                                        "BrokerNotFound",
                                                                        "SessionNotFound",
                                                                        "SignalNotFound",
                                                                        "InvalidTransition",
                                                                        "Refused",
                                                                        "Fault"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace sluice::sessions
