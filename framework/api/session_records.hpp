// SPDX-License-Identifier: Apache-2.0
//
// session_records.hpp: what only sessions tell, from a session's trail as an event of the stream.
//
//   session_state    it went from one state to another, who wanted it and why
//   session_signal   what it would do now, and each change of that
//   session_risk     a control refused, or the day's loss has reached its limit
//   session_fault    a symbol or a component failed; the others go on
//
// Place: inside api. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "journal/reader.hpp"
#include "sessions/signal.hpp"

namespace sluice::api {

struct SessionNews {
  std::string json;                             // of the event; empty: nothing a listener is told
  std::optional<sessions::SignalState> signal;  // that a signal has reached
  bool is_breach = false;
};
// `session`: an id, which needs no escapes.
[[nodiscard]] SessionNews news_of(const journal::Record& record, std::string_view session);

}  // namespace sluice::api
