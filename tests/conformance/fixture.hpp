// SPDX-License-Identifier: Apache-2.0
//
// fixture.hpp: the runner of this build.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/check.hpp"
#include "conformance/check_text.hpp"
#include "conformance/child/sanitizers.hpp"

namespace sluice::conformance {

inline CheckOptions runner_options() {
  CheckOptions options;
  options.runner = std::filesystem::path{SLUICE_BINARY_DIR} / "bin" / "sluice-plugin-runner";
  return options;
}

// What a sound plugin gets: where nothing can be watched, no answer.
inline Status expected_of(const TestInfo& test) {
  const bool is_unwatched = SLUICE_SANITIZED_THREADS != 0 && test.id.starts_with("hot.");
  return is_unwatched ? Status::kSkipped : Status::kPassed;
}

}  // namespace sluice::conformance
