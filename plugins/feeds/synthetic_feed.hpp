// SPDX-License-Identifier: Apache-2.0
//
// synthetic_feed: bars, quotes and trades that are made up, the same from the same seed.
// Place: feed. State: one path a symbol; the bars of the window asked for, and the quotes and
// trades of one bar at a time. docs/reference/synthetic.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sluice/feed.hpp>

#include "bar_grid.hpp"
#include "market_tape.hpp"
#include "synthetic_path.hpp"
#include "window.hpp"

namespace sluice::feeds {

struct SyntheticFeed {
  static constexpr auto id = "synthetic";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "made-up bars, quotes and trades of any symbol, the same from the same seed";

  struct Params {
    std::int64_t seed = 1;
    Date start;
    std::int64_t sessions = 250;
    std::string freq;
    std::string open;
    std::string close;
    std::string timezone;
    bool weekends = false;
    Price price;
    double volatility = 0.2;
    ValuesByName volatility_of;
    double drift = 0;
    double spread_bps = 5;
    ValuesByName spread_bps_of;
    std::int64_t quotes_per_bar = 8;
    double trades_per_bar = 4;
    ValuesByName trades_per_bar_of;
    std::string profile;
    double gaps = 0;
    double jumps = 0;
    double jump_size = 0;
    Price tick;
    Quantity lot;
    std::int64_t trade_lots = 100;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("seed", &Params::seed).def(1).min(0).help("another seed, other prices"),
      sluice::param("start", &Params::start).def("2025-01-02").help("first day"),
      sluice::param("sessions", &Params::sessions)
          .def(250)
          .min(1)
          .max(20000)
          .help("how many days have a session"),
      sluice::param("freq", &Params::freq)
          .def("1d")
          .one_of("1d", "1min", "5min", "15min", "60min")
          .help("length of a bar; a run gives it trading.freq"),
      sluice::param("open", &Params::open)
          .def("00:00")
          .help("when a session begins, HH:MM by the clock of timezone"),
      sluice::param("close", &Params::close)
          .def("24:00")
          .help("when it ends: later the same day, 24:00 is the end of the day"),
      sluice::param("timezone", &Params::timezone)
          .def("UTC")
          .help("of open and close: UTC, +05:30 or America/New_York"),
      sluice::param("weekends", &Params::weekends)
          .def(false)
          .help("sessions on Saturday and Sunday too"),
      sluice::param("price", &Params::price).def(100).above(0).help("of every symbol at first"),
      sluice::param("volatility", &Params::volatility)
          .def(0.2)
          .min(0)
          .max(5)
          .help("standard deviation of a year's return"),
      sluice::param("volatility_of", &Params::volatility_of)
          .help("of single symbols, instead: {AAPL: 0.4}"),
      sluice::param("drift", &Params::drift).def(0).min(-2).max(2).help("mean return of a year"),
      sluice::param("spread_bps", &Params::spread_bps)
          .def(5)
          .min(0)
          .max(1000)
          .help("between bid and ask, in basis points of the price; at least one tick"),
      sluice::param("spread_bps_of", &Params::spread_bps_of).help("of single symbols, instead"),
      sluice::param("quotes_per_bar", &Params::quotes_per_bar)
          .def(8)
          .min(1)
          .max(10000)
          .help("quotes of a symbol within a bar"),
      sluice::param("trades_per_bar", &Params::trades_per_bar)
          .def(4)
          .min(0)
          .max(10000)
          .help("trades of a symbol within a bar, about; at most one a quote, at least one a bar"),
      sluice::param("trades_per_bar_of", &Params::trades_per_bar_of)
          .help("of single symbols, instead"),
      sluice::param("profile", &Params::profile)
          .def("u")
          .one_of("u", "flat")
          .help("u: prices move and trade more when a session begins and ends; flat: evenly"),
      sluice::param("gaps", &Params::gaps)
          .def(0)
          .min(0)
          .max(1)
          .help("probability that a symbol has nothing for the length of a bar"),
      sluice::param("jumps", &Params::jumps)
          .def(0)
          .min(0)
          .max(1)
          .help("probability that a symbol's price jumps within a bar"),
      sluice::param("jump_size", &Params::jump_size)
          .def("0.05")
          .min(0)
          .max("0.9")
          .help("a jump, up or down, as a share of the price"),
      sluice::param("tick", &Params::tick).def("0.01").above(0).help("prices are multiples of it"),
      sluice::param("lot", &Params::lot).def(1).above(0).help("quantities are multiples of it"),
      sluice::param("trade_lots", &Params::trade_lots)
          .def(100)
          .min(1)
          .max(1000000)
          .help("lots of a trade or quote, about"));

  explicit SyntheticFeed(Params params);

  FeedInfo open(const FeedRequest& request, Issues& issues);
  std::size_t pull(std::span<sluice_bar> bars);
  bool stream(Timestamp until, std::uint64_t limit, Market& market);
  Timestamp next_event() noexcept { return Timestamp::from_nanoseconds(tape_.next()); }

 private:
  // Every symbol's path from its beginning, and the bar that comes next.
  struct March {
    std::vector<SyntheticPath> paths;
    std::int64_t bar = 0;
  };
  [[nodiscard]] std::vector<SyntheticPath> paths_of(const WindowRequest& wanted) const;
  [[nodiscard]] PathSettings settings_of(std::string_view symbol) const;
  [[nodiscard]] PathBar bar_at(std::int64_t index) const;
  [[nodiscard]] std::int64_t bar_count() const noexcept { return params_.sessions * bars_a_day_; }
  [[nodiscard]] Date day_of(std::int64_t session) const noexcept;
  // The next bar of every symbol, to `ticks` as well where that is not null.
  std::vector<sluice_bar> step(March& march, PathTicks* ticks) const;
  // Makes quotes and trades until there is something to play, or nothing left.
  void refill();
  [[nodiscard]] std::string content_of() const;

  Params params_;
  TimeZone zone_;
  bool is_daily_ = true;
  std::int64_t length_ns_ = 0;  // of a bar
  std::int64_t open_ns_ = 0;    // since midnight by the clock
  std::int64_t close_ns_ = 0;
  std::int64_t bars_a_day_ = 1;
  std::vector<sluice_bar> bars_;
  std::size_t pulled_ = 0;
  March streamed_;
  MarketTape tape_;
  sluice_time from_ = INT64_MIN;  // of the stream
  sluice_time to_ = INT64_MAX;
};

}  // namespace sluice::feeds
