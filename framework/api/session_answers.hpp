// SPDX-License-Identifier: Apache-2.0
//
// session_answers.hpp: how sessions and their errors look in answers.
//
// Place: inside api. Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/message.hpp"
#include "records/session_store.hpp"
#include "sessions/session_error.hpp"

namespace sluice::api {

void append_session(std::string& out, const records::StoredSession& session);
[[nodiscard]] Response session_answer(const records::StoredSession& session);
[[nodiscard]] Response no_session(std::string_view id);

// 404 there is none; 409 not in this state, refused, a prerequisite is not met; 503 the rest.
[[nodiscard]] int status_of_kind(std::string_view kind) noexcept;
// A fault for each check that is not met, else one.
[[nodiscard]] Response refusal_of(const sessions::SessionError& error);

}  // namespace sluice::api
