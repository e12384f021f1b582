// SPDX-License-Identifier: Apache-2.0
//
// scripted_test.cpp: answers that no venue should give: about another order, cut short, endless.
#include <atomic>
#include <deque>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk.hpp"

namespace sluice::testnet::test {
namespace {

// Time and rules as a venue has them; every POST gets the bytes of the script.
class ScriptedVenue {
 public:
  explicit ScriptedVenue(std::string answer)
      : answer_{std::move(answer)}, listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&here), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    threads_.emplace_back([this] { accept_all(); });
  }
  ~ScriptedVenue() {
    is_over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    threads_.front().join();
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    for (std::size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }
  ScriptedVenue(const ScriptedVenue&) = delete;
  ScriptedVenue& operator=(const ScriptedVenue&) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int posts() const { return posts_; }
  // Ends every connection there is; new ones are taken.
  void close_connections() {
    const std::lock_guard hold{lock_};
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }

 private:
  // Only the thread that accepts adds sockets and threads, and it ends before they are joined.
  void accept_all() {
    while (!is_over_) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      const std::lock_guard hold{lock_};
      sockets_.push_back(socket);
      threads_.emplace_back([this, socket] { serve(socket); });
    }
  }
  void serve(int socket) {
    char buffer[8192];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
      const std::string request(buffer, static_cast<std::size_t>(got));
      const bool is_post = request.starts_with("POST");
      if (is_post) ++posts_;
      const std::string answer = is_post ? answer_ : with_length(body_for(request));
      if (::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
    }
  }
  static std::string body_for(const std::string& request) {
    if (request.starts_with("GET /api/v3/time"))
      return "{\"serverTime\":" +
             std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(
                                std::chrono::system_clock::now().time_since_epoch())
                                .count()) +
             "}";
    return R"({"rateLimits":[],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC",
      "quoteAsset":"USDT","orderTypes":["LIMIT"],"filters":[]},{"symbol":"ETHUSDT","status":"TRADING",
      "baseAsset":"ETH","quoteAsset":"USDT","orderTypes":["LIMIT"],"filters":[]}]})";
  }

 public:
  static std::string with_length(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

 private:
  std::string answer_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> is_over_{false};
  std::atomic<int> posts_{0};
  std::mutex lock_;  // of sockets_
  std::vector<int> sockets_;
  std::deque<std::thread> threads_;
};

std::string order_answer(const std::string& symbol, const std::string& client_id) {
  return ScriptedVenue::with_length(
      "{\"symbol\":\"" + symbol + "\",\"orderId\":1,\"clientOrderId\":\"" + client_id +
      "\",\"transactTime\":1,\"price\":\"90000\",\"origQty\":\"0.5\",\"executedQty\":\"0\","
      "\"status\":\"NEW\",\"fills\":[]}");
}

constexpr const char* kOurs = "sl-00000000000000510000000000000001";

class TestnetAnswer : public ::testing::TestWithParam<std::string> {};

TEST_P(TestnetAnswer, ThatSaysNothingOfOurOrder_LeavesItsFateUnknown) {
  ScriptedVenue venue{GetParam()};
  Desk desk{venue.url(), ",\"call_timeout_ms\":300"};
  desk.begin();
  desk.submit(desk.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk.waits([&] {
    return desk.host().has_logged(LogLevel::kWarning, "the fate of order 1 is not known");
  })) << desk.health().reason;
  EXPECT_THAT(desk.said(), IsEmpty());
  EXPECT_EQ(venue.posts(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Each, TestnetAnswer,
    ::testing::Values(order_answer("BTCUSDT", "sl-00000000000000510000000000000002"),
                      order_answer("ETHUSDT", kOurs), ScriptedVenue::with_length("{}"),
                      ScriptedVenue::with_length("[]"), ScriptedVenue::with_length(""),
                      "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"symbol\":",
                      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "SSH-2.0-OpenSSH\r\n",
                      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: "
                      "0\r\n\r\n",
                      "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));

TEST(TestnetAnswers, AboutOurOrder_IsTaken) {
  ScriptedVenue venue{order_answer("BTCUSDT", kOurs)};
  Desk desk{venue.url(), ",\"call_timeout_ms\":300"};
  desk.begin();
  desk.submit(desk.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk.hears("ACKED 1"));
}

// It lay idle when the venue closed it: not a byte of the next order is lost in it.
TEST(TestnetAnswers, ConnectionClosedWhileIdle_IsOpenedAnewForTheNextOrder) {
  ScriptedVenue venue{order_answer("BTCUSDT", kOurs)};
  Desk desk{venue.url(), ",\"call_timeout_ms\":300"};
  desk.begin();
  venue.close_connections();
  std::this_thread::sleep_for(std::chrono::milliseconds{30});
  desk.submit(desk.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk.hears("ACKED 1")) << ::testing::PrintToString(desk.said());
  EXPECT_EQ(venue.posts(), 1);
}

// Its timestamp would be too old at the venue: it is not sent at all.
TEST(TestnetAnswers, OrderThatWaitsTooLong_IsWithdrawnUnsent) {
  Simulator venue;
  Desk desk{venue.url(), ",\"recv_window_ms\":400"};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  venue.fault("POST /api/v3/order", "delay_request", ",\"ms\":350");
  desk.submit(desk.limit(1, kBuy, "0.5", "90000"));
  desk.submit(desk.limit(2, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk.hears("NOT_SENT 2 NOT_CONNECTED"));
  EXPECT_EQ(venue.received("POST /api/v3/order"), 1);
}

}  // namespace
}  // namespace sluice::testnet::test
