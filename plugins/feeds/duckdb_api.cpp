// SPDX-License-Identifier: Apache-2.0
#include "duckdb_api.hpp"

#include <dlfcn.h>

namespace sluice::feeds::duckdb {
namespace {

template <typename Function>
bool find_function(void* library, const char* name, Function& function) noexcept {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

// The first name that is missing; null: none is.
const char* find_functions(void* library, Api& api) noexcept {
#define SLUICE_FIND(name) \
  if (!find_function(library, "duckdb_" #name, api.name)) return "duckdb_" #name
  SLUICE_FIND(open_ext);
  SLUICE_FIND(close);
  SLUICE_FIND(create_config);
  SLUICE_FIND(set_config);
  SLUICE_FIND(destroy_config);
  SLUICE_FIND(connect);
  SLUICE_FIND(disconnect);
  SLUICE_FIND(prepare);
  SLUICE_FIND(prepare_error);
  SLUICE_FIND(destroy_prepare);
  SLUICE_FIND(execute_prepared_streaming);
  SLUICE_FIND(result_error);
  SLUICE_FIND(destroy_result);
  SLUICE_FIND(column_count);
  SLUICE_FIND(fetch_chunk);
  SLUICE_FIND(destroy_data_chunk);
  SLUICE_FIND(data_chunk_get_size);
  SLUICE_FIND(data_chunk_get_vector);
  SLUICE_FIND(vector_get_data);
  SLUICE_FIND(vector_get_validity);
  SLUICE_FIND(free);
#undef SLUICE_FIND
  return nullptr;
}

}  // namespace

Result<Api> load_api(const std::string& path) {
  const std::string name = path.empty() ? "libduckdb.so" : path;
  void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr)
    return Error{
        "Parquet is read through DuckDB's library, which is not here: " + std::string{dlerror()} +
        "; install libduckdb.so from duckdb.org, or name it as data.library"};
  Api api{};
  if (const char* missing = find_functions(library, api))
    return Error{name + " is no library of DuckDB, or one before 1.0: it has no " + missing};
  return api;
}

}  // namespace sluice::feeds::duckdb
