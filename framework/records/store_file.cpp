// SPDX-License-Identifier: Apache-2.0
#include "records/store_file.hpp"

#include <chrono>
#include <string>
#include <thread>

namespace sluice::records {
namespace {

constexpr int kStoreBusyMs = 5'000;

void create_tables(SQLite::Database& database, const StoreKind& kind) {
  SQLite::Transaction whole{database, SQLite::TransactionBehavior::IMMEDIATE};
  if (database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0) {
    database.exec(kind.schema);
    database.exec("PRAGMA user_version = " + std::to_string(kind.version));
    database.exec("PRAGMA application_id = " + std::to_string(kind.id));
  }
  whole.commit();
}

// What is wrong with it; empty: nothing.
std::string fault_of(SQLite::Database& database, const StoreKind& kind) {
  if (database.execAndGet("PRAGMA application_id").getInt() != kind.id) return kind.not_ours;
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (version == kind.version) return "";
  return "it is of version " + std::to_string(version) + ", this build keeps version " +
         std::to_string(kind.version);
}

// Where others open the new file at the same moment, its change to WAL is refused at once, without
// the wait that every other lock has.
std::unique_ptr<StoreFile> open_file(const std::filesystem::path& path, const StoreKind& kind) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{kStoreBusyMs};
  for (;;) {
    try {
      auto file = std::make_unique<StoreFile>(StoreFile{
          path, SQLite::Database{path.native(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                 kStoreBusyMs}});
      file->database.exec(kind.pragmas);
      create_tables(file->database, kind);
      return file;
    } catch (const SQLite::Exception& error) {
      constexpr int kBusy = 5;  // SQLITE_BUSY
      if (error.getErrorCode() != kBusy || std::chrono::steady_clock::now() > until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
}

}  // namespace

Result<std::unique_ptr<StoreFile>> StoreFile::open(const std::filesystem::path& path,
                                                   const StoreKind& kind) {
  try {
    std::filesystem::create_directories(path.parent_path());
    auto file = open_file(path, kind);
    if (const std::string fault = fault_of(file->database, kind); !fault.empty())
      return Error{path.native() + ": " + fault + "; " + kind.advice};
    return file;
  } catch (const std::exception& error) {
    return Error{path.native() + ": " + error.what()};
  }
}

}  // namespace sluice::records
