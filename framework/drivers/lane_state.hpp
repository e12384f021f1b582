// SPDX-License-Identifier: Apache-2.0
//
// lane_state.hpp: what a lane is, apart from prices: what a later process needs to go on.
//
// Place: drivers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "risk/halts.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

struct LaneState {
  std::vector<Quantity> positions;  // by instrument
  Money cash;
  routing::RouterState router;
  std::vector<std::string> groups;                 // brackets and pairs, as OrderGroups writes them
  std::vector<risk::Halt> halts;                   // of the kill switch and of rules, not released
  std::map<std::string, std::string> rule_states;  // what rules remember, by name
  std::string venue_state;  // of a simulated venue, as it was last journalled; empty: none
};

}  // namespace sluice::drivers
