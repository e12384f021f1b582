// SPDX-License-Identifier: Apache-2.0
//
// http_session.hpp: requests of one connection, one after another, over any kind of stream.
//
// Place: inside api; a template of two translation units.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket.hpp>

#include "api/http_connection.hpp"
#include "api/http_rules.hpp"
#include "api/http_stream.hpp"

namespace sluice::api {

namespace asio = boost::asio;
namespace beast = boost::beast;

// Hands the answer to a coroutine that waits on `executor`, whichever thread it comes from.
template <typename Handler, typename Executor>
class CoroutineResponder final : public Responder {
 public:
  CoroutineResponder(Handler handler, Executor executor)
      : handler_{std::move(handler)}, executor_{std::move(executor)} {}
  ~CoroutineResponder() override {
    if (!handler_) return;
    Response response;
    response.status = 503;
    response.body = error_body("the server is ending", "ending");
    CoroutineResponder::respond(std::move(response));
  }
  void respond(Response response) noexcept override {
    asio::post(executor_, [handler = std::move(*handler_), answer = std::move(response)]() mutable {
      handler(std::move(answer));
    });
    handler_.reset();
  }

 private:
  std::optional<Handler> handler_;
  Executor executor_;
};

inline asio::awaitable<Response> ask(Service& service, Request request) {
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Response)>(
      [&service, &executor, &request](auto&& handler) {
        using Handler = std::decay_t<decltype(handler)>;
        auto responder = std::make_unique<CoroutineResponder<Handler, asio::any_io_executor>>(
            std::forward<decltype(handler)>(handler), executor);
        try {
          service.handle(std::move(request), std::move(responder));
        } catch (const std::exception&) {
          // One request is not the end of the others; its responder is gone, and has answered.
        }
      },
      asio::use_awaitable);
}

template <typename Stream>
class HttpSession {
 public:
  HttpSession(Stream stream, Shared& shared, std::string peer)
      : stream_{std::move(stream)}, shared_{shared}, peer_{std::move(peer)} {}

  [[nodiscard]] Stream& stream() noexcept { return stream_; }
  // The stream went to a WebSocket, which has ended it: there is none here any more.
  [[nodiscard]] bool has_given_away() const noexcept { return has_given_away_; }

  asio::awaitable<void> run() {
    seat_.emplace(shared_.waiting, beast::get_lowest_layer(stream_));
    bool goes_on = true;
    while (goes_on && !shared_.stopping) goes_on = co_await one_request();
    seat_.reset();
  }

 private:
  using Parser = beast::http::request_parser<beast::http::string_body>;

  // False: the connection is over.
  asio::awaitable<bool> one_request() {
    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(shared_.settings.max_header_bytes));
    parser.body_limit(shared_.settings.max_body_bytes);
    beast::error_code failed;
    seat_->client_has_the_word(true);
    co_await read(parser, failed);
    seat_->client_has_the_word(false);
    if (failed) {
      if (const int status = status_of_parse_error(failed); status != 0)
        co_await refuse(status, std::string{"not a valid request: "} + failed.message());
      co_return false;
    }
    const Stopwatch stopwatch;
    const Counted busy{shared_.busy};
    auto& message = parser.get();
    const bool keeps = message.keep_alive();
    Response response;
    Request request;
    request.peer = peer_;
    const auto admitted = admit(message, shared_, request, response);
    if (admitted == Admission::kStream) {
      --shared_.busy;  // a stream is not waited for
      co_await listen(parser);
      ++shared_.busy;
      co_return false;
    }
    const Endpoint* asked = nullptr;
    if (admitted == Admission::kYes) {
      asked = find_endpoint(request.method, request.target);
      request.body = std::move(message.body());
      response = co_await ask(shared_.service, std::move(request));
    }
    if (asked != nullptr)
      shared_.metrics.tell_request(asked->operation, response.status, stopwatch.seconds());
    else
      shared_.metrics.tell_refused(response.status);
    // What is in the body of such an answer would be taken for the head of the next one.
    if (message.method() == beast::http::verb::head) response.body.clear();
    const bool goes_on = keeps && !response.is_last;
    co_return co_await write(response, goes_on) && goes_on;
  }

  // Until the request is whole. A failure is what the parser or the socket says.
  asio::awaitable<void> read(Parser& parser, beast::error_code& failed) {
    constexpr std::size_t kReadBytes = 16u << 10;
    bool told_to_continue = false;
    beast::get_lowest_layer(stream_).expires_after(shared_.settings.timeout);
    while (!parser.is_done()) {
      if (buffer_.size() > 0) {
        const auto taken = parser.put(buffer_.data(), failed);
        buffer_.consume(taken);
        if (failed == beast::http::error::need_more) failed = {};
        if (failed || parser.is_done()) co_return;
        // What the parser leaves is the begin of a line; it knows no end of a chunk's or a
        // trailer's.
        if (buffer_.size() > shared_.settings.max_header_bytes) {
          failed = beast::http::error::header_limit;
          co_return;
        }
      }
      if (parser.is_header_done() && !std::exchange(told_to_continue, true) &&
          wants_continue(parser.get())) {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream_, asio::buffer(kContinue),
                                   asio::redirect_error(asio::use_awaitable, failed));
        if (failed) co_return;
      }
      const auto got = co_await stream_.async_read_some(
          buffer_.prepare(kReadBytes), asio::redirect_error(asio::use_awaitable, failed));
      buffer_.commit(got);
      if (failed == asio::error::eof && parser.got_some()) {
        parser.put_eof(failed);
        if (!failed && !parser.is_done()) failed = beast::http::error::partial_message;
      }
      if (failed) co_return;
    }
  }

  asio::awaitable<void> refuse(int status, const std::string& why) {
    shared_.metrics.tell_refused(status);
    Response response;
    response.status = status;
    response.body = error_body(why, "http");
    (void)co_await write(response, false);
  }

  asio::awaitable<bool> write(const Response& response, bool keeps) {
    head_.clear();
    append_head(head_, response, keeps);
    beast::get_lowest_layer(stream_).expires_after(shared_.settings.timeout);
    const std::array<asio::const_buffer, 2> both{asio::buffer(head_), asio::buffer(response.body)};
    beast::error_code failed;
    co_await asio::async_write(stream_, both, asio::redirect_error(asio::use_awaitable, failed));
    co_return !failed;
  }

  asio::awaitable<void> listen(Parser& parser) {
    beast::get_lowest_layer(stream_).expires_never();
    const Counted one{shared_.listeners};
    auto message = parser.release();
    has_given_away_ = true;
    seat_.reset();
    co_await listen_to_events(std::move(stream_), message, shared_);
  }

  Stream stream_;
  Shared& shared_;
  std::string peer_;
  std::optional<WaitingRoom::Seat> seat_;  // until the stream is given away
  beast::flat_buffer buffer_;
  std::string head_;
  bool has_given_away_ = false;
};

}  // namespace sluice::api
