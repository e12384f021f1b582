// SPDX-License-Identifier: Apache-2.0
#include "trade_book.hpp"

#include <algorithm>

#include <sluice/rows.hpp>

namespace sluice::reports {
namespace {

// Against the price before spread and impact, for the costs hold both; where that is not told,
// against the fill's.
Price price_before_costs(const sluice_report_trade& row) {
  return Price::from_raw(row.price != 0 ? row.price : row.fill_price);
}

Trade copy_of(const sluice_report_trade& row, Money notional) {
  return {Timestamp::from_nanoseconds(row.time),
          std::string{view_of(row.symbol)},
          row.side,
          Quantity::from_raw(row.quantity),
          Price::from_raw(row.price),
          Price::from_raw(row.fill_price),
          notional,
          Money::from_c(row.costs)};
}

}  // namespace

SymbolTotal& TradeBook::total_of(std::string_view symbol) {
  const auto found = total_by_symbol_.find(symbol);
  if (found != total_by_symbol_.end()) return *found->second;
  if (totals_.size() >= kMaxSymbols && symbol != kOtherSymbols) return total_of(kOtherSymbols);
  SymbolTotal& total = totals_.emplace_back();
  total.symbol = symbol;
  total_by_symbol_.emplace(total.symbol, &total);
  return total;
}

void TradeBook::add(const sluice_report_trade& row) {
  const Money costs = Money::from_c(row.costs);
  const Money notional = sluice::notional(Price::from_raw(row.fill_price),
                                          Quantity::from_raw(row.quantity), Rounding::kHalfEven);
  ++count_;
  if (row.side == SLUICE_SIDE_BUY) ++buys_;
  costs_.add(costs);
  outcomes_.add(view_of(row.symbol),
                Quantity::from_raw(row.side == SLUICE_SIDE_BUY ? row.quantity : -row.quantity),
                price_before_costs(row), costs);
  SymbolTotal& total = total_of(view_of(row.symbol));
  ++total.trades;
  total.notional.add(notional);
  total.costs.add(costs);
  if (shown_ == 0) return;
  last_.push_back(copy_of(row, notional));
  if (last_.size() > shown_) last_.pop_front();
  if (largest_.size() == shown_ && notional <= largest_.back().notional) return;
  const auto place = std::upper_bound(largest_.begin(), largest_.end(), notional,
                                      [](Money a, const Trade& b) { return a > b.notional; });
  largest_.insert(place, last_.back());
  if (largest_.size() > shown_) largest_.pop_back();
}

std::vector<SymbolTotal> TradeBook::by_symbol() const {
  std::vector<SymbolTotal> totals{totals_.begin(), totals_.end()};
  std::sort(totals.begin(), totals.end(), [](const SymbolTotal& a, const SymbolTotal& b) {
    const auto x = a.notional.value();
    const auto y = b.notional.value();
    if (x != y) return !x || (y && *x > *y);  // what no longer fits is the most
    return a.symbol < b.symbol;
  });
  return totals;
}

}  // namespace sluice::reports
