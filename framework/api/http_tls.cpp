// SPDX-License-Identifier: Apache-2.0
#include <boost/beast/websocket/ssl.hpp>

#include "api/http_session.hpp"

namespace sluice::api {

boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket, Shared& shared,
                                       boost::asio::ssl::context& context) {
  const Counted one{shared.connections};
  beast::error_code failed;
  const auto peer = socket.remote_endpoint(failed).address().to_string();
  TlsStream stream{PlainStream{std::move(socket)}, context};
  beast::get_lowest_layer(stream).expires_after(shared.settings.timeout);
  {
    WaitingRoom::Seat seat{shared.waiting, beast::get_lowest_layer(stream)};
    seat.client_has_the_word(true);
    co_await stream.async_handshake(asio::ssl::stream_base::server,
                                    asio::redirect_error(asio::use_awaitable, failed));
  }
  if (failed) co_return;
  HttpSession<TlsStream> session{std::move(stream), shared, peer};
  co_await session.run();
  if (session.has_given_away()) co_return;
  co_await session.stream().async_shutdown(asio::redirect_error(asio::use_awaitable, failed));
}

}  // namespace sluice::api
