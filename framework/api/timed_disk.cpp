// SPDX-License-Identifier: Apache-2.0
#include "api/timed_disk.hpp"

namespace sluice::api {
namespace {

class TimedFile final : public files::DiskFile {
 public:
  TimedFile(std::unique_ptr<files::DiskFile> file, Metrics& metrics)
      : file_{std::move(file)}, metrics_{metrics} {}

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    return file_->write_at(offset, bytes);
  }
  Result<std::size_t> read_at(std::uint64_t offset, char* out, std::size_t capacity) override {
    return file_->read_at(offset, out, capacity);
  }
  Result<std::uint64_t> size() override { return file_->size(); }
  Result<void> truncate_to(std::uint64_t size) override { return file_->truncate_to(size); }
  Result<void> sync_data() override {
    const Stopwatch stopwatch;
    auto synced = file_->sync_data();
    metrics_.tell_sync(stopwatch.seconds());
    return synced;
  }
  Result<void> close() override { return file_->close(); }

 private:
  std::unique_ptr<files::DiskFile> file_;
  Metrics& metrics_;
};

}  // namespace

Result<std::unique_ptr<files::DiskFile>> TimedDisk::open(const std::filesystem::path& path,
                                                         Mode mode) {
  auto file = disk_.open(path, mode);
  if (!file) return file;
  return std::unique_ptr<files::DiskFile>{std::make_unique<TimedFile>(std::move(*file), metrics_)};
}

}  // namespace sluice::api
