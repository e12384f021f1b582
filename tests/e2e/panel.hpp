// SPDX-License-Identifier: Apache-2.0
//
// panel.hpp: made-up prices, the same on every machine, and configs that trade them.
//
// Place: tests/e2e.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace sluice::e2e {

struct PanelSymbol {
  std::string name;
  int first = 0;                               // session it begins with
  int last = std::numeric_limits<int>::max();  // session it ends with
  int gap_every = 0;                           // every so many sessions it has no bar; 0: never
};

// Sessions are the weekdays from 2020-01-06, a Monday; number 0 is that day.
[[nodiscard]] std::string session_date(int session);
// date,symbol,open,high,low,close,volume
[[nodiscard]] std::string panel_csv(const std::vector<PanelSymbol>& symbols, int sessions);

// Six symbols over `sessions`: two with gaps, one that starts late, one that ends early.
[[nodiscard]] std::vector<PanelSymbol> ragged_symbols(int sessions);

// Daily rebalancing of a fast trend over prices.csv, filled at the next open, volatility scaled,
// impact by the root of size. Written beside prices.csv; its output goes to `out`.
[[nodiscard]] std::string panel_config(const std::vector<PanelSymbol>& symbols);
// Where the output of that config goes, below the current directory.
inline constexpr const char* kTrack = "out/strategy_panel";

}  // namespace sluice::e2e
