// SPDX-License-Identifier: Apache-2.0
//
// live_permission.hpp: everything that would have to be so before a live order could be placed, and
// what of it is missing.
//
// Place: risk. Pure: whoever asks has looked at the files, the addresses and the clock. Never
// allowed in this product: there is no exchange integration. Thread: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "risk/safety_guard.hpp"

namespace sluice::risk {

// Something that was looked at: whether it is as it should be, and what was seen.
struct Looked {
  bool good = false;
  std::string seen;
};

struct LiveFacts {
  LiveSettings settings;
  ArmingState arming;
  Timestamp not_before;  // see gate_2_fault
  Timestamp now;
  bool limits_enabled = false;   // live_risk.enabled
  bool limits_complete = false;  // all five are set
  Looked monitoring;
  Looked runbook;
  Looked approval;
  Looked exchange;
  Looked evidence;
};

struct LiveCheck {
  std::string_view name;
  bool passed = false;
  std::string seen;
};

struct LivePermission {
  bool allowed = false;
  std::vector<std::string> reasons;  // why not, all of them: `name: what was seen`
  std::vector<LiveCheck> checks;     // every one, in the order they are told
};

[[nodiscard]] LivePermission is_live_execution_allowed(const LiveFacts& facts);

}  // namespace sluice::risk
