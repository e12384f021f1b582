// SPDX-License-Identifier: Apache-2.0
//
// socket.cpp: a WebSocket: streams of the market, or requests and the user's events.
#include <deque>
#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket.hpp>

#include "venue_simulator/calls.hpp"
#include "venue_simulator/connection.hpp"

namespace sluice::venue_simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

// A listener that does not take what it is told is cut off.
constexpr std::size_t kMostUnsent = 100'000;

class Socket final : public Listener, public std::enable_shared_from_this<Socket> {
 public:
  Socket(beast::tcp_stream stream, asio::any_io_executor executor, Simulator& simulator,
         std::string address)
      : socket_{std::move(stream)},
        executor_{executor},
        news_{executor},
        simulator_{simulator},
        address_{std::move(address)} {
    news_.expires_at(asio::steady_timer::time_point::max());
  }

  void send(std::string text, Milliseconds delay) override {
    if (delay > 0) {
      asio::co_spawn(executor_, send_later(shared_from_this(), std::move(text), delay),
                     asio::detached);
      return;
    }
    if (unsent_.size() >= kMostUnsent) {
      disconnect();
      return;
    }
    unsent_.push_back(std::move(text));
    news_.cancel();
  }

  void disconnect() override {
    boost::system::error_code ignored;
    beast::get_lowest_layer(socket_).socket().close(ignored);
    end();
  }

  asio::awaitable<void> run(HttpRequest request) {
    beast::error_code failed;
    socket_.set_option(
        websocket::stream_base::timeout{std::chrono::seconds{10}, std::chrono::seconds{60}, true});
    beast::get_lowest_layer(socket_).expires_never();
    co_await socket_.async_accept(request, asio::redirect_error(asio::use_awaitable, failed));
    if (failed || !choose(std::string{request.target()})) co_return;
    simulator_.hub().add(shared_from_this());
    asio::co_spawn(executor_, write_all(shared_from_this()), asio::detached);
    while (!is_over_) {
      beast::flat_buffer buffer;
      co_await socket_.async_read(buffer, asio::redirect_error(asio::use_awaitable, failed));
      if (failed) break;
      co_await hear(beast::buffers_to_string(buffer.data()));
    }
    end();
  }

 private:
  static asio::awaitable<void> send_later(std::shared_ptr<Socket> self, std::string text,
                                          Milliseconds delay) {
    co_await wait_for(delay);
    self->send(std::move(text), 0);
  }

  static asio::awaitable<void> write_all(std::shared_ptr<Socket> self) {
    beast::error_code failed;
    self->socket_.text(true);
    while (!self->is_over_) {
      if (self->unsent_.empty()) {
        boost::system::error_code woken;
        co_await self->news_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        self->news_.expires_at(asio::steady_timer::time_point::max());
        continue;
      }
      const std::string text = std::move(self->unsent_.front());
      self->unsent_.pop_front();
      co_await self->socket_.async_write(asio::buffer(text),
                                         asio::redirect_error(asio::use_awaitable, failed));
      if (failed) self->disconnect();
    }
  }

  void end() {
    is_over_ = true;
    accounts.clear();
    streams.clear();
    news_.cancel();
  }

  // By the path: which of the three it is. False: none.
  bool choose(const std::string& target) {
    is_api_ = target.starts_with("/ws-api/v3");
    if (is_api_) return true;
    constexpr std::string_view kStream = "/stream";
    constexpr std::string_view kNames = "?streams=";
    constexpr std::string_view kRaw = "/ws";
    if (target.starts_with(kStream)) {
      is_combined = true;
      const auto names = target.find(kNames);
      if (names != std::string::npos) listen_to(target.substr(names + kNames.size()));
      return true;
    }
    if (!target.starts_with(kRaw)) return false;
    if (target.size() > kRaw.size() + 1) listen_to(target.substr(kRaw.size() + 1));
    return true;
  }

  void listen_to(std::string_view names) {
    while (!names.empty()) {
      const auto end = names.find('/');
      streams.emplace(names.substr(0, end));
      names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
  }

  asio::awaitable<void> hear(std::string text) {
    if (is_silent) co_return;
    if (!is_api_) {
      hear_streams(text);
      co_return;
    }
    auto heard = call_of_socket(text, address_);
    if (!heard) {
      send(socket_answer(nullptr, answer_of(heard.refusal())).dump(), 0);
      co_return;
    }
    const Plan plan = simulator_.plan(heard->call);
    if (plan.before > 0) co_await wait_for(plan.before);
    // What it brings about is told before it is answered, as over REST.
    const Answer answer = heard->call.method == "SOCKET" && plan.run != Plan::Run::kNot
                              ? own_request(*heard)
                              : simulator_.answer(plan, heard->call);
    const Answer& told = plan.instead ? *plan.instead : answer;
    const std::string reply = socket_answer(heard->id, told).dump();
    switch (plan.ending) {
      case Plan::Ending::kAnswer:
        send(reply, plan.after);
        break;
      case Plan::Ending::kGarbled:
        send(garbled(reply), plan.after);
        break;
      case Plan::Ending::kClose:
      case Plan::Ending::kReset:
        disconnect();
        break;
      case Plan::Ending::kHang:
        break;
    }
  }

  // Of the socket alone: who listens to what.
  Answer own_request(const SocketCall& heard) {
    if (heard.method == "userDataStream.subscribe.signature") return subscribe(heard.call);
    if (heard.method == "userDataStream.unsubscribe") {
      accounts.clear();
      return {200, Json::object(), {}};
    }
    if (heard.method == "session.subscriptions") {
      Json rows = Json::array();
      for (const auto& [id, account] : accounts) rows.push_back({{"subscriptionId", id}});
      return {200, rows, {}};
    }
    return answer_of({-1000, "no such method: " + heard.method});
  }

  Answer subscribe(const Call& call) {
    const auto account = simulator_.admit_listener(call);
    if (!account) return answer_of(account.refusal());
    for (const auto& [id, known] : accounts)
      if (known == *account)
        return answer_of({-2039, "There is already an active subscription for this account."});
    accounts.emplace_back(next_subscription_, *account);
    return {200, {{"subscriptionId", next_subscription_++}}, {}};
  }

  void hear_streams(const std::string& text) {
    const Json message = Json::parse(text, nullptr, false);
    const bool is_request = message.is_object() && message.contains("method");
    const std::string method = is_request ? message.value("method", "") : "";
    const Json id = is_request ? message.value("id", Json{}) : Json{};
    Json result = nullptr;
    if (method == "LIST_SUBSCRIPTIONS") {
      result = streams;
    } else if (method == "SUBSCRIBE" || method == "UNSUBSCRIBE") {
      for (const Json& name : message.value("params", Json::array()))
        if (name.is_string()) change(method == "SUBSCRIBE", name.get<std::string>());
    } else {
      send(Json{{"error", {{"code", 2}, {"msg", "Invalid request: unknown method"}}}, {"id", id}}
               .dump(),
           0);
      return;
    }
    send(Json{{"result", result}, {"id", id}}.dump(), 0);
  }

  // One that the venue does not have is taken, and nothing is ever heard of it, as at the real one.
  void change(bool listens, const std::string& stream) {
    if (listens)
      streams.insert(stream);
    else
      streams.erase(stream);
  }

  websocket::stream<beast::tcp_stream> socket_;
  asio::any_io_executor executor_;
  asio::steady_timer news_;
  Simulator& simulator_;
  std::string address_;
  std::deque<std::string> unsent_;
  bool is_over_ = false;
  bool is_api_ = false;
  int next_subscription_ = 0;
};

}  // namespace

asio::awaitable<void> serve_socket(beast::tcp_stream stream, HttpRequest request,
                                   Simulator& simulator, std::string address) {
  const auto executor = co_await asio::this_coro::executor;
  const auto socket =
      std::make_shared<Socket>(std::move(stream), executor, simulator, std::move(address));
  co_await socket->run(std::move(request));
}

}  // namespace sluice::venue_simulator
