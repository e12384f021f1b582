// SPDX-License-Identifier: Apache-2.0
#include "journal/segment_file.hpp"

#include <algorithm>

namespace sluice::journal {

namespace {

constexpr std::size_t kStep = 256u << 10;
constexpr char kNulBytes[kStep] = {};

}  // namespace

Result<SegmentFile> SegmentFile::create(files::Disk& disk, const std::filesystem::path& path,
                                        std::uint64_t room, bool durable) {
  auto file = disk.open(path, files::Disk::Mode::kCreateNew);
  if (!file) return file.error();
  if (durable)
    if (auto synced = disk.sync_directory(path.parent_path()); !synced) return synced.error();
  return SegmentFile{std::move(*file), path, room};
}

// The sync of the write this is done for makes it durable; until then nothing depends on it.
Result<void> SegmentFile::take_room(std::uint64_t end) {
  const std::uint64_t until = end + room_;
  for (std::uint64_t at = std::max(end, room_end_); at < until; at += kStep) {
    const std::string_view nul{kNulBytes, std::min<std::uint64_t>(kStep, until - at)};
    if (auto written = file_->write_at(at, nul); !written) return written;
  }
  room_end_ = until;
  return {};
}

Result<void> SegmentFile::write(std::string_view bytes) {
  const std::uint64_t end = size_ + bytes.size();
  if (end > room_end_ && room_ != 0)
    if (auto taken = take_room(end); !taken) return taken;
  if (auto written = file_->write_at(size_, bytes); !written) return written;
  size_ = end;
  return {};
}

Result<void> SegmentFile::finish(bool durable) {
  if (auto cut = file_->truncate_to(size_); !cut) return cut;
  if (durable)
    if (auto synced = file_->sync_data(); !synced) return synced;
  return file_->close();
}

}  // namespace sluice::journal
