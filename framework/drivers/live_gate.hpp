// SPDX-License-Identifier: Apache-2.0
//
// live_gate.hpp: the gates before live orders, in a running session: what the config says, the
// arming of now, the clock, and what closes gate 2.
//
// Gate 2 is closed by a restart (what was armed before this was made does not count), by
// disarm (a disconnect, an end), and while anything is halted. It is opened again by a person, with
// `sluice live arm`.
//
// Place: drivers. Owns the guard; borrows the kill switch. Units: the wall clock, which comes in:
// what a person allows ends in a person's time, whatever day a session replays. Thread: the lane's.
// Errors: what can't be read is closed.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "config/run_config.hpp"
#include "core/forwarding_venue.hpp"
#include "drivers/run_parts.hpp"
#include "risk/kill_switch.hpp"
#include "risk/safety_guard.hpp"

namespace sluice::drivers {

// With the token, from the place that the config names.
[[nodiscard]] risk::LiveSettings live_settings(const config::Environment& environment);

struct LiveGateParts {
  std::filesystem::path data_directory;
  risk::KillSwitch* kill_switch = nullptr;
  std::function<Timestamp()> wall_clock;
  std::function<void(const std::string&)> log;  // a line for each refusal and each disarming
};

class LiveGate {
 public:
  LiveGate(risk::LiveSettings settings, LiveGateParts parts);

  // Nothing: a live order may be placed.
  [[nodiscard]] std::optional<risk::SafetyRefusal> ensure_may_place_order();
  // While anything is halted no order comes as far as this gate; what was armed before must not
  // outlive the halt. To be called before a release may be carried out.
  void heed_kill_switch();
  // Where it says that gate 2 has opened or closed, of which no log tells an auditor; empty:
  // nowhere. Called by whoever calls the gate.
  using Record = std::function<void(const std::string& text)>;
  void record_to(Record record) { record_ = std::move(record); }
  // Closes gate 2 for every session of the data directory.
  void disarm(const std::string& why);

  [[nodiscard]] const risk::LiveSettings& settings() const noexcept { return guard_.settings(); }

 private:
  void note_open(const risk::Arming& arming);

  risk::ArmingFile file_;
  LiveGateParts parts_;
  risk::SafetyGuard guard_;
  std::atomic<std::int64_t> disarmed_at_;
  Record record_;
  std::optional<Timestamp> open_since_;  // what was armed then has let an order pass
};

// Stands before the executor of environment.mode live. An order that a gate refuses is REJECTED
// with the gate's code and never reaches the executor; so are new terms. The last gate, the dry
// run, is the executor's own business: it simulates. Cancels and questions always pass.
class GuardedVenue final : public ForwardingVenue {
 public:
  GuardedVenue(std::unique_ptr<Venue> venue, std::shared_ptr<LiveGate> gate)
      : ForwardingVenue{*venue}, owned_{std::move(venue)}, gate_{std::move(gate)} {}

  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> replace(const sluice_order& amended, const sluice_report_sink& sink) override;

 private:
  // The code of the gate that is closed; empty: none but the last.
  [[nodiscard]] std::string_view closed_gate();

  std::unique_ptr<Venue> owned_;
  std::shared_ptr<LiveGate> gate_;
};

// In mode live: puts the gates before the parts' venue, as the last thing before the executor. The
// parts have their kill switch by then.
void guard_live(const config::RunConfig& config, RunParts& parts,
                const std::function<Timestamp()>& wall_clock,
                const std::function<void(int level, const std::string& text)>& log);

}  // namespace sluice::drivers
