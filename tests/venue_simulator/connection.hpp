// SPDX-License-Identifier: Apache-2.0
//
// connection.hpp: one connection: requests of HTTP one after another, or a WebSocket.
//
// Place: tests/venue_simulator, network, inside the server. Thread: the server's.
#pragma once

#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "venue_simulator/simulator.hpp"

namespace sluice::venue_simulator {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket,
                                              Simulator& simulator);
// /ws, /stream and /ws-api/v3.
boost::asio::awaitable<void> serve_socket(boost::beast::tcp_stream stream, HttpRequest request,
                                          Simulator& simulator, std::string address);
boost::asio::awaitable<void> wait_for(Milliseconds time);

}  // namespace sluice::venue_simulator
