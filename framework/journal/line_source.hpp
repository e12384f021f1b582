// SPDX-License-Identifier: Apache-2.0
//
// line_source.hpp: the lines of a file, one at a time, in bounded memory.
//
// Place: inside room `journal`. Owns: an open file and one buffer of at most two records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <sluice/result.hpp>

#include "files/disk.hpp"

namespace sluice::journal {

struct Line {
  std::string_view text;     // with its newline, if it has one; good until the next call
  std::uint64_t number = 0;  // from 1
  std::uint64_t offset = 0;  // bytes of the file before it
  bool ended = false;        // by a newline
  bool too_long = false;     // `text` is only its first kMaxRecordBytes
};

class LineSource {
 public:
  // Lines are numbered from the one that begins at `offset`.
  static Result<LineSource> open(files::Disk& disk, const std::filesystem::path& path,
                                 std::uint64_t offset = 0);
  static Result<LineSource> open(const std::filesystem::path& path);

  // nullopt at the end of the file, or where nothing but NUL bytes follow a newline. A line that is
  // too long is the last one handed out.
  Result<std::optional<Line>> next();
  // NUL bytes behind the last line: room that was taken ahead and not used. Known at the end.
  [[nodiscard]] std::uint64_t unused() const noexcept { return unused_; }
  // Behind the last line handed out.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] files::DiskFile& file() noexcept { return *file_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  LineSource(std::unique_ptr<files::DiskFile> file, std::filesystem::path path,
             std::uint64_t offset);
  Result<bool> refill();  // false: the file has no more
  Line take(std::size_t size, bool ended);
  [[nodiscard]] bool at_nul() const noexcept { return begin_ != end_ && buffer_[begin_] == '\0'; }
  Result<bool> skip_unused();  // true: nothing else follows

  std::unique_ptr<files::DiskFile> file_;
  std::filesystem::path path_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;  // of what is not handed out yet
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t number_ = 0;
  std::uint64_t unused_ = 0;
  bool stopped_ = false;
};

// The offset behind the last byte at or behind `offset` that is not NUL; `offset` if there is none.
Result<std::uint64_t> end_of_content(files::DiskFile& file, std::uint64_t offset);

}  // namespace sluice::journal
