// SPDX-License-Identifier: Apache-2.0
//
// output_folder.hpp: a folder of results that appears whole or not at all.
//
// Place: drivers. Files are written to `<target>.partial` under a lock; place() swaps it for the
// target. Dropped before that, the partial folder is removed and the earlier results stay. Rows of
// growing files are buffered.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <sluice/result.hpp>

#include "files/atomic_file.hpp"
#include "files/file.hpp"
#include "files/lock_file.hpp"

namespace sluice::drivers {

class OutputFolder {
 public:
  static constexpr std::size_t kBufferBytes = 1u << 20;

  static Result<OutputFolder> begin(const std::filesystem::path& target);
  OutputFolder(OutputFolder&&) noexcept = default;
  OutputFolder& operator=(OutputFolder&&) = delete;
  ~OutputFolder();

  // The buffer of a growing file: append to it.
  [[nodiscard]] std::string& stream(const std::string& name) { return buffers_[name]; }
  // Writes out the buffers that have grown past the bound.
  Result<void> flush_large() { return flush(kBufferBytes); }
  Result<void> write(const std::string& name, const std::string& content);
  // Writes everything out and puts the folder in place of the target.
  Result<void> place();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return partial_; }
  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }

 private:
  OutputFolder(std::filesystem::path target, std::filesystem::path partial, files::LockFile lock)
      : target_{std::move(target)},
        partial_{std::move(partial)},
        lock_{std::make_unique<files::LockFile>(std::move(lock))} {}
  Result<void> flush(std::size_t above);

  std::filesystem::path target_;
  std::filesystem::path partial_;
  std::unique_ptr<files::LockFile> lock_;
  std::map<std::string, std::string> buffers_;
  std::map<std::string, files::File> files_;
};

}  // namespace sluice::drivers
