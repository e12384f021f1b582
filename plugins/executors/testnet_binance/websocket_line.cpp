// SPDX-License-Identifier: Apache-2.0
#include "websocket_line.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "json_fields.hpp"

namespace sluice::testnet {
namespace {

namespace websocket = beast::websocket;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr nanoseconds kFirstPause = std::chrono::milliseconds{100};
constexpr nanoseconds kLongestPause = std::chrono::seconds{10};

}  // namespace

WebsocketLine::WebsocketLine(asio::any_io_executor strand, asio::ssl::context* tls, Plan plan)
    : strand_{std::move(strand)}, tls_{tls}, plan_{std::move(plan)}, pause_{strand_} {}

void WebsocketLine::start() { asio::co_spawn(strand_, run(), asio::detached); }

void WebsocketLine::stop() {
  is_stopping_ = true;
  pause_.cancel();
  if (close_) close_();
}

void WebsocketLine::go_up() {
  is_up_ = true;
  trouble_.clear();
  plan_.on_up();
}

asio::awaitable<void> WebsocketLine::run() {
  nanoseconds pause = kFirstPause;
  while (!is_stopping_) {
    trouble_ = co_await listen();
    close_ = nullptr;
    if (is_up_.exchange(false)) {
      pause = kFirstPause;
      plan_.on_down(trouble_);
    }
    if (is_stopping_) break;
    beast::error_code ended;
    pause_.expires_after(pause);
    co_await pause_.async_wait(into(ended));
    pause = std::min(2 * pause, kLongestPause);
  }
}

asio::awaitable<std::string> WebsocketLine::listen() {
  websocket::stream<Channel> stream{strand_, tls_};
  beast::error_code failed;
  if (std::string trouble = co_await open(stream.next_layer(), plan_.door, plan_.connect_timeout);
      !trouble.empty())
    co_return trouble;
  if (is_stopping_) co_return "it is ending";
  close_ = [&stream] { stream.next_layer().next_layer().close(); };
  stream.set_option(websocket::stream_base::timeout{plan_.connect_timeout, plan_.silence, true});
  stream.read_message_max(kMaxMessage);
  co_await stream.async_handshake(plan_.door.authority(), plan_.path, into(failed));
  if (failed) co_return "no WebSocket: " + failed.message();
  if (const std::string greeting = plan_.greeting(); greeting.empty()) {
    go_up();
  } else {
    stream.text(true);
    co_await stream.async_write(asio::buffer(greeting), into(failed));
  }
  while (!failed) {
    beast::flat_buffer buffer;
    co_await stream.async_read(buffer, into(failed));
    if (failed) break;
    auto message = try_read_json(beast::buffers_to_string(buffer.data()));
    if (!message) co_return "a message that is no JSON";
    std::string trouble;
    const Heard heard = plan_.hear(std::move(*message), trouble);
    if (heard == Heard::kRefused) co_return trouble;
    if (heard == Heard::kUp && !is_up_) go_up();
  }
  co_return failed == beast::error::timeout ? "the venue fell silent" : failed.message();
}

}  // namespace sluice::testnet
