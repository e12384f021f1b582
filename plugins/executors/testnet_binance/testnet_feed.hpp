// SPDX-License-Identifier: Apache-2.0
//
// testnet_binance_feed: quotes, trades and candles of Binance's spot testnet, or of a venue on this
// machine, as a stream. It has no past: pull gives nothing.
//
// The connection is opened again whenever it ends, and each gap is told. Rows carry the time at
// which they were heard. Place: feed plugin. Owns a connection and a thread from open to quiesce.
// Thread: lane. Errors: a symbol that can be none is a Failure of open. Reference:
// docs/reference/testnet_binance.md.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <sluice/bell.hpp>
#include <sluice/feed.hpp>
#include <sluice/host.hpp>
#include <sluice/params.hpp>

#include "market_connection.hpp"
#include "market_queue.hpp"
#include "venue_clock.hpp"

namespace sluice::testnet {

class TestnetFeed {
 public:
  static constexpr auto id = "testnet_binance_feed";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "quotes, trades and candles of Binance's spot testnet, as a stream";
  static constexpr std::uint64_t traits = SLUICE_TRAIT_NONDETERMINISTIC;
  // The venue takes 1024 streams a connection, and each symbol is three.
  static constexpr std::size_t kMaxSymbols = 300;
  struct Params {
    std::string url;
    std::optional<std::string> ca_file;
    std::string freq;
    std::string clock;
    std::int64_t connect_timeout_ms;
    std::int64_t silence_ms;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("url", &Params::url)
          .required()
          .help("https://testnet.binance.vision, or http://127.0.0.1:PORT for a venue on this "
                "machine"),
      sluice::param("ca_file", &Params::ca_file)
          .path()
          .help("certificates to trust beside the system's, in PEM"),
      sluice::param("freq", &Params::freq)
          .def("1min")
          .one_of("1min", "5min", "15min", "60min", "1d")
          .help("length of a bar; a run gives it trading.freq"),
      sluice::param("clock", &Params::clock)
          .def("system")
          .one_of("system", "host")
          .help("our time: the system's, or the session's where it does not run in real time"),
      sluice::param("connect_timeout_ms", &Params::connect_timeout_ms)
          .def(5000)
          .min(50)
          .max(60'000)
          .help("for connecting"),
      sluice::param("silence_ms", &Params::silence_ms)
          .def(30'000)
          .min(200)
          .max(600'000)
          .help("the stream is dead when it says nothing, not even to a ping, for so long"));

  TestnetFeed(const Params& params, Host host);

  FeedInfo open(const FeedRequest& request, Issues& issues);
  std::size_t pull(std::span<sluice_bar>) { return 0; }
  bool stream(Timestamp until, std::uint64_t limit, Market& market);
  void quiesce() { connection_.reset(); }

 private:
  Host host_;
  Params params_;
  VenueAddress venue_;
  VenueClock clock_;
  std::unique_ptr<MarketQueue> queue_;
  std::unique_ptr<MarketConnection> connection_;  // ends before its queue
  std::uint64_t told_dropped_ = 0;
};

}  // namespace sluice::testnet
