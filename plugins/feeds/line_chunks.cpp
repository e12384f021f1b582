// SPDX-License-Identifier: Apache-2.0
//
// line_chunks.cpp: cutting a file into whole lines.
#include "line_chunks.hpp"

#include <cstring>
#include <fcntl.h>
#include <string_view>

#include "source.hpp"

namespace sluice::feeds {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::size_t kReadableBytes = 64;  // behind the last line, for the scanners
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kGzipMagic = "\x1f\x8b";

class ChunkReader {
 public:
  explicit ChunkReader(std::vector<char>& buffer) : buffer_{buffer} {
    buffer_.resize(kMaxLineBytes + kChunkBytes + kReadableBytes);
  }
  // Chunk by chunk; an unfinished last line counts as one.
  Result<ContentHash> run(const File& file, LineSink& lines) {
    ContentHasher hasher;
    bool first = true;
    for (;;) {
      const auto count = read_some(file, buffer_.data() + held_, kChunkBytes);
      if (!count) return count.error();
      hasher.update(buffer_.data() + held_, *count);
      held_ += *count;
      std::size_t begin = 0;
      if (first && std::string_view{buffer_.data(), held_}.starts_with(kGzipMagic))
        return Error{"it is compressed, which is not supported: decompress it first"};
      if (first && std::string_view{buffer_.data(), held_}.starts_with(kByteOrderMark))
        begin = kByteOrderMark.size();
      first = false;
      if (*count == 0 && held_ > begin) buffer_[held_++] = '\n';
      const std::size_t end = take_whole_lines(begin, lines);
      if (*count == 0) return hasher.digest();
      held_ -= end;
      std::memmove(buffer_.data(), buffer_.data() + end, held_);
      if (held_ > kMaxLineBytes)
        return Error{"a line is longer than " + std::to_string(kMaxLineBytes) +
                     " bytes; is it a CSV file?"};
    }
  }

 private:
  std::size_t take_whole_lines(std::size_t begin, LineSink& lines) {
    const auto* last =
        static_cast<const char*>(memrchr(buffer_.data() + begin, '\n', held_ - begin));
    if (last == nullptr) return begin;
    lines.take(buffer_.data() + begin, last + 1);
    return static_cast<std::size_t>(last + 1 - buffer_.data());
  }

  std::vector<char>& buffer_;
  std::size_t held_ = 0;
};

}  // namespace

Result<ContentHash> read_lines(const std::string& path, std::vector<char>& buffer,
                               LineSink& lines) {
  const auto file = open_to_read(path);
  if (!file) return file.error();
  static_cast<void>(posix_fadvise(file->get(), 0, 0, POSIX_FADV_SEQUENTIAL));
  auto hash = ChunkReader{buffer}.run(*file, lines);
  if (!hash) return Error{"cannot read " + path + ": " + hash.error().message};
  return hash;
}

}  // namespace sluice::feeds
