// SPDX-License-Identifier: Apache-2.0
//
// order_body_test.cpp: what an order's JSON may hold, and how what it may not hold is told.
#include <gmock/gmock.h>

#include "api/served_account.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

class OrderBodyTest : public SharedServerTest {
 protected:
  // An order of AAA with this in the place of its quantity.
  static Reply with_quantity(const std::string& json) {
    return served().order(R"({"symbol":"AAA","side":"BUY","quantity":)" + json + "}");
  }
  static Reply with_field(const std::string& json) {
    return served().order(R"({"symbol":"AAA","side":"BUY","quantity":1,)" + json + "}");
  }
  static void expect_fault(const Reply& reply, int status, const std::string& type,
                           const Json& loc) {
    EXPECT_EQ(reply.status, status) << reply.body;
    const Json fault = reply.json().at("detail").at(0);
    EXPECT_EQ(fault.at("type"), type) << reply.body;
    EXPECT_EQ(fault.at("loc"), loc) << reply.body;
    EXPECT_FALSE(fault.at("msg").get<std::string>().empty());
  }
  static std::size_t orders() {
    return served().get("/api/v1/paper/orders?limit=1000").json().size();
  }
};

TEST_F(OrderBodyTest, Object_IsAnsweredWithAListOfOne) {
  const auto reply = served().order(
      R"({"symbol":"AAA","side":"BUY","quantity":2.5,"price":99.5,"client_order_id":"first"})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.header("content-type"), "application/json");
  const Json order = reply.json();
  ASSERT_EQ(order.size(), 1u);
  const Json expected = {{"symbol", "AAA"},    {"side", "BUY"},     {"quantity", 2.5},
                         {"status", "FILLED"}, {"reason", nullptr}, {"client_order_id", "first"}};
  for (const auto& [name, value] : expected.items()) EXPECT_EQ(order[0].at(name), value) << name;
  EXPECT_EQ(order[0].at("order_id").get<std::string>().size(), 32u);
  EXPECT_GT(order[0].at("price").get<double>(), 99.5);  // a buyer pays spread
  EXPECT_EQ(order[0].size(), 8u) << order;
}

TEST_F(OrderBodyTest, Numbers_AreTakenHoweverJsonWritesThem) {
  for (const auto& [text, value] : std::map<std::string, double>{{"1e1", 10},
                                                                 {"0.5E+1", 5},
                                                                 {"1000e-3", 1},
                                                                 {"0.00000100", 0.000001},
                                                                 {"1.10", 1.1},
                                                                 {"12.000000000000", 12},
                                                                 {" 3 ", 3}}) {
    const auto reply = with_quantity(text);
    ASSERT_EQ(reply.status, 200) << text << " " << reply.body;
    EXPECT_EQ(reply.json()[0].at("quantity"), value) << text;
  }
}

TEST_F(OrderBodyTest, Quantity_OutOfItsRangeIsRefusedWithItsPlace) {
  const Json loc = {"body", "quantity"};
  for (const auto& [text, type] :
       std::map<std::string, std::string>{{"0", "greater_than"},
                                          {"-0", "greater_than"},
                                          {"-0.0e5", "greater_than"},
                                          {"-1", "greater_than"},
                                          {"1e400", "decimal_type"},
                                          {"-1e400", "decimal_type"},
                                          {"1e99999999999999999999", "decimal_type"},
                                          {"1e-9", "decimal_type"},
                                          {"1e-400", "decimal_type"},
                                          {"0.000000001", "decimal_type"},
                                          {"1.123456789", "decimal_type"},
                                          {"92233720369", "decimal_type"},
                                          {R"("1")", "type"},
                                          {"true", "type"},
                                          {"null", "type"},
                                          {"[1]", "type"},
                                          {R"({"a":1})", "type"}})
    expect_fault(with_quantity(text), 422, type, loc);
  EXPECT_THAT(with_quantity("1e400").body, HasSubstr("too large"));
  EXPECT_THAT(with_quantity("1.123456789").body, HasSubstr("more than eight decimals"));
}

TEST_F(OrderBodyTest, TextThatIsNoJson_IsBadRequest) {
  const std::string begin = R"({"symbol":"AAA","side":"BUY","quantity":)";
  for (const std::string& body : {begin + "NaN}",
                                  begin + "Infinity}",
                                  begin + "01}",
                                  begin + "+1}",
                                  begin + ".5}",
                                  begin + "1.}",
                                  begin + "0x10}",
                                  begin + "1",
                                  begin + "1}}",
                                  begin + "1} {}",
                                  begin + "1}x",
                                  begin + "1,}",
                                  begin + "nul}",
                                  begin + "1,\"tif\":tru}",
                                  std::string{"["},
                                  std::string{"[{]"},
                                  std::string{"{'symbol':'AAA'}"},
                                  std::string{" "},
                                  std::string{"\xef\xbb\xbf\xff"},
                                  begin + "1,\"symbol\"}",
                                  std::string{"[1,,2]"},
                                  std::string(200'000, '['),
                                  R"({"symbol":"A)" + std::string(1, '\0') + R"(A"})"}) {
    const auto reply = served().order(body);
    EXPECT_EQ(reply.status, 400) << body.substr(0, 80) << " " << reply.body.substr(0, 300);
    EXPECT_EQ(reply.fault(), "json_invalid") << body.substr(0, 80);
  }
}

TEST_F(OrderBodyTest, Text_IsUtf8WithoutControlCharactersAndNotTooLong) {
  const Json loc = {"body", "client_order_id"};
  const auto with_id = [](const std::string& id) {
    return with_field(R"("client_order_id":")" + id + "\"");
  };
  expect_fault(with_id(""), 422, "string_too_short", loc);
  expect_fault(with_id(std::string(65, 'x')), 422, "string_too_long", loc);
  expect_fault(with_id("a\\u0007b"), 422, "string_characters", loc);
  expect_fault(with_id("a\\u0000b"), 422, "string_characters", loc);
  expect_fault(with_id("a\\nb"), 422, "string_characters", loc);
  expect_fault(with_id("a\x7f"), 422, "string_characters", loc);
  for (const std::string bytes :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82"}) {
    const auto reply = with_id(bytes);
    EXPECT_GE(reply.status, 400);
    EXPECT_LE(reply.status, 422);
    EXPECT_NO_THROW((void)reply.json()) << "the refusal itself is UTF-8";
  }
  const auto taken = with_id(std::string(64, 'y'));
  EXPECT_EQ(taken.status, 200) << taken.body;
  const auto greek = with_id("\xce\xb1\\u03b2 \\\"\\\\");
  ASSERT_EQ(greek.status, 200) << greek.body;
  EXPECT_EQ(greek.json()[0].at("client_order_id"), "\xce\xb1\xce\xb2 \"\\");
}

TEST_F(OrderBodyTest, FieldThatIsUnknown_IsRefusedWithTheNearestName) {
  const auto reply = with_field(R"("qantity":1)");
  expect_fault(reply, 422, "extra_forbidden", {"body", "qantity"});
  EXPECT_THAT(reply.body, HasSubstr("did you mean 'quantity'?"));
}

TEST_F(OrderBodyTest, FieldThatStandsTwice_IsRefusedThoughTheValuesAgree) {
  expect_fault(with_field(R"("side":"BUY")"), 422, "duplicate_key", {"body", "side"});
  expect_fault(with_field(R"("price":null,"price":null)"), 422, "duplicate_key", {"body", "price"});
  expect_fault(with_field(R"("\u0073ide":"BUY")"), 422, "duplicate_key", {"body", "side"});
}

TEST_F(OrderBodyTest, FieldsThatAreMissing_AreAllToldAtOnce) {
  const auto reply = served().order("{}");
  EXPECT_EQ(reply.status, 422);
  std::vector<Json> places;
  const Json faults = reply.json().at("detail");
  for (const Json& fault : faults) {
    EXPECT_EQ(fault.at("type"), "missing");
    places.push_back(fault.at("loc"));
  }
  EXPECT_THAT(places, ::testing::ElementsAre(Json{"body", "symbol"}, Json{"body", "side"},
                                             Json{"body", "quantity"}));
}

TEST_F(OrderBodyTest, Words_AreTheOnesToldAndNothingNearThem) {
  for (const std::string field : {R"("tif":"day")", R"("type":"LIMITS")", R"("source":"STRATEGY")",
                                  R"("source":"CLI_EOD")", R"("tif":"")"})
    EXPECT_EQ(with_field(field).fault(), "enum") << field;
  EXPECT_EQ(with_field(R"("route":"NOWHERE")").fault(), "route");
  EXPECT_EQ(with_field(R"("reduce_only":"true")").fault(), "type");
  EXPECT_EQ(with_field(R"("reduce_only":1)").fault(), "type");
  EXPECT_EQ(with_field(R"("tif":null)").fault(), "type");
  expect_fault(served().order(R"({"symbol":"AAB","side":"BUY","quantity":1})"), 422, "symbol",
               {"body", "symbol"});
  EXPECT_EQ(with_field(R"("route":"PAPER","source":"DASHBOARD","tif":"GTC","type":"MARKET",)"
                       R"("limit":null,"stop":null,"price":null,"client_order_id":null,)"
                       R"("reduce_only":false,"post_only":false)")
                .status,
            200);
}

TEST_F(OrderBodyTest, Prices_AreThereWhereTheTypeHasThemAndNowhereElse) {
  expect_fault(with_field(R"("type":"LIMIT")"), 422, "missing", {"body", "limit"});
  expect_fault(with_field(R"("limit":5)"), 422, "extra_forbidden", {"body", "limit"});
  expect_fault(with_field(R"("type":"STOP")"), 422, "missing", {"body", "stop"});
  expect_fault(with_field(R"("type":"STOP_LIMIT","stop":5)"), 422, "missing", {"body", "limit"});
  expect_fault(with_field(R"("price":0)"), 422, "greater_than", {"body", "price"});
  expect_fault(with_field(R"("price":-3)"), 422, "greater_than", {"body", "price"});
}

TEST_F(OrderBodyTest, List_IsAnsweredInItsOrder) {
  const auto reply = served().order(
      R"([{"symbol":"CCC","side":"SELL","quantity":1},{"symbol":"BBB","side":"BUY","quantity":2}])");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.json().at(0).at("symbol"), "CCC");
  EXPECT_EQ(reply.json().at(1).at("symbol"), "BBB");
}

TEST_F(OrderBodyTest, ListWithOneBadOrder_PlacesNone) {
  const auto before = orders();
  const auto reply = served().order(
      R"([{"symbol":"AAA","side":"BUY","quantity":1},{"symbol":"AAA","side":"BUY","quantity":0}])");
  expect_fault(reply, 422, "greater_than", Json::array({"body", 1, "quantity"}));
  expect_fault(served().order(R"([{"symbol":"AAA","side":"BUY","quantity":1},7])"), 422,
               "object_type", Json::array({"body", 1}));
  expect_fault(served().order(R"([{"symbol":"AAA","side":"BUY","quantity":1},)"
                              R"({"symbol":"ABA","side":"BUY","quantity":1}])"),
               422, "symbol", Json::array({"body", 1, "symbol"}));
  EXPECT_EQ(orders(), before);
}

TEST_F(OrderBodyTest, ListThatIsEmptyOrTooLong_IsRefused) {
  expect_fault(served().order("[]"), 422, "too_short", Json::array({"body"}));
  const std::string one = R"({"symbol":"AAA","side":"BUY","quantity":0.000001})";
  std::string list = "[" + one;
  for (int i = 1; i < 1'000; ++i) list += "," + one;
  EXPECT_EQ(served().order(list + "]").json().size(), 1'000u);
  expect_fault(served().order(list + "," + one + "]"), 422, "too_long", Json::array({"body"}));
}

TEST_F(OrderBodyTest, WordsThatAreNearlyJson_AreRefusedAndTheServerGoesOn) {
  for (const std::string text : {"nul", "nulll", "nope", "tru", "truee", "falze", "f", "-", "n"}) {
    for (const auto& reply :
         {with_quantity(text), served().order(text), with_field("\"price\":" + text)})
      EXPECT_THAT(reply.status, ::testing::AnyOf(400, 422)) << text << " " << reply.body;
  }
}

TEST_F(OrderBodyTest, OtherJson_IsNoOrder) {
  for (const auto* body : {"1", "\"AAA\"", "null", "true"})
    expect_fault(served().order(body), 422, "object_type", Json::array({"body"}));
}

TEST_F(OrderBodyTest, Answer_StaysSmallHoweverManyFaults) {
  std::string body = R"({"symbol":"AAA")";
  for (int i = 0; i < 20'000; ++i) body += R"(,"side":1)";
  const auto repeated = served().order(body + "}");
  EXPECT_EQ(repeated.status, 422);
  EXPECT_LT(repeated.body.size(), body.size());
  std::string list = "[";
  for (int i = 0; i < 1'000; ++i) list += std::string{i > 0 ? "," : ""} + R"({"symbol":1,"x":2})";
  const auto listed = served().order(list + "]");
  EXPECT_EQ(listed.status, 422);
  EXPECT_LT(listed.json().at("detail").size(), 200u);
}

TEST_F(OrderBodyTest, PathWithoutBody_RefusesOne) {
  expect_fault(served().post("/api/v1/paper/reset", R"({"a":1})"), 422, "extra_forbidden",
               Json::array({"body"}));
  expect_fault(served().post("/api/v1/risk/check", R"([{"symbol":"AAA"}])"), 422, "object_type",
               Json::array({"body"}));
}

}  // namespace
}  // namespace sluice::api_test
