// SPDX-License-Identifier: Apache-2.0
//
// settings.hpp: what kind of world a seed is: which faults it has and how often, what its venue
// promises, how its lane is set up.
//
// Place: tests/simulation. Every fault is off in about half of the worlds: a bug that needs one
// fault alone is found as well as one that needs three together.
#pragma once

#include <cstdint>

#include "core/ports.hpp"
#include "routing/router_config.hpp"
#include "simulation/exchange.hpp"
#include "simulation/virtual_disk.hpp"
#include "simulation/virtual_venue.hpp"

namespace sluice::simulation {

struct Settings {
  routing::RouterConfig router;
  std::uint64_t segment_bytes = 0;
  std::uint64_t preallocate_bytes = 0;
  VenueTraits venue;
  ExchangeTraits exchange;
  DiskFaults disk;
  NetworkFaults network;
  unsigned steps = 0;
  // In thousandths of the steps.
  unsigned crash = 0;
  unsigned kill = 0;
  unsigned lie = 0;
  unsigned second_writer = 0;
  unsigned state_file = 0;
  unsigned flipped_bit = 0;   // of the restarts
  unsigned clock_jump = 0;    // of the restarts
  unsigned kill_in_sync = 0;  // of the syncs
  unsigned group = 0;         // of the trades: brackets and pairs
};

[[nodiscard]] Settings draw_settings(Random random);

}  // namespace sluice::simulation
