// SPDX-License-Identifier: Apache-2.0
#include "market_connection.hpp"

#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "market_messages.hpp"
#include "quiet_thread.hpp"
#include "websocket_line.hpp"

namespace sluice::testnet {

class MarketConnection::Impl {
 public:
  Impl(MarketConnectionSettings settings, MarketQueue& queue, std::function<std::int64_t()> clock)
      : tls_{settings.door.is_tls ? make_tls(settings.ca_file) : nullptr},
        work_{asio::make_work_guard(context_)},
        symbols_{std::move(settings.symbols)},
        queue_{queue},
        clock_{std::move(clock)},
        line_{context_.get_executor(), tls_.get(), plan_of(settings)} {
    asio::post(context_, [this] { line_.start(); });
    const NoSignals in_the_thread;
    thread_ = std::thread{[this] { context_.run(); }};
  }
  ~Impl() {
    asio::post(context_, [this] {
      line_.stop();
      context_.stop();
    });
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

 private:
  WebsocketLine::Plan plan_of(const MarketConnectionSettings& settings) {
    WebsocketLine::Plan plan;
    plan.door = settings.door;
    plan.path = settings.path;
    plan.connect_timeout = settings.connect_timeout;
    plan.silence = settings.silence;
    plan.greeting = [] { return std::string{}; };
    plan.hear = [this](JsonValue&& message, std::string&) {
      const std::int64_t heard_ns = clock_();
      if (auto news = read_market(message, symbols_, heard_ns))
        queue_.put(std::move(*news), heard_ns);
      return Heard::kNews;
    };
    plan.on_up = [this] { queue_.put(ConnectionNews{true, ""}, clock_()); };
    plan.on_down = [this](const std::string& trouble) {
      queue_.put(ConnectionNews{false, trouble}, clock_());
    };
    return plan;
  }

  // First, so that it goes last: what waits in it holds what is below.
  asio::io_context context_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::string> symbols_;
  MarketQueue& queue_;
  std::function<std::int64_t()> clock_;
  WebsocketLine line_;
  std::thread thread_;
};

MarketConnection::MarketConnection(MarketConnectionSettings settings, MarketQueue& queue,
                                   std::function<std::int64_t()> clock)
    : impl_{std::make_unique<Impl>(std::move(settings), queue, std::move(clock))} {}
MarketConnection::~MarketConnection() = default;

}  // namespace sluice::testnet
