// SPDX-License-Identifier: Apache-2.0
//
// plant.hpp: bugs put in on purpose, to see that the simulation finds them.
//
// Place: tests/simulation. Each breaks one contract at a seam the simulation owns (venue, trail,
// disk, what recovery hands on, the clock the caller tells), in the way a wrong router, lane or
// driver would: production code has no switch for any of them. Thread: one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/ports.hpp"
#include "drivers/lane_state.hpp"

namespace sluice::simulation {

enum class Plant : std::uint8_t {
  kNone,
  kSendBeforeSync,
  kPublishBeforeSync,
  kSyncDoesNothing,
  kNoDirectorySync,
  kRetryOnUnknown,
  kReleaseOnTimeout,
  kTrustEarlyNotFound,
  kCountDuplicateFills,
  kSkipMissedFills,
  kSwallowStrangers,
  kForgetUnknown,
  kResendAfterRestart,
  kForgetFills,
  kDeafToKillSwitch,
  kSpendProceedsEarly,
  kNoLock,
  kSkipDamage,
  kWallClock,
};
inline constexpr std::size_t kPlantCount = 19;

struct PlantWords {
  std::string_view name;
  std::string_view what;
};
inline constexpr std::array<PlantWords, kPlantCount> kPlants{{
    {"none", "nothing"},
    {"send-before-sync", "an order leaves before its SENDING record is durable"},
    {"publish-before-sync", "a fill is told before its record is durable"},
    {"sync-does-nothing", "fdatasync returns and nothing is on the disk"},
    {"no-directory-sync", "a new segment's name is never made durable"},
    {"retry-on-unknown", "an order whose answer failed is sent again at once"},
    {"release-on-timeout", "an order whose answer failed is taken for rejected"},
    {"trust-early-not-found", "NOT_FOUND is believed before the venue's bound"},
    {"count-duplicate-fills", "an execution told twice is booked twice"},
    {"skip-missed-fills", "executions that only a query or snapshot tells are passed over"},
    {"swallow-strangers", "open orders at the venue that are not ours are not looked at"},
    {"forget-unknown", "recovery forgets orders whose fate was not known"},
    {"resend-after-restart", "recovery sends what was about to be sent"},
    {"forget-fills", "recovery forgets what an open order had filled"},
    {"deaf-to-kill-switch", "the last look at the kill switch before sending is left out"},
    {"spend-proceeds-early", "buys spend what sells on their way have not brought yet"},
    {"no-lock", "a second writer is let in"},
    {"skip-damage", "recovery goes on without what it can't read"},
    {"wall-clock", "the lane is told the wall clock, which jumps"},
}};
[[nodiscard]] std::optional<Plant> parse_plant(std::string_view name) noexcept;
[[nodiscard]] inline const PlantWords& words(Plant plant) noexcept {
  return kPlants[static_cast<std::size_t>(plant)];
}

// The venue as a router with the bug would use it; nullptr: the bug is not there.
[[nodiscard]] std::unique_ptr<Venue> plant_in_venue(Plant plant, Venue& venue);
// The trail as a router with the bug would keep it; nullptr: the bug is not there.
[[nodiscard]] std::unique_ptr<AuditTrail> plant_in_trail(Plant plant, AuditTrail& trail);
// What a recovery with the bug would hand on.
void plant_in_recovery(Plant plant, drivers::LaneState& state);

}  // namespace sluice::simulation
