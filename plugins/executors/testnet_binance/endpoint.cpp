// SPDX-License-Identifier: Apache-2.0
#include "endpoint.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

namespace sluice::testnet {
namespace {

constexpr std::string_view kRestHost = "testnet.binance.vision";
constexpr std::string_view kWebsocketApiHost = "ws-api.testnet.binance.vision";
constexpr std::string_view kStreamHost = "stream.testnet.binance.vision";

struct Loopback {
  std::string_view name;     // as written in a URL
  std::string_view address;  // what it stands for
};
constexpr Loopback kLoopbacks[] = {
    {"127.0.0.1", "127.0.0.1"}, {"[::1]", "::1"}, {"localhost", "127.0.0.1"}};

[[noreturn]] void refuse(std::string_view url, std::string_view why) {
  throw std::invalid_argument("url: '" + std::string{url} + "' " + std::string{why} +
                              "; expected " + std::string{kTestnetUrl} +
                              " or http://127.0.0.1:PORT (a venue on this machine)");
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && port != 0 ? std::optional{port} : std::nullopt;
}

Endpoint testnet_door(std::string_view host) {
  return {true, false, std::string{host}, std::string{host}, 443};
}

}  // namespace

std::string Endpoint::authority() const {
  return port == (is_tls ? 443 : 80) ? host : host + ":" + std::to_string(port);
}

VenueAddress parse_venue(std::string_view url) {
  const bool is_tls = url.starts_with("https://");
  if (!is_tls && !url.starts_with("http://")) refuse(url, "has neither http:// nor https://");
  std::string_view rest = url.substr(is_tls ? 8 : 7);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  for (const Loopback& loopback : kLoopbacks) {
    if (!rest.starts_with(loopback.name)) continue;
    const std::string_view behind = rest.substr(loopback.name.size());
    if (!behind.empty() && behind.front() != ':') continue;
    const auto port = behind.empty() ? std::optional<std::uint16_t>{is_tls ? 443 : 80}
                                     : port_of(behind.substr(1));
    if (!port) refuse(url, "has a port that is none");
    const Endpoint door{is_tls, true, std::string{loopback.name}, std::string{loopback.address},
                        *port};
    return {door, door, door};
  }
  if (rest != kRestHost && rest != std::string{kRestHost} + ":443")
    refuse(url, "is a host this executor does not talk to");
  if (!is_tls) refuse(url, "would send keys in the clear");
  return {testnet_door(kRestHost), testnet_door(kWebsocketApiHost), testnet_door(kStreamHost)};
}

}  // namespace sluice::testnet
