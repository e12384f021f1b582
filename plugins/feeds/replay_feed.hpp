// SPDX-License-Identifier: Apache-2.0
//
// replay_feed: recorded bars, quotes and trades, as bars of a run and as a stream of a session.
// Place: feed. State: the rows of the window asked for, in memory. Formats: docs/formats/
// prices_csv.md and ticks_csv.md; docs/reference/replay.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <sluice/feed.hpp>

#include "content_hash.hpp"
#include "market_tape.hpp"
#include "tick_file.hpp"
#include "window.hpp"

namespace sluice::feeds {

struct ReplayFeed {
  static constexpr auto id = "replay";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "recorded bars, quotes and trades from CSV, as bars of a run or as a stream at any speed";

  struct Params {
    std::optional<std::string> path;
    std::optional<std::string> quotes;
    std::optional<std::string> trades;
    std::string bars_suffix;
    std::string quotes_suffix;
    std::string trades_suffix;
    std::optional<std::string> symbol;
    std::optional<std::string> time_column;
    std::string freq;
    std::int64_t bar_minutes = 0;
    std::int64_t quote_bar_minutes = 0;
    Ratio quote_spread_bps;
    std::optional<std::string> timezone;
    std::string on_bad_row;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("path", &Params::path)
          .path()
          .help("bars: a file with columns date, symbol, close …, or a folder of files"),
      sluice::param("quotes", &Params::quotes)
          .path()
          .help("quotes: a file with columns time, symbol, bid, ask …, or a folder of files"),
      sluice::param("trades", &Params::trades)
          .path()
          .help("trades: a file with columns time, symbol, price …, or a folder of files"),
      sluice::param("bars_suffix", &Params::bars_suffix)
          .def("")
          .help("files of bars in a folder are SYMBOL<suffix>.csv"),
      sluice::param("quotes_suffix", &Params::quotes_suffix)
          .def("")
          .help("files of quotes in a folder are SYMBOL<suffix>.csv"),
      sluice::param("trades_suffix", &Params::trades_suffix)
          .def("")
          .help("files of trades in a folder are SYMBOL<suffix>.csv"),
      sluice::param("symbol", &Params::symbol)
          .help("of every row, where the data is of one symbol and does not name it"),
      sluice::param("time_column", &Params::time_column)
          .help("what the files call the time; if absent, date, time or timestamp"),
      sluice::param("freq", &Params::freq)
          .def("1d")
          .one_of("1d", "1min", "5min", "15min", "60min")
          .help("length of a bar; a run gives it trading.freq"),
      sluice::param("bar_minutes", &Params::bar_minutes)
          .def(0)
          .min(0)
          .max(60)
          .help("length of the bars in the files, merged to freq; 0: they are of freq"),
      sluice::param("quote_bar_minutes", &Params::quote_bar_minutes)
          .def(0)
          .min(0)
          .max(1440)
          .help("rows of quotes are bars of this length, known at their end; 0: they are quotes"),
      sluice::param("quote_spread_bps", &Params::quote_spread_bps)
          .def(0)
          .min(0)
          .max(1000)
          .help("each bar also gives a quote at its end, this wide around its close; 0: none"),
      sluice::param("timezone", &Params::timezone)
          .help("of times without an offset: UTC, +05:30 or America/New_York; if absent, UTC"),
      sluice::param("on_bad_row", &Params::on_bad_row)
          .def("drop")
          .one_of("drop", "error")
          .help("what to do about a row that cannot be used: drop it, or stop"));

  explicit ReplayFeed(Params params);

  FeedInfo open(const FeedRequest& request, Issues& issues);
  std::size_t pull(std::span<sluice_bar> bars);
  bool stream(Timestamp until, std::uint64_t limit, Market& market);
  Timestamp next_event() noexcept { return Timestamp::from_nanoseconds(tape_.next()); }

 private:
  struct Loading;
  [[nodiscard]] bool is_daily() const noexcept { return grid_.is_daily(); }
  void load_bars(Loading& loading);
  void load_ticks(const std::string& path, const std::string& suffix, TickKind kind,
                  Loading& loading);
  [[nodiscard]] Source find(const std::string& path, const std::string& suffix) const;
  void choose_bars(const WindowRequest& wanted);
  void make_quotes();

  Params params_;
  BarGrid grid_;            // of the bars that are given
  std::int64_t length_ns_;  // of one
  std::vector<sluice_bar> bars_;
  std::size_t pulled_ = 0;
  MarketTape tape_;
};

}  // namespace sluice::feeds
