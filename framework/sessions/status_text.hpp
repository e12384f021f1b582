// SPDX-License-Identifier: Apache-2.0
//
// status_text.hpp: a session's status as JSON: for the API, the session store, `sluice session`.
//
// Place: sessions. Pure. Amounts and prices are decimal text, times ISO 8601.
#pragma once

#include <filesystem>
#include <string>

#include "records/session_store.hpp"
#include "sessions/prerequisites.hpp"
#include "sessions/session_status.hpp"

namespace sluice::sessions {

[[nodiscard]] std::string to_json(const SessionStatus& status);
[[nodiscard]] std::string to_json(const RiskStatus& risk);
[[nodiscard]] std::string to_json(const SignalNow& signal);
// [{"name": …, "passed": …, "asked_for": …, "measured": …, "required": …, "hint": …}, …]
[[nodiscard]] std::string to_json(const SessionCheck& check);
// As the session store shows it.
[[nodiscard]] records::StoredSession to_stored(const SessionStatus& status,
                                               const std::filesystem::path& directory);

}  // namespace sluice::sessions
