// SPDX-License-Identifier: Apache-2.0
#include "journal/line_source.hpp"

#include <cstring>

#include "journal/format.hpp"

namespace sluice::journal {

namespace {

constexpr std::size_t kCapacity = 2 * kMaxRecordBytes;
// Small reads stay in the processor's cache between being read and being hashed.
constexpr std::size_t kChunk = 128 * 1024;

}  // namespace

LineSource::LineSource(files::File file) : file_{std::move(file)}, buffer_{new char[kCapacity]} {}

Result<LineSource> LineSource::open(const std::filesystem::path& path) {
  auto file = files::File::open(path, files::File::Mode::kRead);
  if (!file) return file.error();
  return LineSource{std::move(*file)};
}

Result<bool> LineSource::refill() {
  if (begin_ != 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const auto got = file_.read_some(buffer_.get() + end_, std::min(kChunk, kCapacity - end_));
  if (!got) return got.error();
  end_ += *got;
  return *got != 0;
}

Line LineSource::take(std::size_t size, bool ended) {
  Line line;
  line.text = {buffer_.get() + begin_, size};
  line.number = ++number_;
  line.offset = offset_;
  line.ended = ended;
  begin_ += size;
  offset_ += size;
  return line;
}

Result<std::optional<Line>> LineSource::next() {
  std::size_t searched = 0;
  while (!stopped_) {
    const char* const from = buffer_.get() + begin_ + searched;
    const std::size_t left = end_ - begin_ - searched;
    const auto* newline = static_cast<const char*>(left ? std::memchr(from, '\n', left) : nullptr);
    const std::size_t size =
        newline ? static_cast<std::size_t>(newline + 1 - (buffer_.get() + begin_)) : end_ - begin_;
    if (size > kMaxRecordBytes) {
      stopped_ = true;
      Line line = take(kMaxRecordBytes, false);
      line.too_long = true;
      return std::optional{line};
    }
    if (newline) return std::optional{take(size, true)};
    searched = size;
    const auto more = refill();
    if (!more) return more.error();
    if (*more) continue;
    stopped_ = true;
    if (size != 0) return std::optional{take(size, false)};
  }
  return std::optional<Line>{};
}

}  // namespace sluice::journal
