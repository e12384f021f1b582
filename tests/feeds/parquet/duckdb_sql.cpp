// SPDX-License-Identifier: Apache-2.0
//
// duckdb_sql LIBRARY: runs the statements on its input, one a line, with DuckDB's library. The test
// of the feed parquet makes its files with it.
#include <iostream>
#include <string>

#include "feeds/duckdb_query.hpp"

int main(int count, char** words) {
  using namespace sluice::feeds;
  if (count != 2) return std::cerr << "usage: duckdb_sql LIBRARY\n", 2;
  const auto api = duckdb::load_api(words[1]);
  if (!api) return std::cerr << api.error().message << "\n", 1;
  const auto session = duckdb::Session::open(*api);
  if (!session) return std::cerr << session.error().message << "\n", 1;
  for (std::string line; std::getline(std::cin, line);) {
    const auto done = session->query(line, [](const auto&) {});
    if (!done) return std::cerr << line << ": " << done.error().message << "\n", 1;
  }
  return 0;
}
