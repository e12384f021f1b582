// SPDX-License-Identifier: Apache-2.0
//
// repeated_execution: a strategy that trades too often is stopped until a person has looked.
//
//   the `limit`th execution within a minute halts the strategy                              [count]
//
// Offline: a day's orders fill at one moment: approved. See burst_halt.hpp.
#pragma once

#include "burst_halt.hpp"

namespace sluice::risk_rules {

struct Executions {
  static constexpr auto id = "repeated_execution";
  static constexpr auto summary = "halts the strategy at too many executions in a minute";
  static constexpr std::string_view kFormat = "repeated_execution/1";
  static constexpr std::string_view kCode = code::kRepeatedExecution;
  static constexpr std::string_view kHelp = "executions within a minute that halt the strategy";
  static constexpr std::int64_t kDefault = 100;
  static constexpr Scope kScope = Scope::kStrategy;
  static constexpr bool kSessionsOnly = true;
  static constexpr bool counts(RiskEventKind kind) noexcept {
    return kind == RiskEventKind::kFilled;
  }
};

using RepeatedExecution = BurstHalt<Executions>;

}  // namespace sluice::risk_rules
