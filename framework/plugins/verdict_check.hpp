// SPDX-License-Identifier: Apache-2.0
//
// verdict_check.hpp: is what a rule answered an answer?
//
// Place: plugins. Hot: runs once for every order and rule; no allocation, no system call.
#pragma once

#include <string_view>

#include <sluice/c/risk_rule.h>

#include "core/reason_codes.hpp"

namespace sluice::plugins {

// What stands in a verdict before a rule is asked, and after one that can't be trusted. Not known
// here, so that it is copied: filling the struct with zeros takes longer than most rules.
extern const sluice_verdict kFaultVerdict;
inline void refuse_with_fault(sluice_verdict& verdict) noexcept { verdict = kFaultVerdict; }

// UPPER_SNAKE and terminated. Empty where the verdict may go without a code.
[[nodiscard]] inline bool is_valid_code(const char (&code)[SLUICE_CODE_SIZE],
                                        bool may_be_empty) noexcept {
  if (code[0] == '\0') return may_be_empty;
  if (code[0] < 'A' || code[0] > 'Z') return false;
  for (const char c : code) {
    if (c == '\0') return true;
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return false;
}

[[nodiscard]] inline bool is_valid_resize(const sluice_verdict& verdict, const sluice_order& order,
                                          const sluice_risk_view& view) noexcept {
  if (verdict.resize_quantity <= 0 || verdict.resize_quantity >= order.quantity) return false;
  if (order.instrument >= view.instruments.count) return true;
  const sluice_quantity lot = SLUICE_ROW(view.instruments, sluice_risk_row, order.instrument)->lot;
  return lot <= 0 || verdict.resize_quantity % lot == 0;
}

// Null where a halt says what it stops and how hard.
[[nodiscard]] inline const char* halt_problem(const sluice_verdict& verdict) noexcept {
  if (verdict.halt_scope < SLUICE_SCOPE_SYMBOL || verdict.halt_scope > SLUICE_SCOPE_ROUTE)
    return "halted an unknown scope";
  if (verdict.halt_level > SLUICE_HALT_FLATTEN) return "halted to an unknown level";
  return nullptr;
}

// What is wrong with the verdict; null if nothing is.
[[nodiscard]] inline const char* verdict_problem(const sluice_verdict& verdict,
                                                 const sluice_order& order,
                                                 const sluice_risk_view& view) noexcept {
  if (verdict.action < SLUICE_VERDICT_REJECT || verdict.action > SLUICE_VERDICT_HALT)
    return "answered with an unknown action";
  if (!is_valid_code(verdict.code, verdict.action == SLUICE_VERDICT_APPROVE))
    return "answered with a code that is not UPPER_SNAKE and terminated";
  if (verdict.unit < SLUICE_UNIT_NONE || verdict.unit > SLUICE_UNIT_SECONDS)
    return "answered with an unknown unit";
  if (verdict.action == SLUICE_VERDICT_APPROVE) return nullptr;
  if (verdict.action == SLUICE_VERDICT_RESIZE && !is_valid_resize(verdict, order, view))
    return "resized to a quantity that is not a part of the order in whole lots";
  if (verdict.action == SLUICE_VERDICT_HALT)
    if (const char* problem = halt_problem(verdict)) return problem;
  if (std::string_view{verdict.code} == reason::kPluginFault)
    return "did not answer, or gave the code that is the host's";
  return nullptr;
}

// Of an assessment, which has no order: a halt has to be sound, anything else is nothing to say.
[[nodiscard]] inline const char* assessment_problem(const sluice_verdict& verdict) noexcept {
  if (verdict.action < SLUICE_VERDICT_REJECT || verdict.action > SLUICE_VERDICT_HALT)
    return "answered with an unknown action";
  if (verdict.action != SLUICE_VERDICT_HALT) return nullptr;
  if (!is_valid_code(verdict.code, false))
    return "answered with a code that is not UPPER_SNAKE and terminated";
  if (verdict.unit < SLUICE_UNIT_NONE || verdict.unit > SLUICE_UNIT_SECONDS)
    return "answered with an unknown unit";
  return halt_problem(verdict);
}

// There is nothing to say.
inline void say_nothing(sluice_verdict& verdict) noexcept {
  verdict = sluice_verdict{};
  verdict.size = sizeof verdict;
  verdict.action = SLUICE_VERDICT_APPROVE;
}

}  // namespace sluice::plugins
