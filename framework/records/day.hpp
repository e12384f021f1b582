// SPDX-License-Identifier: Apache-2.0
//
// day.hpp: what one session brought, for whoever records it.
//
// Place: records. Filled by the order path, valid until its next session. Amounts are exact.
#pragma once

#include <string>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "core/order.hpp"

namespace sluice::records {

// One order decided this session, as it stands at the session's end.
struct OrderRow {
  OrderId order_id = 0;  // 0: refused before it got one
  IntentId intent_id;
  Timestamp time;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;       // reference at the decision
  Price fill_price;  // of the last fill; 0: none
  Money costs;
  OrderState state = OrderState::kNew;
  std::string reason;  // refused orders
};

// One fill of this session, whenever its order was decided.
struct TradeRow {
  OrderId order_id = 0;
  Timestamp time;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;  // before spread and impact
  Price fill_price;
  Money costs;  // commission, plus what spread and impact cost
  Money commission;
};

// The row of a fill: `costs` is the commission plus the distance from the price before spread and
// impact.
[[nodiscard]] TradeRow trade_row(const Fill& fill);

// What is held of one instrument at the session's end.
struct HoldingRow {
  InstrumentId instrument = 0;
  Quantity quantity;  // not 0
  Price price;        // the last one known
};

// What one of the strategy's factors alone would have earned over the session.
struct FactorReturn {
  std::string name;
  double value = 0;
};

struct Day {
  Timestamp time;
  bool rebalance = false;
  Money equity;  // at this session's prices, after its fills
  Money cash;
  Money positions_value;
  Money traded_notional;
  Money commission;
  std::size_t positions = 0;
  std::size_t blocked = 0;
  bool kill_switch_engaged = false;
  std::vector<OrderRow> orders;
  std::vector<TradeRow> trades;
  std::vector<FactorReturn> factors;  // empty for a strategy without factors
  std::vector<HoldingRow> holdings;   // by instrument; empty where nobody asked for them
};

}  // namespace sluice::records
