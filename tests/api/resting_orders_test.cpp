// SPDX-License-Identifier: Apache-2.0
//
// resting_orders_test.cpp: orders that the market has not reached: they rest, fill when a price
// reaches them, can be cancelled and replaced, and are there after a kill. AAA is at 100.
#include <csignal>

#include "api/orders_fixture.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBid =
    R"({"symbol":"AAA","side":"BUY","quantity":3,"type":"LIMIT","limit":90})";

class RestingOrdersTest : public OrdersTest {
 protected:
  void SetUp() override {
    served_.configure("");
    served_.start();
  }
  [[nodiscard]] std::string rest(std::string_view body = kBid) const {
    const Json order = served_.placed(body);
    EXPECT_EQ(order.at("status"), "NEW") << order;
    EXPECT_EQ(order.at("reason"), nullptr);
    return order.at("order_id");
  }
  [[nodiscard]] Reply change(const std::string& id, const std::string& what,
                             const std::string& body = {}) const {
    return served_.post("/api/v1/oms/orders/" + id + "/" + what, body);
  }
  void limit_notional() {
    served_.end(SIGTERM);
    served_.configure("pre_trade: {max_notional_per_symbol: 1000}\n");
    served_.start();
  }
  [[nodiscard]] Json row_of_detail(const std::string& id) const {
    return served_.get("/api/v1/oms/orders/" + id).json().at("order");
  }
  // An order of somebody else says that this is the price.
  void price(const std::string& symbol, const std::string& at) const {
    const Json order = served_.placed(R"({"symbol":")" + symbol +
                                      R"(","side":"BUY","quantity":1,"price":)" + at + "}");
    EXPECT_EQ(order.at("status"), "FILLED") << order;
  }
  [[nodiscard]] Json row(const std::string& id) const {
    const Json page = blotter();
    for (const Json& each : page.at("orders"))
      if (each.at("order_id") == id) return each;
    ADD_FAILURE() << "no order " << id;
    return {};
  }
};

TEST_F(RestingOrdersTest, LimitThatIsNotReached_Rests_AndFillsAtItsLimitWhenAPriceReachesIt) {
  const std::string id = rest();
  EXPECT_EQ(row(id).at("status"), "SENT");
  EXPECT_TRUE(positions().empty());
  price("AAA", "90.00000001");
  EXPECT_EQ(row(id).at("status"), "SENT");
  price("AAA", "89");
  EXPECT_EQ(row(id).at("status"), "FILLED");
  EXPECT_EQ(row(id).at("average_price"), 90) << "it rested: no better, and no costs";
  EXPECT_EQ(held("AAA"), 5);
}

TEST_F(RestingOrdersTest, LimitThatIsReached_FillsAtTheMarketAndNeverBeyondTheLimit) {
  const Json better =
      served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1,"type":"LIMIT","limit":110})");
  EXPECT_EQ(better.at("status"), "FILLED");
  EXPECT_LT(better.at("price").get<double>(), 101);
  const Json at_it =
      served_.placed(R"({"symbol":"AAA","side":"SELL","quantity":1,"type":"LIMIT","limit":100})");
  EXPECT_EQ(at_it.at("status"), "FILLED");
  EXPECT_EQ(at_it.at("price"), 100) << "costs do not take it beyond";
}

TEST_F(RestingOrdersTest, Cancelled_IsOver) {
  const std::string id = rest();
  const auto reply = change(id, "cancel");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.json().at("result"), "done");
  EXPECT_EQ(row(id).at("status"), "CANCELED");
  EXPECT_EQ(change(id, "cancel").status, 409);
  EXPECT_EQ(change(id, "replace", R"({"limit":95})").status, 409);
  price("AAA", "80");
  EXPECT_EQ(held("AAA"), 1);
}

TEST_F(RestingOrdersTest, Replaced_HasItsNewTerms) {
  const std::string id = rest();
  const auto reply = change(id, "replace", R"({"quantity":5,"limit":95})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  price("AAA", "94");
  EXPECT_EQ(row(id).at("status"), "FILLED");
  EXPECT_EQ(row(id).at("quantity"), 5);
  EXPECT_EQ(row(id).at("average_price"), 95);
  EXPECT_EQ(held("AAA"), 6);
}

TEST_F(RestingOrdersTest, ReplacedSoThatItIsReached_FillsAtOnce) {
  const std::string id = rest();
  const auto reply = change(id, "replace", R"({"limit":120})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(row(id).at("status"), "FILLED");
  EXPECT_LT(row(id).at("average_price").get<double>(), 101);
}

TEST_F(RestingOrdersTest, Replace_ThatARuleRefuses_LeavesTheOrderAsItIs) {
  limit_notional();
  const std::string id = rest();
  EXPECT_EQ(change(id, "replace", R"({"quantity":500})").status, 409);
  price("AAA", "89");
  EXPECT_EQ(row(id).at("filled_quantity"), 3);
}

TEST_F(RestingOrdersTest, ChangedOrder_IsToldByTheNameThatItsClientGaveIt) {
  const std::string id = rest(
      R"({"symbol":"AAA","side":"BUY","quantity":3,"type":"LIMIT","limit":90,"client_order_id":"mine"})");
  const auto expect_named = [&](const Reply& reply) {
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("order").at("client_order_id"), "mine") << reply.body;
  };
  expect_named(change(id, "replace", R"({"limit":91})"));
  served_.restart(SIGKILL);
  expect_named(change(id, "replace", R"({"limit":92})"));
  expect_named(change(id, "cancel"));
  EXPECT_EQ(change(rest(), "cancel").json().at("order").at("client_order_id"), nullptr);
}

TEST_F(RestingOrdersTest, Replace_ThatARuleRefuses_SaysWhatANewOrderWouldBeTold) {
  limit_notional();
  const Reply reply = change(rest(), "replace", R"({"quantity":500})");
  EXPECT_EQ(reply.status, 409);
  EXPECT_THAT(reply.body, HasSubstr("the order can't be changed: MAX_NOTIONAL_PER_SYMBOL: "
                                    "rule=max_notional_per_symbol, measured="));
  EXPECT_THAT(reply.body, HasSubstr("limit=1000"));
}

TEST_F(RestingOrdersTest, Replace_UnderAHalt_SaysSo) {
  const std::string id = rest();
  halt(R"(,"level":"halt")");
  const Reply reply = change(id, "replace", R"({"quantity":2})");
  EXPECT_EQ(reply.status, 409);
  EXPECT_THAT(reply.body,
              HasSubstr("the order can't be changed: KILL_SWITCH: Kill switch is engaged"));
}

TEST_F(RestingOrdersTest, Killed_RestsOn) {
  const std::string one = rest();
  const std::string other = rest();
  served_.restart(SIGKILL);
  EXPECT_THAT(served_.get("/metrics").body, HasSubstr("\nsluice_open_orders 2\n"));
  ASSERT_EQ(change(one, "cancel").status, 200);
  price("AAA", "89");
  EXPECT_EQ(row(one).at("status"), "CANCELED");
  EXPECT_EQ(row(other).at("status"), "FILLED");
  EXPECT_EQ(held("AAA"), 4);
}

TEST_F(RestingOrdersTest, OrderThatHasNoTime_IsNotFilledLater) {
  for (const char* const tif : {"IOC", "FOK"}) {
    const Json order = served_.placed(
        R"({"symbol":"AAA","side":"BUY","quantity":1,"type":"LIMIT","limit":90,"tif":")" +
        std::string{tif} + "\"}");
    EXPECT_EQ(order.at("status"), "REJECTED") << tif;
    EXPECT_EQ(order.at("reason"), "EXPIRED") << tif;
    EXPECT_EQ(row(order.at("order_id")).at("status"), "EXPIRED");
  }
  price("AAA", "80");
  EXPECT_EQ(held("AAA"), 1);
}

TEST_F(RestingOrdersTest, Stop_IsTriggeredByThePriceThatReachesIt) {
  const std::string id =
      rest(R"({"symbol":"AAA","side":"SELL","quantity":2,"type":"STOP","stop":95})");
  price("AAA", "96");
  EXPECT_EQ(row(id).at("status"), "SENT");
  price("AAA", "94");
  EXPECT_EQ(row(id).at("status"), "FILLED");
  EXPECT_LT(row(id).at("average_price").get<double>(), 94);
}

TEST_F(RestingOrdersTest, PriceOfAnOrderThatIsRefused_ReachesNobody) {
  limit_notional();
  const std::string id = rest();
  // By a rule, the router, the venue; and prices of orders that need not trade at them.
  for (const std::string slip :
       {R"("quantity":100,"price":50)", R"("quantity":0.001,"price":50)",
        R"("quantity":1,"price":50,"reduce_only":true)",
        R"("quantity":1,"price":50,"type":"LIMIT","limit":50.5,"post_only":true)"}) {
    served_.placed(R"({"symbol":"AAA","side":"BUY",)" + slip + "}");
    EXPECT_EQ(row(id).at("status"), "SENT") << slip;
  }
  EXPECT_GT(served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1})").at("price"), 99);
}

// Rules judge an order at what it trades at, whatever others have named.
TEST_F(RestingOrdersTest, OrderWithoutAPrice_IsJudgedAtTheMarket) {
  limit_notional();
  const auto small = served_.order(
      R"([{"symbol":"AAA","side":"BUY","quantity":5000000,"price":0.01},{"symbol":"AAA","side":"BUY","quantity":50}])");
  ASSERT_EQ(small.status, 200) << small.body;
  EXPECT_EQ(small.json()[0].at("status"), "REJECTED");
  EXPECT_EQ(small.json()[1].at("status"), "REJECTED") << small.body;
}

TEST_F(RestingOrdersTest, PriceBehindAnOrderThatMakesRoom_IsTheMarketWhenItIsJudged) {
  limit_notional();
  ASSERT_EQ(
      served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":9,"price":100})").at("status"),
      "FILLED");
  const auto list = served_.order(
      R"([{"symbol":"AAA","side":"SELL","quantity":9},{"symbol":"AAA","side":"BUY","quantity":1900,"price":0.5}])");
  ASSERT_EQ(list.status, 200) << list.body;
  const Json bought = list.json()[1];
  EXPECT_EQ(bought.at("status"), "FILLED");
  EXPECT_LT(bought.at("price").get<double>(), 0.51) << "judged at 0.5, it trades at 0.5";
}

TEST_F(RestingOrdersTest, LimitOrderThatNamesAPrice_IsJudgedAndTradesAtTheMarket) {
  limit_notional();
  const Json order = served_.placed(
      R"({"symbol":"AAA","side":"BUY","quantity":50,"type":"LIMIT","limit":110,"price":1})");
  EXPECT_EQ(order.at("status"), "REJECTED");
}

// Valued at the new price, it breaks the limit: the price does not count.
TEST_F(RestingOrdersTest, PriceAtWhichItsOrderIsRefused_ReachesNobody) {
  limit_notional();
  ASSERT_EQ(served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":9})").at("status"), "FILLED");
  const std::string id =
      rest(R"({"symbol":"AAA","side":"SELL","quantity":1,"type":"LIMIT","limit":120})");
  const auto slip = [&](const char* quantity) {
    return served_.placed(R"({"symbol":"AAA","side":"BUY","price":1000,"quantity":)" +
                          std::string{quantity} + "}");
  };
  EXPECT_EQ(slip("0.3").at("status"), "REJECTED");
  EXPECT_LT(slip("0.1").at("price").get<double>(), 101) << "it trades at the market";
  EXPECT_EQ(row(id).at("status"), "SENT");
}

TEST_F(RestingOrdersTest, NewTerms_AreJudgedAtTheMarketOfNow) {
  limit_notional();
  price("AAA", "10");
  const std::string id =
      rest(R"({"symbol":"AAA","side":"SELL","quantity":1,"type":"LIMIT","limit":900})");
  price("AAA", "400");
  EXPECT_EQ(change(id, "replace", R"({"quantity":50,"limit":11})").status, 409);
}

// More end in one decision than are remembered.
TEST_F(RestingOrdersTest, EveryOrderOfALongList_IsAnsweredAsItIs) {
  std::vector<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.push_back(rest());
  std::string many = R"([{"symbol":"AAA","side":"BUY","quantity":1,"price":89})";
  for (int i = 0; i < 999; ++i) many += R"(,{"symbol":"AAA","side":"BUY","quantity":1})";
  const auto reply = served_.order(many + "]");
  ASSERT_EQ(reply.status, 200) << reply.body.substr(0, 500);
  std::size_t filled = 0;
  for (const Json& order : reply.json()) filled += order.at("status") == "FILLED" ? 1 : 0;
  EXPECT_EQ(filled, 1000u);
}

TEST_F(RestingOrdersTest, LastPrice_IsTheSameAfterAKill) {
  price("AAA", "10");
  const std::string worth = "/api/v1/portfolio";
  price("AAA", "200");
  served_.placed(R"({"symbol":"AAA","side":"SELL","quantity":2,"price":250})");
  const Json before = served_.get(worth).json();
  served_.restart(SIGKILL);
  const Json after = served_.get(worth).json();
  for (const char* const each : {"cash", "equity", "reserved"})
    EXPECT_EQ(after.at(each), before.at(each)) << each;
  EXPECT_GT(served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1})").at("price"), 249);
}

TEST_F(RestingOrdersTest, SaleThatMayNeverTrade_FundsNothing) {
  price("AAA", "100");
  const double before = served_.get("/api/v1/portfolio").json().at("reserved");
  (void)rest(R"({"symbol":"AAA","side":"SELL","quantity":1,"type":"LIMIT","limit":1000000})");
  EXPECT_EQ(served_.get("/api/v1/portfolio").json().at("reserved"), before);
}

// It rests for longer than newer orders that are over are remembered.
TEST_F(RestingOrdersTest, OldestOfMany_FillsLast_AndTheServerStartsAgain) {
  const std::string id = rest();
  std::string many = "[";
  for (int i = 0; i < 1000; ++i)
    many += (i > 0 ? "," : "") + std::string{R"({"symbol":"BBB","side":")"} +
            (i % 2 == 0 ? "BUY" : "SELL") + R"(","quantity":1})";
  many += "]";
  for (int lists = 0; lists < 2; ++lists) ASSERT_EQ(served_.order(many).status, 200);
  price("AAA", "89");
  served_.restart(SIGKILL);
  EXPECT_EQ(row_of_detail(id).at("status"), "FILLED");
  EXPECT_EQ(held("AAA"), 4);
}

TEST_F(RestingOrdersTest, NewLimitOfAStop_IsRefused) {
  const std::string id =
      rest(R"({"symbol":"AAA","side":"BUY","quantity":2,"type":"STOP","stop":105})");
  const Reply reply = change(id, "replace", R"({"limit":110})");
  EXPECT_EQ(reply.status, 409);
  EXPECT_THAT(reply.body, HasSubstr("the order can't be changed: NOT_ADMITTED"));
  price("AAA", "106");
  EXPECT_EQ(row(id).at("status"), "FILLED");
}

TEST_F(RestingOrdersTest, HaltThatIsReleased_LeavesThemAsTheyAre) {
  const std::string id = rest();
  served_.placed(kBuy);
  served_.placed(kBuy);
  halt(R"(,"level":"halt")");
  release();
  EXPECT_EQ(row(id).at("status"), "SENT");
}

TEST_F(RestingOrdersTest, OrderThatIsFilledInPart_SaysSo) {
  served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":3})");
  const Json order = served_.placed(
      R"({"symbol":"AAA","side":"SELL","quantity":10,"reduce_only":true,"client_order_id":"p"})");
  EXPECT_EQ(order.at("status"), "FILLED");
  EXPECT_EQ(order.at("reason"), "PARTIAL_SUCCESS: filled=3, quantity=10; REDUCE_ONLY");
  EXPECT_EQ(served_.get("/api/v1/paper/orders?limit=1").json()[0], order);
  EXPECT_EQ(held("AAA"), 0);
}

TEST_F(RestingOrdersTest, ListWithSeveralPricesOfASymbol_FillsEachAtItsOwn) {
  const auto reply = served_.order(
      R"([{"symbol":"AAA","side":"BUY","quantity":1,"price":101},{"symbol":"BBB","side":"BUY","quantity":1,"price":51},)"
      R"({"symbol":"AAA","side":"BUY","quantity":1,"price":102},{"symbol":"AAA","side":"BUY","quantity":1}])");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const std::vector<double> prices{101, 51, 102, 102};
  const Json answers = reply.json();
  for (std::size_t i = 0; i < prices.size(); ++i) {
    EXPECT_EQ(answers[i].at("status"), "FILLED");
    EXPECT_NEAR(answers[i].at("price").get<double>(), prices[i], 0.2) << i;
  }
}

TEST_F(RestingOrdersTest, ReservedMoney_IsNotThereForOthers) {
  served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1})");
  const Json before = served_.get("/api/v1/portfolio").json();
  const std::string id = rest();
  const Json during = served_.get("/api/v1/portfolio").json();
  EXPECT_EQ(during.at("cash"), before.at("cash"));
  EXPECT_GE(during.at("reserved").get<double>(), 270);
  ASSERT_EQ(change(id, "cancel").status, 200);
  EXPECT_EQ(served_.get("/api/v1/portfolio").json().at("reserved"), before.at("reserved"));
}

TEST_F(RestingOrdersTest, Reset_CancelsThem) {
  const std::string id = rest();
  ASSERT_EQ(served_.post("/api/v1/paper/reset").status, 200);
  EXPECT_EQ(row(id).at("status"), "CANCELED");
  price("AAA", "80");
  EXPECT_EQ(held("AAA"), 1);
}

TEST_F(RestingOrdersTest, MoreThanCanBeRemembered_AreRefused_AndTheServerGoesOn) {
  std::string many = "[";
  for (int i = 0; i < 1000; ++i) many += (i > 0 ? "," : "") + std::string{kBid};
  many += "]";
  int rests = 0;
  for (int lists = 0; lists < 3; ++lists) {
    const auto reply = served_.order(many);
    ASSERT_EQ(reply.status, 200) << reply.body;
    for (const Json& order : reply.json()) rests += order.at("status") == "NEW" ? 1 : 0;
  }
  EXPECT_EQ(rests, 2048);
  const Json refused = served_.placed(kBid);
  EXPECT_EQ(refused.at("status"), "REJECTED");
  EXPECT_EQ(refused.at("reason"), "TOO_MANY_OPEN_ORDERS");
  served_.restart(SIGKILL);
  EXPECT_THAT(served_.get("/metrics").body, HasSubstr("\nsluice_open_orders 2048\n"));
  ASSERT_EQ(served_.post("/api/v1/paper/reset").status, 200);
  price("AAA", "89");
}

// It would have made room and brought money, and the venue takes no such order.
TEST_F(RestingOrdersTest, MarketOrderThatMayOnlyRest_IsABadRequest) {
  const auto reply =
      served_.order(R"({"symbol":"AAA","side":"SELL","quantity":1,"post_only":true})");
  EXPECT_EQ(reply.status, 422);
  EXPECT_THAT(reply.body, HasSubstr("a MARKET order has no limit to rest at"));
}

TEST_F(RestingOrdersTest, SaleOutOfReach_MakesNoRoomUnderALimit) {
  limit_notional();
  served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":9,"price":100})");
  (void)rest(R"({"symbol":"AAA","side":"SELL","quantity":9,"type":"LIMIT","limit":500})");
  const Json order = served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":2})");
  EXPECT_EQ(order.at("status"), "REJECTED");
  EXPECT_THAT(order.at("reason").get<std::string>(),
              HasSubstr("MAX_NOTIONAL_PER_SYMBOL: rule=max_notional_per_symbol, measured=1100"));
  EXPECT_EQ(served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1})").at("status"), "FILLED");
}

TEST_F(RestingOrdersTest, ModelImmediate_FillsEveryLimitAtOnce) {
  served_.end(SIGTERM);
  served_.configure("api: {fill_model: immediate}\n");
  served_.start();
  EXPECT_EQ(served_.placed(kBid).at("status"), "FILLED");
  const Json stop =
      served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1,"type":"STOP","stop":150})");
  EXPECT_EQ(stop.at("status"), "REJECTED");
  EXPECT_EQ(stop.at("reason"), "UNSUPPORTED_ORDER");
}

}  // namespace
}  // namespace sluice::api_test
