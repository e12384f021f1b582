// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "venue_simulator/desk.hpp"

namespace sluice::venue_simulator {
namespace {

const std::string kLimitOrder =
    "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=90000";

struct RefusedOrder {
  const char* query;
  int code;
  const char* says;
};

class RefusedOrders : public ::testing::TestWithParam<RefusedOrder> {};

TEST_P(RefusedOrders, AreRefusedByCodeAndChangeNothing) {
  Desk desk;
  const Answer answer = desk.ask("POST", "order", GetParam().query);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(code_of(answer), GetParam().code);
  EXPECT_NE(answer.body.value("msg", "").find(GetParam().says), std::string::npos) << answer.body;
  EXPECT_TRUE(desk.state()["orders"].empty());
  EXPECT_EQ(desk.state()["balances"]["main"]["USDT"]["locked"], "0.00000000");
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedOrders,
    ::testing::Values(
        RefusedOrder{"symbol=DOGEUSDT&side=BUY&type=MARKET&quantity=1", -1121, "symbol"},
        RefusedOrder{"symbol=BTCUSDT&side=HOLD&type=MARKET&quantity=1", -1117, "side"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=PEG&quantity=1", -1116, "orderType"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET", -1102, "quantity"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=90000", -1102,
                     "timeInForce"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timeInForce=GTC", -1106,
                     "timeInForce"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=1", -1106, "price"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=DAY&quantity=1&price=90000",
                     -1115, "timeInForce"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.000000001", -1111,
                     "precision"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=-1", -1102, "quantity"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&colour=red", -1104, "read"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&quantity=2", -1101,
                     "Duplicate"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=a%20b", -1100,
                     "newClientOrderId"},
        RefusedOrder{
            "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=90000.001", -1013,
            "PRICE_FILTER"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1000001",
                     -1013, "PRICE_FILTER"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=10000",
                     -1013, "PERCENT_PRICE_BY_SIDE"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.000001", -1013, "LOT_SIZE"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=9001", -1013, "LOT_SIZE"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1001", -1013, "MARKET_LOT_SIZE"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.00001", -1013, "NOTIONAL"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=20&price=90000",
                     -2010, "insufficient balance"},
        RefusedOrder{"symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&stopPrice=100000", -2010,
                     "trigger immediately"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=100001", -2010,
                     "immediately match"},
        RefusedOrder{"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&icebergQty=1", -2010,
                     "Iceberg"}));

TEST(Service, SixthStopAndTwoHundredthAndFirstOrder_AreRefusedByTheirFilters) {
  SimulatorSettings settings = default_settings(1);
  settings.limits.orders_in_ten_seconds = 1'000;
  Desk desk{std::move(settings)};
  const std::string stop = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.001&stopPrice=90000";
  for (int i = 0; i < 5; ++i) ASSERT_EQ(desk.ask("POST", "order", stop).status, 200);
  const Answer sixth = desk.ask("POST", "order", stop);
  EXPECT_EQ(sixth.body.value("msg", ""), "Filter failure: MAX_NUM_ALGO_ORDERS");
  for (int i = 5; i < 200; ++i) ASSERT_EQ(desk.ask("POST", "order", kLimitOrder).status, 200);
  const Answer one_more = desk.ask("POST", "order", kLimitOrder);
  EXPECT_EQ(one_more.body.value("msg", ""), "Filter failure: MAX_NUM_ORDERS");
}

TEST(Service, Signature_ThatIsNotOfThisRequest_IsRefused) {
  Desk desk;
  const std::string query = Desk::stamped("");
  EXPECT_EQ(desk.send("GET", "/api/v3/account?" + Desk::signed_query(query)).status, 200);
  EXPECT_EQ(
      code_of(desk.send("GET", "/api/v3/account?recvWindow=1000&" + Desk::signed_query(query))),
      -1022);
  EXPECT_EQ(code_of(desk.send("GET", "/api/v3/account?" + Desk::signed_query(query, "wrong"))),
            -1022);
  EXPECT_EQ(code_of(desk.send("GET", "/api/v3/account?" + query)), -1102);
}

TEST(Service, Key_ThatIsNoneOrNotValid_IsRefused) {
  Desk desk;
  const std::string target = "/api/v3/account?" + Desk::signed_query(Desk::stamped(""));
  EXPECT_EQ(code_of(desk.send("GET", target, "")), -2014);
  EXPECT_EQ(code_of(desk.send("GET", target, "somebodyElsesKey")), -2015);
  (void)desk.control("POST", "keys", {{"key", "simulatorKeyOfMain"}, {"valid", false}});
  const Answer expired = desk.send("GET", target);
  EXPECT_EQ(code_of(expired), -2015);
  EXPECT_EQ(expired.status, 401);
}

TEST(Service, Key_ThatMayNotTrade_ReadsButDoesNotOrder) {
  Desk desk;
  (void)desk.control("POST", "keys", {{"key", "simulatorKeyOfMain"}, {"may_trade", false}});
  EXPECT_EQ(desk.ask("GET", "account").status, 200);
  EXPECT_EQ(code_of(desk.ask("POST", "order", kLimitOrder)), -2015);
  EXPECT_EQ(code_of(desk.ask("DELETE", "order", "symbol=BTCUSDT&orderId=1")), -2015);
}

TEST(Service, Timestamp_TooOldOrAhead_IsRefused) {
  Desk desk;
  const auto at = [&](Milliseconds time, const std::string& window) {
    return code_of(desk.send("GET", "/api/v3/account?" + Desk::signed_query(window + "timestamp=" +
                                                                            std::to_string(time))));
  };
  EXPECT_EQ(at(kDeskTime - 5'000, ""), 0);
  EXPECT_EQ(at(kDeskTime - 5'001, ""), -1021);
  EXPECT_EQ(at(kDeskTime - 5'001, "recvWindow=6000&"), 0);
  EXPECT_EQ(at(kDeskTime + 999, ""), 0);
  EXPECT_EQ(at(kDeskTime + 1'000, ""), -1021);
  EXPECT_EQ(at(kDeskTime, "recvWindow=60001&"), -1131);
}

TEST(Service, Weight_AboveTheLimit_WarnsThenBans) {
  SimulatorSettings settings = default_settings(1);
  settings.limits = {.weight_a_minute = 40, .warnings = 2};
  Desk desk{std::move(settings)};
  EXPECT_EQ(desk.ask("GET", "account").status, 200);
  EXPECT_EQ(desk.ask("GET", "account").status, 200);
  const Answer warned = desk.ask("GET", "account");
  EXPECT_EQ(warned.status, 429);
  EXPECT_EQ(warned.headers.front().first, "Retry-After");
  EXPECT_EQ(desk.ask("GET", "account").status, 429);
  EXPECT_EQ(desk.ask("GET", "account").status, 429);
  EXPECT_EQ(desk.ask("GET", "account").status, 418);
}

TEST(Service, Orders_AboveTheLimit_WaitForTheNextTenSeconds_AndRefusedOnesDoNotCount) {
  SimulatorSettings settings = default_settings(1);
  settings.limits.orders_in_ten_seconds = 2;
  Desk desk{std::move(settings)};
  EXPECT_EQ(desk.ask("POST", "order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=9001").status,
            400);
  EXPECT_EQ(desk.ask("POST", "order", kLimitOrder).status, 200);
  EXPECT_EQ(desk.ask("POST", "order", kLimitOrder).status, 200);
  const Answer answer = desk.ask("POST", "order", kLimitOrder);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(code_of(answer), -1015);
  (void)desk.control("POST", "clock", {{"time", kDeskTime + 4'999}});
  EXPECT_EQ(desk.ask("POST", "order", kLimitOrder).status, 429);
  desk.simulator.clock().tell(kDeskTime + 10'000);
  EXPECT_EQ(code_of(desk.ask("POST", "order", kLimitOrder)), -1021);  // the desk's own clock
}

TEST(Service, CancelReplace_TellsWhichHalfFailed) {
  Desk desk;
  const std::string next = kLimitOrder + "&cancelReplaceMode=";
  const Answer none =
      desk.ask("POST", "order/cancelReplace", next + "STOP_ON_FAILURE&cancelOrderId=9");
  EXPECT_EQ(none.status, 400);
  EXPECT_EQ(code_of(none), -2022);
  EXPECT_EQ(none.body["data"]["newOrderResult"], "NOT_ATTEMPTED");
  const Answer half =
      desk.ask("POST", "order/cancelReplace", next + "ALLOW_FAILURE&cancelOrderId=9");
  EXPECT_EQ(half.status, 409);
  EXPECT_EQ(code_of(half), -2021);
  EXPECT_EQ(half.body["data"]["newOrderResponse"]["orderId"], 1);
  const Answer both =
      desk.ask("POST", "order/cancelReplace", next + "STOP_ON_FAILURE&cancelOrderId=1");
  EXPECT_EQ(both.status, 200);
  EXPECT_EQ(desk.state()["orders"][0]["status"], "CANCELED");
  EXPECT_EQ(desk.state()["orders"][1]["status"], "NEW");
}

TEST(Service, Test_OfAnOrder_PlacesNone) {
  Desk desk;
  EXPECT_EQ(desk.ask("POST", "order/test", kLimitOrder).status, 200);
  EXPECT_TRUE(desk.state()["orders"].empty());
}

TEST(Service, Amend_IsKnownByItsNewNameAndQuantity) {
  Desk desk;
  (void)desk.ask("POST", "order", kLimitOrder + "&newClientOrderId=one");
  const Answer answer =
      desk.ask("PUT", "order/amend/keepPriority",
               "symbol=BTCUSDT&origClientOrderId=one&newQty=0.0005&newClientOrderId=two");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body["amendedOrder"]["qty"], "0.00050000");
  EXPECT_EQ(code_of(desk.ask("GET", "order", "symbol=BTCUSDT&origClientOrderId=one")), -2013);
  EXPECT_EQ(desk.ask("GET", "order", "symbol=BTCUSDT&origClientOrderId=two").body["origQty"],
            "0.00050000");
}

TEST(Service, SocketRequest_IsTheSameAsItsTwin) {
  Desk desk;
  const std::string query =
      "apiKey=simulatorKeyOfMain&price=90000&quantity=0.001&side=BUY&symbol="
      "BTCUSDT&timeInForce=GTC&timestamp=" +
      std::to_string(kDeskTime) + "&type=LIMIT";
  const Json message{{"id", "x"},
                     {"method", "order.place"},
                     {"params",
                      {{"symbol", "BTCUSDT"},
                       {"side", "BUY"},
                       {"type", "LIMIT"},
                       {"timeInForce", "GTC"},
                       {"quantity", "0.001"},
                       {"price", "90000"},
                       {"timestamp", kDeskTime},
                       {"apiKey", "simulatorKeyOfMain"},
                       {"signature", hmac_sha256("simulatorSecretOfMain", query)}}}};
  const auto heard = call_of_socket(message.dump(), "127.0.0.1");
  ASSERT_TRUE(heard);
  const Answer answer = desk.simulator.answer(desk.simulator.plan(heard->call), heard->call);
  EXPECT_EQ(answer.body.value("status", ""), "NEW") << answer.body;
  EXPECT_EQ(socket_answer(heard->id, answer)["id"], "x");
}

TEST(Settings, FileThatIsWrong_IsToldWithItsPlace) {
  const auto says = [](const char* text) {
    const auto settings = settings_of(text, 1);
    return settings ? "" : settings.error().message;
  };
  EXPECT_EQ(says(R"({"accounts":[{"name":"a","balances":{"BTC":"1.5"}}],"keys":[]})"), "");
  EXPECT_EQ(says(R"({"acounts":[]})"), "config: unknown: acounts");
  EXPECT_EQ(says(R"({"keys":[{"key":"k","account":"x"}]})"),
            "config.keys[0]: account: there is none called \"x\"");
  EXPECT_NE(says(R"({"symbols":[{"symbol":"AB","base":"A","quote":"B",
                     "filters":{"tick":"0.0001","step":"0.00001"}}]})")
                .find("config.symbols[0]: tick times step"),
            std::string::npos);
  EXPECT_NE(says(R"({"maker_commission":0.001})").find("decimal as text"), std::string::npos);
}

}  // namespace
}  // namespace sluice::venue_simulator
