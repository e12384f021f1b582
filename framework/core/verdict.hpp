// SPDX-License-Identifier: Apache-2.0
//
// verdict.hpp: what one rule said of one order, and how a refusal is told.
//
// Place: core. A reason reads `CODE: key=value, key=value`. Values are exact decimals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/c/risk_rule.h>
#include <sluice/decimal.hpp>
#include <sluice/unit_name.hpp>

namespace sluice {

enum class VerdictAction : std::int32_t {
  kReject = SLUICE_VERDICT_REJECT,
  kApprove = SLUICE_VERDICT_APPROVE,
  kResize = SLUICE_VERDICT_RESIZE,
  kHalt = SLUICE_VERDICT_HALT,
};

enum class RuleMode : std::uint8_t {
  kEnforce,
  kShadow,  // judged and recorded, refuses nothing
};

// Stands for the kill switch where a verdict names its rule.
inline constexpr std::uint32_t kKillSwitchRule = UINT32_MAX;

// One rule's answer, as it is recorded: `verdict.code` is terminated and the action is a valid one.
struct RuleVerdict {
  std::uint32_t rule = 0;  // index in the gate's chain
  RuleMode mode = RuleMode::kEnforce;
  sluice_verdict verdict{};
  std::string_view explanation;  // the rule's own, a JSON object; empty: none. Borrowed

  [[nodiscard]] bool refuses() const noexcept {
    // What is not an action at all refuses: fail closed.
    return mode == RuleMode::kEnforce && verdict.action != SLUICE_VERDICT_APPROVE &&
           verdict.action != SLUICE_VERDICT_RESIZE;
  }
  [[nodiscard]] std::string_view code() const noexcept { return verdict.code; }
};

[[nodiscard]] std::string_view action_name(std::int32_t action) noexcept;
// What SLUICE_SCOPE_… and SLUICE_HALT_… are called.
[[nodiscard]] std::string_view scope_name(std::uint32_t scope) noexcept;
[[nodiscard]] std::string_view level_name(std::uint32_t level) noexcept;

// "MAX_WEIGHT_PER_SYMBOL: rule=max_weight_per_symbol, measured=0.12, limit=0.1"
[[nodiscard]] std::string reason_text(std::string_view code, std::string_view rule_id,
                                      const sluice_verdict& verdict);

}  // namespace sluice
