// SPDX-License-Identifier: Apache-2.0
//
// duckdb_api.hpp: the few functions of DuckDB's C API that are used here, found in a library that
// is loaded when it is needed.
//
// Place: feed parquet. Declared after DuckDB's documentation of its C API (duckdb.org/docs/api/c);
// nothing is linked. Thread: control and lane. Errors: what is missing, in words. The library is
// never unloaded.
#pragma once

#include <cstdint>
#include <string>

#include <sluice/result.hpp>

namespace sluice::feeds::duckdb {

// Handles are pointers to what only DuckDB knows.
using Database = struct OpaqueDatabase*;
using Connection = struct OpaqueConnection*;
using Config = struct OpaqueConfig*;
using Statement = struct OpaqueStatement*;
using Chunk = struct OpaqueChunk*;
using Vector = struct OpaqueVector*;

inline constexpr int kSuccess = 0;

// As DuckDB lays it out; nothing in it is read here.
struct QueryResult {
  std::uint64_t counts[3];
  void* pointers[3];
};

// A string in a vector: short ones lie in it.
struct StringCell {
  static constexpr std::uint32_t kInlined = 12;
  std::uint32_t length;
  char inlined[4];
  const char* pointer;
};
static_assert(sizeof(StringCell) == 16);

struct Api {
  int (*open_ext)(const char* path, Database* database, Config config, char** error);
  void (*close)(Database* database);
  int (*create_config)(Config* config);
  int (*set_config)(Config config, const char* name, const char* option);
  void (*destroy_config)(Config* config);
  int (*connect)(Database database, Connection* connection);
  void (*disconnect)(Connection* connection);
  int (*prepare)(Connection connection, const char* query, Statement* statement);
  const char* (*prepare_error)(Statement statement);
  void (*destroy_prepare)(Statement* statement);
  int (*execute_prepared_streaming)(Statement statement, QueryResult* result);
  const char* (*result_error)(QueryResult* result);
  void (*destroy_result)(QueryResult* result);
  std::uint64_t (*column_count)(QueryResult* result);
  Chunk (*fetch_chunk)(QueryResult result);
  void (*destroy_data_chunk)(Chunk* chunk);
  std::uint64_t (*data_chunk_get_size)(Chunk chunk);
  Vector (*data_chunk_get_vector)(Chunk chunk, std::uint64_t column);
  void* (*vector_get_data)(Vector vector);
  std::uint64_t* (*vector_get_validity)(Vector vector);
  void (*free)(void* pointer);
};

// `path` empty: libduckdb.so, as the system's loader finds it.
[[nodiscard]] Result<Api> load_api(const std::string& path);

}  // namespace sluice::feeds::duckdb
