// SPDX-License-Identifier: Apache-2.0
//
// trading_test.cpp: an executor and a venue that behaves, over real sockets.
#include "desk.hpp"

namespace sluice::testnet::test {
namespace {

class TestnetTrading : public ::testing::Test {
 protected:
  void SetUp() override {
    desk_.begin();
    ASSERT_EQ(desk_.health().ready, 1) << desk_.health().reason;
  }
  Simulator venue_;
  Desk desk_{venue_.url()};
};

TEST_F(TestnetTrading, Limit_ThatRests_IsAckedAndStaysOpen) {
  const auto order = desk_.limit(1, kBuy, "0.5", "90000");
  EXPECT_EQ(desk_.submit(order), SLUICE_OK) << desk_.executor().error();
  EXPECT_TRUE(desk_.hears("ACKED 1"));
  EXPECT_THAT(venue_.orders(), ElementsAre("NEW 0/0.5"));
  desk_.take();
  // The stream may tell it before the answer is here; until then a query is none.
  EXPECT_TRUE(desk_.waits([&] { return desk_.query(order) == SLUICE_OK; }));
  EXPECT_THAT(desk_.said(), Contains("STATUS 1 OPEN 0/0.5"));
}

TEST_F(TestnetTrading, Answer_RingsTheBell) {
  const std::uint64_t before = desk_.host().rings();
  EXPECT_EQ(desk_.submit(desk_.limit(1, kBuy, "0.5", "90000")), SLUICE_OK);
  EXPECT_TRUE(rings_again(desk_.host(), before));
  EXPECT_TRUE(desk_.hears("ACKED 1"));
}

TEST_F(TestnetTrading, Market_IsFilledAtTheVenuesPrice) {
  venue_.quote("99999", "3", "100001", "3");
  desk_.submit(desk_.market_order(1, kBuy, "0.5"));
  EXPECT_TRUE(desk_.hears("FILLED 1 0.5 @ 100001"));
  EXPECT_TRUE(desk_.hears("ACKED 1"));
}

// The router drops what it has been told before: answers and the stream name one execution alike.
TEST_F(TestnetTrading, Fill_IsToldByAnswerAndStreamAlike) {
  venue_.quote("99999", "3", "100001", "3");
  desk_.submit(desk_.market_order(1, kBuy, "0.5"));
  const auto fills = [&] {
    std::vector<sluice_execution_report> rows;
    for (const auto& row : desk_.rows())
      if (row.kind == SLUICE_REPORT_FILLED) rows.push_back(row);
    return rows;
  };
  ASSERT_TRUE(desk_.waits([&] { return fills().size() == 2; }));
  EXPECT_EQ(fills()[0].execution_id, fills()[1].execution_id);
  EXPECT_NE(fills()[0].execution_id, 0u);
  EXPECT_EQ(fills()[0].quantity, fills()[1].quantity);
  EXPECT_EQ(fills()[0].price, fills()[1].price);
  EXPECT_EQ(Money::from_c(fills()[0].commission), Money::from_c(fills()[1].commission));
}

TEST_F(TestnetTrading, Limit_IsFilledInParts) {
  venue_.quote("99999", "3", "100001", "0.2");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "100001"));
  EXPECT_TRUE(desk_.hears("FILLED 1 0.2 @ 100001"));
  venue_.trade("100000", "0.3", "SELL");
  EXPECT_TRUE(desk_.hears("FILLED 1 0.3 @ 100001"));
  EXPECT_THAT(venue_.orders(), ElementsAre("FILLED 0.5/0.5"));
}

TEST_F(TestnetTrading, Cancel_OfAnOpenOrder_TellsWhatWasFilled) {
  venue_.quote("99999", "3", "100001", "0.2");
  const auto order = desk_.limit(1, kBuy, "0.5", "100001");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("FILLED 1 0.2"));
  EXPECT_EQ(desk_.cancel(order), SLUICE_OK);
  ASSERT_TRUE(desk_.hears("CANCELED 1"));
  EXPECT_EQ(desk_.rows().back().cumulative_quantity, testing::units("0.2"));
  EXPECT_NE(desk_.rows().back().tells & SLUICE_TELLS_CUMULATIVE, 0u);
}

TEST_F(TestnetTrading, Cancel_OfAnOrderTheVenueDoesNotHave_IsRejected) {
  desk_.cancel(desk_.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("CANCEL_REJECTED 1 UNKNOWN_ORDER"));
}

TEST_F(TestnetTrading, ImmediateOrCancel_ThatDoesNotTrade_Expires) {
  venue_.quote("99999", "3", "100001", "3");
  auto order = desk_.limit(1, kBuy, "0.5", "95000");
  order.time_in_force = SLUICE_TIF_IOC;
  desk_.submit(order);
  EXPECT_TRUE(desk_.hears("EXPIRED 1"));
}

TEST_F(TestnetTrading, Order_BeyondTheAccount_IsRejectedByTheVenue) {
  desk_.submit(desk_.limit(1, kBuy, "50", "90000"));
  EXPECT_TRUE(desk_.hears("REJECTED 1 INSUFFICIENT_BALANCE"));
}

// What the venue would refuse for its filters does not leave.
TEST_F(TestnetTrading, Order_AgainstAFilter_IsNotSent) {
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000.001"));
  desk_.submit(desk_.limit(2, kBuy, "0.0000001", "90000"));
  auto for_the_day = desk_.limit(3, kBuy, "0.5", "90000");
  for_the_day.time_in_force = SLUICE_TIF_DAY;
  desk_.submit(for_the_day);
  EXPECT_THAT(desk_.said(), ElementsAre("NOT_SENT 1 PRICE_FILTER", "NOT_SENT 2 LOT_SIZE",
                                        "NOT_SENT 3 UNSUPPORTED_ORDER"));
  EXPECT_EQ(venue_.received("POST /api/v3/order"), 0);
}

TEST_F(TestnetTrading, LimitMaker_ThatWouldTrade_IsRejectedByTheVenue) {
  venue_.quote("99999", "3", "100001", "3");
  auto order = desk_.limit(1, kBuy, "0.5", "100001");
  order.flags = SLUICE_ORDER_POST_ONLY;
  desk_.submit(order);
  EXPECT_TRUE(desk_.hears("REJECTED 1 WOULD_TAKE"));
}

TEST_F(TestnetTrading, Query_OfAnOrderThatWasNeverSent_IsNotFound) {
  desk_.query(desk_.limit(9, kBuy, "0.5", "90000"));
  EXPECT_THAT(desk_.said(), ElementsAre("NOT_FOUND 9"));
}

TEST_F(TestnetTrading, Query_OfAFilledOrder_TellsItsExecutionsFirst) {
  venue_.quote("99999", "3", "100001", "3");
  const auto order = desk_.market_order(1, kBuy, "0.5");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("FILLED 1"));
  ASSERT_TRUE(desk_.waits([&] { return desk_.query(order) == SLUICE_OK; }));
  desk_.take();
  desk_.query(order);
  EXPECT_THAT(desk_.said(), ElementsAre("FILLED 1 0.5 @ 100001", "STATUS 1 FILLED 0.5/0.5"));
}

TEST_F(TestnetTrading, Snapshot_TellsExecutionsAndOpenOrders) {
  venue_.quote("99999", "3", "100001", "3");
  const auto resting = desk_.limit(1, kBuy, "0.5", "90000");
  desk_.submit(resting);
  desk_.submit(desk_.market_order(2, kBuy, "0.25"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  ASSERT_TRUE(desk_.hears("FILLED 2"));
  desk_.poll();
  desk_.take();
  const auto told = desk_.executor().snapshot(Timestamp{}, std::vector{resting});
  ASSERT_EQ(desk_.executor().status(), SLUICE_OK) << desk_.executor().error();
  desk_.keep();
  EXPECT_THAT(desk_.said(), ElementsAre("FILLED 2 0.25 @ 100001", "STATUS 1 OPEN 0/0.5"));
  EXPECT_EQ(told.account.complete, 1);
  EXPECT_EQ(told.account.has_cash, 0);
}

// A process that came later knows them by their name alone.
TEST_F(TestnetTrading, Snapshot_OfAnotherProcess_NamesOrdersByTheirIntent) {
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  Desk later{venue_.url()};
  later.begin();
  later.executor().snapshot(Timestamp{}, {});
  later.keep();
  ASSERT_EQ(later.rows().size(), 1u);
  EXPECT_EQ(later.rows()[0].order_id, 0u);
  EXPECT_EQ(later.rows()[0].intent_id.hi, 0x51u);
  EXPECT_EQ(later.rows()[0].intent_id.lo, 1u);
}

TEST_F(TestnetTrading, Account_TellsPermissionsBalancesAndClock) {
  desk_.tick();
  const auto told = desk_.executor().account();
  ASSERT_EQ(desk_.executor().status(), SLUICE_OK) << desk_.executor().error();
  EXPECT_EQ(told.facts.is_dry_run, 0);
  EXPECT_EQ(told.facts.has_permissions, 1);
  EXPECT_EQ(told.facts.may_trade, 1);
  EXPECT_EQ(told.facts.has_clock, 1);
  EXPECT_LT(std::abs(told.facts.clock_offset_ns), 500'000'000);
  EXPECT_THAT(told.balances, Contains("USDT 1000000 + 0 locked"));
}

TEST_F(TestnetTrading, Replace_ThatMakesTheOrderSmaller_KeepsItsPlace) {
  auto order = desk_.limit(1, kBuy, "0.5", "90000");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  order.quantity = testing::units("0.3");
  desk_.tick();
  desk_.executor().replace(order);
  desk_.keep();
  EXPECT_TRUE(desk_.hears("REPLACED 1 0.3 @ 90000")) << ::testing::PrintToString(desk_.said());
  EXPECT_THAT(venue_.orders(), ElementsAre("NEW 0/0.3"));
  // Under its old name.
  desk_.take();
  EXPECT_TRUE(desk_.waits([&] { return desk_.query(order) == SLUICE_OK; }));
  EXPECT_THAT(desk_.said(), Contains("STATUS 1 OPEN 0/0.3"));
}

TEST_F(TestnetTrading, Replace_ThatTheVenueCannotDo_IsRejectedHere) {
  auto order = desk_.limit(1, kBuy, "0.5", "90000");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  order.quantity = testing::units("0.6");
  desk_.executor().replace(order);
  desk_.keep();
  EXPECT_TRUE(desk_.hears("REPLACE_REJECTED 1 REPLACE_UNSUPPORTED"));
}

// A session that begins while the symbol is halted trades once it is not.
TEST(TestnetClosedMarket, Order_AfterItOpened_Passes) {
  Simulator venue;
  venue.post("symbol", R"({"symbol":"BTCUSDT","trading":false})");
  Desk desk{venue.url()};
  desk.begin();
  const auto order = desk.limit(1, kBuy, "0.5", "90000");
  desk.submit(order);
  EXPECT_TRUE(desk.hears("NOT_SENT 1 MARKET_CLOSED"));
  venue.post("symbol", R"({"symbol":"BTCUSDT","trading":true})");
  EXPECT_TRUE(desk.waits([&] {
    if (!venue.orders().empty()) return true;
    desk.submit(order);
    return false;
  }));
}

}  // namespace
}  // namespace sluice::testnet::test
