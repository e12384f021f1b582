// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "venue_simulator/calls.hpp"
#include "venue_simulator/control.hpp"

namespace sluice::venue_simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

http::response<http::string_body> response_to(const HttpRequest& request, const Answer& answer,
                                              bool is_garbled) {
  http::response<http::string_body> response{static_cast<http::status>(answer.status),
                                             request.version()};
  response.set(http::field::content_type, "application/json;charset=UTF-8");
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(request.keep_alive());
  response.body() = answer.body.dump();
  if (is_garbled) response.body() = garbled(response.body());
  response.prepare_payload();
  return response;
}

// The other side is told nothing but that the connection is gone.
void reset(beast::tcp_stream& stream) {
  boost::system::error_code ignored;
  stream.socket().set_option(asio::socket_base::linger{true, 0}, ignored);
  stream.socket().close(ignored);
}

class HttpConnection {
 public:
  HttpConnection(asio::ip::tcp::socket socket, Simulator& simulator)
      : stream_{std::move(socket)}, simulator_{simulator} {
    boost::system::error_code failed;
    address_ = stream_.socket().remote_endpoint(failed).address().to_string();
    stream_.socket().set_option(asio::ip::tcp::no_delay{true}, failed);
  }

  asio::awaitable<void> run() {
    bool goes_on = true;
    while (goes_on) goes_on = co_await one_request();
  }

 private:
  asio::awaitable<bool> one_request() {
    HttpRequest request;
    beast::error_code failed;
    co_await http::async_read(stream_, buffer_, request,
                              asio::redirect_error(asio::use_awaitable, failed));
    if (failed) co_return false;
    if (beast::websocket::is_upgrade(request)) {
      if (simulator_.is_down()) co_return false;
      co_await serve_socket(std::move(stream_), std::move(request), simulator_, address_);
      co_return false;
    }
    const std::string target = text_of(request.target());
    if (target.starts_with("/simulator/")) {
      const Answer answer = control(simulator_, text_of(request.method_string()),
                                    target.substr(0, target.find('?')), request.body());
      co_return co_await write(request, answer, false);
    }
    co_return co_await venue_request(request, target);
  }

  asio::awaitable<bool> venue_request(const HttpRequest& request, const std::string& target) {
    const Call call = call_of_http(text_of(request.method_string()), target, request.body(),
                                   text_of(request["X-MBX-APIKEY"]), address_);
    const Plan plan = simulator_.plan(call);
    if (plan.before > 0) co_await wait_for(plan.before);
    const Answer answer = simulator_.answer(plan, call);
    if (plan.after > 0) co_await wait_for(plan.after);
    switch (plan.ending) {
      case Plan::Ending::kAnswer:
      case Plan::Ending::kGarbled:
        co_return co_await write(request, answer, plan.ending == Plan::Ending::kGarbled);
      case Plan::Ending::kReset:
        reset(stream_);
        co_return false;
      case Plan::Ending::kHang:
        co_await until_closed();
        co_return false;
      case Plan::Ending::kClose:
        break;
    }
    co_return false;
  }

  asio::awaitable<bool> write(const HttpRequest& request, const Answer& answer, bool is_garbled) {
    auto response = response_to(request, answer, is_garbled);
    const bool goes_on = response.keep_alive();
    beast::error_code failed;
    co_await http::async_write(stream_, response,
                               asio::redirect_error(asio::use_awaitable, failed));
    co_return goes_on && !failed;
  }

  asio::awaitable<void> until_closed() {
    HttpRequest never_answered;
    beast::error_code failed;
    co_await http::async_read(stream_, buffer_, never_answered,
                              asio::redirect_error(asio::use_awaitable, failed));
  }

  beast::tcp_stream stream_;
  Simulator& simulator_;
  std::string address_;
  beast::flat_buffer buffer_;
};

}  // namespace

asio::awaitable<void> wait_for(Milliseconds time) {
  asio::steady_timer timer{co_await asio::this_coro::executor, std::chrono::milliseconds{time}};
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, Simulator& simulator) {
  HttpConnection connection{std::move(socket), simulator};
  co_await connection.run();
}

}  // namespace sluice::venue_simulator
