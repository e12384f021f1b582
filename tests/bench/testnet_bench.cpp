// SPDX-License-Identifier: Apache-2.0
//
// testnet_bench: how long an order takes from the call of submit to the wire, over the loopback.
//
//   testnet_bench [--orders N]
//
// "call": until submit returns, the time the lane spends. "wire": until the other end of the socket
// has the first byte. The venue is a thread that answers at once; between two orders the executor
// has heard the answer to the one before. Signatures: HMAC-SHA256 and Ed25519.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

#include "executors/testnet_binance/testnet_binance.hpp"

namespace {

using namespace sluice;
using Clock = std::chrono::steady_clock;

constexpr const char* kRules =
    R"({"rateLimits":[],"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC",
"quoteAsset":"USDT","orderTypes":["LIMIT"],"filters":[]}]})";
// The key of RFC 8032's first test.
constexpr const char* kPem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

std::int64_t wall_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Answers as much as the executor asks, and notes when an order's first byte came.
class Venue {
 public:
  Venue() : listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) != 0 ||
        ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
      std::exit(1);
    port_ = ntohs(here.sin_port);
    std::thread{[this] { accept_all(); }}.detach();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] Clock::time_point first_byte() const {
    return Clock::time_point{Clock::duration{first_byte_.load()}};
  }

 private:
  void accept_all() {
    for (;;) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      std::thread{[this, socket] { serve(socket); }}.detach();
    }
  }
  void serve(int socket) {
    char buffer[8192];
    for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
      const auto now = Clock::now().time_since_epoch().count();
      const std::string request(buffer, static_cast<std::size_t>(got));
      if (request.starts_with("POST")) first_byte_ = now;
      const std::string body = body_for(request);
      const std::string answer =
          "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
      if (::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(socket);
  }
  static std::string body_for(const std::string& request) {
    if (request.starts_with("GET /api/v3/time"))
      return "{\"serverTime\":" + std::to_string(wall_ns() / 1'000'000) + "}";
    if (request.starts_with("GET /api/v3/exchangeInfo")) return kRules;
    const std::size_t at = request.find("newClientOrderId=");
    if (at == request.npos) return "{}";
    return "{\"symbol\":\"BTCUSDT\",\"orderId\":1,\"status\":\"NEW\",\"origQty\":\"1\","
           "\"executedQty\":\"0\",\"price\":\"1\",\"transactTime\":1,\"clientOrderId\":\"" +
           request.substr(at + 17, 35) + "\"}";
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<Clock::rep> first_byte_{0};
};

void print(const char* name, std::vector<double> us) {
  std::sort(us.begin(), us.end());
  const auto at = [&](double part) {
    return us[static_cast<std::size_t>(part * static_cast<double>(us.size() - 1))];
  };
  std::printf("%-16s p50 %7.1f us   p90 %7.1f us   p99 %7.1f us   max %8.1f us\n", name, at(0.5),
              at(0.9), at(0.99), at(1));
}

double micros(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

struct Figures {
  std::vector<double> call, wire;
};

Figures measure(const std::string& params, const Venue& venue, int orders) {
  testing::MockHost host;
  testing::MockMarket market;
  market.add_instrument("BTCUSDT");
  testing::MockExecutor executor{sluice::executor<testnet::TestnetBinance>.describe(), params,
                                 host};
  host.set_now(Timestamp::from_nanoseconds(wall_ns()));
  if (!executor.ok() || executor.begin(market.instruments()) != SLUICE_OK) {
    std::fprintf(stderr, "testnet_bench: %s\n", executor.error().c_str());
    std::exit(1);
  }
  Figures figures;
  sluice_order order = testing::limit_order(0, Side::kBuy, "1", "1");
  order.time_in_force = SLUICE_TIF_GTC;
  for (int i = 1; i <= orders; ++i) {
    order.order_id = order.intent_id.lo = static_cast<std::uint64_t>(i);
    host.set_now(Timestamp::from_nanoseconds(wall_ns()));
    const auto began = Clock::now();
    executor.submit({&order, 1});
    const auto returned = Clock::now();
    std::vector<sluice_execution_report> reports;
    while ((reports = executor.take_reports()).empty()) executor.poll();
    if (reports[0].kind != SLUICE_REPORT_ACKED) {
      std::fprintf(stderr, "testnet_bench: not acknowledged: %s\n", reports[0].reason);
      std::exit(1);
    }
    figures.call.push_back(micros(returned - began));
    figures.wire.push_back(micros(venue.first_byte() - began));
    // As a session has it: some time passes before the next.
    std::this_thread::sleep_for(std::chrono::microseconds{200});
  }
  executor.component().quiesce(executor.get(), testing::ErrorBuffer{}.raw());
  return figures;
}

}  // namespace

int main(int argc, char** argv) {
  const int orders = argc == 3 && std::strcmp(argv[1], "--orders") == 0 ? std::atoi(argv[2]) : 5000;
  if (orders < 1 || (argc != 1 && argc != 3)) {
    std::fprintf(stderr, "usage: testnet_bench [--orders N]\n");
    return 2;
  }
  ::setenv("SLUICE_BENCH_KEY", "theKeyOfTheBenchmark", 1);
  ::setenv("SLUICE_BENCH_SECRET", "theSecretOfTheBenchmark", 1);
  ::setenv("SLUICE_BENCH_PEM", kPem, 1);
  const Venue venue;
  const std::string common = "{\"url\":\"" + venue.url() +
                             "\",\"call_timeout_ms\":200,\"api_key_env\":\"SLUICE_BENCH_KEY\",";
  for (const auto& [name, more] :
       {std::pair{"hmac", "\"secret_env\":\"SLUICE_BENCH_SECRET\"}"},
        std::pair{"ed25519", "\"signature\":\"ed25519\",\"secret_env\":\"SLUICE_BENCH_PEM\"}"}}) {
    const Figures figures = measure(common + more, venue, orders);
    print((std::string{name} + " call").c_str(), figures.call);
    print((std::string{name} + " wire").c_str(), figures.wire);
  }
  return 0;
}
