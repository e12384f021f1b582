// SPDX-License-Identifier: Apache-2.0
//
// csv_header.hpp: which column holds what.
//
// Place: csv feed, parsing. Names are matched whatever their case, blanks, points and underscores:
// "Adj Close" is adj_close. Columns without a meaning here are skipped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"
#include "row.hpp"

namespace sluice::feeds {

// What a column is: one of Value, or one of these.
enum ColumnRole : std::uint8_t {
  kDateColumn = kValueCount,
  kSymbolColumn,
  kDeliveredColumn,  // the day on which the row was known
  kSkippedColumn
};

struct Columns {
  std::vector<std::uint8_t> roles;  // a Value or a ColumnRole for each column of the file
  std::uint32_t flags = 0;          // SLUICE_BAR_HAS_… of the columns that are there
};

struct HeaderFault {
  Fault fault;
  std::string message;
};

struct Header {
  Columns columns;
  std::vector<HeaderFault> faults;  // empty: the columns can be used
};

struct ColumnName {
  std::string_view name;  // lower case, letters only
  std::uint8_t role;
  int rank;  // among names of one role the lowest wins: a `name` beside a `symbol` is a company
};

// What the header of a kind of file may say.
struct HeaderWords {
  std::span<const ColumnName> names;
  struct Required {
    std::uint8_t role;
    std::string_view name;
  };
  std::span<const Required> required;  // beside time and symbol
  std::string_view time;               // what the column of dates or times is called
  std::string_view expected;           // for messages: every name
};

// `symbol_wanted`: the file tells symbols in a column. Otherwise such a column is skipped.
// `time_column`: what this file calls the column of its times; empty: one of the usual names.
[[nodiscard]] Header read_columns(std::string_view line, const HeaderWords& words,
                                  bool symbol_wanted, std::string_view time_column);

// Of a file of bars.
[[nodiscard]] Header read_header(std::string_view line, bool symbol_wanted,
                                 std::string_view time_column);

}  // namespace sluice::feeds
