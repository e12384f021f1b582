// SPDX-License-Identifier: Apache-2.0
//
// lane_process.hpp: one life of a lane, from opening its journal to its death: what a production
// process does, in the order it does it.
//
// Place: tests/simulation. Owns log, trail, kill switch, gate and lane; disk and venue outlive it.
// The clock it tells the lane is the caller's duty shown: never back, and within a life as fast as
// true time, whatever the wall clock does. Between lives the wall clock may jump. Thread: one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/journal_audit.hpp"
#include "drivers/lane_recovery.hpp"
#include "drivers/order_lane.hpp"
#include "journal/log.hpp"
#include "risk/gate.hpp"
#include "risk/kill_switch.hpp"
#include "simulation/invariants.hpp"
#include "simulation/plant.hpp"
#include "simulation/settings.hpp"

namespace sluice::simulation {

// A lane's state when everything it had told was acknowledged by the journal.
struct Acknowledged {
  std::uint64_t seq = 0;
  drivers::LaneState state;
};

struct Surroundings {
  const Settings& settings;
  Plant plant;
  const InstrumentTable& instruments;
  Money seed_capital;
  VirtualDisk& disk;
  VirtualVenue& venue;
  TrueTime& time;
  OrderObserver& listener;
};

// The records of a journal, as lines.
using Lines = std::vector<std::string>;

class LaneProcess {
 public:
  // Opens the journal, rebuilds and restores. `before` is checked against what is rebuilt. An
  // error: the journal can't be opened or kept.
  static Result<std::unique_ptr<LaneProcess>> start(const Surroundings& around,
                                                    Nanoseconds wall_offset,
                                                    const Acknowledged& before);

  // The lane's own time now.
  [[nodiscard]] Timestamp now() const noexcept;
  [[nodiscard]] drivers::OrderLane& lane() noexcept { return *lane_; }
  [[nodiscard]] risk::KillSwitch& kill_switch() noexcept { return kill_switch_; }
  [[nodiscard]] const journal::Log& log() const noexcept { return *log_; }
  // Whether everything told to the journal is durable at this moment.
  [[nodiscard]] bool is_acknowledged() const {
    return log_->position().chain.seq - 1 == log_->durable_seq();
  }
  // The last record, where that is so.
  [[nodiscard]] journal::Head head() const {
    return {log_->durable_seq(), log_->position().chain.prev};
  }
  // What the wall clock has jumped since the process began; only a lane that is told the wall clock
  // sees it.
  void jump(Nanoseconds by) noexcept { jumped_ += by; }

  [[nodiscard]] static journal::LogOptions log_options(const Settings& settings, Timestamp time);

 private:
  // What was acknowledged is what the records up to there make; all of them make the same twice.
  static Result<void> check_rebuilt(const Surroundings& around, const Lines& lines,
                                    const Acknowledged& before, const drivers::LaneState& rebuilt);
  LaneProcess(const Surroundings& around, std::vector<risk::ChainedRule> rules, journal::Log log);

  const Surroundings& around_;
  Nanoseconds born_;
  Nanoseconds base_ = 0;
  Nanoseconds jumped_ = 0;
  risk::KillSwitch kill_switch_;
  risk::KillSwitch never_engaged_{risk::KillSwitchConfig{}};
  std::unique_ptr<journal::Log> log_;
  drivers::JournalAudit audit_;
  std::unique_ptr<AuditTrail> wrong_trail_;
  std::unique_ptr<Venue> wrong_venue_;
  std::unique_ptr<risk::Gate> gate_;
  std::unique_ptr<drivers::OrderLane> lane_;
};

}  // namespace sluice::simulation
