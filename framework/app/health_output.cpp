// SPDX-License-Identifier: Apache-2.0
#include "app/health_output.hpp"

#include <iostream>

#include <fmt/format.h>

#include "app/run_setup.hpp"
#include "drivers/health_day.hpp"
#include "drivers/health_files.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

std::string figure(const std::optional<double>& value) {
  return value ? fmt::format("{:.4f}", *value) : "n/a";
}

void print_health(const drivers::Health& health) {
  std::cout << fmt::format("{}: {} on {}, {} returns so far\n", health.strategy_name,
                           drivers::name(health.status), health.time.date().to_string(),
                           health.sessions);
  for (const auto& check : health.checks)
    std::cout << fmt::format("  {:<26}{:<10}measured {:>14}   limit {:>10}   {}{}{}\n", check.name,
                             drivers::name(check.status), figure(check.measured),
                             figure(check.limit), check.code, check.note.empty() ? "" : ": ",
                             check.note);
}

}  // namespace

int track_health(const CommonOptions& common) {
  RunSetup setup = set_up_run(common, {});
  if (!setup.ok()) return setup.exit_code;
  const auto track = drivers::look_at_health(*setup.parts);
  if (track.failure)
    return report_error(track.failure->message, track.failure->exit_code, common.json);
  if (common.json)
    std::cout << records::indent_json(drivers::health_json(*track.health)) << "\n";
  else
    print_health(*track.health);
  return track.health->status == drivers::HealthStatus::kCritical ? kExitFailed : kExitOk;
}

void tell_health(const drivers::PaperTrackResult& result) {
  if (!result.health) return;
  const drivers::Health& health = *result.health;
  const std::string text = fmt::format("health {} on {}: {}", drivers::name(health.status),
                                       health.time.date().to_string(), health.reason());
  const bool last_is_critical = health.status == drivers::HealthStatus::kCritical;
  if (last_is_critical)
    log_component_line(SLUICE_LOG_ERROR, text);
  else if (health.status == drivers::HealthStatus::kWarn)
    log_component_line(SLUICE_LOG_WARNING, text);
  if (result.critical_days > (last_is_critical ? 1U : 0U))
    log_component_line(
        SLUICE_LOG_ERROR,
        fmt::format("{} of the {} days of this run were CRITICAL; health/alerts.log has each",
                    result.critical_days, result.days_run));
}

}  // namespace sluice::app
