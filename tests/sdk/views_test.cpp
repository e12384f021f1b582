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

TEST(Order, OfEachTypeWithALimit_HasIt) {
  sluice_order raw = testing::limit_order(0, Side::kBuy, "1", "5");
  raw.stop_price = testing::units("4");
  for (const std::uint8_t type :
       {SLUICE_ORDER_LIMIT, SLUICE_ORDER_STOP_LIMIT, SLUICE_ORDER_LIMIT_MAKER}) {
    raw.type = type;
    EXPECT_EQ(Order{&raw}.limit_price(), *Price::parse("5"));
    EXPECT_EQ(Order{&raw}.stop_price().has_value(), type == SLUICE_ORDER_STOP_LIMIT);
  }
  raw.type = SLUICE_ORDER_STOP;
  EXPECT_FALSE(Order{&raw}.limit_price());
  EXPECT_EQ(Order{&raw}.stop_price(), *Price::parse("4"));
}

TEST(Order, GivesIdsFlagsAndParent) {
  sluice_order raw = market_order(0, Side::kBuy, "1");
  EXPECT_FALSE(Order{&raw}.parent_id());
  EXPECT_FALSE(Order{&raw}.parent_quantity());
  EXPECT_FALSE(Order{&raw}.reduce_only());
  raw.intent_id = {1, 2};
  raw.parent_id = {3, 4};
  raw.parent_quantity = testing::units("9");
  raw.flags = SLUICE_ORDER_REDUCE_ONLY;
  const Order order{&raw};
  EXPECT_EQ(order.intent_id(), (IntentKey{1, 2}));
  EXPECT_EQ(order.parent_id(), (IntentKey{3, 4}));
  EXPECT_EQ(order.parent_quantity(), *Quantity::parse("9"));
  EXPECT_TRUE(order.reduce_only());
  EXPECT_FALSE(order.post_only());
  raw.flags = SLUICE_ORDER_POST_ONLY;
  EXPECT_TRUE(order.post_only());
}

TEST(WorstCaseNotional, OfAStopOrder_UsesTheStop) {
  testing::MockRiskView view{1};
  sluice_order raw = market_order(0, Side::kBuy, "2", "9");
  raw.type = SLUICE_ORDER_STOP;
  raw.stop_price = testing::units("11");
  EXPECT_EQ(worst_case_notional(Order{&raw}, view.view()), money("22"));
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

TEST(RiskView, GivesWorkingOrders) {
  testing::MockRiskView mock{2};
  sluice_order first = testing::limit_order(1, Side::kSell, "3", "10");
  first.intent_id = {5, 6};
  first.order_id = 7;
  first.decision_time = 8;
  mock.add_working_order(first);
  mock.add_working_order(market_order(0, Side::kBuy, "2", "1.5"));
  mock.working_order(1).unknown = 1;
  mock.working_order(1).remaining = testing::units("1");
  const RiskView view = mock.view();
  ASSERT_EQ(view.working_orders().size(), 2u);
  const WorkingOrder sell = view.working_orders()[0];
  EXPECT_EQ(sell.intent_id(), (IntentKey{5, 6}));
  EXPECT_EQ(sell.order_id(), 7u);
  EXPECT_EQ(sell.instrument(), 1u);
  EXPECT_FALSE(sell.is_buy());
  EXPECT_EQ(sell.type(), OrderType::kLimit);
  EXPECT_EQ(sell.price(), *Price::parse("10"));
  EXPECT_EQ(sell.decision_time().nanoseconds(), 8);
  EXPECT_FALSE(sell.is_unknown());
  const WorkingOrder buy = view.working_orders()[1];
  EXPECT_EQ(buy.side(), Side::kBuy);
  EXPECT_TRUE(buy.is_unknown());
  EXPECT_EQ(buy.quantity(), *Quantity::parse("2"));
  EXPECT_EQ(buy.remaining(), *Quantity::parse("1"));
  EXPECT_EQ(buy.price(), *Price::parse("1.5"));
  EXPECT_EQ(view.working_notional(), money("33"));
  EXPECT_EQ(view.row(1).working_orders(), 1u);
  EXPECT_EQ(view.row(1).working_sell(), *Quantity::parse("3"));
  EXPECT_EQ(view.row(1).resting_sell(), *Quantity::parse("3"));
  EXPECT_EQ(view.row(0).resting_buy(), Quantity{}) << "a market order fills";
}

TEST(RiskView, GivesWhatRestsCouldAdd) {
  testing::MockRiskView mock{1};
  mock.row(0).resting_value = money("7").to_c();
  mock.fields.resting_exposure = money("9").to_c();
  const RiskView view = mock.view();
  EXPECT_EQ(view.row(0).resting_value(), money("7"));
  EXPECT_EQ(view.resting_exposure(), money("9"));
  EXPECT_EQ(view.sector(0).resting_exposure(), Money{});
}

TEST(RiskView, GivesStatesTimesAndNames) {
  testing::MockRiskView mock{1};
  EXPECT_EQ(mock.view().trading_state(), TradingState::kActive);
  EXPECT_FALSE(mock.view().session_open());
  EXPECT_FALSE(mock.view().venue_heartbeat());
  mock.set_names("acc", "ses", "str", "rou", "abc");
  mock.fields.trading_state = SLUICE_TRADING_REDUCING;
  mock.fields.session_open = 1;
  mock.fields.session_close = 2;
  mock.fields.venue_heartbeat = 3;
  mock.fields.offline = 1;
  mock.fields.open_positions = 4;
  mock.fields.reserved_cash = money("5").to_c();
  const RiskView view = mock.view();
  EXPECT_EQ(view.account(), "acc");
  EXPECT_EQ(view.session(), "ses");
  EXPECT_EQ(view.strategy(), "str");
  EXPECT_EQ(view.route(), "rou");
  EXPECT_EQ(view.config_hash(), "abc");
  EXPECT_EQ(view.trading_state(), TradingState::kReducing);
  EXPECT_EQ(view.session_open()->nanoseconds(), 1);
  EXPECT_EQ(view.session_close()->nanoseconds(), 2);
  EXPECT_EQ(view.venue_heartbeat()->nanoseconds(), 3);
  EXPECT_TRUE(view.is_offline());
  EXPECT_EQ(view.open_positions(), 4u);
  EXPECT_EQ(view.reserved_cash(), money("5"));
}

TEST(RiskRow, GivesLimitsOfAnOrderAndWhatTheVenueTold) {
  sluice_risk_row raw{};
  EXPECT_FALSE(RiskRow{&raw}.min_quantity());
  EXPECT_FALSE(RiskRow{&raw}.max_quantity());
  EXPECT_FALSE(RiskRow{&raw}.min_notional());
  EXPECT_FALSE(RiskRow{&raw}.venue_position());
  EXPECT_EQ(RiskRow{&raw}.trading_state(), TradingState::kUnknown);
  raw.min_quantity = 1;
  raw.max_quantity = 2;
  raw.min_notional = Money::from_raw(3).to_c();
  raw.has_venue_position = 1;
  raw.trading_state = SLUICE_TRADING_HALTED;
  raw.tick = 4;
  raw.quote_time = 5;
  const RiskRow row{&raw};
  EXPECT_EQ(row.min_quantity(), Quantity::from_raw(1));
  EXPECT_EQ(row.max_quantity(), Quantity::from_raw(2));
  EXPECT_EQ(row.min_notional(), Money::from_raw(3));
  EXPECT_EQ(row.venue_position(), Quantity{});
  EXPECT_EQ(row.trading_state(), TradingState::kHalted);
  EXPECT_EQ(row.tick(), Price::from_raw(4));
  EXPECT_EQ(row.quote_time().nanoseconds(), 5);
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
