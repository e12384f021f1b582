// SPDX-License-Identifier: Apache-2.0
#include "drivers/plugin_faults.hpp"

#include <algorithm>
#include <utility>

#include "drivers/paper_track.hpp"
#include "journal/record_types.hpp"
#include "risk/latch_file.hpp"

namespace sluice::drivers {
namespace {

std::string_view effect_of(plugins::Kind kind) noexcept {
  switch (kind) {
    case plugins::Kind::kRiskRule:
      return "it refuses every order from here on";
    case plugins::Kind::kStrategy:
      return "its session pauses";
    case plugins::Kind::kExecutor:
      return "its route is halted";
    case plugins::Kind::kReport:
      return "it is left out";
    case plugins::Kind::kFeed:
      break;
  }
  return "the run ends";
}

risk::Halt halt_of(const PluginFault& fault, risk::HaltScope scope, std::string_view name,
                   Timestamp now) {
  risk::Halt halt;
  halt.scope = scope;
  halt.name = name;
  // Cancels can't be sent through it either.
  halt.level = risk::HaltLevel::kHalt;
  halt.source = "plugin " + fault.name;
  halt.why = fault.reason;
  halt.since = now;
  return halt;
}

Result<void> note(const HangPlace& place, const PluginFault& fault, Timestamp now) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(place.directory / "state", ignored)) return {};
  return note_plugin_faults(place.directory, {fault}, now);
}

Result<void> keep_halt(const HangPlace& place, const PluginFault& fault, Timestamp now) {
  if (place.latch.empty() || fault.kind == plugins::Kind::kReport) return {};
  const bool is_route = fault.kind == plugins::Kind::kExecutor;
  const auto halt = is_route ? halt_of(fault, risk::HaltScope::kRoute, place.route, now)
                             : halt_of(fault, risk::HaltScope::kStrategy, place.strategy, now);
  risk::LatchFile file{place.latch};
  risk::Latch kept;
  return risk::keep_halts(file, {halt}, kept);
}

}  // namespace

std::string text_of(const PluginFault& fault) {
  return std::string{plugins::kind_name(fault.kind)} + " " + fault.name + ": " + fault.reason +
         "; " + std::string{effect_of(fault.kind)};
}

std::function<void(std::string_view)> PluginFaults::listener(std::shared_ptr<PluginFaults> faults,
                                                             plugins::Kind kind, std::string name) {
  return [faults = std::move(faults), kind, name = std::move(name)](std::string_view reason) {
    faults->add({kind, name, std::string{reason}});
  };
}

std::vector<PluginFault> contain(PluginFaults* faults, std::string_view route,
                                 risk::KillSwitch& kill_switch, AuditTrail& audit, Timestamp now) {
  if (faults == nullptr || !faults->has_news()) return {};
  auto news = faults->take();
  for (const PluginFault& fault : news) {
    audit.on_event(journal::kPluginQuarantined, now, text_of(fault));
    if (fault.kind != plugins::Kind::kExecutor) continue;
    // Engaged all the same where the latch can't be written, which the halt's news tell.
    (void)kill_switch.engage(halt_of(fault, risk::HaltScope::kRoute, route, now));
  }
  for (const auto& engaged : kill_switch.take_news()) {
    audit.on_event(journal::kKillSwitch, now, risk::text_of(engaged.halt));
    if (!engaged.fault.empty())
      audit.on_event(journal::kFault, now,
                     "the latch of the kill switch could not be written: " + engaged.fault);
  }
  return news;
}

std::function<void(std::string_view)> on_hang(HangPlace place, plugins::Kind kind, std::string name,
                                              std::function<void(const std::string&)> warn) {
  return [place = std::move(place), kind, name = std::move(name),
          warn = std::move(warn)](std::string_view reason) {
    const PluginFault fault{kind, name, std::string{reason}};
    const Timestamp now = place.clock ? place.clock->now() : Timestamp{};
    // The halt first: what blocks must not wait for what tells.
    for (const auto& done : {keep_halt(place, fault, now), note(place, fault, now)})
      if (!done) warn(done.error().message);
  };
}

const PluginFault* fatal(const std::vector<PluginFault>& faults) noexcept {
  const auto found = std::find_if(faults.begin(), faults.end(), [](const PluginFault& fault) {
    return fault.kind != plugins::Kind::kRiskRule && fault.kind != plugins::Kind::kReport;
  });
  return found == faults.end() ? nullptr : &*found;
}

}  // namespace sluice::drivers
