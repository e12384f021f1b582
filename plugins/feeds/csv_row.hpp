// SPDX-License-Identifier: Apache-2.0
//
// csv_row.hpp: one line of a price file to a Row.
//
// Place: csv feed, parsing. Two readers for one line: scan() takes the clean lines that make up
// nearly all of a file and knows nothing of faults; check() takes every line, tells its faults and
// applies the policy for them. Where scan() succeeds, check() gives the same row and no fault.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/c/history.h>

#include "bar_grid.hpp"
#include "csv_date.hpp"
#include "csv_fields.hpp"
#include "csv_header.hpp"
#include "csv_number.hpp"
#include "fault.hpp"
#include "row.hpp"
#include "symbol_table.hpp"

namespace sluice::feeds {

// The highest and lowest of the prices a bar has.
struct PriceRange {
  std::int64_t high;
  std::int64_t low;
};

inline PriceRange price_range(const Row& row) noexcept {
  PriceRange range{row.values[kClose], row.values[kClose]};
  for (const Value value : {kOpen, kHigh, kLow}) {
    if ((row.flags & kValueFlag[value]) == 0) continue;
    range.high = std::max(range.high, row.values[value]);
    range.low = std::min(range.low, row.values[value]);
  }
  return range;
}

inline bool is_consistent(const Row& row) noexcept {
  const PriceRange range = price_range(row);
  return ((row.flags & SLUICE_BAR_HAS_HIGH) == 0 || row.values[kHigh] == range.high) &&
         ((row.flags & SLUICE_BAR_HAS_LOW) == 0 || row.values[kLow] == range.low);
}

class RowReader {
 public:
  // `symbol`: that of every row, for a file that holds one symbol; else kNoSymbol.
  // `line_end`: the first character of the line ends that scan() takes.
  RowReader(Columns columns, std::uint32_t file, std::uint32_t symbol, char line_end,
            const BarGrid& grid, SymbolTable& symbols, FaultLog& faults)
      : columns_{std::move(columns)},
        file_{file},
        symbol_{symbol},
        line_end_{line_end},
        grid_{grid},
        minutes_{grid},
        symbols_{symbols},
        faults_{faults} {}

  // Reads the line at `at`, which ends in '\n' and is followed by sixteen readable characters, and
  // steps behind it. False, with `at` untouched, when the line is not a clean one.
  bool scan(const char*& at, Row& row) noexcept;

  using Cells = std::vector<std::string_view>;

  // Reads any line, given without its '\n'. False when the row is dropped.
  bool check(std::string_view line, std::uint64_t line_number, Row& row) {
    return take(splitter_.split(line), line_number, row);
  }
  // The same of a row whose cells are known.
  bool take(const Cells& cells, std::uint64_t line_number, Row& row);

 private:
  // Puts how much later than its day the row was known into its flags.
  [[nodiscard]] bool mark_delivery(Row& row) const noexcept;
  bool read_delivery(const Cells& cells, std::uint64_t line, Row& row);
  bool scan_cell(std::uint8_t role, char stop, const char*& at, Row& row) noexcept;
  bool scan_minute(char stop, const char*& at, std::int32_t& minute) noexcept;
  bool has_all_fields(const Cells& cells, std::uint64_t line);
  bool read_symbol(const Cells& cells, std::uint64_t line, Row& row);
  bool read_day(const Cells& cells, std::uint64_t line, Row& row);
  bool read_period(std::string_view cell, std::uint64_t line, Row& row);
  bool read_values(const Cells& cells, std::uint64_t line, Row& row);
  bool read_value(Value value, std::string_view cell, std::uint64_t line, Row& row);
  // Tells what is odd about a row that stays, and widens its range where it must.
  void settle(const Cells& cells, std::uint64_t line, Row& row);
  void tell_lost_fields(const Cells& cells, std::uint64_t line, const Row& row);

  Columns columns_;
  std::uint32_t file_;
  std::uint32_t symbol_;
  char line_end_;
  const BarGrid& grid_;
  MinuteReader minutes_;
  SymbolTable& symbols_;
  FaultLog& faults_;
  DayScanner days_;
  DayScanner deliveries_;
  std::optional<std::int32_t> delivered_;  // of the row being read; nothing: it is not told
  FieldSplitter splitter_;
};

inline bool RowReader::mark_delivery(Row& row) const noexcept {
  if (!delivered_) return true;
  // A bar within a day is of its day in UTC.
  constexpr std::int32_t kMinutesPerDay = 1440;
  const std::int32_t day =
      grid_.is_daily() ? row.day
                       : (row.day - (row.day < 0 ? kMinutesPerDay - 1 : 0)) / kMinutesPerDay;
  if (*delivered_ < day) return false;
  const auto days = static_cast<std::uint32_t>(*delivered_ - day);
  row.flags |= std::min(days, SLUICE_BAR_KNOWN_AFTER_DAYS_MAX) << SLUICE_BAR_KNOWN_AFTER_DAYS_SHIFT;
  return true;
}

inline bool RowReader::scan_minute(char stop, const char*& at, std::int32_t& minute) noexcept {
  const char* end = at;
  while (*end != stop && *end != '\n' && *end != '"') ++end;
  const Minute read = minutes_.read({at, static_cast<std::size_t>(end - at)});
  if (read.fault != MinuteFault::kNone) return false;
  minute = read.minute;
  at = end;
  return true;
}

inline bool RowReader::scan_cell(std::uint8_t role, char stop, const char*& at, Row& row) noexcept {
  switch (role) {
    case kDateColumn:
      return grid_.is_daily() ? days_.scan(at, row.day) : scan_minute(stop, at, row.day);
    case kSymbolColumn:
      return symbols_.scan(at, stop, row.symbol);
    case kDeliveredColumn:
      return deliveries_.scan(at, delivered_.emplace());
    case kSkippedColumn:
      while (*at != ',' && *at != '\n' && *at != '\r' && *at != '"') ++at;
      return true;
    default:
      return scan_decimal(at, row.values[role]) && row.values[role] > 0;
  }
}

inline bool RowReader::scan(const char*& at, Row& row) noexcept {
  const char* here = at;
  std::fill(std::begin(row.values), std::end(row.values), 0);
  row.symbol = symbol_;
  row.flags = columns_.flags;
  delivered_.reset();
  const std::size_t last = columns_.roles.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const char stop = i == last ? line_end_ : ',';
    if (!scan_cell(columns_.roles[i], stop, here, row) || *here != stop) return false;
    ++here;
  }
  if (line_end_ == '\r' && *here++ != '\n') return false;
  if (!is_consistent(row) || !mark_delivery(row)) return false;
  at = here;
  return true;
}

}  // namespace sluice::feeds
