// SPDX-License-Identifier: Apache-2.0
//
// timed_disk.hpp: a disk that tells the metrics how long its syncs take.
//
// Place: api; between the journal and the machine's disk. Owns nothing. Thread: as the disk's.
#pragma once

#include "api/metrics.hpp"
#include "files/disk.hpp"

namespace sluice::api {

class TimedDisk final : public files::Disk {
 public:
  TimedDisk(files::Disk& disk, Metrics& metrics) : disk_{disk}, metrics_{metrics} {}

  Result<std::unique_ptr<files::DiskFile>> open(const std::filesystem::path& path,
                                                Mode mode) override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override {
    return disk_.list(directory);
  }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return disk_.rename(from, to);
  }
  Result<void> remove(const std::filesystem::path& path) override { return disk_.remove(path); }
  Result<void> make_directory(const std::filesystem::path& path) override {
    return disk_.make_directory(path);
  }
  Result<void> sync_directory(const std::filesystem::path& path) override {
    return disk_.sync_directory(path);
  }
  Result<std::unique_ptr<files::DiskLock>> lock(const std::filesystem::path& path) override {
    return disk_.lock(path);
  }
  bool is_locked(const std::filesystem::path& path) override { return disk_.is_locked(path); }

 private:
  files::Disk& disk_;
  Metrics& metrics_;
};

}  // namespace sluice::api
