// SPDX-License-Identifier: Apache-2.0
#include "risk/live_permission.hpp"

#include <utility>

namespace sluice::risk {
namespace {

std::string seen_of(const LiveSettings& settings) {
  if (!settings.enable_live_trading) return "environment.enable_live_trading is false";
  return settings.enabled_by.empty() ? "opened, it is not known by whom"
                                     : "opened by " + settings.enabled_by;
}

std::string seen_of_arming(const std::string& fault, const ArmingState& state) {
  if (!fault.empty()) return fault;
  return "armed by " + state.arming->actor + " until " + state.arming->expires.to_string();
}

std::string seen_of_token(const std::string& fault, const LiveSettings& settings) {
  if (!fault.empty()) return fault;
  return settings.require_confirm_token ? "shown" : "not asked for";
}

std::string seen_of_limits(const LiveFacts& facts) {
  if (!facts.limits_complete) return "live_risk does not set all five limits";
  return facts.limits_enabled ? "set and in force" : "live_risk.enabled is false";
}

}  // namespace

LivePermission is_live_execution_allowed(const LiveFacts& facts) {
  const LiveSettings& settings = facts.settings;
  const std::string gate_2 = gate_2_fault(settings, facts.arming, facts.not_before, facts.now);
  const std::string token = token_fault(settings, facts.arming);
  const bool passes_gate_2 = gate_2.empty();
  const bool passes_token = token.empty();
  const bool passes_enabled = facts.limits_enabled;
  const bool passes_complete = facts.limits_complete;
  const bool passes_dry_run = !settings.dry_run;
  LivePermission permission;
  permission.checks = {
      {"mode", settings.is_live, settings.is_live ? "live" : "environment.mode is not live"},
      {"gate_1", settings.enable_live_trading, seen_of(settings)},
      {"gate_2", passes_gate_2, seen_of_arming(gate_2, facts.arming)},
      {"dry_run_off", passes_dry_run,
       passes_dry_run ? "off" : "on: this build has no live order submission"},
      {"confirm_token", passes_token, seen_of_token(token, settings)},
      {"risk_limits", passes_enabled && passes_complete, seen_of_limits(facts)},
      {"monitoring", facts.monitoring.good, facts.monitoring.seen},
      {"runbook", facts.runbook.good, facts.runbook.seen},
      {"approval", facts.approval.good, facts.approval.seen},
      {"exchange_integration", facts.exchange.good, facts.exchange.seen},
      {"test_evidence", facts.evidence.good, facts.evidence.seen}};
  for (const LiveCheck& check : permission.checks)
    if (!check.passed) permission.reasons.push_back(std::string{check.name} + ": " + check.seen);
  const bool passes_all = permission.reasons.empty();
  permission.allowed = passes_all;
  return permission;
}

}  // namespace sluice::risk
