// SPDX-License-Identifier: Apache-2.0
//
// orders_test.cpp: orders are placed once, however often they are asked for, and are there again
// after whatever ends the server.
#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "api/orders_fixture.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

TEST_F(OrdersTest, RepeatedClientOrderId_IsAnsweredAsBeforeAndPlacedOnce) {
  const auto first = served_.order(with_id("one", 4));
  ASSERT_EQ(first.status, 200) << first.body;
  // Written otherwise, the same all the same.
  const auto again = served_.order(R"({"client_order_id":"one","quantity":4.0e0,"side":"BUY",)"
                                   R"("symbol":"AAA","tif":"DAY","price":null})");
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json(), first.json());
  EXPECT_EQ(held("AAA"), 4);
}

TEST_F(OrdersTest, RepeatedClientOrderIdOfAnotherOrder_IsAConflictAndPlacesNothing) {
  const auto first = served_.placed(with_id("one", 4));
  for (const std::string& body :
       {with_id("one", 5), with_id("one", 4, "BBB"),
        std::string{R"({"symbol":"AAA","side":"SELL","quantity":4,"client_order_id":"one"})"},
        std::string{
            R"({"symbol":"AAA","side":"BUY","quantity":4,"price":1,"client_order_id":"one"})"}}) {
    const auto reply = served_.order(body);
    EXPECT_EQ(reply.status, 409) << body;
    EXPECT_EQ(reply.fault(), "conflict");
    EXPECT_THAT(reply.body, HasSubstr(first.at("order_id").get<std::string>()));
  }
  // Of a list nothing is placed where one of it contradicts.
  EXPECT_EQ(served_.order("[" + with_id("two", 7) + "," + with_id("one", 9) + "]").status, 409);
  EXPECT_EQ(held("AAA"), 4);
  EXPECT_EQ(blotter().at("orders").size(), 1u);
  EXPECT_EQ(served_.order(with_id("two", 8)).status, 200) << "its key is free";
}

TEST_F(OrdersTest, ListThatRepeatsAKey_PlacesOneOrderOrNone) {
  const auto same = served_.order("[" + with_id("s", 2) + "," + with_id("s", 2) + "]");
  ASSERT_EQ(same.status, 200) << same.body;
  EXPECT_EQ(same.json().at(0), same.json().at(1));
  EXPECT_EQ(held("AAA"), 2);
  const auto other = served_.order("[" + with_id("t", 2) + "," + with_id("t", 3) + "]");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.json().at("detail").at(0).at("loc"), Json::array({"body", 1, "client_order_id"}));
  EXPECT_EQ(held("AAA"), 2);
}

TEST_F(OrdersTest, SameKeyFromManyClientsAtOnce_IsOneOrder) {
  constexpr int kClients = 24;
  std::vector<std::string> answers(kClients);
  std::vector<std::thread> clients;
  for (auto& answer : answers)
    clients.emplace_back([&] { answer = served_.order(with_id("race", 2)).body; });
  for (auto& client : clients) client.join();
  for (const auto& answer : answers) EXPECT_EQ(answer, answers.front());
  EXPECT_EQ(Json::parse(answers.front()).at(0).at("status"), "FILLED");
  EXPECT_EQ(held("AAA"), 2);
  EXPECT_EQ(blotter().at("orders").size(), 1u);
}

TEST_F(OrdersTest, DiskThatIsFull_NothingIsAnsweredThatIsNotThereAfterwards) {
  served_.end(SIGTERM);
  served_.limit_files(10'000);
  served_.start();
  std::vector<std::string> answered;
  int status = 200;
  for (int list = 0; status == 200 && list < 100; ++list) {
    std::string body = "[";
    for (int i = 0; i < 100; ++i)
      body += (i > 0 ? "," : "") + with_id(std::to_string(list) + "-" + std::to_string(i));
    const auto reply = served_.order(body + "]");
    status = reply.status;
    const Json orders = reply.json();
    for (std::size_t i = 0; status == 200 && i < orders.size(); ++i)
      answered.push_back(orders.at(i).at("order_id"));
  }
  EXPECT_EQ(status, 503);
  EXPECT_GE(answered.size(), 100u);
  EXPECT_EQ(served_.wait(), 1);
  EXPECT_THAT(served_.err(), HasSubstr("File too large"));
  served_.lift_limit();
  served_.start();
  std::set<std::string> there;
  for (Json next = 0; !next.is_null();) {
    const Json page = blotter("?limit=1000" + (next == 0 ? "" : "&cursor=" + next.dump()));
    for (const Json& row : page.at("orders")) there.insert(row.at("order_id"));
    next = page.at("next_cursor");
  }
  for (const auto& id : answered) EXPECT_TRUE(there.contains(id)) << id;
  EXPECT_EQ(served_.order(with_id("after")).status, 200);
}

TEST_F(OrdersTest, IdempotencyKey_MakesAWholeListSafe) {
  const std::string list = "[" + std::string{kBuy} + "," + kBuy + "]";
  const Headers key = {{"Idempotency-Key", "batch-1"}};
  const auto first = served_.order(list, key);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_NE(first.json()[0].at("order_id"), first.json()[1].at("order_id"));
  EXPECT_EQ(served_.order(list, key).json(), first.json());
  EXPECT_EQ(held("AAA"), 6);
  EXPECT_EQ(
      served_.order("[" + std::string{kBuy} + "," + with_id("", 9).replace(0, 1, "{") + "]", key)
          .status,
      422);
  const std::string changed = R"([{"symbol":"AAA","side":"BUY","quantity":3},)"
                              R"({"symbol":"AAA","side":"BUY","quantity":4}])";
  EXPECT_EQ(served_.order(changed, key).status, 409);
  EXPECT_EQ(served_.order("[" + std::string{kBuy} + "]", key).status, 409);
  EXPECT_EQ(held("AAA"), 6);
  // A client_order_id goes before the header.
  EXPECT_EQ(served_.order(with_id("own", 1), key).status, 200);
  EXPECT_EQ(served_.order(with_id("own", 1), {{"Idempotency-Key", "batch-2"}}).status, 200);
  EXPECT_EQ(held("AAA"), 7);
}

TEST_F(OrdersTest, KeysOfSingleOrdersAndOfLists_AreApart) {
  const auto single = served_.order(kBuy, {{"Idempotency-Key", "k:0"}});
  const auto list = served_.order("[" + std::string{kBuy} + "]", {{"Idempotency-Key", "k"}});
  ASSERT_EQ(list.status, 200);
  EXPECT_NE(single.json()[0].at("order_id"), list.json()[0].at("order_id"));
  EXPECT_EQ(held("AAA"), 6);
}

TEST_F(OrdersTest, IdempotencyKeyThatIsNone_IsRefused) {
  EXPECT_EQ(served_.order(kBuy, {{"Idempotency-Key", std::string(65, 'k')}}).fault(),
            "idempotency_key");
  EXPECT_EQ(served_.order(kBuy, {{"Idempotency-Key", "a b"}}).fault(), "idempotency_key");
  EXPECT_EQ(held("AAA"), 0);
}

TEST_F(OrdersTest, RefusedOrder_IsRejectedInTheBlotterAndNoExecution) {
  halt();
  const auto reply = served_.order(with_id("refused", 2));
  ASSERT_EQ(reply.status, 200);
  const Json order = reply.json().at(0);
  EXPECT_EQ(order.at("status"), "REJECTED");
  EXPECT_THAT(order.at("reason"),
              ::testing::ResultOf([](const Json& text) { return text.get<std::string>(); },
                                  HasSubstr("KILL_SWITCH")));
  EXPECT_EQ(served_.order(with_id("refused", 2)).json().at(0), order);
  release();
  EXPECT_EQ(served_.order(with_id("refused", 2)).json().at(0), order)
      << "asked for once is asked for once";
  served_.restart(SIGTERM);
  EXPECT_EQ(served_.order(with_id("refused", 2)).json().at(0), order);
  const Json row = blotter().at("orders").at(0);
  EXPECT_EQ(row.at("order_id"), order.at("order_id"));
  EXPECT_EQ(row.at("status"), "REJECTED");
  EXPECT_EQ(row.at("reason"), order.at("reason"));
  EXPECT_EQ(row.at("filled_quantity"), 0);
  EXPECT_TRUE(executions().at("executions").empty());
  EXPECT_TRUE(positions().empty());
}

TEST_F(OrdersTest, HaltOfASymbolThatIsNone_IsRefusedWithTheNearest) {
  const auto reply =
      served_.post("/api/v1/kill-switch",
                   R"({"action":"engage","reason":"a slip","scope":"symbol","name":"AAB"})");
  EXPECT_EQ(reply.status, 422) << reply.body;
  EXPECT_NE(reply.body.find("did you mean 'AAA'?"), std::string::npos) << reply.body;
  EXPECT_EQ(served_.order(kBuy).json()[0].at("status"), "FILLED");
}

TEST_F(OrdersTest, OrderThatTheVenueRefuses_IsRejectedTheSameWay) {
  const auto order = served_.placed(
      R"({"symbol":"AAA","side":"BUY","quantity":1,"type":"LIMIT_MAKER","limit":150,"client_order_id":"v"})");
  EXPECT_EQ(order.at("status"), "REJECTED");
  EXPECT_EQ(order.at("reason"), "POST_ONLY");
  EXPECT_EQ(
      served_.placed(
          R"({"symbol":"AAA","side":"BUY","quantity":1,"type":"LIMIT_MAKER","limit":150,"client_order_id":"v"})"),
      order);
  EXPECT_EQ(blotter("?status=REJECTED").at("orders").size(), 1u);
  EXPECT_TRUE(executions().at("executions").empty());
}

TEST_F(OrdersTest, Killed_FindsOrdersPositionsKeysPricesAndHaltsAgain) {
  served_.placed(
      R"({"symbol":"AAA","side":"BUY","quantity":3,"price":123,"client_order_id":"k1"})");
  served_.order("[" + std::string{kBuy} + "]", {{"Idempotency-Key", "h1"}});
  halt(R"(,"scope":"symbol","name":"BBB","level":"halt")");
  const auto refused =
      served_.placed(R"({"symbol":"BBB","side":"BUY","quantity":1,"client_order_id":"k2"})");
  const auto state = [&] {
    Json all;
    for (const auto* path :
         {"/api/v1/paper/orders", "/api/v1/paper/positions", "/api/v1/oms/blotter",
          "/api/v1/oms/executions", "/api/v1/kill-switch"})
      all[path] = served_.get(path).json();
    all["portfolio"] = served_.get("/api/v1/portfolio").json().at("positions");
    all["cash"] = served_.get("/api/v1/portfolio").json().at("cash");
    return all;
  };
  const Json before = state();
  EXPECT_EQ(before.at("portfolio").at(0).at("price"), 123);
  for (const int signal : {SIGKILL, SIGTERM, SIGKILL}) {
    served_.restart(signal);
    EXPECT_EQ(state(), before) << "after signal " << signal;
    EXPECT_EQ(
        served_.placed(R"({"symbol":"BBB","side":"BUY","quantity":1,"client_order_id":"k2"})"),
        refused);
    EXPECT_EQ(served_.order(with_id("k1", 9)).status, 409);
    EXPECT_EQ(served_.order("[" + std::string{kBuy} + "]", {{"Idempotency-Key", "h1"}}).status,
              200);
  }
  EXPECT_EQ(held("AAA"), 6);
}

TEST_F(OrdersTest, Reset_BeginsAnewAndKeepsWhatWas) {
  served_.placed(with_id("old", 3));
  ASSERT_EQ(served_.post("/api/v1/paper/reset").json(), Json::parse(R"({"status":"ok"})"));
  const auto expect_anew = [&] {
    EXPECT_EQ(positions(), Json::array());
    EXPECT_EQ(served_.get("/api/v1/paper/orders").json(), Json::array());
    EXPECT_EQ(served_.get("/api/v1/portfolio").json().at("cash"), 1'000'000'000);
    EXPECT_EQ(blotter().at("orders").size(), 1u);
    EXPECT_EQ(executions().at("executions").size(), 1u);
  };
  expect_anew();
  served_.restart(SIGKILL);
  expect_anew();
  served_.placed(with_id("new", 2));
  EXPECT_EQ(held("AAA"), 2);
  EXPECT_EQ(served_.get("/api/v1/paper/orders").json().size(), 1u);
}

// A rule whose script can be exchanged while the account runs.
class RuleFileTest : public OrdersTest {
 protected:
  void SetUp() override {
    served_.configure("risk_rules:\n  - {type: lua, file: rule.lua}\n");
    write_rule("approve()", "approve");
    served_.start();
  }
  void write_rule(const std::string& answer, const std::string& verdict) const {
    // The tests first: a script is only taken over with tests that it passes.
    testing::write_text(served_.folder() / "rule.test.yaml",
                        "order: {quantity: 1, price: 10}\nmarket: {symbol: AAA}\n"
                        "cases:\n  - {name: all, expect: {verdict: " +
                            verdict + "}}\n");
    testing::write_text(
        served_.folder() / "rule.lua",
        "return {id = 'rule', version = '1', check = function(order, view) return " + answer +
            " end}\n");
  }
};

TEST_F(RuleFileTest, Reset_LeavesItsRulesExchangeable) {
  ASSERT_EQ(served_.placed(kBuy).at("status"), "FILLED");
  ASSERT_EQ(served_.post("/api/v1/paper/reset").status, 200);
  ASSERT_EQ(served_.placed(kBuy).at("status"), "FILLED");
  write_rule("reject('NEW_RULE')", "reject");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  Json order = served_.placed(kBuy);
  while (order.at("status") == "FILLED" && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    order = served_.placed(kBuy);
  }
  EXPECT_EQ(order.at("status"), "REJECTED") << order;
}

}  // namespace
}  // namespace sluice::api_test
