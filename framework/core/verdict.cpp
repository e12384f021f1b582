// SPDX-License-Identifier: Apache-2.0
#include "core/verdict.hpp"

#include <iterator>

namespace sluice {

std::string_view action_name(std::int32_t action) noexcept {
  switch (action) {
    case SLUICE_VERDICT_APPROVE:
      return "approve";
    case SLUICE_VERDICT_RESIZE:
      return "resize";
    case SLUICE_VERDICT_HALT:
      return "halt";
    default:
      return "reject";
  }
}

std::string_view scope_name(std::uint32_t scope) noexcept {
  constexpr std::string_view kNames[] = {"all", "symbol",  "strategy", "session",
                                         "all", "account", "route"};
  return scope < std::size(kNames) ? kNames[scope] : kNames[0];
}

std::string_view level_name(std::uint32_t level) noexcept {
  constexpr std::string_view kNames[] = {"halt", "reduce_only", "halt", "halt_and_cancel",
                                         "flatten"};
  return level < std::size(kNames) ? kNames[level] : kNames[0];
}

std::string reason_text(std::string_view code, std::string_view rule_id,
                        const sluice_verdict& verdict) {
  std::string text{code};
  text += ": rule=";
  text += rule_id;
  if (verdict.unit != SLUICE_UNIT_NONE) {
    text += ", measured=" + Money::from_c(verdict.measured).to_string();
    text += ", limit=" + Money::from_c(verdict.limit).to_string();
  }
  return text;
}

}  // namespace sluice
