// SPDX-License-Identifier: Apache-2.0
//
// valuation.hpp: what a session was worth when it stopped, and its text in the journal.
//
// Place: sessions; a pure value. Format: docs/formats/audit.md, MARK.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>

namespace sluice::sessions {

struct Valuation {
  Money equity;
  Money cash;
  struct Held {
    std::string symbol;
    Quantity quantity;
    Price last;
  };
  std::vector<Held> positions;
};
// `equity=E cash=C`, and of each position `qty=Q last=P symbol=N:S`
[[nodiscard]] std::string to_text(const Valuation& valuation);
[[nodiscard]] std::optional<Valuation> parse_valuation(std::string_view text);

}  // namespace sluice::sessions
