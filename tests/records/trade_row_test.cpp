// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "records/day.hpp"
#include "support/domain_values.hpp"

namespace sluice::records {
namespace {

using testing::day;
using testing::money;
using testing::px;
using testing::qty;

Fill fill(Side side, std::string_view base, std::string_view price) {
  Fill made;
  made.order_id = 7;
  made.instrument = 2;
  made.side = side;
  made.quantity = qty("10");
  made.base_price = px(base);
  made.price = px(price);
  made.commission = money("0.5");
  made.time = day("2024-01-02");
  return made;
}

TEST(TradeRow, Costs_AreCommissionAndTheDistanceFromTheBasePrice) {
  const TradeRow bought = trade_row(fill(Side::kBuy, "100", "100.05"));
  EXPECT_EQ(bought.costs, money("1"));
  EXPECT_EQ(bought.commission, money("0.5"));
  EXPECT_EQ(bought.price, px("100"));
  EXPECT_EQ(bought.fill_price, px("100.05"));
  EXPECT_EQ(bought.order_id, 7u);
  EXPECT_EQ(bought.instrument, 2u);
  EXPECT_EQ(bought.quantity, qty("10"));
  EXPECT_EQ(bought.time, day("2024-01-02"));
  EXPECT_EQ(trade_row(fill(Side::kSell, "100", "99.95")).costs, money("1"));
}

TEST(TradeRow, PriceInOurFavour_LowersTheCosts) {
  EXPECT_EQ(trade_row(fill(Side::kSell, "100", "100.1")).costs, money("-0.5"));
}

TEST(TradeRow, WithoutABasePrice_CostsAreTheCommission) {
  const TradeRow row = trade_row(fill(Side::kBuy, "0", "100"));
  EXPECT_EQ(row.costs, money("0.5"));
  EXPECT_EQ(row.price, px("100"));
}

TEST(TradeRow, CostsBetweenTwoUnits_AreRoundedUp) {
  Fill tiny = fill(Side::kBuy, "1", "1.00000001");
  tiny.quantity = qty("0.1");
  EXPECT_EQ(trade_row(tiny).costs, money("0.50000001"));
}

}  // namespace
}  // namespace sluice::records
