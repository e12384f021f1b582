// SPDX-License-Identifier: Apache-2.0
//
// http_stream.hpp: one WebSocket that is told what happens.
//
// A message is a JSON list of events. The listener's place is the seq of the last event it was
// sent, of the account's trail and of each session's; it is told the next ones when its socket has
// taken the last. One that falls so far behind that they are gone is told what it missed and goes
// on with the oldest there is.
//
// Place: inside api; a template of two translation units.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket.hpp>

#include "api/http_connection.hpp"
#include "api/http_rules.hpp"

namespace sluice::api {

// Each listener that is behind holds one of these, and the network's thread copies it in one go.
inline constexpr std::size_t kStreamMessageBytes = 32u << 10;

template <typename Stream>
struct Listener {
  Listener(Stream stream, const boost::asio::any_io_executor& executor)
      : socket{std::move(stream)}, news{executor} {}
  boost::beast::websocket::stream<Stream> socket;
  boost::asio::steady_timer news;
  bool is_over = false;
  // Whether a waiter of the account's events, of the sessions' is still out: no second one is left
  // behind by each message of the other's.
  struct Waits {
    std::atomic<bool> account{false}, sessions{false};
  };
  std::shared_ptr<Waits> waits = std::make_shared<Waits>();
};

// Answers pings and closes; what a client says is of no interest.
template <typename Stream>
boost::asio::awaitable<void> hear(std::shared_ptr<Listener<Stream>> listener) {
  boost::beast::flat_buffer buffer;
  boost::beast::error_code failed;
  while (!failed) {
    co_await listener->socket.async_read(
        buffer, boost::asio::redirect_error(boost::asio::use_awaitable, failed));
    buffer.consume(buffer.size());
  }
  listener->is_over = true;
  listener->news.cancel();
}

// What a listener wants to hear, and how far it has heard it.
struct Subscription {
  bool account = true;
  bool sessions = true;
  std::uint64_t since = 0;
  SessionEvents::Places places;
  std::uint64_t version = 0;  // of the sessions' events that was looked at
};
// Behind the places that the request names, else with what comes next.
[[nodiscard]] Subscription subscription_of(const HttpRequest& message, const Shared& shared);
// What is next, and the places move on; empty: nothing is new.
[[nodiscard]] std::string next_message(Subscription& subscription, const Shared& shared);

// Wakes the coroutine of the listener, from any thread, when there is something new.
template <typename Stream, typename Executor>
void wait_for_news(const std::shared_ptr<Listener<Stream>>& listener, const Executor& executor,
                   const Subscription& subscription, Shared& shared) {
  const std::weak_ptr<Listener<Stream>> waiting{listener};
  const auto waker = [&](std::atomic<bool> Listener<Stream>::Waits::*which) {
    return [executor, waiting, waits = listener->waits, which] {
      (*waits).*which = false;
      boost::asio::post(executor, [waiting] {
        if (const auto there = waiting.lock()) there->news.cancel();
      });
    };
  };
  using Waits = typename Listener<Stream>::Waits;
  if (subscription.account && !listener->waits->account.exchange(true))
    shared.events.wake(subscription.since, waiting, waker(&Waits::account));
  if (subscription.sessions && !listener->waits->sessions.exchange(true))
    shared.sessions.wake(subscription.version, waiting, waker(&Waits::sessions));
}

template <typename Stream>
boost::asio::awaitable<void> tell(std::shared_ptr<Listener<Stream>> listener,
                                  Subscription subscription, Shared& shared) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::beast::error_code failed;
  while (!listener->is_over && !shared.stopping) {
    const std::string message = next_message(subscription, shared);
    if (message.empty()) {
      listener->news.expires_at(boost::asio::steady_timer::time_point::max());
      wait_for_news(listener, executor, subscription, shared);
      co_await listener->news.async_wait(
          boost::asio::redirect_error(boost::asio::use_awaitable, failed));
      failed = {};
      continue;
    }
    co_await listener->socket.async_write(
        boost::asio::buffer(message),
        boost::asio::redirect_error(boost::asio::use_awaitable, failed));
    if (failed == boost::beast::error::timeout) ++shared.dropped;
    if (failed) co_return;
  }
  if (!listener->is_over)
    co_await listener->socket.async_close(
        boost::beast::websocket::close_code::going_away,
        boost::asio::redirect_error(boost::asio::use_awaitable, failed));
}

template <typename Stream>
boost::asio::awaitable<void> listen_to_events(Stream stream, HttpRequest message, Shared& shared) {
  namespace websocket = boost::beast::websocket;
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto listener = std::make_shared<Listener<Stream>>(std::move(stream), executor);
  listener->socket.set_option(
      websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
  constexpr std::size_t kMaxMessage = 4u << 10;
  listener->socket.read_message_max(kMaxMessage);
  listener->socket.text(true);
  listener->socket.auto_fragment(false);  // one frame, not one write for every 4 KiB
  boost::beast::error_code failed;
  co_await listener->socket.async_accept(
      message, boost::asio::redirect_error(boost::asio::use_awaitable, failed));
  if (failed) co_return;
  boost::asio::co_spawn(executor, hear(listener), boost::asio::detached);
  co_await tell(listener, subscription_of(message, shared), shared);
  // The reader ends with the socket.
  boost::beast::get_lowest_layer(listener->socket).cancel();
}

}  // namespace sluice::api
