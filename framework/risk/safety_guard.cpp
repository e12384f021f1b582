// SPDX-License-Identifier: Apache-2.0
#include "risk/safety_guard.hpp"

#include <algorithm>
#include <utility>

#include "core/reason_codes.hpp"
#include "files/secret_file.hpp"

namespace sluice::risk {

std::string SafetyRefusal::text() const { return "[SAFETY] " + std::string{code} + ": " + why; }

std::string gate_2_fault(const LiveSettings& settings, const ArmingState& state,
                         Timestamp not_before, Timestamp now) {
  // A state that says nothing is closed: only an arming opens.
  if (!state.arming) return state.why_not.empty() ? "nobody has armed" : state.why_not;
  const Arming& arming = *state.arming;
  const std::int64_t lasts = arming.expires.nanoseconds() - arming.armed_at.nanoseconds();
  const bool passes_length = lasts <= Arming::kMaxNanoseconds;
  if (!passes_length) return "armed for longer than anybody may";
  const bool passes_begin = arming.armed_at > not_before;
  if (!passes_begin)
    return "armed at " + arming.armed_at.to_string() +
           ", before the last restart, disconnect or kill";
  const bool passes_clock = arming.armed_at <= now;
  if (!passes_clock) return "armed at " + arming.armed_at.to_string() + ", which is not yet";
  const bool passes_end = now < arming.expires;
  if (!passes_end) return "expired at " + arming.expires.to_string();
  const bool passes_actor = settings.enabled_by != arming.actor;
  if (!passes_actor) return "armed by " + arming.actor + ", who opened gate 1 as well";
  return {};
}

std::string token_fault(const LiveSettings& settings, const ArmingState& state) {
  if (!settings.require_confirm_token) return {};
  const bool passes_there = !settings.token.empty();
  if (!passes_there)
    return settings.token_fault.empty() ? "environment.confirm_token is not set"
                                        : settings.token_fault;
  if (!state.arming) return "no token was shown: nobody has armed";
  const std::string proof = arming_proof(state.arming->armed_at, settings.token);
  const bool passes_proof = files::is_equal_secret(proof, state.arming->proof);
  return passes_proof ? std::string{} : "whoever armed did not show the token of now";
}

SafetyGuard::SafetyGuard(LiveSettings settings, Tell tell)
    : settings_{std::move(settings)}, tell_{std::move(tell)} {}

void SafetyGuard::disarm(Timestamp now) { not_before_ = std::max(not_before_, now); }

std::optional<SafetyRefusal> SafetyGuard::first_refusal(const ArmingState& state,
                                                        Timestamp now) const {
  const bool passes_mode = settings_.is_live;
  if (!passes_mode)
    return SafetyRefusal{SafetyStep::kMode, reason::kLiveMode, "environment.mode is not live"};
  const bool passes_gate_1 = settings_.enable_live_trading;
  if (!passes_gate_1)
    return SafetyRefusal{SafetyStep::kGate1, reason::kLiveNotEnabled,
                         "gate 1 is closed: environment.enable_live_trading is false"};
  const std::string gate_2 = gate_2_fault(settings_, state, not_before_, now);
  const bool passes_gate_2 = gate_2.empty();
  if (!passes_gate_2)
    return SafetyRefusal{SafetyStep::kGate2, reason::kLiveNotArmed, "gate 2 is closed: " + gate_2};
  const std::string token = token_fault(settings_, state);
  const bool passes_token = token.empty();
  if (!passes_token) return SafetyRefusal{SafetyStep::kToken, reason::kLiveToken, token};
  const bool passes_dry_run = !settings_.dry_run;
  if (!passes_dry_run)
    return SafetyRefusal{SafetyStep::kDryRun, reason::kLiveDryRun,
                         "this build has no live order submission; the order is simulated"};
  return std::nullopt;
}

std::optional<SafetyRefusal> SafetyGuard::ensure_may_place_order(const ArmingState& state,
                                                                 Timestamp now) const {
  auto refusal = first_refusal(state, now);
  if (refusal && tell_) tell_(*refusal);
  return refusal;
}

}  // namespace sluice::risk
