// SPDX-License-Identifier: Apache-2.0
//
// check.hpp: the conformance kit: every test up to a level on one library, each in a process of its
// own.
//
// Place: conformance; the door of this room. No code of the library runs in this process. Thread:
// control; blocks. Errors: what the library does wrong is a result; an Error is a mistake of the
// caller (no such file, no such test, no runner), or a file that did not stay the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "conformance/finding.hpp"
#include "conformance/test_table.hpp"

namespace sluice::conformance {

enum class Status { kPassed, kFailed, kSkipped, kNotRun };
[[nodiscard]] std::string_view status_name(Status status) noexcept;

struct TestResult {
  const TestInfo* test = nullptr;
  Status status = Status::kPassed;
  std::vector<Finding> findings;
  std::string note;  // why it was skipped or not run
};

struct CheckOptions {
  int level = kShipLevel;
  std::uint64_t seed = 1;
  std::string only_test;                              // empty: all up to the level
  std::filesystem::path check_file;                   // empty: NAME.check.json beside the library
  std::filesystem::path runner;                       // empty: plugins::runner_path()
  std::optional<std::chrono::milliseconds> deadline;  // instead of each test's own
  std::function<void(const TestResult&)> on_result;   // as each test ends; may be empty
};

struct CheckReport {
  std::filesystem::path library;
  int level = kShipLevel;
  std::uint64_t seed = 1;
  std::vector<TestResult> results;  // in the order of the table

  [[nodiscard]] std::size_t count(Status status) const noexcept;
  // Nothing failed, and nothing was kept from running by a failure.
  [[nodiscard]] bool is_conforming() const noexcept;
};

[[nodiscard]] Result<CheckReport> check_library(const std::filesystem::path& library,
                                                const CheckOptions& options);

}  // namespace sluice::conformance
