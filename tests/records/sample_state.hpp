// SPDX-License-Identifier: Apache-2.0
//
// sample_state.hpp: a paper track's state with every field in use, and comparison of two states.
#pragma once

#include "records/track_state.hpp"
#include "support/domain_values.hpp"

namespace sluice::records {

inline StateOrder sample_order() {
  StateOrder kept;
  kept.symbol = "BBB";
  kept.order.id = 41;
  kept.order.state = OrderState::kPartial;
  kept.order.filled = testing::qty("2.5");
  kept.order.reserved = testing::money("752.25");
  kept.order.executions = {{7, 1, testing::qty("2.5"), testing::px("101"), testing::money("0.25")}};
  Intent& intent = kept.order.intent;
  intent.id = {0x0123456789abcdef, 0xfedcba9876543210};
  intent.side = Side::kSell;
  intent.type = OrderType::kLimit;
  intent.time_in_force = TimeInForce::kIoc;
  intent.quantity = testing::qty("10");
  intent.limit_price = testing::px("100.5");
  intent.reference_price = testing::px("101");
  intent.reference_time = testing::day("2024-02-28");
  intent.decision_time = testing::day("2024-02-29");
  intent.average_daily_volume = testing::qty("123456");
  intent.daily_volatility = 0.1;
  return kept;
}

inline TrackState sample_state() {
  TrackState state;
  state.strategy_name = "demo \"one\"";
  state.config_hash = "c0ffee";
  state.last_run_date = testing::date("2024-02-29");
  state.last_session = testing::day("2024-02-29");
  state.created_at = testing::day("2024-01-02");
  state.updated_at = testing::day("2024-02-29");
  state.seed_capital = testing::money("100000");
  state.cash = testing::money("48250.12345678");
  state.equity = testing::money("100500.5");
  state.peak_equity = testing::money("101000");
  state.total_trades = 17;
  state.next_order_id = 42;
  state.positions = {{"AAA", testing::qty("12")}, {"BBB", testing::qty("-0.5")}};
  state.marks = {{"BBB", testing::px("99.5"), testing::day("2024-02-27")}};
  state.open_orders = {sample_order()};
  state.statistics = {{"mean", 0.1}, {"squares", -1e-300}};
  state.components = {{"executor", "{\"queue\":[]}"}, {"strategy", ""}};
  state.files = {{"equity_curve.csv", 1234}, {"trades_all.csv", 0}};
  state.journal = {"order_audit.20240229.jsonl", 4096, 77, std::string(64, 'a')};
  return state;
}

}  // namespace sluice::records
