// SPDX-License-Identifier: Apache-2.0
#include "records/unsynced_mark.hpp"

#include <string>
#include <system_error>

#include "files/atomic_file.hpp"
#include "files/file.hpp"

namespace sluice::records {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBootFile = "/proc/sys/kernel/random/boot_id";
constexpr std::size_t kMostBytes = 256;

}  // namespace

fs::path unsynced_mark_of(const fs::path& database) { return database.native() + "-unsynced"; }

bool is_marked_by_an_earlier_boot(const fs::path& database) {
  std::error_code ignored;
  const fs::path mark = unsynced_mark_of(database);
  if (!fs::exists(mark, ignored)) return false;
  const auto then = files::read_file(mark, kMostBytes);
  const auto now = files::read_file(kBootFile, kMostBytes);
  return !then || !now || *then != *now;
}

Result<void> mark_unsynced(const fs::path& database) {
  const auto boot = files::read_file(kBootFile, kMostBytes);
  if (!boot) return boot.error();
  return files::replace_file(unsynced_mark_of(database), *boot, files::Durability::kDurable);
}

void unmark(const fs::path& database) noexcept {
  std::error_code ignored;
  fs::remove(unsynced_mark_of(database), ignored);
}

}  // namespace sluice::records
