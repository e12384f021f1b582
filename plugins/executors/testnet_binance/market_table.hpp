// SPDX-License-Identifier: Apache-2.0
//
// market_table.hpp: the instruments of the run and what the venue says of each.
//
// Place: executor plugin. Thread: lane. Errors: none; what the venue does not know has no rules.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/market_view.hpp>

#include "symbol_rules.hpp"

namespace sluice::testnet {

struct TradedSymbol {
  std::string symbol;
  std::optional<SymbolRules> rules;
  bool is_unknown = false;  // the venue was asked, and does not trade it
};

class MarketTable {
 public:
  void begin(Rows<Instrument> instruments) {
    markets_.clear();
    for (const Instrument instrument : instruments)
      markets_.push_back({std::string{instrument.symbol()}, std::nullopt, false});
  }
  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(markets_.size());
  }
  [[nodiscard]] const TradedSymbol& operator[](std::uint32_t instrument) const noexcept {
    return markets_[instrument];
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view symbol) const noexcept {
    for (std::uint32_t id = 0; id < size(); ++id)
      if (markets_[id].symbol == symbol) return id;
    return std::nullopt;
  }
  void put(SymbolRules rules) {
    const auto id = find(rules.symbol);
    if (id) markets_[*id].rules = std::move(rules);
  }
  void mark_unknown(std::string_view symbol) noexcept {
    if (const auto id = find(symbol)) markets_[*id].is_unknown = true;
  }

 private:
  std::vector<TradedSymbol> markets_;
};

}  // namespace sluice::testnet
