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

#include "files/file.hpp"

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
  static Result<LineSource> open(const std::filesystem::path& path);

  // nullopt at the end of the file. A line that is too long is the last one handed out.
  Result<std::optional<Line>> next();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return file_.path(); }

 private:
  explicit LineSource(files::File file);
  Result<bool> refill();  // false: the file has no more
  Line take(std::size_t size, bool ended);

  files::File file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;  // of what is not handed out yet
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t number_ = 0;
  bool stopped_ = false;
};

}  // namespace sluice::journal
