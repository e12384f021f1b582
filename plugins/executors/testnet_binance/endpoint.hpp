// SPDX-License-Identifier: Apache-2.0
//
// endpoint.hpp: where the venue is: the testnet's hosts, or a venue on this machine, and no other.
//
// Place: executor plugin. Compared as a whole, byte by byte: no suffix, no user name, no path can
// lead elsewhere. A loopback name is an address here; it is never looked up. Errors:
// std::invalid_argument that says what is allowed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::testnet {

struct Endpoint {
  bool is_tls = true;
  bool is_loopback = false;
  std::string host;     // as the certificate and the Host line have it
  std::string address;  // to connect to: the host's name, or a loopback address
  std::uint16_t port = 443;

  // "host" or "host:port".
  [[nodiscard]] std::string authority() const;
};

// The three doors of one venue.
struct VenueAddress {
  Endpoint rest;
  Endpoint websocket_api;   // requests and the user's events
  Endpoint market_streams;  // quotes, trades, candles
};

inline constexpr std::string_view kTestnetUrl = "https://testnet.binance.vision";

// https://HOST of the testnet, or http[s]://127.0.0.1|[::1]|localhost[:PORT].
[[nodiscard]] VenueAddress parse_venue(std::string_view url);

}  // namespace sluice::testnet
