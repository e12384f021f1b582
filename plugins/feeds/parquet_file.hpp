// SPDX-License-Identifier: Apache-2.0
//
// parquet_file.hpp: the rows of a Parquet file, judged as those of a CSV file are.
//
// Place: feed parquet. DuckDB writes each value as text: what the text of a price file may say, and
// what is done about it, is said in one place (csv_row). Numbers pass through no floating point of
// ours; a double is the shortest text that means it. Errors: Result for what makes reading
// impossible; everything else goes to the fault log, with the row's number as its line.
#pragma once

#include <string>

#include <sluice/params.hpp>
#include <sluice/result.hpp>

#include "csv_file.hpp"
#include "duckdb_query.hpp"

namespace sluice::feeds {

// What the files' columns are called: {close: px_last}; others by the usual names.
using ColumnNames = ValuesByName;

// A file, or the files of a folder that a pattern like "*.parquet" names.
[[nodiscard]] Result<Source> find_parquet(const std::string& path, const std::string& pattern);

// Reads file `index` of the source into `parsed`.
[[nodiscard]] Result<void> read_parquet(const duckdb::Session& session, const Source& source,
                                        std::uint32_t index, const ColumnNames& names,
                                        ParsedRows& parsed);

}  // namespace sluice::feeds
