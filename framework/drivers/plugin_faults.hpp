// SPDX-License-Identifier: Apache-2.0
//
// plugin_faults.hpp: components that were quarantined while they ran, and what follows for a run.
//
// A rule refuses every order from then on, by itself. A strategy's session pauses, an executor's
// route is halted, a report is left out. Each is journalled as PLUGIN_QUARANTINED. Of a call that
// does not come back the lane can tell nothing any more: the watchdog's thread does, in files.
//
// Place: drivers; filled by the plugins' fault barrier, emptied by whoever keeps the trail. Thread:
// the lane, but for what on_hang gives.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/time.hpp>

#include "core/ports.hpp"
#include "plugins/host_services.hpp"
#include "plugins/manifest.hpp"
#include "risk/kill_switch.hpp"

namespace sluice::drivers {

struct PluginFault {
  plugins::Kind kind = plugins::Kind::kRiskRule;
  std::string name;    // a rule's in its chain, else the component's id
  std::string reason;  // what it did: "check threw an exception"
};

// "risk_rule NAME: REASON; it refuses every order from here on"
[[nodiscard]] std::string text_of(const PluginFault& fault);

// Who was quarantined since somebody looked.
class PluginFaults {
 public:
  // For the options of one instance.
  [[nodiscard]] static std::function<void(std::string_view reason)> listener(
      std::shared_ptr<PluginFaults> faults, plugins::Kind kind, std::string name);
  void add(PluginFault fault) { news_.push_back(std::move(fault)); }
  [[nodiscard]] bool has_news() const noexcept { return !news_.empty(); }
  [[nodiscard]] std::vector<PluginFault> take() noexcept { return std::exchange(news_, {}); }

 private:
  std::vector<PluginFault> news_;
};

// Journals the news, halts `route` where its executor is among them, and gives them back. Nothing
// is committed. `faults` may be null.
std::vector<PluginFault> contain(PluginFaults* faults, std::string_view route,
                                 risk::KillSwitch& kill_switch, AuditTrail& audit, Timestamp now);

// Where it is told that a component hangs.
struct HangPlace {
  std::filesystem::path directory;  // of a track, where there is one
  std::filesystem::path latch;      // of the kill switch; empty: this run leaves none behind
  std::string strategy;
  std::string route;
  std::shared_ptr<const plugins::LaneClock> clock;
};
// For the options of one instance: notes the fault for the track. Where orders hang, what is left
// of the process sends none, and the latch halts those of the next: an executor's route, else the
// strategy, until a person has looked.
[[nodiscard]] std::function<void(std::string_view reason)> on_hang(
    HangPlace place, plugins::Kind kind, std::string name,
    std::function<void(const std::string&)> warn);

// The one that nobody can go on without, a strategy's, an executor's or a feed's; null: none.
[[nodiscard]] const PluginFault* fatal(const std::vector<PluginFault>& faults) noexcept;

}  // namespace sluice::drivers
