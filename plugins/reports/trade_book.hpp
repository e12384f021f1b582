// SPDX-License-Identifier: Apache-2.0
//
// trade_book.hpp: what is kept of the trades of a run: sums, the last few, the largest few, a row a
// symbol.
//
// Place: reports. Owns copies. Memory: `shown` trades twice, at most kMaxSymbols rows, and a row
// for each open position, however many trades there are. Notional is fill price * quantity. Errors:
// a sum that does not fit is absent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sluice/c/report.h>
#include <sluice/decimal.hpp>
#include <sluice/statistics/trade_outcomes.hpp>
#include <sluice/time.hpp>

#include "exact_sum.hpp"

namespace sluice::reports {

// Symbols beyond these share one last row.
inline constexpr std::size_t kMaxSymbols = 20'000;
inline constexpr std::string_view kOtherSymbols = "(other)";

struct Trade {
  Timestamp time;
  std::string symbol;
  std::uint8_t side = 0;
  Quantity quantity;
  Price price;
  Price fill_price;
  Money notional;
  Money costs;
};

struct SymbolTotal {
  std::string symbol;
  std::uint64_t trades = 0;
  ExactSum notional;
  ExactSum costs;
};

class TradeBook {
 public:
  explicit TradeBook(std::size_t shown) : shown_{shown} {}
  void add(const sluice_report_trade& row);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t buys() const noexcept { return buys_; }
  [[nodiscard]] std::optional<Money> costs() const noexcept { return costs_.value(); }
  // What closing trades earned.
  [[nodiscard]] const statistics::TradeFigures& closed() const noexcept {
    return outcomes_.figures();
  }
  // In the order they came.
  [[nodiscard]] const std::deque<Trade>& last() const noexcept { return last_; }
  // By notional; of equals the earlier first.
  [[nodiscard]] const std::vector<Trade>& largest() const noexcept { return largest_; }
  // The most traded first, by notional, then by name.
  [[nodiscard]] std::vector<SymbolTotal> by_symbol() const;

 private:
  SymbolTotal& total_of(std::string_view symbol);

  std::size_t shown_;
  std::uint64_t count_ = 0;
  std::uint64_t buys_ = 0;
  ExactSum costs_;
  statistics::TradeOutcomes outcomes_;
  std::deque<Trade> last_;
  std::vector<Trade> largest_;
  std::deque<SymbolTotal> totals_;  // in the order they were first seen; addresses are stable
  std::unordered_map<std::string_view, SymbolTotal*> total_by_symbol_;  // views into totals_
};

}  // namespace sluice::reports
