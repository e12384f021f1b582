// SPDX-License-Identifier: Apache-2.0
#include "journal/line_source.hpp"

#include <algorithm>
#include <cstring>

#include "journal/format.hpp"

namespace sluice::journal {

namespace {

constexpr std::size_t kCapacity = 2 * kMaxRecordBytes;
// Small reads stay in the processor's cache between being read and being hashed.
constexpr std::size_t kChunk = 128 * 1024;

}  // namespace

LineSource::LineSource(std::unique_ptr<files::DiskFile> file, std::filesystem::path path,
                       std::uint64_t offset)
    : file_{std::move(file)},
      path_{std::move(path)},
      buffer_{new char[kCapacity]},
      offset_{offset} {}

Result<LineSource> LineSource::open(files::Disk& disk, const std::filesystem::path& path,
                                    std::uint64_t offset) {
  auto file = disk.open(path, files::Disk::Mode::kRead);
  if (!file) return file.error();
  return LineSource{std::move(*file), path, offset};
}

Result<LineSource> LineSource::open(const std::filesystem::path& path) {
  files::PosixDisk disk;
  return open(disk, path);
}

Result<bool> LineSource::refill() {
  if (begin_ != 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const auto got =
      file_->read_at(offset_ + end_, buffer_.get() + end_, std::min(kChunk, kCapacity - end_));
  if (!got) return got.error();
  end_ += *got;
  return *got != 0;
}

Result<bool> LineSource::skip_unused() {
  const auto content = end_of_content(*file_, offset_);
  if (!content) return content.error();
  if (*content != offset_) return false;
  const auto size = file_->size();
  if (!size) return size.error();
  unused_ = *size - offset_;
  stopped_ = true;
  return true;
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
    if (searched == 0 && at_nul()) {
      const auto unused = skip_unused();
      if (!unused) return unused.error();
      if (*unused) break;
    }
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

Result<std::uint64_t> end_of_content(files::DiskFile& file, std::uint64_t offset) {
  std::uint64_t end = offset;
  const std::unique_ptr<char[]> chunk{new char[kChunk]};
  for (std::uint64_t at = offset;;) {
    const auto got = file.read_at(at, chunk.get(), kChunk);
    if (!got) return got.error();
    if (*got == 0) return end;
    const std::size_t last = std::string_view{chunk.get(), *got}.find_last_not_of('\0');
    if (last != std::string_view::npos) end = at + last + 1;
    at += *got;
  }
}

}  // namespace sluice::journal
