// SPDX-License-Identifier: Apache-2.0
//
// library_file.hpp: one library file, opened once and pinned before it is loaded, so that what is
// hashed, read and loaded is the same whatever happens to its name or its bytes.
//
// Place: plugins, private. Owns: a close-on-exec descriptor. Thread: control. Errors: the path and
// the system's words. A file that anybody may write is refused here.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::plugins {

inline constexpr std::uint64_t kMaxLibraryBytes = std::uint64_t{1} << 30;

// A file's bytes of which only both ends were read; all between them are 0, and take no memory.
class FileEnds {
 public:
  static constexpr std::size_t kHeadBytes = 64 * 1024;
  static constexpr std::size_t kTailBytes = 16 * 1024;

  explicit FileEnds(std::size_t size)
      : bytes_{static_cast<std::byte*>(std::calloc(size, 1))}, size_{bytes_ ? size : 0} {}
  [[nodiscard]] std::span<std::byte> bytes() noexcept { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(std::byte* bytes) const noexcept { std::free(bytes); }
  };
  std::unique_ptr<std::byte[], Free> bytes_;
  std::size_t size_;
};

class LibraryFile {
 public:
  static Result<LibraryFile> open(const std::filesystem::path& path);
  LibraryFile(LibraryFile&& other) noexcept;
  LibraryFile& operator=(LibraryFile&& other) noexcept;
  LibraryFile(const LibraryFile&) = delete;
  LibraryFile& operator=(const LibraryFile&) = delete;
  ~LibraryFile();

  [[nodiscard]] Result<std::vector<std::byte>> read() const;
  // What a linker puts a manifest and its way there into, mostly.
  [[nodiscard]] Result<FileEnds> read_ends() const;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  // From now on this is a sealed copy in memory of these bytes, its own: a file that is written
  // over, while it is tried or in use, neither gives other code nor takes the code away. Where the
  // system makes no such copy it stays what it is.
  void pin(std::span<const std::byte> bytes) noexcept;
  // "/proc/self/fd/N": the name under which the dynamic linker opens this very file.
  [[nodiscard]] std::string descriptor_path() const;
  // The dynamic linker remembers a loaded library by that name: were the number given to another
  // file, it would take that one for this library. So the descriptor of a loaded file never closes.
  void keep_open_for_good() noexcept { stays_open_ = true; }

 private:
  [[nodiscard]] Result<std::size_t> size() const;
  [[nodiscard]] Result<void> read_at(std::size_t offset, std::span<std::byte> out) const;
  LibraryFile(std::filesystem::path path, int descriptor)
      : path_{std::move(path)}, descriptor_{descriptor} {}

  std::filesystem::path path_;
  int descriptor_ = -1;
  bool stays_open_ = false;
};

}  // namespace sluice::plugins
