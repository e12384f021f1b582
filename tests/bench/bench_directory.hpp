// SPDX-License-Identifier: Apache-2.0
//
// bench_directory.hpp: an empty directory on the disk that is measured, removed at the end.
//
// Place: tests/bench. Below $SLUICE_BENCH_DIR, else where temporary files are.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace sluice::bench {

class BenchDirectory {
 public:
  explicit BenchDirectory(const std::string& name) {
    const char* const given = std::getenv("SLUICE_BENCH_DIR");
    path_ =
        (given != nullptr ? std::filesystem::path{given} : std::filesystem::temp_directory_path()) /
        name;
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~BenchDirectory() { std::filesystem::remove_all(path_); }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sluice::bench
