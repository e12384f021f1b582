// SPDX-License-Identifier: Apache-2.0
#include "drivers/live_gate.hpp"

#include <cstdlib>
#include <utility>
#include <vector>

#include "core/reason_codes.hpp"
#include "files/secret_file.hpp"

namespace sluice::drivers {
namespace {

constexpr std::size_t kLeastConfirmToken = 16;

Result<std::string> confirm_token(const config::SecretPlace& place) {
  if (place.file) return files::read_secret(*place.file);
  const char* const value = std::getenv(place.env.c_str());
  if (value == nullptr || *value == '\0')
    return Error{"environment variable " + place.env + " is not set"};
  return std::string{value};
}

sluice_execution_report refusal_report(std::uint32_t kind, const sluice_order& order,
                                       std::string_view code) {
  sluice_execution_report row{};
  row.size = sizeof row;
  row.kind = kind;
  row.order_id = order.order_id;
  row.time = order.decision_time;
  code.copy(row.reason, sizeof row.reason - 1);
  return row;
}

Result<void> tell_refusals(const std::vector<sluice_execution_report>& refused,
                           const sluice_report_sink& sink) {
  if (refused.empty()) return {};
  const sluice_rows rows{refused.data(), refused.size(), sizeof(sluice_execution_report)};
  if (sink.on_reports(sink.context, rows) == SLUICE_OK) return {};
  return Error{"the reports of the gates before live orders were not taken"};
}

}  // namespace

risk::LiveSettings live_settings(const config::Environment& environment) {
  risk::LiveSettings settings;
  settings.is_live = environment.mode == config::EnvironmentMode::Live;
  settings.enable_live_trading = environment.enable_live_trading;
  settings.enabled_by = environment.enabled_by;
  settings.require_confirm_token = environment.require_confirm_token;
  if (!environment.confirm_token) return settings;
  auto token = confirm_token(*environment.confirm_token);
  if (!token)
    settings.token_fault = token.error().message;
  else if (token->size() < kLeastConfirmToken)
    settings.token_fault =
        "the confirm token has less than " + std::to_string(kLeastConfirmToken) + " characters";
  else
    settings.token = std::move(*token);
  return settings;
}

LiveGate::LiveGate(risk::LiveSettings settings, LiveGateParts parts)
    : file_{parts.data_directory},
      parts_{std::move(parts)},
      guard_{std::move(settings),
             [this](const risk::SafetyRefusal& refusal) {
               if (parts_.log) parts_.log(refusal.text());
             }},
      disarmed_at_{parts_.wall_clock().nanoseconds()} {}

void LiveGate::heed_kill_switch() {
  if (parts_.kill_switch != nullptr && parts_.kill_switch->is_engaged())
    disarm("the kill switch is engaged");
}

std::optional<risk::SafetyRefusal> LiveGate::ensure_may_place_order() {
  heed_kill_switch();
  guard_.disarm(Timestamp::from_nanoseconds(disarmed_at_.load(std::memory_order_acquire)));
  const risk::ArmingState state = file_.read();
  auto refusal = guard_.ensure_may_place_order(state, parts_.wall_clock());
  const bool is_open = !refusal || refusal->step > risk::SafetyStep::kToken;
  if (is_open) note_open(*state.arming);
  return refusal;
}

void LiveGate::note_open(const risk::Arming& arming) {
  if (open_since_ == arming.armed_at) return;
  open_since_ = arming.armed_at;
  if (record_)
    record_("open: armed by " + arming.actor + " at " + arming.armed_at.to_string() + " until " +
            arming.expires.to_string());
}

void LiveGate::disarm(const std::string& why) {
  disarmed_at_.store(parts_.wall_clock().nanoseconds(), std::memory_order_release);
  const auto removed = file_.remove();
  const bool was_open = open_since_ || !removed || *removed;
  open_since_.reset();
  if (was_open && record_) record_("closed: " + why);
  if (!parts_.log) return;
  if (!removed)
    parts_.log("[SAFETY] gate 2 is closed here (" + why + "), but " + removed.error().message);
  else if (*removed)
    parts_.log("[SAFETY] gate 2 is closed: " + why);
}

std::string_view GuardedVenue::closed_gate() {
  const auto refusal = gate_->ensure_may_place_order();
  if (refusal && refusal->step == risk::SafetyStep::kDryRun) return {};
  // Without any refusal this would be a live order, and there is no way for one.
  return refusal ? refusal->code : reason::kLiveDryRun;
}

Result<void> GuardedVenue::submit(std::span<const sluice_order> orders,
                                  const sluice_report_sink& sink) {
  std::vector<sluice_execution_report> refused;
  std::vector<sluice_order> passed;
  for (const sluice_order& order : orders) {
    const std::string_view code = closed_gate();
    if (code.empty())
      passed.push_back(order);
    else
      refused.push_back(refusal_report(SLUICE_REPORT_REJECTED, order, code));
  }
  if (auto told = tell_refusals(refused, sink); !told) return told;
  return passed.empty() ? Result<void>{} : ForwardingVenue::submit(passed, sink);
}

Result<void> GuardedVenue::replace(const sluice_order& amended, const sluice_report_sink& sink) {
  const std::string_view code = closed_gate();
  if (code.empty()) return ForwardingVenue::replace(amended, sink);
  return tell_refusals({refusal_report(SLUICE_REPORT_REPLACE_REJECTED, amended, code)}, sink);
}

void guard_live(const config::RunConfig& config, RunParts& parts,
                const std::function<Timestamp()>& wall_clock,
                const std::function<void(int level, const std::string& text)>& log) {
  if (config.environment.mode != config::EnvironmentMode::Live) return;
  SLUICE_ASSERT(wall_clock != nullptr);
  parts.live_gate = std::make_shared<LiveGate>(
      live_settings(config.environment), LiveGateParts{config.output.root, parts.kill_switch.get(),
                                                       wall_clock, [log](const std::string& text) {
                                                         if (log) log(SLUICE_LOG_WARNING, text);
                                                       }});
  parts.venue = std::make_unique<GuardedVenue>(std::move(parts.venue), parts.live_gate);
}

}  // namespace sluice::drivers
