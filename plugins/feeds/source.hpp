// SPDX-License-Identifier: Apache-2.0
//
// source.hpp: the files of a price source, how they looked, and the digest of their content.
//
// Place: csv feed. A source is one file in long format, or a folder with one SYMBOL.csv a symbol.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "bar_grid.hpp"
#include "content_hash.hpp"

namespace sluice::feeds {

inline constexpr std::size_t kMaxFiles = 100'000;

// What the file system tells about a file: it changes when the content does, unless both happen
// within one tick of the file system's clock.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct SourceFile {
  std::string name;    // within the folder; empty for a source that is one file
  std::string symbol;  // the file's one symbol; empty for long format
  FileStamp stamp;
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

struct Source {
  std::string path;
  bool folder = false;
  std::vector<SourceFile> files;  // sorted by name
  BarGrid grid;                   // how its times are read
  std::string time_column;        // what they are called; empty: one of the usual names
  [[nodiscard]] std::string file_path(std::size_t index) const;
};

// How the files of a source are called.
struct SourceNames {
  std::string suffix;  // in a folder: SYMBOL<suffix>.csv; others are skipped
  std::string symbol;  // of the one symbol in a file; empty: each row tells its own
};

[[nodiscard]] Result<Source> find_source(const std::string& path, const SourceNames& names = {});

// An open file, closed at the end of its scope.
class File {
 public:
  explicit File(int descriptor) noexcept : descriptor_{descriptor} {}
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

[[nodiscard]] Result<File> open_to_read(const std::string& path);
// Up to `size` bytes; 0 at the end.
[[nodiscard]] Result<std::size_t> read_some(const File& file, char* out, std::size_t size);
[[nodiscard]] Result<FileStamp> stamp_of(const File& file);
[[nodiscard]] std::string system_error(std::string_view doing, const std::string& path, int code);

// The digest of a source from those of its files: a file's own for long format; for a folder it
// covers names and sizes too.
class SourceHasher {
 public:
  void add(const SourceFile& file, const ContentHash& hash);
  [[nodiscard]] ContentHash digest(bool folder) const;

 private:
  ContentHasher all_;
  ContentHash last_;
};

// Reads the whole source.
[[nodiscard]] Result<ContentHash> hash_source(const Source& source);

}  // namespace sluice::feeds
