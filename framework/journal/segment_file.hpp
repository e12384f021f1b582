// SPDX-License-Identifier: Apache-2.0
//
// segment_file.hpp: the segment that a log writes to.
//
// Place: inside room `journal`; Log alone. Owns: the open file. Room is taken ahead with NUL bytes,
// so that a sync has data to write and no metadata. Units: bytes. Thread: one. Errors: the disk's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include <sluice/result.hpp>

#include "files/disk.hpp"

namespace sluice::journal {

class SegmentFile {
 public:
  // The file must not exist. `room` is taken ahead in one step; 0: none. With `durable`, the file's
  // name is on the disk when this returns.
  static Result<SegmentFile> create(files::Disk& disk, const std::filesystem::path& path,
                                    std::uint64_t room, bool durable);

  // Behind what is there.
  Result<void> write(std::string_view bytes);
  Result<void> sync() { return file_->sync_data(); }
  // Cuts off the room that was not used, and closes.
  Result<void> finish(bool durable);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  SegmentFile(std::unique_ptr<files::DiskFile> file, std::filesystem::path path, std::uint64_t room)
      : file_{std::move(file)}, path_{std::move(path)}, room_{room} {}
  Result<void> take_room(std::uint64_t end);

  std::unique_ptr<files::DiskFile> file_;
  std::filesystem::path path_;
  std::uint64_t room_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t room_end_ = 0;
};

}  // namespace sluice::journal
