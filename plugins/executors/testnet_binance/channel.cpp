// SPDX-License-Identifier: Apache-2.0
#include "channel.hpp"

#include <stdexcept>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace sluice::testnet {
namespace {

using asio::ip::tcp;

asio::awaitable<std::string> connect(Channel& channel, const Endpoint& door) {
  beast::error_code failed;
  if (door.is_loopback) {
    const tcp::endpoint there{asio::ip::make_address(door.address), door.port};
    co_await channel.next_layer().async_connect(there, into(failed));
  } else {
    tcp::resolver resolver{channel.get_executor()};
    const auto found =
        co_await resolver.async_resolve(door.address, std::to_string(door.port), into(failed));
    if (failed) co_return door.authority() + " is not known: " + failed.message();
    co_await channel.next_layer().async_connect(found, into(failed));
  }
  if (failed) co_return door.authority() + " does not answer: " + failed.message();
  channel.next_layer().socket().set_option(tcp::no_delay{true}, failed);
  co_return std::string{};
}

asio::awaitable<std::string> shake_hands(Channel::Tls& tls, const Endpoint& door) {
  beast::error_code failed;
  tls.set_verify_callback(asio::ssl::host_name_verification{door.address}, failed);
  // The name is for hosts that have several; an address is none.
  if (!door.is_loopback && !SSL_set_tlsext_host_name(tls.native_handle(), door.host.c_str()))
    co_return "TLS could not be prepared";
  co_await tls.async_handshake(asio::ssl::stream_base::client, into(failed));
  if (failed) co_return "TLS with " + door.authority() + " failed: " + failed.message();
  co_return std::string{};
}

}  // namespace

asio::awaitable<std::string> open(Channel& channel, const Endpoint& door,
                                  std::chrono::nanoseconds timeout) {
  channel.next_layer().expires_after(timeout);
  std::string trouble = co_await connect(channel, door);
  if (trouble.empty() && channel.tls() != nullptr)
    trouble = co_await shake_hands(*channel.tls(), door);
  channel.next_layer().expires_never();
  co_return trouble;
}

std::unique_ptr<asio::ssl::context> make_tls(const std::string& ca_file) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  beast::error_code failed;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_verify_mode(asio::ssl::verify_peer, failed);
  context->set_default_verify_paths(failed);
  if (!ca_file.empty()) context->load_verify_file(ca_file, failed);
  if (failed) throw std::invalid_argument("ca_file: " + ca_file + ": " + failed.message());
  return context;
}

}  // namespace sluice::testnet
