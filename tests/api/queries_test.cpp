// SPDX-License-Identifier: Apache-2.0
//
// queries_test.cpp: what is answered about orders, fills, rules, halts and the account.
#include <csignal>
#include <unistd.h>

#include "api/orders_fixture.hpp"

namespace sluice::api_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class QueriesTest : public OrdersTest {};

TEST_F(QueriesTest, Execution_TellsTheFillOfItsOrder) {
  const auto order = served_.placed(R"({"symbol":"BBB","side":"SELL","quantity":2.5,"price":40})");
  const Json fills = executions().at("executions");
  ASSERT_EQ(fills.size(), 1u);
  const std::string id = order.at("order_id");
  const Json expected = {{"exec_id", "EXEC-" + id}, {"order_id", id},  {"symbol", "BBB"},
                         {"side", "SELL"},          {"quantity", 2.5}, {"price", order.at("price")},
                         {"route", "PAPER"}};
  for (const auto& [name, value] : expected.items()) EXPECT_EQ(fills[0].at(name), value) << name;
  EXPECT_LT(fills[0].at("price").get<double>(), 40);
  EXPECT_EQ(positions(), Json::parse(R"([{"symbol":"BBB","quantity":-2.5}])"));
  EXPECT_EQ(executions("?symbol=AAA").at("executions").size(), 0u);
  EXPECT_EQ(executions("?symbol=BBB&route=PAPER").at("executions").size(), 1u);
  EXPECT_EQ(executions("?route=ELSEWHERE").at("executions").size(), 0u);
}

TEST_F(QueriesTest, PositionThatIsSoldAgain_IsNotListed) {
  served_.placed(kBuy);
  served_.placed(R"({"symbol":"AAA","side":"SELL","quantity":3})");
  EXPECT_EQ(positions(), Json::array());
}

TEST_F(QueriesTest, Blotter_IsFilteredByEachField) {
  served_.placed(with_id("a"));
  served_.placed(R"({"symbol":"BBB","side":"SELL","quantity":1,"source":"DASHBOARD"})");
  halt();
  served_.placed(R"({"symbol":"CCC","side":"BUY","quantity":1})");
  const auto symbols = [&](const std::string& query) {
    std::vector<std::string> found;
    const Json page = blotter(query);
    for (const Json& row : page.at("orders")) found.push_back(row.at("symbol"));
    return found;
  };
  EXPECT_THAT(symbols(""), ElementsAre("CCC", "BBB", "AAA"));
  EXPECT_THAT(symbols("?symbol=BBB"), ElementsAre("BBB"));
  EXPECT_THAT(symbols("?status=FILLED"), ElementsAre("BBB", "AAA"));
  EXPECT_THAT(symbols("?status=REJECTED"), ElementsAre("CCC"));
  EXPECT_THAT(symbols("?source=DASHBOARD"), ElementsAre("BBB"));
  EXPECT_THAT(symbols("?source=API&status=FILLED"), ElementsAre("AAA"));
  EXPECT_THAT(symbols("?route=PAPER"), ElementsAre("CCC", "BBB", "AAA"));
  EXPECT_THAT(symbols("?route=OTHER"), ElementsAre());
  EXPECT_THAT(symbols("?symbol=%41AA"), ElementsAre("AAA"));
  const Json rows = blotter().at("orders");
  const std::string time = rows.at(1).at("created_at");
  EXPECT_THAT(symbols("?from=" + time), ElementsAre("CCC", "BBB"));
  EXPECT_THAT(symbols("?to=" + time), ElementsAre("AAA"));
  EXPECT_THAT(symbols("?from=" + time + "&to=" + time), ElementsAre());
  EXPECT_THAT(symbols("?from=2000-01-01&to=2001-01-01"), ElementsAre());
  EXPECT_EQ(rows.at(2).at("client_order_id"), "a");
  EXPECT_EQ(rows.at(2).at("source"), "API");
  EXPECT_EQ(rows.at(2).at("filled_quantity"), 1);
}

TEST_F(QueriesTest, Cursor_WalksEveryOrderOnceWhileMoreCome) {
  for (int i = 0; i < 25; ++i) served_.placed(with_id("c" + std::to_string(i)));
  std::vector<std::string> seen;
  std::string cursor;
  for (int pages = 0; pages < 20; ++pages) {
    const Json page = blotter("?limit=4" + cursor);
    for (const Json& row : page.at("orders")) seen.push_back(row.at("client_order_id"));
    if (page.at("next_cursor").is_null()) break;
    cursor = "&cursor=" + page.at("next_cursor").dump();
    served_.placed(with_id("late" + std::to_string(pages)));
  }
  ASSERT_EQ(seen.size(), 25u);
  for (int i = 0; i < 25; ++i)
    EXPECT_EQ(seen[static_cast<std::size_t>(24 - i)], "c" + std::to_string(i));
  std::size_t fills = 0;
  Json page = executions("?limit=10");
  for (;;) {
    fills += page.at("executions").size();
    if (page.at("next_cursor").is_null()) break;
    page = executions("?limit=10&cursor=" + page.at("next_cursor").dump());
  }
  EXPECT_EQ(fills, blotter("?limit=1000").at("orders").size());
}

TEST_F(QueriesTest, Queries_TellWhatTheyCanNotTake) {
  const auto fault = [&](const std::string& target) {
    const auto reply = served_.get(target);
    EXPECT_EQ(reply.status, 422) << target << reply.body;
    return reply.fault();
  };
  const std::string blotter = "/api/v1/oms/blotter?";
  EXPECT_EQ(fault(blotter + "limit=0"), "greater_than_equal");
  EXPECT_EQ(fault(blotter + "limit=1001"), "less_than_equal");
  EXPECT_EQ(fault(blotter + "limit=ten"), "int_parsing");
  EXPECT_EQ(fault(blotter + "limit=1e1"), "int_parsing");
  EXPECT_EQ(fault(blotter + "limit="), "int_parsing");
  EXPECT_EQ(fault(blotter + "limit"), "int_parsing");
  EXPECT_EQ(fault(blotter + "limit=5&limit=5"), "duplicate_key");
  EXPECT_EQ(fault(blotter + "status=DONE"), "enum");
  EXPECT_EQ(fault(blotter + "stauts=NEW"), "extra_forbidden");
  EXPECT_EQ(fault(blotter + "from=yesterday"), "datetime");
  EXPECT_EQ(fault(blotter + "from=2026-13-01"), "datetime");
  EXPECT_EQ(fault(blotter + "symbol=%zz"), "query_encoding");
  EXPECT_EQ(fault(blotter + "symbol=%4"), "query_encoding");
  EXPECT_EQ(fault(blotter + "symbol=%ff"), "string_characters");
  EXPECT_EQ(fault(blotter + "symbol=%00"), "string_characters");
  EXPECT_EQ(fault(blotter + "%ff=1"), "query_encoding");
  EXPECT_EQ(fault(blotter + "symbol=" + std::string(65, 'A')), "string_too_long");
  EXPECT_EQ(fault(blotter + "cursor=-1"), "greater_than_equal");
  EXPECT_EQ(fault("/api/v1/portfolio?x=1"), "extra_forbidden");
  EXPECT_EQ(fault("/api/v1/oms/orders/12"), "order_id");
  EXPECT_EQ(fault("/api/v1/oms/orders/" + std::string(32, 'A')), "order_id");
  EXPECT_EQ(served_.get("/api/v1/oms/orders/" + std::string(32, 'a')).status, 404);
  EXPECT_EQ(served_.get(blotter + "&&symbol=AAA&").status, 200);
}

TEST_F(QueriesTest, Detail_HasHistoryFillsEveryVerdictAndTheTrailsLines) {
  served_.end(SIGTERM);
  served_.configure("pre_trade: {max_notional_per_symbol: 1000, max_weight_per_symbol: 0.5}\n");
  served_.start();
  const auto order = served_.placed(with_id("d", 3));
  const auto big = served_.placed(with_id("big", 11));
  EXPECT_EQ(big.at("status"), "REJECTED") << big;
  const auto detail = [&](const Json& of) {
    const auto reply = served_.get("/api/v1/oms/orders/" + of.at("order_id").get<std::string>());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  };
  const Json good = detail(order);
  EXPECT_EQ(good.at("order").at("client_order_id"), "d");
  std::vector<std::string> types, rules;
  for (const Json& event : good.at("history")) types.push_back(event.at("type"));
  EXPECT_THAT(types, ::testing::IsSupersetOf({"NEW", "VERDICT", "SENDING", "FILLED"}));
  EXPECT_EQ(types.front(), "NEW");
  ASSERT_EQ(good.at("journal").size(), good.at("history").size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    EXPECT_EQ(good.at("journal").at(i).at("seq"), good.at("history").at(i).at("seq"));
    if (i > 0) {
      EXPECT_GT(good.at("journal").at(i).at("seq"), good.at("journal").at(i - 1).at("seq"));
    }
  }
  EXPECT_EQ(good.at("executions").size(), 1u);
  for (const Json& verdict : good.at("verdicts")) rules.push_back(verdict.at("rule"));
  EXPECT_THAT(rules, ElementsAre("max_notional_per_symbol@1.1.0", "max_weight_per_symbol@1.1.0",
                                 "kill_switch"));
  const Json bad = detail(big);
  EXPECT_TRUE(bad.at("executions").empty());
  bool refuses = false;
  for (const Json& verdict : bad.at("verdicts")) refuses |= verdict.at("refuses").get<bool>();
  EXPECT_TRUE(refuses) << bad.at("verdicts");
}

TEST_F(QueriesTest, KillSwitch_TellsWhoAndWhyAndIsReleasedByItsScope) {
  halt(R"(,"scope":"symbol","name":"AAA","level":"halt","actor":"ann")");
  halt(R"(,"scope":"symbol","name":"BBB")");
  const Json state = served_.get("/api/v1/kill-switch").json();
  EXPECT_EQ(state.at("engaged"), true);
  ASSERT_EQ(state.at("halts").size(), 2u);
  EXPECT_THAT(state.dump(), HasSubstr("local (ann): by the test"));
  EXPECT_EQ(served_.placed(kBuy).at("status"), "REJECTED");
  EXPECT_EQ(served_.placed(R"({"symbol":"CCC","side":"BUY","quantity":1})").at("status"), "FILLED");
  const auto reply = served_.post(
      "/api/v1/kill-switch",
      R"({"action":"release","reason":"seen","scope":"symbol","name":"AAA","actor":"bob"})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.json().at("halts").size(), 1u);
  EXPECT_EQ(served_.placed(kBuy).at("status"), "FILLED");
  const auto trail = e2e::read_tree(served_.folder() / "out");
  std::string text;
  for (const auto& [name, content] : trail)
    if (name.find("journal/") != name.npos) text += content;
  EXPECT_THAT(text, HasSubstr("local (ann): by the test"));
  EXPECT_THAT(text, HasSubstr("local (bob)"));
}

TEST_F(QueriesTest, KillSwitchRequestsThatMakeNoSense_AreRefused) {
  const auto fault = [&](const std::string& body) {
    return served_.post("/api/v1/kill-switch", body).fault();
  };
  EXPECT_EQ(fault(R"({"action":"engage"})"), "missing");
  EXPECT_EQ(fault(R"({"action":"engage","reason":""})"), "string_too_short");
  EXPECT_EQ(fault(R"({"action":"stop","reason":"x"})"), "enum");
  EXPECT_EQ(fault(R"({"action":"engage","reason":"x","scope":"world"})"), "enum");
  EXPECT_EQ(fault(R"({"action":"engage","reason":"x","name":"AAA"})"), "scope");
  EXPECT_EQ(fault(R"({"action":"engage","reason":"a\u000ab"})"), "string_characters");
  EXPECT_EQ(fault(R"({"action":"release","reason":"x"})"), "release");
  EXPECT_EQ(served_.get("/api/v1/kill-switch").json().at("engaged"), false);
}

TEST_F(QueriesTest, CancelAndReplace_TellWhyTheyCanNot) {
  const std::string id = served_.placed(kBuy).at("order_id");
  const std::string path = "/api/v1/oms/orders/" + id;
  EXPECT_EQ(served_.post(path + "/cancel").status, 409);
  EXPECT_EQ(served_.post(path + "/cancel").fault(), "change");
  EXPECT_EQ(served_.post(path + "/replace", R"({"quantity":5})").status, 409);
  EXPECT_EQ(served_.post(path + "/replace", "{}").fault(), "missing");
  EXPECT_EQ(served_.post(path + "/replace", R"({"quantity":0})").fault(), "greater_than");
  const std::string none = "/api/v1/oms/orders/" + std::string(32, '0');
  EXPECT_EQ(served_.post(none + "/cancel").status, 404);
  EXPECT_EQ(served_.post(none + "/replace", R"({"limit":5})").status, 404);
  EXPECT_EQ(served_.post("/api/v1/oms/orders/x/cancel").status, 422);
  EXPECT_EQ(held("AAA"), 3);
}

TEST_F(QueriesTest, RiskCheck_PlacesNothing) {
  served_.end(SIGTERM);
  served_.configure("pre_trade: {max_notional_per_symbol: 1000}\n");
  served_.start();
  const auto check = [&](int quantity) {
    return served_.post("/api/v1/risk/check", with_id("w", quantity)).json();
  };
  const Json small = check(5), large = check(50);
  EXPECT_EQ(small.at("approved"), true);
  EXPECT_EQ(small.at("quantity"), 5);
  EXPECT_EQ(large.at("approved"), false);
  EXPECT_EQ(large.at("quantity"), 0);
  EXPECT_EQ(large.at("verdicts").at(0).at("limit"), 1000);
  EXPECT_TRUE(large.at("reason").is_string());
  EXPECT_EQ(blotter().at("orders").size(), 0u);
  EXPECT_EQ(served_.placed(with_id("w", 5)).at("status"), "FILLED") << "its key was not taken";
}

TEST_F(QueriesTest, Equity_FollowsTheAccount) {
  served_.placed(kBuy);
  const Json equity = served_.get("/api/v1/portfolio").json().at("equity");
  EXPECT_LT(equity.get<double>(), 1'000'000'000);
  // It is noted at every start and every minute, and shown once that is in the store.
  served_.restart(SIGTERM);
  const auto newest = [&] {
    const Json points = served_.get("/api/v1/equity").json();
    return points.empty() ? Json{} : points.back().at("equity");
  };
  for (int i = 0; i < 400 && newest() != equity; ++i) ::usleep(25'000);
  EXPECT_EQ(newest(), equity);
  EXPECT_EQ(served_.get("/api/v1/equity?to=2000-01-01").json(), Json::array());
}

}  // namespace
}  // namespace sluice::api_test
