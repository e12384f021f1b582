// SPDX-License-Identifier: Apache-2.0
//
// websocket_line.hpp: one WebSocket to the venue that is opened again whenever it ends.
//
// Pings are answered by Beast; a stream that says nothing is pinged, and one that does not answer
// is dead. Place: private to the transport and the feed. Thread: its strand; is_up() any. Messages
// are given as JSON, in order. Bounds: kMaxMessage.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <sluice/json.hpp>

#include "channel.hpp"

namespace sluice::testnet {

// What a message means for the line.
enum class Heard : std::uint8_t {
  kNews,    // nothing
  kUp,      // the venue has agreed: from now on we hear everything
  kRefused  // it has not, or is about to end: open another one
};

class WebsocketLine {
 public:
  static constexpr std::size_t kMaxMessage = 1u << 20;

  struct Plan {
    Endpoint door;
    std::string path;  // "/ws-api/v3"
    std::chrono::nanoseconds connect_timeout{};
    std::chrono::nanoseconds silence{};
    // The first message; empty: there is none, and the line is up when it is open.
    std::function<std::string()> greeting;
    std::function<Heard(JsonValue&&, std::string& trouble)> hear;
    std::function<void()> on_up;
    std::function<void(const std::string& trouble)> on_down;  // only after on_up
  };

  WebsocketLine(asio::any_io_executor strand, asio::ssl::context* tls, Plan plan);

  // On the strand.
  void start();
  void stop();

  [[nodiscard]] bool is_up() const noexcept { return is_up_.load(); }
  // Why not; on the strand.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

 private:
  asio::awaitable<void> run();
  // Until it ends, and why it did.
  asio::awaitable<std::string> listen();
  void go_up();

  asio::any_io_executor strand_;
  asio::ssl::context* tls_;
  Plan plan_;
  asio::steady_timer pause_;
  std::function<void()> close_;  // of the socket that is open
  std::atomic<bool> is_up_{false};
  bool is_stopping_ = false;
  std::string trouble_ = "not connected yet";
};

}  // namespace sluice::testnet
