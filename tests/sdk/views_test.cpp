// SPDX-License-Identifier: Apache-2.0
//
// views_test.cpp: the views read what the C structs hold, also when a newer host's rows are longer.
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using testing::market_order;
using testing::money;

// A row as a newer host may write it.
struct LongerRow {
  sluice_risk_row known;
  std::uint64_t appended;
};

TEST(Rows, OfALargerStride_AreReadWhereTheyStart) {
  LongerRow rows[3]{};
  for (int i = 0; i < 3; ++i) {
    rows[i].known.position = i * kScale;
    rows[i].appended = UINT64_MAX;
  }
  const Rows<RiskRow> view{{rows, 3, sizeof(LongerRow)}};
  std::vector<std::int64_t> seen;
  for (const RiskRow row : view) seen.push_back(row.position().raw() / kScale);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(view[2].position().raw(), 2 * kScale);
}

TEST(Rows, WhenThereAreNone_AreEmpty) {
  const Rows<sluice_bar> view;
  EXPECT_TRUE(view.empty());
  EXPECT_TRUE(view.begin() == view.end());
}

TEST(Order, OfASell_HasANegativeSignedQuantity) {
  const sluice_order raw = market_order(3, Side::kSell, "2.5", "10");
  const Order order{&raw};
  EXPECT_EQ(order.instrument(), 3u);
  EXPECT_FALSE(order.is_buy());
  EXPECT_EQ(order.signed_quantity(), *Quantity::parse("-2.5"));
  EXPECT_EQ(order.reference_price(), *Price::parse("10"));
}

TEST(Order, WithoutPrices_HasNone) {
  const sluice_order raw = market_order(0, Side::kBuy, "1");
  const Order order{&raw};
  EXPECT_FALSE(order.reference_price());
  EXPECT_FALSE(order.limit_price());
  EXPECT_FALSE(order.average_daily_volume());
}

TEST(Order, OfTypeMarket_IgnoresTheLimitPriceField) {
  sluice_order raw = market_order(0, Side::kBuy, "1");
  raw.limit_price = kScale;
  EXPECT_FALSE(Order{&raw}.limit_price());
}

TEST(WorstCaseNotional, OfALimitOrder_UsesTheLimitAndRoundsUp) {
  testing::MockRiskView view{1};
  const sluice_order raw = testing::limit_order(0, Side::kBuy, "0.00000001", "0.5", "9");
  EXPECT_EQ(worst_case_notional(Order{&raw}, view.view()), money("0.00000001"));
}

TEST(WorstCaseNotional, OfAMarketOrder_UsesTheReferencePrice) {
  testing::MockRiskView view{1};
  const sluice_order priced = market_order(0, Side::kSell, "10", "101.25");
  const sluice_order unpriced = market_order(0, Side::kSell, "10");
  EXPECT_EQ(worst_case_notional(Order{&priced}, view.view()), money("1012.5"));
  EXPECT_FALSE(worst_case_notional(Order{&unpriced}, view.view()));
}

TEST(RiskView, GivesRowsGroupsAndAmounts) {
  testing::MockRiskView mock{2};
  mock.row(1).position = testing::units("10");
  mock.row(1).working_buy = testing::units("5");
  mock.row(1).working_sell = testing::units("2");
  mock.row(1).sector = mock.add_sector("tech", money("700"));
  mock.fields.equity = money("1000").to_c();
  mock.fields.net_exposure = money("-5").to_c();
  const RiskView view = mock.view();
  const RiskRow row = view.row(1);
  EXPECT_EQ(row.projected_quantity(), *Quantity::parse("13"));
  EXPECT_FALSE(row.last());
  EXPECT_EQ(view.sector(row.sector()).name(), "tech");
  EXPECT_EQ(view.sector(row.sector()).gross_exposure(), money("700"));
  EXPECT_EQ(view.equity(), money("1000"));
  EXPECT_EQ(view.net_exposure(), money("-5"));
}

TEST(RiskView, OutsideTheRun_GivesZerosAndTheUnknownGroup) {
  testing::MockRiskView mock{1};
  const RiskView view = mock.view();
  EXPECT_FALSE(view.row(1).last());
  EXPECT_TRUE(view.row(UINT32_MAX).position().is_zero());
  EXPECT_EQ(view.sector(9).name(), "");
  EXPECT_TRUE(view.region(9).gross_exposure().is_zero());
}

TEST(RiskRow, WhoseProjectionDoesNotFit_HasNone) {
  sluice_risk_row raw{};
  raw.position = INT64_MAX;
  raw.working_buy = 1;
  EXPECT_FALSE(RiskRow{&raw}.projected_quantity());
}

TEST(MarketView, SeriesOutsideTheRun_IsEmpty) {
  testing::MockMarket market;
  const auto abc = market.add_instrument("ABC", "tech", "us");
  market.add_bar(abc, "2025-01-02", "101.25");
  const MarketView view = market.view();
  EXPECT_EQ(view.series(abc).close(0), *Price::parse("101.25"));
  EXPECT_EQ(view.series(abc).time(0), testing::time_of("2025-01-02"));
  EXPECT_TRUE(view.series(7).empty());
  EXPECT_EQ(view.instruments()[0].symbol(), "ABC");
  EXPECT_EQ(view.instruments()[0].sector(), "tech");
  EXPECT_EQ(view.as_of(), testing::time_of("2025-01-02"));
}

TEST(Limit, Resolve_OfAMultiple_RoundsDown) {
  EXPECT_EQ(Limit::of(*Ratio::parse("0.5")).resolve(Money::from_raw(3)), Money::from_raw(1));
  EXPECT_EQ(Limit::of(money("7")).resolve(money("1000")), money("7"));
  EXPECT_FALSE(Limit::parse("x"));
  EXPECT_FALSE(Limit::parse(""));
}

}  // namespace
}  // namespace sluice
