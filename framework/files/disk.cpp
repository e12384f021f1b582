// SPDX-License-Identifier: Apache-2.0
#include "files/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <unistd.h>

#include "files/atomic_file.hpp"
#include "files/file.hpp"
#include "files/lock_file.hpp"

namespace sluice::files {

namespace {

namespace fs = std::filesystem;

class PosixFile final : public DiskFile {
 public:
  explicit PosixFile(File file) : file_{std::move(file)} {}
  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    return file_.write_at(offset, bytes);
  }
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) override {
    return file_.read_at(offset, out, capacity);
  }
  Result<std::uint64_t> size() override { return file_.size(); }
  Result<void> truncate_to(std::uint64_t size) override { return file_.truncate_to(size); }
  Result<void> sync_data() override { return file_.sync_data(); }
  Result<void> close() override { return file_.close(); }

 private:
  File file_;
};

class PosixLock final : public DiskLock {
 public:
  explicit PosixLock(LockFile lock) : lock_{std::move(lock)} {}

 private:
  LockFile lock_;
};

File::Mode mode_of(Disk::Mode mode) {
  switch (mode) {
    case Disk::Mode::kCreateNew:
      return File::Mode::kCreateNew;
    case Disk::Mode::kWriteExisting:
      return File::Mode::kWriteExisting;
    case Disk::Mode::kRead:
      break;
  }
  return File::Mode::kRead;
}

}  // namespace

Result<std::unique_ptr<DiskFile>> PosixDisk::open(const fs::path& path, Mode mode) {
  auto file = File::open(path, mode_of(mode));
  if (!file) return file.error();
  return std::unique_ptr<DiskFile>{std::make_unique<PosixFile>(std::move(*file))};
}

Result<std::vector<std::string>> PosixDisk::list(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end;
       entry.increment(error))
    names.push_back(entry->path().filename().native());
  if (error && error != std::errc::no_such_file_or_directory)
    return system_error("list", directory, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> PosixDisk::rename(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return system_error("rename", from, errno);
  return {};
}

Result<void> PosixDisk::remove(const fs::path& path) {
  if (::unlink(path.c_str()) != 0) return system_error("remove", path, errno);
  return {};
}

Result<void> PosixDisk::make_directory(const fs::path& path) {
  return make_directories(path, Durability::kDurable);
}

Result<void> PosixDisk::sync_directory(const fs::path& path) { return files::sync_directory(path); }

Result<std::unique_ptr<DiskLock>> PosixDisk::lock(const fs::path& path) {
  auto lock = LockFile::acquire(path);
  if (!lock) return lock.error();
  return std::unique_ptr<DiskLock>{std::make_unique<PosixLock>(std::move(*lock))};
}

bool PosixDisk::is_locked(const fs::path& path) { return LockFile::is_held(path); }

}  // namespace sluice::files
