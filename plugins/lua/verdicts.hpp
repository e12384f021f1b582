// SPDX-License-Identifier: Apache-2.0
//
// verdicts.hpp: approve, reject, resize and halt, and what a script's answer is worth.
//
//   approve([details])            reject(code [, details])
//   resize(quantity, code [, details])   halt(scope, code [, details])
//   details: {measured = …, limit = …, unit = "MONEY", level = "AND_CANCEL"}
//
// A verdict is several return values, the first an object that only these functions have. Anything
// else refuses the order with RULE_BAD_RESULT.
// Place: sandbox. Units: measured and limit are decimals; without a unit they take that of the
// field the script read with that value, else they are counts. Thread: the machine's.
#pragma once

#include <lua.hpp>
#include <string_view>

#include <sluice/c/risk_rule.h>

namespace sluice::lua {

class Binding;

namespace code {
inline constexpr std::string_view kRuleError = "RULE_ERROR";
inline constexpr std::string_view kRuleBudgetInstructions = "RULE_BUDGET_INSTRUCTIONS";
inline constexpr std::string_view kRuleBudgetTime = "RULE_BUDGET_TIME";
inline constexpr std::string_view kRuleBudgetMemory = "RULE_BUDGET_MEMORY";
inline constexpr std::string_view kRuleBadResult = "RULE_BAD_RESULT";
inline constexpr std::string_view kRuleNotLoaded = "RULE_NOT_LOADED";
inline constexpr std::string_view kRuleBreaker = "RULE_BREAKER";
}  // namespace code

// What every verdict function returns: tag, code, measured, limit, unit, quantity or scope, level.
inline constexpr int kVerdictValues = 7;

// Into the table on the top of the stack. May raise.
void install_verdicts(lua_State* lua, Binding& binding);

// Reads the kVerdictValues values from `first` on. Null, or what is wrong with them.
[[nodiscard]] const char* read_verdict(lua_State* lua, int first, const Binding& binding,
                                       sluice_verdict& verdict) noexcept;

// A refusal with a code of the table above.
[[nodiscard]] sluice_verdict refusal(std::string_view code) noexcept;

}  // namespace sluice::lua
