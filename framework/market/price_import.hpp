// SPDX-License-Identifier: Apache-2.0
//
// price_import.hpp: somebody's CSV of prices to the project's own, bar by bar.
//
// Place: market; pure: text in, text out. Rows of a finer step become bars of days or of five
// minutes: the first open, the highest high, the lowest low, the last close, the sum of volumes. A
// row that can't be used is left out and counted. Formats: docs/formats/prices_csv.md. Thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time_zone.hpp>

namespace sluice::market {

enum class BarStep : std::uint8_t { kDay, kFiveMinutes };

// Times of a day between which bars are kept, by the clock of the zone; the end is left out.
struct HoursKept {
  std::int32_t from_s = 0;
  std::int32_t to_s = 86'400;
};

struct ImportSettings {
  BarStep step = BarStep::kDay;
  TimeZone zone;       // of times without an offset, and of days
  std::string symbol;  // of every row; empty: a column tells
  HoursKept hours;
  // Our column to theirs, where they differ: date (or timestamp), symbol, open, high, low, close,
  // volume, adj_close.
  std::map<std::string, std::string> columns;
};

struct ImportCounts {
  std::uint64_t rows = 0;
  std::uint64_t bars = 0;
  std::uint64_t outside_hours = 0;
  std::uint64_t repeated = 0;  // a time and symbol again; the first is kept
  std::uint64_t unusable = 0;
  std::string first_unusable;  // "line 7: close 'x' is not a price"
};

class PriceImport {
 public:
  explicit PriceImport(ImportSettings settings) : settings_{std::move(settings)} {}

  // The next line of a file, the first one its header; an error ends the import.
  Result<void> take_line(std::string_view line);
  // A new file with a header of its own. `symbol` of its rows, where the settings name none and no
  // column tells.
  void begin_file(std::string symbol);
  // Packs rows to bars.
  [[nodiscard]] ImportCounts finish();
  [[nodiscard]] std::vector<std::string> symbols() const;
  // One symbol's file; or, for nothing, all in long format.
  [[nodiscard]] std::string csv(const std::optional<std::string>& symbol) const;

 private:
  enum Field : std::size_t { kOpen, kHigh, kLow, kClose, kVolume, kAdjustedClose, kFieldCount };
  struct Row {
    Timestamp time;
    std::array<std::optional<std::int64_t>, kFieldCount> values;
  };
  struct Bar {
    Timestamp time;  // of a day: 00:00 UTC of its date
    std::array<std::optional<std::int64_t>, kFieldCount> values;
  };
  Result<void> take_header(std::string_view line);
  Result<void> take_row(std::string_view line);
  [[nodiscard]] std::vector<Bar> pack(std::vector<Row>& rows);
  [[nodiscard]] Timestamp begin_of_bar(Timestamp time) const;
  [[nodiscard]] bool is_kept(Timestamp time) const;
  void append_rows(std::string& text, const std::string& symbol, bool with_symbol) const;
  [[nodiscard]] std::string header(bool with_symbol) const;

  ImportSettings settings_;
  ImportCounts counts_;
  std::string file_symbol_;
  bool has_header_ = false;
  std::uint64_t line_ = 0;
  std::size_t width_ = 0;
  std::size_t time_column_ = 0;
  std::optional<std::size_t> symbol_column_;
  std::array<std::optional<std::size_t>, kFieldCount> columns_;
  std::array<bool, kFieldCount> given_{};
  std::map<std::string, std::vector<Row>> rows_;
  std::map<std::string, std::vector<Bar>> bars_;
};

}  // namespace sluice::market
