// SPDX-License-Identifier: Apache-2.0
//
// status_text.hpp: a session's status as JSON: for the API, the session store, `sluice session`.
//
// Place: sessions. Pure. Amounts and prices are decimal text, times ISO 8601.
#pragma once

#include <string>

#include "sessions/session_status.hpp"

namespace sluice::sessions {

[[nodiscard]] std::string to_json(const SessionStatus& status);
[[nodiscard]] std::string to_json(const RiskStatus& risk);
[[nodiscard]] std::string to_json(const SignalNow& signal);

}  // namespace sluice::sessions
