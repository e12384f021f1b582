// SPDX-License-Identifier: Apache-2.0
//
// session_recovery.hpp: what a session's journal says of the session itself, beside its orders.
//
// Place: sessions; its take() sees every record when the session is opened. Formats:
// docs/formats/audit.md. Errors: a record of ours that says nothing we understand.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/instrument.hpp"
#include "journal/reader.hpp"
#include "sessions/session_state.hpp"
#include "sessions/signal_book.hpp"

namespace sluice::sessions {

// What the strategy wished for with one candle, as far as it could become a signal.
struct Decision {
  Timestamp candle;
  struct Row {
    InstrumentId instrument = 0;
    Quantity position;
    bool is_sized = false;
  };
  std::vector<Row> rows;
};
[[nodiscard]] std::string to_text(const Decision& decision, const InstrumentTable& instruments);
[[nodiscard]] std::optional<Decision> parse_decision(std::string_view text,
                                                     const InstrumentTable& instruments);

// `was=RUNNING now=PAUSED who=3:ana why=…`
struct StateChange {
  SessionState was = SessionState::kCreated;
  SessionState now = SessionState::kCreated;
  std::string who;
  std::string why;
};
[[nodiscard]] std::string to_text(const StateChange& change);
[[nodiscard]] std::optional<StateChange> parse_state_change(std::string_view text);

class SessionRecovery {
 public:
  explicit SessionRecovery(const InstrumentTable& instruments) : instruments_{instruments} {}

  Result<void> take(const journal::Record& record);

  [[nodiscard]] SessionState state() const noexcept { return state_; }
  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  [[nodiscard]] SignalBook& signals() noexcept { return signals_; }
  [[nodiscard]] const std::optional<Decision>& decision() const noexcept { return decision_; }
  [[nodiscard]] const std::optional<std::string>& strategy_state() const noexcept {
    return strategy_state_;
  }
  // Of the newest day whose loss reached its limit; when it was noticed.
  [[nodiscard]] std::optional<Timestamp> loss_reached() const noexcept { return loss_reached_; }
  // Of the last record of the time before; nothing: there was none.
  [[nodiscard]] std::optional<Timestamp> last_time() const noexcept { return last_time_; }

 private:
  const InstrumentTable& instruments_;
  SessionState state_ = SessionState::kCreated;
  std::string why_;
  SignalBook signals_;
  std::optional<Decision> decision_;
  std::optional<std::string> strategy_state_;
  std::optional<Timestamp> loss_reached_;
  std::optional<Timestamp> last_time_;
};

}  // namespace sluice::sessions
