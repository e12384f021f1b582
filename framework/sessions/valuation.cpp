// SPDX-License-Identifier: Apache-2.0
#include "sessions/valuation.hpp"

#include "sessions/words.hpp"

namespace sluice::sessions {

std::string to_text(const Valuation& valuation) {
  std::string text =
      "equity=" + valuation.equity.to_string() + " cash=" + valuation.cash.to_string();
  for (const Valuation::Held& held : valuation.positions)
    text += " qty=" + held.quantity.to_string() + " last=" + held.last.to_string() +
            " symbol=" + counted_word(held.symbol);
  return text;
}

std::optional<Valuation> parse_valuation(std::string_view text) {
  WordReader words{text};
  Valuation valuation;
  valuation.equity = words.take_decimal<Money>("equity");
  valuation.cash = words.take_decimal<Money>("cash");
  while (words.good() && !words.is_at_end()) {
    Valuation::Held& held = valuation.positions.emplace_back();
    held.quantity = words.take_decimal<Quantity>("qty");
    held.last = words.take_decimal<Price>("last");
    held.symbol = words.take_counted("symbol");
  }
  if (!words.good()) return std::nullopt;
  return valuation;
}

}  // namespace sluice::sessions
