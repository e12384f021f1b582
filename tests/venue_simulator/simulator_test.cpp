// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venue_simulator/desk.hpp"

namespace sluice::venue_simulator {
namespace {

using ::testing::ElementsAre;

const std::string kRest =
    "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=90000";
const std::string kTake = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001";

struct RequestFault {
  const char* kind;
  int status;  // 200: as if nothing was
  std::size_t orders;
  Plan::Ending ending;
};

class RequestFaults : public ::testing::TestWithParam<RequestFault> {};

TEST_P(RequestFaults, StrikeOnceAsTheirKindSays) {
  Desk desk;
  ASSERT_EQ(
      desk.control("POST", "faults", {{"on", "POST /api/v3/order"}, {"kind", GetParam().kind}})
          .status,
      200);
  const Answer answer = desk.ask("POST", "order", kRest + "&newClientOrderId=a");
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(desk.plan.ending, GetParam().ending);
  EXPECT_EQ(desk.state()["orders"].size(), GetParam().orders);
  EXPECT_EQ(desk.state()["faults"]["struck"].size(), 1u);
  EXPECT_EQ(desk.ask("POST", "order", kRest + "&newClientOrderId=b").status, 200);
  EXPECT_EQ(desk.plan.ending, Plan::Ending::kAnswer);
}

INSTANTIATE_TEST_SUITE_P(
    All, RequestFaults,
    ::testing::Values(RequestFault{"drop_request", 200, 0, Plan::Ending::kClose},
                      RequestFault{"drop_answer", 200, 1, Plan::Ending::kClose},
                      RequestFault{"hang", 200, 0, Plan::Ending::kHang},
                      RequestFault{"reset", 200, 0, Plan::Ending::kReset},
                      RequestFault{"delay", 200, 1, Plan::Ending::kAnswer},
                      RequestFault{"delay_request", 200, 1, Plan::Ending::kAnswer},
                      RequestFault{"duplicate", 400, 1, Plan::Ending::kAnswer},
                      RequestFault{"garble", 200, 1, Plan::Ending::kGarbled},
                      RequestFault{"executed_503", 503, 1, Plan::Ending::kAnswer},
                      RequestFault{"refused_503", 503, 0, Plan::Ending::kAnswer},
                      RequestFault{"unknown_1006", 500, 1, Plan::Ending::kAnswer},
                      RequestFault{"unknown_1007", 504, 1, Plan::Ending::kAnswer},
                      RequestFault{"limit_429", 429, 0, Plan::Ending::kAnswer},
                      RequestFault{"ban_418", 418, 0, Plan::Ending::kAnswer},
                      RequestFault{"too_many_orders", 429, 0, Plan::Ending::kAnswer},
                      RequestFault{"expired_key", 401, 0, Plan::Ending::kAnswer},
                      RequestFault{"error", 400, 0, Plan::Ending::kAnswer}));

TEST(Faults, SkipAndCount_SayWhichOnesAreStruck) {
  Desk desk;
  (void)desk.control(
      "POST", "faults",
      {{"on", "POST"}, {"kind", "error"}, {"code", -1001}, {"skip", 1}, {"count", 2}});
  EXPECT_EQ(code_of(desk.ask("POST", "order", kRest)), 0);
  EXPECT_EQ(code_of(desk.ask("GET", "account")), 0);
  EXPECT_EQ(code_of(desk.ask("POST", "order", kRest)), -1001);
  EXPECT_EQ(code_of(desk.ask("POST", "order", kRest)), -1001);
  EXPECT_EQ(code_of(desk.ask("POST", "order", kRest)), 0);
}

TEST(Faults, Executed_SaysWhetherAnUnknownOneWasCarriedOut) {
  Desk desk;
  (void)desk.control("POST", "faults",
                     {{"on", "*"}, {"kind", "unknown_1007"}, {"executed", false}});
  EXPECT_EQ(code_of(desk.ask("POST", "order", kRest)), -1007);
  EXPECT_TRUE(desk.state()["orders"].empty());
}

TEST(Faults, Stale_AnswersFromBeforeTheLastChange) {
  Desk desk;
  (void)desk.control("POST", "faults",
                     {{"on", "GET /api/v3/order"}, {"kind", "stale"}, {"count", 2}});
  (void)desk.ask("POST", "order", kRest + "&newClientOrderId=a");
  EXPECT_EQ(code_of(desk.ask("GET", "order", "symbol=BTCUSDT&origClientOrderId=a")), -2013);
  (void)desk.ask("DELETE", "order", "symbol=BTCUSDT&origClientOrderId=a");
  EXPECT_EQ(desk.ask("GET", "order", "symbol=BTCUSDT&origClientOrderId=a").body["status"], "NEW");
  EXPECT_EQ(desk.ask("GET", "order", "symbol=BTCUSDT&origClientOrderId=a").body["status"],
            "CANCELED");
}

TEST(Faults, RequestThatIsNotUnderstood_IsToldWhatThereIs) {
  Desk desk;
  const Answer answer = desk.control("POST", "faults", {{"on", "*"}, {"kind", "explode"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.value("error", "").find("drop_answer"), std::string::npos);
  EXPECT_EQ(desk.control("POST", "faults", {{"kind", "delay"}}).status, 400);
  EXPECT_EQ(desk.control("GET", "nothing").status, 404);
}

class Streams : public ::testing::Test {
 protected:
  Streams() {
    ear_->accounts = {{7, 0}};
    desk_.simulator.hub().add(ear_);
  }
  void fault(const char* on, const char* kind, Milliseconds ms = 0) {
    ASSERT_EQ(desk_.control("POST", "faults", {{"on", on}, {"kind", kind}, {"ms", ms}}).status,
              200);
  }
  // The executions alone.
  std::vector<std::string> executions() const {
    auto kinds = ear_->kinds();
    std::erase(kinds, "outboundAccountPosition");
    return kinds;
  }
  Desk desk_;
  std::shared_ptr<Ear> ear_ = std::make_shared<Ear>();
};

TEST_F(Streams, OneWhoListensToAnAccount_IsToldWhatHappensToIt) {
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(ear_->kinds(),
              ElementsAre("NEW", "outboundAccountPosition", "TRADE", "outboundAccountPosition"));
  const Json trade = Json::parse(ear_->heard[2]);
  EXPECT_EQ(trade["subscriptionId"], 7);
  EXPECT_EQ(trade["event"]["X"], "FILLED");
  EXPECT_EQ(trade["event"]["t"], 1);
  EXPECT_EQ(trade["event"]["z"], "0.00100000");
}

TEST_F(Streams, OneWhoListensToAnotherAccount_IsToldNothing) {
  ear_->accounts = {{7, 1}};
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_TRUE(ear_->heard.empty());
}

TEST_F(Streams, Cancel_TellsBothNames) {
  (void)desk_.ask("POST", "order", kRest + "&newClientOrderId=a");
  (void)desk_.ask("DELETE", "order", "symbol=BTCUSDT&origClientOrderId=a&newClientOrderId=c");
  const Json event = Json::parse(ear_->heard[2])["event"];
  EXPECT_EQ(event["x"], "CANCELED");
  EXPECT_EQ(event["c"], "c");
  EXPECT_EQ(event["C"], "a");
}

TEST_F(Streams, Deposit_IsTold) {
  (void)desk_.control("POST", "account", {{"account", "main"}, {"asset", "BTC"}, {"change", "2"}});
  EXPECT_THAT(ear_->kinds(), ElementsAre("balanceUpdate", "outboundAccountPosition"));
  EXPECT_EQ(desk_.state()["balances"]["main"]["BTC"]["free"], "12.00000000");
}

TEST_F(Streams, DropEvent_LosesOne) {
  fault("stream executionReport TRADE", "drop_event");
  (void)desk_.ask("POST", "order", kTake);
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(executions(), ElementsAre("NEW", "NEW", "TRADE"));
}

TEST_F(Streams, Duplicate_TellsItTwice) {
  fault("stream executionReport TRADE", "duplicate");
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(executions(), ElementsAre("NEW", "TRADE", "TRADE"));
}

TEST_F(Streams, Reorder_TellsItAfterTheNextThatFits) {
  fault("stream executionReport", "reorder");
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(executions(), ElementsAre("TRADE", "NEW"));
}

TEST_F(Streams, Garble_TellsWhatIsNotJson) {
  fault("stream executionReport NEW", "garble");
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(executions(), ElementsAre("garbled", "TRADE"));
}

TEST_F(Streams, Delay_TellsItLater) {
  fault("stream executionReport NEW", "delay", 250);
  (void)desk_.ask("POST", "order", kRest);
  EXPECT_THAT(ear_->delays, ElementsAre(250, 0));
}

TEST_F(Streams, Disconnect_EndsTheConnectionInstead) {
  fault("stream executionReport TRADE", "disconnect");
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_TRUE(ear_->is_disconnected);
  EXPECT_THAT(executions(), ElementsAre("NEW"));
}

TEST_F(Streams, Silence_TellsNothingUntilItIsToldToResume) {
  fault("stream executionReport TRADE", "silence");
  (void)desk_.ask("POST", "order", kTake);
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_THAT(executions(), ElementsAre("NEW"));
  (void)desk_.control("POST", "streams", {{"action", "resume"}});
  (void)desk_.ask("POST", "order", kRest);
  EXPECT_THAT(executions(), ElementsAre("NEW", "NEW"));
}

TEST_F(Streams, Restart_DisconnectsAndBeginsIdsAnew_Forget_KnowsNothingAnyMore) {
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_EQ(desk_.control("POST", "restart").body["epoch"], 2);
  EXPECT_TRUE(ear_->is_disconnected);
  (void)desk_.ask("POST", "order", kTake);
  EXPECT_EQ(desk_.state()["trades"][0]["id"], desk_.state()["trades"][1]["id"]);
  (void)desk_.control("POST", "restart", {{"forget", true}});
  EXPECT_TRUE(desk_.state()["orders"].empty());
  EXPECT_EQ(desk_.state()["balances"]["main"]["USDT"]["free"], "1000000.00000000");
}

TEST_F(Streams, Outage_AnswersNobodyButTheControlUntilItIsOver) {
  (void)desk_.control("POST", "outage", {{"down", true}});
  EXPECT_TRUE(ear_->is_disconnected);
  (void)desk_.ask("POST", "order", kRest);
  EXPECT_EQ(desk_.plan.ending, Plan::Ending::kClose);
  EXPECT_TRUE(desk_.state()["orders"].empty());
  (void)desk_.control("POST", "outage", {{"down", false}});
  EXPECT_EQ(desk_.ask("POST", "order", kRest).status, 200);
}

TEST_F(Streams, Restart_ThatExpires_EndsOpenOrdersAndTellsIt) {
  (void)desk_.ask("POST", "order", kRest);
  (void)desk_.control("POST", "restart", {{"expire", true}});
  EXPECT_THAT(executions(), ElementsAre("NEW", "EXPIRED"));
  EXPECT_EQ(desk_.state()["balances"]["main"]["USDT"]["locked"], "0.00000000");
}

TEST(Market, Played_SetsTheClockAndTellsItsStreams) {
  Desk desk;
  const auto ear = std::make_shared<Ear>();
  ear->streams = {"btcusdt@bookTicker", "btcusdt@trade", "btcusdt@kline_1m", "btcusdt@depth5"};
  desk.simulator.hub().add(ear);
  const Answer played = desk.control("POST", "market",
                                     {{"quotes",
                                       {{{"symbol", "BTCUSDT"},
                                         {"bid", "99"},
                                         {"bid_size", "1"},
                                         {"ask", "100"},
                                         {"ask_size", "1.000019"},
                                         {"time", kDeskTime + 1}}}},
                                      {"trades",
                                       {{{"symbol", "BTCUSDT"},
                                         {"price", "100"},
                                         {"quantity", "1"},
                                         {"side", "BUY"},
                                         {"time", kDeskTime + 2}}}}});
  ASSERT_EQ(played.status, 200) << played.body;
  EXPECT_EQ(played.body["time"], kDeskTime + 2);
  std::string all;
  for (const std::string& each : ear->heard) all += each + "\n";
  EXPECT_NE(all.find(R"("a":"100.00000000","A":"1.00001000")"), std::string::npos) << all;
  EXPECT_NE(all.find(R"("e":"trade")"), std::string::npos);
  EXPECT_NE(all.find(R"("e":"kline")"), std::string::npos);
  EXPECT_NE(all.find(R"("asks":[["100.00000000","0.00001000"]])"), std::string::npos);
}

TEST(Market, OneThatIsNotUnderstood_PlaysNothing) {
  Desk desk;
  const Json good{{"symbol", "BTCUSDT"}, {"price", "100"}, {"quantity", "1"}};
  const Json bad{{"symbol", "BTCUSDT"}, {"price", "100.001"}, {"quantity", "1"}};
  EXPECT_EQ(desk.control("POST", "market", {{"trades", Json::array({good, bad})}}).status, 400);
  EXPECT_TRUE(desk.simulator.venue().tape(0).prints().empty());
}

}  // namespace
}  // namespace sluice::venue_simulator
