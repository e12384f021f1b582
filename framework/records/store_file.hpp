// SPDX-License-Identifier: Apache-2.0
//
// store_file.hpp: one SQLite file of ours: opened, created when missing, known as ours by its
// id and version.
//
// Place: records, for the stores alone. Errors: SQLite's and ours, with the path. Thread: one at
// a time an object; several processes may have the file open.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <memory>
#include <type_traits>
#include <utility>

#include <sluice/result.hpp>

namespace sluice::records {

// What a store's file is. The texts are literals.
struct StoreKind {
  int id = 0;  // application_id: tells our file from any other database
  int version = 0;
  const char* schema = "";   // executed once, in a new file
  const char* pragmas = "";  // executed at every open
  const char* not_ours = "";
  const char* advice = "";  // what to do about a file that isn't ours or is of another version
};

struct StoreFile {
  std::filesystem::path path;
  SQLite::Database database;

  // Its directory is created too.
  static Result<std::unique_ptr<StoreFile>> open(const std::filesystem::path& path,
                                                 const StoreKind& kind);

  // What `work` returns, or what it threw, with the path.
  template <typename Work>
  auto guarded(Work work) -> Result<decltype(work())> {
    try {
      if constexpr (std::is_void_v<decltype(work())>) {
        work();
        return {};
      } else {
        return work();
      }
    } catch (const std::exception& error) {
      return Error{path.native() + ": " + error.what()};
    }
  }
};

}  // namespace sluice::records
