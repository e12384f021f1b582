// SPDX-License-Identifier: Apache-2.0
//
// channel.hpp: one connection to a door of the venue, with or without TLS, as one type of stream.
//
// Place: private to the files that talk to the network. The venue's certificate must name the host
// we asked for. Thread: the strand it was made with.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "endpoint.hpp"

namespace sluice::testnet {

namespace asio = boost::asio;
namespace beast = boost::beast;

class Channel {
 public:
  using Plain = beast::tcp_stream;
  using Tls = beast::ssl_stream<beast::tcp_stream>;
  using executor_type = Plain::executor_type;

  Channel(const executor_type& executor, asio::ssl::context* tls) {
    if (tls == nullptr)
      stream_.emplace<std::unique_ptr<Plain>>(std::make_unique<Plain>(executor));
    else
      stream_.emplace<std::unique_ptr<Tls>>(std::make_unique<Tls>(Plain{executor}, *tls));
  }

  executor_type get_executor() noexcept { return next_layer().get_executor(); }
  // The TCP below.
  Plain& next_layer() noexcept {
    return tls() != nullptr ? tls()->next_layer() : *std::get<std::unique_ptr<Plain>>(stream_);
  }
  Tls* tls() noexcept {
    auto* const held = std::get_if<std::unique_ptr<Tls>>(&stream_);
    return held != nullptr ? held->get() : nullptr;
  }

  template <typename Buffers, typename Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls() != nullptr) return tls()->async_read_some(buffers, std::forward<Handler>(handler));
    return next_layer().async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers, beast::error_code& failed) {
    if (tls() != nullptr) return tls()->write_some(buffers, failed);
    return next_layer().write_some(buffers, failed);
  }
  template <typename Buffers, typename Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls() != nullptr) return tls()->async_write_some(buffers, std::forward<Handler>(handler));
    return next_layer().async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  std::variant<std::unique_ptr<Plain>, std::unique_ptr<Tls>> stream_;
};

// What Beast asks for at the end of a WebSocket: the venue may take its time, we do not wait.
inline void teardown(beast::role_type, Channel& channel, beast::error_code& failed) {
  channel.next_layer().close();
  failed = {};
}
template <typename Handler>
void async_teardown(beast::role_type, Channel& channel, Handler&& handler) {
  channel.next_layer().close();
  asio::post(channel.get_executor(),
             beast::bind_front_handler(std::forward<Handler>(handler), beast::error_code{}));
}

// What a coroutine waits with: its error goes into `failed`.
[[nodiscard]] inline auto into(beast::error_code& failed) {
  return asio::redirect_error(asio::use_awaitable, failed);
}

// Why it could not be opened; empty: it is open.
asio::awaitable<std::string> open(Channel& channel, const Endpoint& door,
                                  std::chrono::nanoseconds timeout);

// Certificates of the system, and those of a file of the user's.
[[nodiscard]] std::unique_ptr<asio::ssl::context> make_tls(const std::string& ca_file);

}  // namespace sluice::testnet
