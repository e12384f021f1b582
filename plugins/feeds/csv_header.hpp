// SPDX-License-Identifier: Apache-2.0
//
// csv_header.hpp: which column holds what.
//
// Place: csv feed, parsing. Names are matched whatever their case, blanks, points and underscores:
// "Adj Close" is adj_close. Columns without a meaning here are skipped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"
#include "row.hpp"

namespace sluice::feeds {

// What a column is: one of Value, or one of these.
enum ColumnRole : std::uint8_t { kDateColumn = kValueCount, kSymbolColumn, kSkippedColumn };

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

// `symbol_wanted`: the file tells symbols in a column. Otherwise such a column is skipped.
[[nodiscard]] Header read_header(std::string_view line, bool symbol_wanted);

}  // namespace sluice::feeds
