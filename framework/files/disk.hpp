// SPDX-License-Identifier: Apache-2.0
//
// disk.hpp: the few file operations a durable log needs, as an interface.
//
// Place: room `files`. PosixDisk is the real one; simulations put torn, short, lost and reordered
// writes, failing syncs and full disks behind the same calls. Units: bytes. Thread: one at a time
// for a file. Errors: what was tried, the path and why not. What survives a crash: bytes of a file
// once its sync_data has returned, names in a directory once sync_directory has; of anything later
// any part may be there or not, in units of kSectorBytes. A failed sync is never retried.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::files {

// A write reaches the disk in pieces of this size at least; each is there whole or not at all.
inline constexpr std::size_t kSectorBytes = 512;

// An open file. Dropping it without close() says nothing of late errors.
class DiskFile {
 public:
  virtual ~DiskFile() = default;
  // All of it, or an error; behind the end the file grows, with NUL bytes in between.
  virtual Result<void> write_at(std::uint64_t offset, std::string_view bytes) = 0;
  // As many bytes as there are, at most `capacity`; fewer only at the end of the file.
  virtual Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) = 0;
  virtual Result<std::uint64_t> size() = 0;
  virtual Result<void> truncate_to(std::uint64_t size) = 0;
  // Content and size, not the other metadata.
  virtual Result<void> sync_data() = 0;
  virtual Result<void> close() = 0;
};

// Held as long as it lives.
class DiskLock {
 public:
  virtual ~DiskLock() = default;
};

class Disk {
 public:
  enum class Mode {
    kRead,
    kCreateNew,     // read and write; the file must not exist
    kWriteExisting  // read and write; the file must exist
  };
  virtual ~Disk() = default;
  virtual Result<std::unique_ptr<DiskFile>> open(const std::filesystem::path& path, Mode mode) = 0;
  // Names of what is in the directory, sorted, without the directory; a missing one has nothing.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& directory) = 0;
  // Replaces what `to` names, at once.
  virtual Result<void> rename(const std::filesystem::path& from,
                              const std::filesystem::path& to) = 0;
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
  // With its missing parents, durably; an existing one is success.
  virtual Result<void> make_directory(const std::filesystem::path& path) = 0;
  virtual Result<void> sync_directory(const std::filesystem::path& path) = 0;
  // Never waits: held by another is an error that says by whom. Dropped with the process.
  virtual Result<std::unique_ptr<DiskLock>> lock(const std::filesystem::path& path) = 0;
  // Does somebody hold it? Takes nothing: one who looks never keeps one out who locks. In doubt,
  // yes.
  virtual bool is_locked(const std::filesystem::path& path) = 0;
};

// The machine's. Keeps nothing: any number of them are the same disk.
class PosixDisk final : public Disk {
 public:
  Result<std::unique_ptr<DiskFile>> open(const std::filesystem::path& path, Mode mode) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> make_directory(const std::filesystem::path& path) override;
  Result<void> sync_directory(const std::filesystem::path& path) override;
  Result<std::unique_ptr<DiskLock>> lock(const std::filesystem::path& path) override;
  bool is_locked(const std::filesystem::path& path) override;
};

}  // namespace sluice::files
