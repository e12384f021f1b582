// SPDX-License-Identifier: Apache-2.0
//
// invariants.hpp: what must hold in every world, whatever goes wrong; and how a broken one is told.
//
// Place: tests/simulation; docs/internals/simulation.md lists them. Thread: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "drivers/lane_state.hpp"
#include "simulation/exchange.hpp"
#include "simulation/virtual_disk.hpp"

namespace sluice::simulation {

enum class Invariant : std::uint8_t {
  kSentOnce = 1,       // no client id is accepted twice
  kBudget,             // reserved + spent <= budget; nothing reserved when nothing is open
  kBooksAreTheVenues,  // position, cash and orders, once everything is settled
  kNoSendWhenStopped,  // killed, halted, or not reconciled
  kDurableFirst,       // before a byte leaves, before anyone hears
  kRebuilt,            // the journal gives back what was acknowledged, twice the same
  kNothingLost,        // what is open at the venue is known here
  kSettles,            // with a healthy network everything comes to an end, and is certified
  kNoFalseAlarm,       // nothing halts while nobody lied
  kSingleWriter,
  kDamageRefused,
  kSameBytes,  // the same seed, the same journal
  kGroups,     // one cancels the other; what a bracket entered has its exits
};
[[nodiscard]] std::string_view name(Invariant invariant) noexcept;

// Thrown where an invariant is found broken; it ends the seed.
struct Violation {
  Invariant invariant;
  std::string what;
};

// The first field in which the two differ; empty: none. Leaves out what no journal keeps: prices
// and volumes that only the decision needed.
[[nodiscard]] std::string difference(const drivers::LaneState& a, const drivers::LaneState& b);

// Whether a record of this type, of this intent, with this text in it, would survive a crash now.
[[nodiscard]] bool is_durable(const VirtualDisk& disk, std::string_view type,
                              const IntentId& intent, std::string_view text);

// Every client id was accepted once at most.
void check_sent_once(const Exchange& exchange);

}  // namespace sluice::simulation
