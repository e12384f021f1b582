// SPDX-License-Identifier: Apache-2.0
//
// symbol_rules.hpp: what the venue says of a symbol, and the orders it would refuse for it.
//
// Checked before an order is sent, so that a refusal is proven and costs no request. Only what
// depends on the order alone is checked: average prices, open orders and balances are the venue's.
// Place: executor plugin. Pure. Units: 1e-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>
#include <sluice/json.hpp>

namespace sluice::testnet {

// A range and a step; 0: no bound.
template <typename T>
struct Steps {
  T min{};
  T max{};
  T step{};
};

struct SymbolRules {
  std::string symbol;
  std::string base_asset;
  std::string quote_asset;
  bool is_trading = false;
  bool can_amend = false;   // reduce the quantity of an open order
  std::string order_types;  // ",LIMIT,MARKET,"
  Steps<Price> price;
  Steps<Quantity> lot;
  Steps<Quantity> market_lot;
  Money min_notional;
  Money max_notional;  // 0: none
};

// A row of exchangeInfo's "symbols"; nothing where it can't be read.
[[nodiscard]] std::optional<SymbolRules> read_symbol(const JsonValue& row);

// The venue's words for the order; nothing where it has none.
struct OrderWords {
  std::string_view type;
  std::string_view time_in_force;  // empty: the type takes none
};
[[nodiscard]] std::optional<OrderWords> words_of(const sluice_order& order) noexcept;

// The code of why the venue would refuse it; empty: nothing is known against it.
[[nodiscard]] std::string_view refusal_of(const SymbolRules& rules, const sluice_order& order);

}  // namespace sluice::testnet
