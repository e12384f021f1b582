// SPDX-License-Identifier: Apache-2.0
//
// test_table.hpp: every test of the conformance kit, in the order they run.
//
// Place: conformance. The one list: the runner dispatches by it, reports take rule and fix from it,
// and docs/authors/conformance.md is generated from it. Pure data.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace sluice::conformance {

inline constexpr int kLowestLevel = 1;
inline constexpr int kShipLevel = 5;
inline constexpr int kHighestLevel = 10;

struct TestInfo {
  std::string_view id;
  int level;
  std::string_view checks;  // what has to hold
  std::string_view rule;    // where that is promised: a sentence of the ABI
  std::string_view fix;     // what an author does about a failure
  std::chrono::milliseconds deadline{10'000};
  bool runs_twice = false;  // in two processes, whose answers have to be the same
};

[[nodiscard]] std::span<const TestInfo> all_tests() noexcept;
// Null: there is none.
[[nodiscard]] const TestInfo* find_test(std::string_view id) noexcept;
// `; did you mean 'hot.lock'?`, or nothing.
[[nodiscard]] std::string nearest_test(std::string_view id);

}  // namespace sluice::conformance
