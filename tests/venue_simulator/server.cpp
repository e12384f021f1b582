// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/server.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "venue_simulator/connection.hpp"

namespace sluice::venue_simulator {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Server::State {
  explicit State(Simulator& to_serve) : simulator{to_serve} {}

  asio::awaitable<void> accept() {
    for (;;) {
      boost::system::error_code failed;
      tcp::socket socket{context};
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
      if (failed == asio::error::operation_aborted) co_return;
      if (failed) {
        constexpr Milliseconds kPause = 50;  // out of descriptors, most likely
        co_await wait_for(kPause);
        continue;
      }
      asio::co_spawn(context, serve_connection(std::move(socket), simulator), asio::detached);
    }
  }

  Simulator& simulator;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
};

Server::Server(Simulator& simulator) : state_{std::make_unique<State>(simulator)} {}
Server::~Server() = default;

Result<std::uint16_t> Server::listen(std::uint16_t port) {
  boost::system::error_code failed;
  auto& acceptor = state_->acceptor;
  const tcp::endpoint endpoint{asio::ip::address_v4::loopback(), port};
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address{true}, failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    return Error{"cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + failed.message()};
  return acceptor.local_endpoint().port();
}

void Server::run() {
  asio::signal_set ends{state_->context, SIGINT, SIGTERM};
  ends.async_wait([this](const boost::system::error_code&, int) { state_->context.stop(); });
  asio::co_spawn(state_->context, state_->accept(), asio::detached);
  state_->context.run();
}

}  // namespace sluice::venue_simulator
