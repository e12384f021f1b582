// SPDX-License-Identifier: Apache-2.0
//
// day_artefacts_test.cpp: the exact bytes of every file of one small day, worked out by hand.
//
// The day: the track started with 100,000 and stood at 100,500 the evening before. It sells 10 AAA
// at 50 (fill 49.95), buys 20 BBB at 100 (fill 100.1), and two orders are refused.
#include "records/day_artefacts.hpp"

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::records {
namespace {

using testing::day;
using testing::money;
using testing::px;
using testing::qty;

class DayArtefacts : public ::testing::Test {
 protected:
  DayArtefacts() {
    day_.time = day("2024-03-01");
    day_.rebalance = true;
    day_.cash = money("48250.24");
    day_.positions_value = money("52250.01");
    day_.equity = money("100500.25");
    day_.traded_notional = money("2501.5");
    day_.commission = money("1.25");
    day_.positions = 2;
    day_.blocked = 2;
    day_.orders = {
        order(0, 2, Side::kBuy, "5", "10", "", "0", OrderState::kDenied,
              "MAX_WEIGHT: rule=max_weight, measured=0.2, limit=0.1"),
        order(1, 0, Side::kSell, "10", "50", "49.95", "0.75", OrderState::kFilled, ""),
        order(2, 1, Side::kBuy, "20", "100", "100.1", "3", OrderState::kFilled, ""),
        order(3, 2, Side::kBuy, "0.1", "", "", "0", OrderState::kDenied, "NO_REFERENCE_PRICE"),
    };
    day_.trades = {trade(1, 0, Side::kSell, "10", "50", "49.95", "0.75"),
                   trade(2, 1, Side::kBuy, "20", "100", "100.1", "3")};
    context_.seed_capital = money("100000");
    context_.previous_equity = money("100000.25");
    context_.sharpe = 1.234567;
    context_.max_drawdown = -0.0525;
    context_.strategy_name = "demo";
    context_.instruments = &table_;
  }
  static OrderRow order(OrderId id, InstrumentId instrument, Side side, std::string_view quantity,
                        std::string_view price, std::string_view fill_price, std::string_view costs,
                        OrderState state, std::string reason) {
    OrderRow row;
    row.order_id = id;
    row.time = day("2024-03-01");
    row.instrument = instrument;
    row.side = side;
    row.quantity = qty(quantity);
    if (!price.empty()) row.price = px(price);
    if (!fill_price.empty()) row.fill_price = px(fill_price);
    row.costs = money(costs);
    row.state = state;
    row.reason = std::move(reason);
    return row;
  }
  static TradeRow trade(OrderId id, InstrumentId instrument, Side side, std::string_view quantity,
                        std::string_view price, std::string_view fill_price,
                        std::string_view costs) {
    TradeRow row;
    row.order_id = id;
    row.time = day("2024-03-01");
    row.instrument = instrument;
    row.side = side;
    row.quantity = qty(quantity);
    row.price = px(price);
    row.fill_price = px(fill_price);
    row.costs = money(costs);
    return row;
  }
  const InstrumentTable table_{testing::instruments({"AAA", "BBB", "CCC"})};
  Day day_;
  DayContext context_;
};

TEST_F(DayArtefacts, EquitySnapshot) {
  EXPECT_EQ(equity_snapshot_json(day_, context_), R"({
  "timestamp": "2024-03-01T00:00:00Z",
  "equity": 100500.25,
  "cash": 48250.24,
  "positions_value": 52250.01,
  "seed_capital": 100000.00,
  "total_pnl": 500.25,
  "total_return_pct": 0.5002500000
}
)");
}

TEST_F(DayArtefacts, Positions_AreThoseThatAreNotZero) {
  EXPECT_EQ(positions_csv({qty("0"), qty("20"), qty("-0.5")}, table_),
            "symbol,qty\nBBB,20\nCCC,-0.5\n");
}

TEST_F(DayArtefacts, OrdersToday_ListsRefusedOnesWithTheirReason) {
  EXPECT_EQ(orders_csv(day_, table_),
            R"(timestamp,symbol,side,qty,price,fill_price,costs,status,reason
2024-03-01T00:00:00Z,CCC,BUY,5,10,,0,DENIED,"MAX_WEIGHT: rule=max_weight, measured=0.2, limit=0.1"
2024-03-01T00:00:00Z,AAA,SELL,10,50,49.95,0.75,FILLED,
2024-03-01T00:00:00Z,BBB,BUY,20,100,100.1,3,FILLED,
2024-03-01T00:00:00Z,CCC,BUY,0.1,,,0,DENIED,NO_REFERENCE_PRICE
)");
}

TEST_F(DayArtefacts, TradesToday_ListsFillsAlone) {
  EXPECT_EQ(trades_csv(day_, table_), R"(timestamp,symbol,side,qty,price,fill_price,costs
2024-03-01T00:00:00Z,AAA,SELL,10,50,49.95,0.75
2024-03-01T00:00:00Z,BBB,BUY,20,100,100.1,3
)");
}

// The day's return: 100500.25 / 100000.25 - 1 = 500 / 100000.25; turnover 2501.5 / 100500.25.
TEST_F(DayArtefacts, DailySummary) {
  EXPECT_EQ(daily_summary_json(day_, context_), R"({
  "date": "2024-03-01",
  "equity": 100500.25,
  "cash": 48250.24,
  "positions_value": 52250.01,
  "daily_return_pct": 0.4999987500,
  "daily_pnl": 500.00,
  "trades_count": 2,
  "buy_count": 1,
  "sell_count": 1,
  "turnover": 0.0248904853,
  "sharpe_daily": 1.2345670000,
  "max_drawdown": -0.0525000000,
  "positions_count": 2,
  "orders_blocked": 2
}
)");
}

TEST_F(DayArtefacts, DailySummary_WithoutASharpeYet_SaysNull) {
  context_.sharpe.reset();
  EXPECT_NE(daily_summary_json(day_, context_).find("\"sharpe_daily\": null,"), std::string::npos);
}

TEST_F(DayArtefacts, DailySummaryForPeople) {
  EXPECT_EQ(daily_summary_md(day_, context_), R"(# demo · 2024-03-01

## Portfolio

| | |
|---|---:|
| Equity | 100,500.25 |
| Cash | 48,250.24 |
| Positions | 52,250.01 in 2 |

## Trading

| | |
|---|---:|
| Trades | 2 (1 buys, 1 sells) |
| Traded value | 2,501.50 |
| Turnover | 2.49 % |
| Commission | 1.25 |

## Performance

| | |
|---|---:|
| Day | 500.00 (0.50 %) |
| Since the start | 0.50 % |
| Sharpe ratio | 1.23 |
| Largest drawdown | -5.25 % |

## Blocked orders

| symbol | side | quantity | reason |
|---|---|---:|---|
| CCC | BUY | 5 | MAX_WEIGHT: rule=max_weight, measured=0.2, limit=0.1 |
| CCC | BUY | 0.1 | NO_REFERENCE_PRICE |
)");
}

TEST_F(DayArtefacts, DailySummaryForPeople_WithoutBlockedOrders_SaysNone) {
  day_.blocked = 0;
  day_.orders.clear();
  context_.sharpe.reset();
  const std::string text = daily_summary_md(day_, context_);
  EXPECT_TRUE(text.ends_with("## Blocked orders\n\nNone.\n"));
  EXPECT_NE(text.find("| Sharpe ratio | not defined yet |"), std::string::npos);
}

TEST_F(DayArtefacts, EquityCurve) {
  EXPECT_EQ(equity_curve_header() + equity_curve_row(day_, context_),
            "timestamp,equity,cash,positions_value,daily_return,cumulative_return\n"
            "2024-03-01T00:00:00Z,100500.25,48250.24,52250.01,0.0049999875,0.0050025000\n");
}

TEST_F(DayArtefacts, PositionsHistory_ValuesEachPositionRoundedDown) {
  std::string rows = positions_history_header();
  append_position_rows(rows, day_, {qty("0"), qty("20"), qty("-0.5")}, table_,
                       [](InstrumentId id) { return id == 1 ? px("101.5") : px("0.33333333"); });
  EXPECT_EQ(rows,
            "timestamp,symbol,qty,price,value\n"
            "2024-03-01T00:00:00Z,BBB,20,101.5,2030.00\n"
            "2024-03-01T00:00:00Z,CCC,-0.5,0.33333333,-0.16666667\n");
}

TEST_F(DayArtefacts, ReturnFromNothing_IsZero) {
  context_.previous_equity = Money{};
  EXPECT_EQ(daily_return(day_, context_), 0.0);
}

TEST_F(DayArtefacts, TurnoverOfALostAccount_IsZero) {
  day_.equity = money("-1");
  EXPECT_NE(daily_summary_json(day_, context_).find("\"turnover\": 0.0000000000"),
            std::string::npos);
}

TEST_F(DayArtefacts, AmountsOfTwentyDigits_KeepEveryDigit) {
  day_.equity = money("123456789012345678901.12345678");
  EXPECT_NE(
      equity_snapshot_json(day_, context_).find("\"equity\": 123456789012345678901.12345678,"),
      std::string::npos);
}

}  // namespace
}  // namespace sluice::records
