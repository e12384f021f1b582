// SPDX-License-Identifier: Apache-2.0
//
// csv_feed: bars of days or of five minutes from CSV, with a binary cache beside it.
// Place: feed. State: the window being pulled. Formats: docs/formats/prices_csv.md and
// bar_cache.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include <sluice/feed.hpp>

#include "panel_loader.hpp"
#include "window.hpp"

namespace sluice::feeds {

struct CsvFeed {
  static constexpr auto id = "csv";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "bars from CSV, of days or of 5 minutes: one long file, or a folder of SYMBOL.csv";

  struct Params {
    std::string path;
    bool cache = true;
    std::optional<std::string> cache_dir;
    std::string on_bad_row;
    std::string freq;
    std::optional<std::string> timezone;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("path", &Params::path)
          .required()
          .path()
          .help("a file with columns date, symbol, close …, or a folder with one SYMBOL.csv each"),
      sluice::param("cache", &Params::cache).def(true).help("keep a binary cache of the prices"),
      sluice::param("cache_dir", &Params::cache_dir)
          .path()
          .help("folder of the cache; if absent, .sluice-cache beside the file or in the folder"),
      sluice::param("on_bad_row", &Params::on_bad_row)
          .def("drop")
          .one_of("drop", "error")
          .help("what to do about a row that cannot be used: drop it, or stop"),
      sluice::param("freq", &Params::freq)
          .def("1d")
          .one_of("1d", "5min")
          .help("length of a bar; a run gives it trading.freq"),
      sluice::param("timezone", &Params::timezone)
          .help(
              "5min: of times without an offset, UTC, +05:30 or America/New_York; if absent, UTC"));

  CsvFeed(Params params, Host host);

  FeedInfo open(const FeedRequest& request, Issues& issues);
  std::size_t pull(std::span<sluice_bar> bars) { return window_ ? window_->pull(bars) : 0; }

 private:
  Window load_window(const Source& source, const WindowRequest& wanted, bool& from_cache) const;

  Params params_;
  Host host_;
  BarGrid grid_;
  std::optional<Window> window_;
};

}  // namespace sluice::feeds
