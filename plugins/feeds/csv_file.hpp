// SPDX-License-Identifier: Apache-2.0
//
// csv_file.hpp: one price file, read once from beginning to end.
//
// Place: csv feed, parsing. Reads in chunks that fit the processor's cache, and hashes the bytes in
// the same pass: the text is never held as a whole. Errors: Result for what makes reading
// impossible (input/output, gzip, endless lines); everything else goes to the fault log.
#pragma once

#include <cstdint>
#include <vector>

#include <sluice/result.hpp>

#include "content_hash.hpp"
#include "fault.hpp"
#include "row.hpp"
#include "source.hpp"
#include "symbol_table.hpp"

namespace sluice::feeds {

// Where the content of files is gathered.
struct ParsedRows {
  std::vector<char> chunk;  // of the file being read
  RowStore rows;
  SymbolTable symbols;
  FaultLog faults;
  std::vector<std::int32_t> latest_day;  // seen so far, for each symbol id
  std::vector<std::size_t> first_row;    // of each file

  // Keeps the row that rows.next() gave; one behind a later day of its symbol is told.
  void keep(const Row& row, std::uint32_t file, std::uint64_t line) {
    if (row.symbol >= latest_day.size()) latest_day.resize(symbols.size(), INT32_MIN);
    std::int32_t& latest = latest_day[row.symbol];
    if (row.day < latest) {
      faults.add(Fault::kUnsortedRows, file, line, row.symbol, [] { return ""; });
    } else {
      latest = row.day;
    }
    rows.commit();
  }
};

// Reads file `index` of the source into `parsed`, and gives the digest of its bytes.
[[nodiscard]] Result<ContentHash> read_csv_file(const Source& source, std::uint32_t index,
                                                ParsedRows& parsed);

}  // namespace sluice::feeds
