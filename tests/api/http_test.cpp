// SPDX-License-Identifier: Apache-2.0
//
// http_test.cpp: bytes that are no good HTTP are answered with a 4xx or cut off, in time, and the
// server goes on; so do requests that a browser on somebody else's page would send.
#include <unistd.h>

#include <gmock/gmock.h>

#include "api/served_account.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kOrder = R"({"symbol":"AAA","side":"BUY","quantity":1})";

class HttpTest : public SharedServerTest {
 protected:
  // The status of the first answer to these bytes; 0: closed without one.
  static int status_of(std::string_view bytes) {
    Connection connection{served().port()};
    connection.send(bytes);
    connection.finish_sending();
    const auto reply = connection.read();
    return reply ? reply->status : 0;
  }
  static int status_of_post(const std::string& headers, std::string_view body) {
    return status_of(
        "POST /api/v1/risk/check HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\n" +
        headers + "\r\n" + std::string{body});
  }
  static void expect_healthy() {
    EXPECT_EQ(served().get("/readyz").status, 200);
    EXPECT_EQ(served().post("/api/v1/risk/check", kOrder).status, 200);
  }
  void TearDown() override { expect_healthy(); }
};

TEST_F(HttpTest, LengthToldTwoWays_IsRefused) {
  EXPECT_EQ(status_of_post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            400);
  EXPECT_EQ(status_of_post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
            400);
  EXPECT_EQ(status_of_post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}x"), 400);
  EXPECT_EQ(status_of_post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400);
  EXPECT_EQ(status_of_post("Content-Length: 2, 3\r\n", "{}"), 400);
  EXPECT_EQ(
      status_of_post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      400);
}

TEST_F(HttpTest, LengthThatIsNone_IsRefused) {
  for (const auto* length : {"-1", "+2", "0x2", "two", "", "99999999999999999999999", "2 2"})
    EXPECT_THAT(status_of_post("Content-Length: " + std::string{length} + "\r\n", "{}"),
                ::testing::AnyOf(400, 413))
        << length;
}

TEST_F(HttpTest, ChunkedBody_IsTakenWhereItIsWellMade) {
  const auto chunked = [](std::string_view body) {
    return status_of_post("Transfer-Encoding: chunked\r\n", body);
  };
  EXPECT_EQ(chunked("2a;ext=1\r\n" + std::string{kOrder} + "\r\n0\r\n\r\n"), 200);
  EXPECT_EQ(chunked("zz\r\n{}\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(chunked("-2\r\n{}\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(chunked("2\r\n{}XX0\r\n\r\n"), 400);
  EXPECT_EQ(chunked("fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), 400);
}

// The bytes of a body in a coding that is not understood would be taken for the next request.
TEST_F(HttpTest, CodingThatIsNotChunked_EndsTheConnection) {
  const std::string next = request_text("GET", "/livez", {}, {});
  for (const std::string coding :
       {"xchunked", "identity", "gzip, chunked", "chunked, identity", "gzip"}) {
    Connection connection{served().port()};
    connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding +
                    "\r\n\r\n" + (coding.ends_with(", chunked") ? "0\r\n\r\n" : "") + next);
    const auto reply = connection.read();
    ASSERT_TRUE(reply) << coding;
    EXPECT_EQ(reply->status, 400) << coding;
    EXPECT_FALSE(connection.read()) << coding;
  }
  EXPECT_EQ(status_of("POST /api/v1/risk/check HTTP/1.0\r\nContent-Type: application/json\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n2a\r\n" +
                      std::string{kOrder} + "\r\n0\r\n\r\n"),
            400);
}

TEST_F(HttpTest, LineThatNeverEnds_IsRefusedBeforeItIsLong) {
  for (const std::string begin : {"1;", "1", "0\r\nX: "}) {
    Connection connection{served().port()};
    connection.send(
        "POST /api/v1/risk/check HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
        begin + std::string(40'000, 'a'));
    const auto reply = connection.read();
    ASSERT_TRUE(reply) << begin;
    EXPECT_EQ(reply->status, 431) << begin;
  }
}

TEST_F(HttpTest, HeadersAndLinesThatAreNotHttp_AreRefused) {
  const std::string host = "Host: localhost\r\n";
  for (const std::string bytes :
       {"GET /livez HTTP/1.1\nHost: localhost\n\n", "GET /livez HTTP/1.1\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost:\r\n\r\n", "GET  /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /livez\r\n\r\n", "GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET /livez HTTP/1.7\r\nHost: localhost\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nA\x01: b\r\n\r\n",
        "GET http://localhost/livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /li\x7fvez HTTP/1.1\r\nHost: localhost\r\n\r\n", "\r\n\r\n\r\n\r\n",
        "\x16\x03\x01\x02"})
    EXPECT_EQ(status_of(bytes), 400) << bytes;
  using namespace std::string_literals;
  EXPECT_EQ(status_of("GET /li\0vez HTTP/1.1\r\n"s + host + "\r\n"), 400);
  EXPECT_EQ(status_of("GET /livez HTTP/1.1\r\nHost: local\0host\r\n\r\n"s), 400);
  EXPECT_EQ(status_of("\0\0\0\0\r\n\r\n"s), 400);
}

TEST_F(HttpTest, MethodsThatAreNotServed_AreToldWhichAre) {
  for (const auto* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
    const auto reply = ask(served().port(), method, "/api/v1/paper/orders");
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.header("allow"), "GET, POST") << method;
  }
  const auto reply = served().post("/api/v1/portfolio");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("allow"), "GET");
}

TEST_F(HttpTest, Head_HasNoBodyThatTheNextAnswerWouldBeMistakenFor) {
  Connection connection{served().port()};
  connection.send("HEAD /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto got = connection.receive();
  EXPECT_THAT(got, ::testing::StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(got, ::testing::EndsWith("\r\n\r\n"));
  EXPECT_TRUE(connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto next = connection.read();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->status, 200);
}

TEST_F(HttpTest, HeadThatIsHuge_Is431_BodyThatIsHuge_Is413) {
  EXPECT_EQ(status_of("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'x') +
                      "\r\n\r\n"),
            431);
  EXPECT_EQ(status_of("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
            431);
  std::string many = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 3'000; ++i) many += "A: b\r\n";
  EXPECT_EQ(status_of(many + "\r\n"), 431);
  EXPECT_EQ(status_of_post("Content-Length: 1048577\r\n", "{"), 413);
  const std::string chunk = "80000\r\n" + std::string(0x80000, ' ') + "\r\n";
  EXPECT_EQ(status_of_post("Transfer-Encoding: chunked\r\n", chunk + chunk + chunk), 413);
}

TEST_F(HttpTest, Body_NeedsItsMediaType) {
  const auto with_type = [](const std::string& type) {
    return served().post("/api/v1/risk/check", kOrder, {{"Content-Type", type}}).status;
  };
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                           "", "application/jsonx", "application/json,text/plain"})
    EXPECT_EQ(with_type(type), 415) << type;
  EXPECT_EQ(with_type("Application/JSON ; charset=utf-8"), 200);
  EXPECT_EQ(status_of("POST /api/v1/risk/check HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Length: 2\r\n\r\n{}"),
            415);
}

TEST_F(HttpTest, RequestsOfOtherOrigins_AreForbidden) {
  const std::string own = "http://localhost:" + std::to_string(served().port());
  const std::string host = "localhost:" + std::to_string(served().port());
  const auto from = [&](const std::string& origin) {
    return served().order(kOrder, {{"Host", host}, {"Origin", origin}}).status;
  };
  EXPECT_EQ(from(own), 200);
  for (const auto* origin : {"http://evil.example", "null", "https://localhost.evil.example",
                             "http://localhost", "localhost", "http://localhost:1", "file://"})
    EXPECT_EQ(from(origin), 403) << origin;
}

// A name of somebody else that is made to point here ("DNS rebinding") has its own origin.
TEST_F(HttpTest, NamesThatAreNotThisMachines_AreForbidden) {
  const auto with_host = [](const std::string& host) {
    return served().get("/api/v1/portfolio", {{"Host", host}, {"Origin", "http://" + host}}).status;
  };
  for (const auto* host : {"localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000",
                           "127.1.2.3", "[::1]", "[::1]:8000"})
    EXPECT_EQ(with_host(host), 200) << host;
  for (const auto* host :
       {"evil.example", "127.evil.example", "127.0.0.1.evil.example", "10.0.0.1",
        "localhost.evil.example", "127.", "[::2]", "[::1].evil.example", "xlocalhost", "0.0.0.0"})
    EXPECT_THAT(with_host(host), ::testing::AnyOf(403, 400)) << host;
}

TEST_F(HttpTest, RequestsOnOneConnection_AreAnsweredInTheirOrder) {
  Connection connection{served().port()};
  connection.send(request_text("GET", "/livez", {}, {}) + request_text("GET", "/nothing", {}, {}) +
                  request_text("POST", "/api/v1/risk/check", {}, kOrder) +
                  request_text("GET", "/readyz", {{"Connection", "close"}}, {}));
  for (const int status : {200, 404, 200, 200}) {
    const auto reply = connection.read();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, status);
  }
  EXPECT_TRUE(connection.closes_within(kPatience));
}

TEST_F(HttpTest, ExpectContinue_IsGivenBeforeTheBody) {
  Connection connection{served().port()};
  const auto text =
      request_text("POST", "/api/v1/risk/check", {{"Expect", "100-continue"}}, kOrder);
  connection.send(text.substr(0, text.size() - kOrder.size()));
  EXPECT_EQ(connection.read()->status, 100);
  connection.send(kOrder);
  EXPECT_EQ(connection.read()->status, 200);
}

TEST_F(HttpTest, Paths_AreTakenLiterally) {
  for (const auto* path :
       {"/api/v1/paper/orders/", "/API/v1/portfolio", "//livez", "/../livez", "/%6civez",
        "/api/v1/oms/orders/", "/api/v1/oms/orders//cancel", "/etc/passwd", "/docs/../../x"})
    EXPECT_EQ(served().get(path).status, 404) << path;
  EXPECT_EQ(served().get("/api/v1/oms/orders/a/b").status, 404);
}

TEST_F(HttpTest, Answers_AreNotToBeKeptOrGuessedAt) {
  for (const auto* path : {"/livez", "/api/v1/portfolio", "/nothing", "/docs"}) {
    const auto reply = served().get(path);
    EXPECT_EQ(reply.header("cache-control"), "no-store") << path;
    EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << path;
    EXPECT_EQ(reply.header("access-control-allow-origin"), "") << path;
  }
  EXPECT_THAT(served().get("/docs").header("content-security-policy"), HasSubstr("'none'"));
}

class HttpLimitsTest : public ServedTest {};

TEST_F(HttpLimitsTest, ConnectionThatSaysLittle_IsClosedInTime) {
  served_.start({"--set", "api.timeout_seconds=1"});
  Connection silent{served_.port()}, slow{served_.port()}, half{served_.port()};
  slow.send("GET /livez HTTP/1.1\r\nHost: local");
  half.send(
      "POST /api/v1/risk/check HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  for (int i = 0; i < 12; ++i) {
    slow.send("h");
    half.send(" ");
    ::usleep(100'000);
  }
  EXPECT_TRUE(silent.closes_within(milliseconds{3'000}));
  EXPECT_TRUE(slow.closes_within(milliseconds{3'000}));
  EXPECT_TRUE(half.closes_within(milliseconds{3'000}));
  EXPECT_EQ(served_.get("/readyz").status, 200);
}

TEST_F(HttpLimitsTest, ConnectionBeyondTheLimit_TakesThePlaceOfTheOneThatWaitedLongest) {
  served_.start({"--set", "api.max_connections=3"});
  const auto is_answered = [](Connection& connection) {
    connection.send(request_text("GET", "/livez", {}, {}));
    const auto reply = connection.read();
    return reply && reply->status == 200;
  };
  std::vector<Connection> held;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(is_answered(held.emplace_back(served_.port())));
  // Not the longest any more.
  ASSERT_TRUE(is_answered(held[0]));
  // Half a request is none.
  held[1].send("GET /livez HTTP/1.1\r\nHost: local");
  Connection more{served_.port()};
  EXPECT_TRUE(is_answered(more));
  EXPECT_TRUE(held[1].closes_within(kPatience));
  EXPECT_TRUE(is_answered(held[0]));
  EXPECT_TRUE(is_answered(held[2]));
  EXPECT_TRUE(is_answered(more));
}

// Whoever holds as many as there may be keeps nobody out.
TEST_F(HttpLimitsTest, ConnectionsThatSayNothing_KeepNobodyOut) {
  served_.start({"--set", "api.max_connections=8"});
  std::vector<Connection> silent;
  for (int i = 0; i < 40; ++i) silent.emplace_back(served_.port());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(served_.get("/livez").status, 200);
}

TEST_F(HttpLimitsTest, StreamsMakeNoRoom_ConnectionsBeyondTheLimitAreClosed_UntilOneEnds) {
  served_.start({"--set", "api.max_connections=2"});
  {
    std::vector<Connection> streams;
    for (int i = 0; i < 2; ++i) {
      streams.emplace_back(served_.port());
      streams.back().send(
          "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      ASSERT_THAT(streams.back().receive(), ::testing::HasSubstr(" 101 "));
    }
    Connection more{served_.port()};
    EXPECT_TRUE(more.closes_within(kPatience));
  }
  for (int i = 0;; ++i) {
    Connection again{served_.port()};
    again.send(request_text("GET", "/livez", {}, {}));
    const auto reply = again.read();
    if (reply) break;
    ASSERT_LT(i, 200);
    ::usleep(10'000);
  }
}

TEST_F(HttpLimitsTest, QuantitiesThatNoPositionCanHold_AreRefused) {
  served_.start();
  constexpr const char* kMost =
      R"([{"symbol":"AAA","side":"SELL","quantity":92233720368.54775807,"price":0.001},)"
      R"({"symbol":"AAA","side":"SELL","quantity":92233720368.54775807,"price":0.001}])";
  const auto orders = served_.order(kMost).json();
  EXPECT_EQ(orders.at(0).at("status"), "FILLED");
  EXPECT_EQ(orders.at(1).at("status"), "REJECTED");
  EXPECT_EQ(orders.at(1).at("reason"), "POSITION_OVERFLOW");
  EXPECT_EQ(served_.order(kMost).json().at(0).at("reason"), "POSITION_OVERFLOW");
  EXPECT_EQ(served_.get("/readyz").status, 200);
}

TEST_F(HttpLimitsTest, RequestsBeyondTheRate_AreToldWhenToComeAgain) {
  served_.start({"--set", "api.requests_per_second=20"});
  // All at once, so that a slow machine has no time to be let in again.
  Connection connection{served_.port()};
  std::string all;
  for (int i = 0; i < 60; ++i) all += request_text("GET", "/livez", {}, {});
  connection.send(all);
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    const auto reply = connection.read();
    ASSERT_TRUE(reply);
    if (reply->status == 200) continue;
    ++refused;
    EXPECT_EQ(reply->status, 429);
    EXPECT_EQ(reply->header("retry-after"), "1");
    EXPECT_EQ(reply->fault(), "rate");
  }
  EXPECT_GT(refused, 5);
  ::usleep(1'100'000);
  EXPECT_EQ(served_.get("/livez").status, 200);
}

}  // namespace
}  // namespace sluice::api_test
