// SPDX-License-Identifier: Apache-2.0
#include "core/ports.hpp"

namespace sluice {

// A rule without the optional part of the interface.
void Rule::on_event(const sluice_risk_event&) noexcept {}
void Rule::assess(const sluice_risk_view&, sluice_verdict&) noexcept {}
Result<std::string> Rule::save_rule_state() { return std::string{}; }
Result<void> Rule::restore_rule_state(std::string_view) { return {}; }
Result<std::string> Rule::explain() { return std::string{}; }
Result<bool> Rule::prepare() { return false; }
Result<std::string> Rule::prepared_version() { return std::string{}; }
void Rule::adopt() noexcept {}

// A trail that keeps nothing of what rules remember.
void AuditTrail::on_rule_state(const RuleStateRecord&, Timestamp) {}
void AuditTrail::on_rule_version(std::uint32_t, std::string_view, Timestamp) {}

}  // namespace sluice
