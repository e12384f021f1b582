// SPDX-License-Identifier: Apache-2.0
//
// finding.hpp: one thing that was seen and breaks a rule. Place: conformance. Pure data.
#pragma once

#include <string>

namespace sluice::conformance {

struct Finding {
  std::string component;  // empty: the whole library
  std::string saw;
  bool operator==(const Finding&) const = default;
};

}  // namespace sluice::conformance
