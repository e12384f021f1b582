// SPDX-License-Identifier: Apache-2.0
//
// findings.hpp: what one test saw that breaks a rule.
//
// Place: conformance, in the runner's process. Thread: any. Bound: kMostFindings are kept, and each
// sentence once for each component.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "conformance/finding.hpp"

namespace sluice::conformance {

inline constexpr std::size_t kMostFindings = 20;

class Findings {
 public:
  void add(std::string component, std::string saw) {
    const std::lock_guard lock{mutex_};
    Finding finding{std::move(component), std::move(saw)};
    if (all_.size() < kMostFindings && std::find(all_.begin(), all_.end(), finding) == all_.end())
      all_.push_back(std::move(finding));
  }
  [[nodiscard]] bool any() const {
    const std::lock_guard lock{mutex_};
    return !all_.empty();
  }
  [[nodiscard]] std::vector<Finding> all() const {
    const std::lock_guard lock{mutex_};
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Finding> all_;
};

}  // namespace sluice::conformance
