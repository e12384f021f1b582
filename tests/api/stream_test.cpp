// SPDX-License-Identifier: Apache-2.0
//
// stream_test.cpp: what listeners of the stream are told, in which order, and from where on.
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "api/stream_client.hpp"

namespace sluice::api_test {
namespace {

using ::testing::ElementsAre;

class StreamTest : public ServedTest {
 protected:
  void SetUp() override { served_.start(); }
  Json buy(const std::string& id) const {
    return served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1,"client_order_id":")" + id +
                          "\"}");
  }
  // Whether it is the end of the order that was called so.
  static auto fill_of(const std::string& id) {
    return [id](const Json& event) {
      return event.at("event") == "order" && event.at("client_order_id") == id &&
             event.at("status") == "FILLED";
    };
  }
};

TEST_F(StreamTest, Upgrade_IsAnsweredAsTheRfcSays) {
  StreamClient client{served_.port()};
  EXPECT_EQ(client.handshake().status, 101);
  EXPECT_EQ(client.handshake().header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_F(StreamTest, Order_IsToldStepByStep) {
  StreamClient client{served_.port()};
  const Json order = buy("x");
  const auto events = client.until(fill_of("x"));
  std::vector<std::string> kinds;
  std::uint64_t seq = 0;
  for (const Json& event : events) {
    std::string kind = event.at("event");
    if (kind == "order") kind += ":" + event.at("status").get<std::string>();
    kinds.push_back(kind);
    EXPECT_GE(event.at("seq"), seq);
    seq = event.at("seq");
    EXPECT_EQ(event.value("order_id", order.at("order_id")), order.at("order_id"));
  }
  EXPECT_EQ(kinds.front(), "order:NEW");
  EXPECT_THAT(kinds, ::testing::IsSupersetOf({"verdict", "order:SENT", "fill", "position"}));
  for (const Json& event : events) {
    if (event.at("event") == "fill") {
      EXPECT_EQ(event.at("price"), order.at("price"));
    }
    if (event.at("event") == "position") {
      EXPECT_EQ(event.at("quantity"), 1);
    }
  }
}

TEST_F(StreamTest, NewTerms_AreTold_AndCountFromThereOn) {
  StreamClient client{served_.port()};
  const Json order = served_.placed(
      R"({"symbol":"AAA","side":"BUY","quantity":2,"type":"LIMIT","limit":90,"client_order_id":"r"})");
  const std::string path =
      "/api/v1/oms/orders/" + order.at("order_id").get<std::string>() + "/replace";
  ASSERT_EQ(served_.post(path, R"({"quantity":3})").status, 200);
  ASSERT_EQ(served_.post(path, R"({"limit":120})").status, 200);
  std::vector<std::string> told;
  for (const Json& event : client.until(fill_of("r")))
    if (event.at("event") == "order")
      told.push_back(event.at("status").get<std::string>() + " " + event.at("quantity").dump());
  EXPECT_THAT(told, ElementsAre("NEW 2", "SENT 2", "SENT 2", "SENT 3", "SENT 3", "FILLED 3"));
}

TEST_F(StreamTest, RefusalHaltAndReset_AreTold) {
  StreamClient client{served_.port()};
  served_.post("/api/v1/kill-switch", R"({"action":"engage","reason":"by the test"})");
  buy("refused");
  served_.post("/api/v1/kill-switch", R"({"action":"release","reason":"over"})");
  served_.post("/api/v1/paper/reset");
  const auto events = client.until([](const Json& event) { return event.at("event") == "reset"; });
  std::vector<std::string> told;
  for (const Json& event : events) {
    const std::string kind = event.at("event");
    if (kind == "kill_switch")
      told.push_back(event.at("engaged").get<bool>() ? "engaged" : "released");
    if (kind == "order") told.push_back(event.at("status"));
    if (kind == "verdict")
      told.push_back(event.at("approved").get<bool>() ? "approved" : "refused");
  }
  EXPECT_THAT(told, ElementsAre("engaged", "NEW", "refused", "REJECTED", "released"));
}

TEST_F(StreamTest, Since_ResumesWhereAListenerWasWithoutGapOrRepetition) {
  std::vector<Json> all;
  {
    StreamClient client{served_.port(), "?since=0"};
    for (int i = 0; i < 30; ++i) buy("o" + std::to_string(i));
    all = client.until(fill_of("o29"));
  }
  const std::uint64_t middle = all.at(all.size() / 2).at("seq");
  StreamClient client{served_.port(), "?since=" + std::to_string(middle)};
  std::vector<Json> expected;
  for (const Json& event : all)
    if (event.at("seq") > middle) expected.push_back(event);
  EXPECT_EQ(client.until(fill_of("o29")), expected);
}

TEST_F(StreamTest, Since_HoldsAcrossAKill) {
  std::vector<Json> before;
  {
    StreamClient client{served_.port(), "?since=0"};
    buy("one");
    buy("two");
    before = client.until(fill_of("two"));
  }
  served_.restart(SIGKILL);
  StreamClient whole{served_.port(), "?since=0"};
  EXPECT_EQ(whole.until(fill_of("two")), before);
  StreamClient rest{served_.port(), "?since=" + before.back().at("seq").dump()};
  buy("three");
  EXPECT_EQ(rest.next().at(0).at("client_order_id"), "three");
}

TEST_F(StreamTest, WithoutSince_BeginsWithWhatComesNext) {
  buy("before");
  ASSERT_EQ(served_.get("/api/v1/oms/blotter").status, 200);
  ::usleep(50'000);
  StreamClient client{served_.port()};
  buy("after");
  EXPECT_EQ(client.next().at(0).at("client_order_id"), "after");
}

TEST_F(StreamTest, QueryThatIsNotUnderstood_IsRefusedBeforeTheUpgrade) {
  for (const std::string query : {"?since=x", "?since=-1", "?sinse=1", "?since=1&since=2"}) {
    StreamClient client{served_.port(), query};
    EXPECT_EQ(client.handshake().status, 422) << query;
  }
  EXPECT_EQ(served_.get("/api/v1/stream").status, 400);
}

TEST_F(StreamTest, ListenerThatNeverReads_HoldsUpNobody) {
  std::vector<StreamClient> deaf;
  for (int i = 0; i < 4; ++i) {
    deaf.emplace_back(served_.port(), "?since=0");
    const int little = 4'096;
    ::setsockopt(deaf.back().connection().descriptor(), SOL_SOCKET, SO_RCVBUF, &little,
                 sizeof little);
  }
  StreamClient awake{served_.port()};
  std::string list = "[";
  for (int i = 0; i < 500; ++i)
    list += std::string{i > 0 ? "," : ""} + R"({"symbol":"AAA","side":"BUY","quantity":1})";
  for (int i = 0; i < 8; ++i) ASSERT_EQ(served_.order(list + "]").status, 200);
  buy("last");
  EXPECT_GT(awake.until(fill_of("last")).size(), 4'000u * 5);
  EXPECT_EQ(served_.get("/readyz").status, 200);
}

TEST_F(StreamTest, BytesOfAListener_AreNoHarm) {
  StreamClient talks{served_.port()}, floods{served_.port()}, breaks{served_.port()};
  talks.send_frame(1, "{\"event\":\"order\"}");
  floods.send_frame(2, std::string(60'000, 'x'));
  breaks.connection().send(std::string(100, '\xff'));
  EXPECT_TRUE(floods.connection().closes_within(kPatience));
  EXPECT_TRUE(breaks.connection().closes_within(kPatience));
  buy("y");
  EXPECT_FALSE(talks.until(fill_of("y")).empty());
}

TEST_F(StreamTest, End_ClosesTheStream) {
  StreamClient client{served_.port()};
  EXPECT_EQ(served_.end(SIGTERM), 0);
  EXPECT_TRUE(client.connection().closes_within(kPatience));
}

}  // namespace
}  // namespace sluice::api_test
