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

namespace sluice::conformance {

inline CheckOptions runner_options() {
  CheckOptions options;
  options.runner = std::filesystem::path{SLUICE_BINARY_DIR} / "bin" / "sluice-plugin-runner";
  return options;
}

}  // namespace sluice::conformance
