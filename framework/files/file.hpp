// SPDX-License-Identifier: Apache-2.0
//
// file.hpp: an open file whose every operation finishes or says why not.
//
// Place: room `files`. Owns: one descriptor, always close-on-exec. Units: bytes. Short writes and
// interrupted calls are continued here so that nobody else has to. Thread: one. Errors: what, path
// and the system's words. A failed sync is never retried: the kernel may have dropped the pages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

#include <sluice/result.hpp>

namespace sluice::files {

// "cannot WHAT 'PATH': WORDS"; ENOSPC and EDQUOT in the words an operator looks for.
Error system_error(std::string_view what, const std::filesystem::path& path, int error_number);

class File {
 public:
  enum class Mode {
    kRead,
    kCreateNew,     // write; the file must not exist
    kWriteExisting  // read and write; the file must exist
  };
  static Result<File> open(const std::filesystem::path& path, Mode mode);
  // Read and write; created when missing.
  static Result<File> open_or_create(const std::filesystem::path& path);

  File(File&& other) noexcept
      : path_{std::move(other.path_)}, descriptor_{std::exchange(other.descriptor_, -1)} {}
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  // At the file's position: after what was written or read so far.
  Result<void> write_all(std::string_view bytes);
  // Reads until `capacity` bytes are there or the file ends; returns how many were read.
  Result<std::size_t> read_some(char* out, std::size_t capacity);
  // At `offset`, without moving the position. Written whole or an error; a file that is too short
  // grows, with NUL bytes in between. Reading gives fewer than `capacity` only at the end.
  Result<void> write_at(std::uint64_t offset, std::string_view bytes);
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) const;
  Result<std::uint64_t> size() const;
  // Cuts or extends the file to `size` and moves the position there.
  Result<void> truncate_to(std::uint64_t size);
  // Content and size, not the other metadata (fdatasync).
  Result<void> sync_data();
  // Everything (fsync).
  Result<void> sync();
  // Reports what a late writeback may still say; the destructor closes silently.
  Result<void> close();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  File(std::filesystem::path path, int descriptor)
      : path_{std::move(path)}, descriptor_{descriptor} {}
  static Result<File> open_with(const std::filesystem::path& path, int flags,
                                std::string_view what);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Of the folder it lies in; "." where the path names none.
[[nodiscard]] inline std::filesystem::path directory_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

}  // namespace sluice::files
