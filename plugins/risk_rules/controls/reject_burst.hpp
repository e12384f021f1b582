// SPDX-License-Identifier: Apache-2.0
//
// reject_burst: a venue that keeps refusing, or falls silent about orders, ends the session.
//
//   the `limit`th order rejected by the venue, or of unknown fate, within a minute halts the
//   session
//
// Refusals of the gate are not counted: limits that bite are the gate doing its work. Offline: the
// same, an executor may reject there too. See burst_halt.hpp.
#pragma once

#include "burst_halt.hpp"

namespace sluice::risk_rules {

struct Rejections {
  static constexpr auto id = "reject_burst";
  static constexpr auto summary = "halts the session at too many rejected or unknown orders";
  static constexpr std::string_view kFormat = "reject_burst/1";
  static constexpr std::string_view kCode = code::kRejectBurst;
  static constexpr std::string_view kHelp = "rejected or unknown orders within a minute that halt";
  static constexpr std::int64_t kDefault = 5;
  static constexpr Scope kScope = Scope::kSession;
  static constexpr bool kSessionsOnly = false;
  static constexpr bool counts(RiskEventKind kind) noexcept {
    return kind == RiskEventKind::kRejected || kind == RiskEventKind::kUnknown;
  }
};

using RejectBurst = BurstHalt<Rejections>;

}  // namespace sluice::risk_rules
