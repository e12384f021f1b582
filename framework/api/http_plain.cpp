// SPDX-License-Identifier: Apache-2.0
#include "api/http_session.hpp"

namespace sluice::api {

boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket, Shared& shared) {
  const Counted one{shared.connections};
  beast::error_code ignored;
  const auto peer = socket.remote_endpoint(ignored).address().to_string();
  HttpSession<PlainStream> session{PlainStream{std::move(socket)}, shared, peer};
  co_await session.run();
  if (session.has_given_away()) co_return;
  session.stream().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace sluice::api
