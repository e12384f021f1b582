// SPDX-License-Identifier: Apache-2.0
//
// config_fixture.hpp: a scratch folder with a good configuration, and short ways to load one.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "config/load_run_config.hpp"

namespace sluice::config {

// A folder of its own for each test; the current directory while the test runs, so that messages
// show short paths.
class ConfigFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    before_ = std::filesystem::current_path();
    folder_ = std::filesystem::path{SLUICE_BINARY_DIR} / "scratch" / "config" /
              (std::string{test->test_suite_name()} + "." + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "configs");
    std::filesystem::current_path(folder_);
    write("configs/universe.txt", "# two of them\nAAPL\n\nMSFT  # with a comment\n");
    write("configs/instruments.csv", "symbol\nAAPL\nMSFT\n");
  }
  void TearDown() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static void write(const std::filesystem::path& file, std::string_view text) {
    // A new file: truncating an old one makes some file systems wait for the disk.
    std::filesystem::remove(file);
    std::ofstream{file, std::ios::binary} << text;
  }
  static LoadResult load(const std::string& file, std::string_view text,
                         const std::vector<std::string>& overrides = {}) {
    write(file, text);
    return load_run_config(file, overrides);
  }
  static LoadResult load_yaml(std::string_view text,
                              const std::vector<std::string>& overrides = {}) {
    return load("configs/a.yaml", text, overrides);
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path before_;
};

// Only what is required. Line 8 is the last.
inline constexpr std::string_view kMinimalYaml = R"(strategy_name: demo
strategy:
  type: trend_baseline
universe:
  file: universe.txt
trading:
  freq: 1d
portfolio: {seed_capital: 100000.0}
)";

}  // namespace sluice::config
