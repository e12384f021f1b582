// SPDX-License-Identifier: Apache-2.0
#include "sessions/session_recovery.hpp"

#include "journal/record_types.hpp"
#include "sessions/words.hpp"

namespace sluice::sessions {

std::string to_text(const StateChange& change) {
  return "was=" + std::string{name(change.was)} + " now=" + std::string{name(change.now)} +
         " who=" + counted_word(change.who) + " why=" + change.why;
}

std::optional<StateChange> parse_state_change(std::string_view text) {
  WordReader words{text};
  const auto was = parse_session_state(words.take("was"));
  const auto now = parse_session_state(words.take("now"));
  StateChange change;
  change.who = words.take_counted("who");
  change.why = words.take_rest("why");
  if (!words.good() || !was || !now) return std::nullopt;
  change.was = *was;
  change.now = *now;
  return change;
}

std::string to_text(const Decision& decision, const InstrumentTable& instruments) {
  std::string text = "candle=" + time_word(decision.candle);
  for (const Decision::Row& row : decision.rows)
    text += (row.is_sized ? " order=" : " target=") + row.position.to_string() +
            " symbol=" + counted_word(instruments.symbol(row.instrument));
  return text;
}

std::optional<Decision> parse_decision(std::string_view text, const InstrumentTable& instruments) {
  WordReader words{text};
  Decision decision;
  decision.candle = words.take_time("candle");
  while (words.good() && !words.is_at_end()) {
    Decision::Row row;
    row.is_sized = words.rest().starts_with("order=");
    row.position = words.take_decimal<Quantity>(row.is_sized ? "order" : "target");
    const auto instrument = instruments.find(words.take_counted("symbol"));
    if (!instrument) return std::nullopt;
    row.instrument = *instrument;
    decision.rows.push_back(row);
  }
  if (!words.good()) return std::nullopt;
  return decision;
}

Result<void> SessionRecovery::take(const journal::Record& record) {
  const auto nonsense = [&](std::string_view what) {
    return Error{"journal record " + std::to_string(record.seq()) + " (" +
                 std::string{record.type()} + "): " + std::string{what}};
  };
  // Of a process's beginning: it tells nothing of how far the market was seen.
  const bool is_opening = record.type() == journal::kOpen || record.type() == journal::kEpoch ||
                          record.type() == journal::kRepaired;
  if (!is_opening) last_time_ = record.time();
  const std::string text = record.text("text").value_or("");
  if (record.type() == journal::kState) {
    const auto change = parse_state_change(text);
    if (!change) return nonsense("no states of a session in it");
    state_ = change->now;
    why_ = change->why;
  } else if (record.type() == journal::kSignal) {
    const auto signal = parse_signal(text, instruments_);
    if (!signal) return nonsense("no signal of this universe");
    signals_.take(*signal);
  } else if (record.type() == journal::kDecision) {
    decision_ = parse_decision(text, instruments_);
    if (!decision_) return nonsense("no decision over this universe");
  } else if (record.type() == journal::kStrategyState) {
    strategy_state_ = text;
  } else if (record.type() == journal::kLossLimit) {
    loss_reached_ = record.time();
  }
  return {};
}

}  // namespace sluice::sessions
