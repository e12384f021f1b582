// SPDX-License-Identifier: Apache-2.0
//
// parquet_feed: bars from Parquet files, through DuckDB's library where it is installed.
// Place: feed. State: the window being pulled. docs/reference/parquet.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include <sluice/feed.hpp>

#include "parquet_file.hpp"
#include "window.hpp"

namespace sluice::feeds {

struct ParquetFeed {
  static constexpr auto id = "parquet";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary =
      "bars in long format from Parquet files, through DuckDB's library where that is installed";

  struct Params {
    std::string path;
    std::string files;
    ColumnNames columns;
    std::optional<std::string> library;
    std::string on_bad_row;
    std::string freq;
    std::optional<std::string> timezone;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("path", &Params::path)
          .required()
          .path()
          .help("a file with columns date, symbol, close …, or a folder of such files"),
      sluice::param("files", &Params::files)
          .def("*.parquet")
          .help("which files of a folder, as a shell's pattern"),
      sluice::param("columns", &Params::columns)
          .help("what the files call the columns, where that is not usual: {close: px_last}"),
      sluice::param("library", &Params::library)
          .path()
          .help("DuckDB's library; if absent, libduckdb.so as the system finds it"),
      sluice::param("on_bad_row", &Params::on_bad_row)
          .def("drop")
          .one_of("drop", "error")
          .help("what to do about a row that cannot be used: drop it, or stop"),
      sluice::param("freq", &Params::freq)
          .def("1d")
          .one_of("1d", "1min", "5min", "15min", "60min")
          .help("length of a bar; a run gives it trading.freq"),
      sluice::param("timezone", &Params::timezone)
          .help("within a day: of times without an offset, UTC, +05:30 or America/New_York; if "
                "absent, UTC"));

  explicit ParquetFeed(Params params);

  FeedInfo open(const FeedRequest& request, Issues& issues);
  std::size_t pull(std::span<sluice_bar> bars) { return window_ ? window_->pull(bars) : 0; }

 private:
  [[nodiscard]] Panel load(const Source& source) const;

  Params params_;
  BarGrid grid_;
  std::optional<Window> window_;
};

}  // namespace sluice::feeds
