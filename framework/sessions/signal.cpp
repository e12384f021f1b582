// SPDX-License-Identifier: Apache-2.0
#include "sessions/signal.hpp"

#include <array>

#include "sessions/words.hpp"

namespace sluice::sessions {
namespace {

constexpr std::array<std::string_view, kSignalStateCount> kSignalStateNames{
    "PENDING", "ORDERING", "ORDERED", "NOTED", "BLOCKED", "DECLINED", "EXPIRED"};

std::optional<SignalState> parse_signal_state(std::string_view word) {
  for (std::size_t i = 0; i < kSignalStateCount; ++i)
    if (kSignalStateNames[i] == word) return static_cast<SignalState>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name(SignalKind kind) noexcept {
  return kind == SignalKind::kEntry ? "ENTRY" : "EXIT";
}

std::string_view name(SignalState state) noexcept {
  return kSignalStateNames[static_cast<std::size_t>(state)];
}

std::string to_text(const Signal& signal, std::string_view symbol) {
  std::string text = "id=" + std::to_string(signal.id);
  const auto add = [&text](std::string_view key, std::string_view value) {
    text.append(" ").append(key).append("=").append(value);
  };
  add("state", name(signal.state));
  add("kind", name(signal.kind));
  add("side", name(signal.side));
  add("qty", signal.quantity.to_string());
  add("reference", signal.reference.to_string());
  add("time", time_word(signal.time));
  add("candle", time_word(signal.candle));
  add("expires", time_word(signal.expires));
  add("decided", time_word(signal.decided));
  add("order", std::to_string(signal.order));
  // Names and reasons are people's; a symbol may hold a blank too.
  add("who", counted_word(signal.who));
  add("symbol", counted_word(symbol));
  add("reason", signal.reason);
  return text;
}

std::optional<ToldSignal> parse_signal(std::string_view text) {
  WordReader words{text};
  ToldSignal told;
  Signal& signal = told.signal;
  signal.id = words.take_number("id");
  const auto state = parse_signal_state(words.take("state"));
  const std::string_view kind = words.take("kind");
  const std::string_view side = words.take("side");
  signal.quantity = words.take_decimal<Quantity>("qty");
  signal.reference = words.take_decimal<Price>("reference");
  signal.time = words.take_time("time");
  signal.candle = words.take_time("candle");
  signal.expires = words.take_time("expires");
  signal.decided = words.take_time("decided");
  signal.order = words.take_number("order");
  signal.who = words.take_counted("who");
  told.symbol = words.take_counted("symbol");
  signal.reason = words.take_rest("reason");
  const bool has_words = (kind == "ENTRY" || kind == "EXIT") && (side == "BUY" || side == "SELL");
  if (!words.good() || !state || !has_words) return std::nullopt;
  signal.state = *state;
  signal.kind = kind == "ENTRY" ? SignalKind::kEntry : SignalKind::kExit;
  signal.side = side == "BUY" ? Side::kBuy : Side::kSell;
  return told;
}

std::optional<Signal> parse_signal(std::string_view text, const InstrumentTable& instruments) {
  auto told = parse_signal(text);
  const auto instrument = told ? instruments.find(told->symbol) : std::nullopt;
  if (!instrument) return std::nullopt;
  told->signal.instrument = *instrument;
  return std::move(told->signal);
}

}  // namespace sluice::sessions
