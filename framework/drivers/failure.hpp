// SPDX-License-Identifier: Apache-2.0
//
// failure.hpp: why a driver ended without doing what it was asked, and with which exit code.
//
// Place: drivers. Codes are the specification's: 1 the run failed, 2 usage or config, 3 blocked.
#pragma once

#include <string>

#include <sluice/result.hpp>

namespace sluice::drivers {

inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBlocked = 3;

struct Failure {
  int exit_code = kExitFailed;
  std::string message;
};

[[nodiscard]] inline Failure run_failure(const Error& error) {
  return {kExitFailed, error.message};
}
[[nodiscard]] inline Failure usage_failure(std::string message) {
  return {kExitUsage, std::move(message)};
}

}  // namespace sluice::drivers
