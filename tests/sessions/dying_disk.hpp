// SPDX-License-Identifier: Apache-2.0
//
// dying_disk.hpp: a disk that does so many things and then nothing any more, as for a process that
// is killed at that moment.
//
// Place: tests of sessions.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "files/disk.hpp"

namespace sluice::sessions::testing {

class DyingDisk final : public files::Disk {
 public:
  DyingDisk(files::Disk& disk, std::uint64_t calls) : disk_{disk}, left_{calls} {}
  [[nodiscard]] bool is_dead() const noexcept { return is_told_ || left_ == 0; }
  // From any thread.
  void die() noexcept { is_told_ = true; }

  Result<std::unique_ptr<files::DiskFile>> open(const std::filesystem::path& path,
                                                Mode mode) override {
    auto opened = disk_.open(path, mode);
    if (!opened) return opened;
    return std::unique_ptr<files::DiskFile>{new File{*this, std::move(*opened)}};
  }
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) override {
    return disk_.list(directory);
  }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return lives() ? disk_.rename(from, to) : dead();
  }
  Result<void> remove(const std::filesystem::path& path) override {
    return lives() ? disk_.remove(path) : dead();
  }
  Result<void> make_directory(const std::filesystem::path& path) override {
    return lives() ? disk_.make_directory(path) : dead();
  }
  Result<void> sync_directory(const std::filesystem::path& path) override {
    return lives() ? disk_.sync_directory(path) : dead();
  }
  Result<std::unique_ptr<files::DiskLock>> lock(const std::filesystem::path& path) override {
    return disk_.lock(path);
  }
  bool is_locked(const std::filesystem::path& path) override { return disk_.is_locked(path); }

 private:
  class File final : public files::DiskFile {
   public:
    File(DyingDisk& disk, std::unique_ptr<files::DiskFile> file)
        : disk_{disk}, file_{std::move(file)} {}
    Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
      return disk_.lives() ? file_->write_at(offset, bytes) : dead();
    }
    Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) override {
      return file_->read_at(offset, out, capacity);
    }
    Result<std::uint64_t> size() override { return file_->size(); }
    Result<void> truncate_to(std::uint64_t size) override {
      return disk_.lives() ? file_->truncate_to(size) : dead();
    }
    Result<void> sync_data() override { return disk_.lives() ? file_->sync_data() : dead(); }
    Result<void> close() override { return file_->close(); }

   private:
    DyingDisk& disk_;
    std::unique_ptr<files::DiskFile> file_;
  };
  [[nodiscard]] bool lives() noexcept { return !is_told_ && left_ != 0 && --left_ != 0; }
  static Result<void> dead() { return Error{"no space left on the device"}; }

  files::Disk& disk_;
  std::uint64_t left_;
  std::atomic<bool> is_told_{false};
};

}  // namespace sluice::sessions::testing
