// SPDX-License-Identifier: Apache-2.0
//
// cli_fixture.hpp: the built `sluice` run as a user runs it: words in, exit code and text out.
//
// Place: tests/e2e. Every test has an empty folder of its own, which is the current directory of
// the programs it starts; they inherit no variable that Sluice reads.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include <gtest/gtest.h>

#include "support/temporary_directory.hpp"

namespace sluice::e2e {

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

struct Outcome {
  int exit_code = -1;  // 128 + the signal's number when a signal ended it
  std::string out;
  std::string err;
};

// A program that is running; ended by force with the object.
class Process {
 public:
  Process(const Words& command, const Environment& environment,
          const std::filesystem::path& directory);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] pid_t id() const noexcept { return id_; }
  void send(int signal) const;
  [[nodiscard]] Outcome wait();

 private:
  testing::TemporaryDirectory scratch_;
  pid_t id_ = -1;
  bool waited_ = false;
};

[[nodiscard]] const std::filesystem::path& program();  // sluice
[[nodiscard]] const std::filesystem::path& plugin_directory();
[[nodiscard]] std::filesystem::path demo_config();

// Relative path to content of every file below `directory`, apart from the lock files (the number
// of the last process) and the store of runs (when it was done). Empty directories count as a name
// that ends in '/'.
using Tree = std::map<std::string, std::string>;
[[nodiscard]] Tree read_tree(const std::filesystem::path& directory);
// What differs, one line for each file; empty when all is the same.
[[nodiscard]] std::string difference(const Tree& expected, const Tree& actual);
// `to` becomes a copy of `from`.
void replace_tree(const std::filesystem::path& from, const std::filesystem::path& to);

// What is told on standard error, without the warnings and notices of the log.
[[nodiscard]] std::string errors_of(std::string_view err);

[[nodiscard]] std::size_t count_of(std::string_view text, std::string_view part);

class CliTest : public ::testing::Test {
 protected:
  CliTest();
  [[nodiscard]] std::filesystem::path path(const std::string& name = {}) const {
    return folder_.path() / name;
  }
  [[nodiscard]] std::string text(const std::string& name) const;
  // Writes a file, its folders included.
  void write(const std::string& name, std::string_view content) const;
  [[nodiscard]] Outcome sluice(const Words& words, const Environment& environment = {}) const;
  [[nodiscard]] Words command(const Words& words) const;

 private:
  testing::TemporaryDirectory folder_;
};

}  // namespace sluice::e2e
