// SPDX-License-Identifier: Apache-2.0
//
// feed_fixture.hpp: a folder of price files, and the csv feed run over them as a host runs it.
//
// Place: tests of the feeds. Bars and issues become lines of text, so that a test is a table.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/mock_components.hpp>

#include "feeds/csv_feed.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::feeds {

using Lines = std::vector<std::string>;

// "2006-01-03 #0 O21.04 H21.24 L20.96 C21.19 V100 A21.19"; "X!" for an absent field that is not 0.
std::string line_of(const sluice_bar& bar);
Lines lines_of(const std::vector<sluice_bar>& bars);

// What one run of the feed gave.
struct FeedRun {
  sluice_status status = SLUICE_OK;  // of the last call: SLUICE_END when every bar was pulled
  std::string error;
  sluice_feed_info info{};
  std::vector<sluice_bar> bars;
  std::vector<testing::MockFeed::Issue> issues;
  std::vector<testing::MockHost::LogLine> log;

  [[nodiscard]] Lines bar_lines() const { return lines_of(bars); }
  // "CODE:line [symbol] message -> action", and " x7" when it stands for several.
  [[nodiscard]] Lines issue_lines() const;
  // How many of a code, those that summaries stand for included.
  [[nodiscard]] std::uint64_t count_of(std::string_view code) const;
  // Warnings and errors in the log.
  [[nodiscard]] Lines warnings() const;
};

struct FeedOptions {
  bool cache = false;
  std::string cache_dir;
  std::string on_bad_row = "drop";
  std::string freq;      // empty: not given
  std::string timezone;  // likewise
  sluice_time from = INT64_MIN;
  sluice_time to = INT64_MAX;
  std::uint32_t lookback = 0;
  std::size_t pull_capacity = 1000;
};

FeedRun run_feed(const std::filesystem::path& path, const Lines& symbols,
                 const FeedOptions& options = {});

sluice_time day_time(std::string_view day);

// Bars as bytes: equal means equal in every field.
std::string bytes_of(const std::vector<sluice_bar>& bars);

class FeedTest : public ::testing::Test {
 protected:
  // Writes a file below the test's folder.
  std::filesystem::path write(std::string_view name, std::string_view text) const {
    const auto path = folder() / name;
    std::filesystem::create_directories(path.parent_path());
    testing::write_text(path, text);
    return path;
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  // Runs long format text without a cache.
  FeedRun run_text(std::string_view text, const Lines& symbols, const FeedOptions& options = {}) {
    return run_feed(write("prices.csv", text), symbols, options);
  }

 private:
  testing::TemporaryDirectory folder_;
};

}  // namespace sluice::feeds
