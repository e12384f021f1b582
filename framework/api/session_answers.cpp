// SPDX-License-Identifier: Apache-2.0
#include "api/session_answers.hpp"

#include "api/replies.hpp"
#include "records/text.hpp"

namespace sluice::api {

void append_session(std::string& out, const records::StoredSession& session) {
  const auto text = [&](std::string_view name, const std::string& value) {
    out += name;
    records::append_json_string(out, value);
  };
  text(R"({"session_id":)", session.id);
  text(R"(,"strategy":)", session.strategy);
  text(R"(,"account":)", session.account);
  text(R"(,"route":)", session.route);
  text(R"(,"execution_mode":)", session.mode);
  text(R"(,"state":)", session.state);
  text(R"(,"why":)", session.why);
  text(R"(,"updated":)", session.updated);
  out += R"(,"status":)" + (session.status.empty() ? std::string{"null"} : session.status) + "}";
}

Response session_answer(const records::StoredSession& session) {
  std::string out;
  append_session(out, session);
  return done(std::move(out));
}

Response no_session(std::string_view id) {
  return refusal(404, "there is no session " + std::string{id}, "not_found");
}

int status_of_kind(std::string_view kind) noexcept {
  if (kind == "SessionNotFound" || kind == "SignalNotFound") return 404;
  return kind == "Fault" || kind == "BrokerNotFound" ? 503 : 409;
}

Response refusal_of(const sessions::SessionError& error) {
  const std::string_view kind = name(error.kind);
  if (error.failed.empty()) return refusal(status_of_kind(kind), error.message, kind);
  Faults faults;
  for (const sessions::FailedCheck& check : error.failed)
    faults.push_back({(Place{"session"} / check.name).json(),
                      "measured " + check.measured + ", required " + check.required +
                          (check.hint.empty() ? "" : "; " + check.hint),
                      kind});
  return refusal(status_of_kind(kind), faults);
}

}  // namespace sluice::api
