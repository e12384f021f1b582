// SPDX-License-Identifier: Apache-2.0
#include "api/session_records.hpp"

#include "api/trail_events.hpp"
#include "journal/record_types.hpp"
#include "records/text.hpp"
#include "sessions/session_recovery.hpp"
#include "sessions/status_text.hpp"

namespace sluice::api {
namespace {

void add_text(std::string& out, std::string_view name, std::string_view value) {
  out += ",\"";
  out += name;
  out += "\":";
  records::append_json_string(out, value);
}

std::string state_event(std::string out, const sessions::StateChange& change) {
  add_text(out, "was", name(change.was));
  add_text(out, "now", name(change.now));
  add_text(out, "who", change.who);
  add_text(out, "why", change.why);
  return out + '}';
}

}  // namespace

SessionNews news_of(const journal::Record& record, std::string_view session) {
  SessionNews news;
  const auto type = record.type();
  const std::string text = record.text("text").value_or("");
  if (type == journal::kState) {
    if (const auto change = sessions::parse_state_change(text))
      news.json = state_event(begin_event(record, session, "state"), *change);
  } else if (type == journal::kSignal) {
    if (const auto told = sessions::parse_signal(text)) {
      news.signal = told->signal.state;
      news.json = begin_event(record, session, "signal") + R"(,"signal":)" +
                  sessions::to_json(sessions::SignalNow{told->signal, told->symbol}) + '}';
    }
  } else if (type == journal::kRiskBreach || type == journal::kLossLimit) {
    news.is_breach = true;
    news.json = begin_event(record, session, "risk");
    add_text(news.json, "text", text);
    news.json += '}';
  } else if (type == journal::kFault || type == journal::kPluginQuarantined) {
    news.json = begin_event(record, session, "fault");
    add_text(news.json, "text", text);
    news.json += '}';
  }
  return news;
}

}  // namespace sluice::api
