// SPDX-License-Identifier: Apache-2.0
//
// lane_state.hpp: what a lane is, apart from prices: what a later process needs to go on.
//
// Place: drivers.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "risk/halts.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

// What losses are measured from.
struct AccountMarks {
  Money peak_equity;
  Money session_equity;  // when the session's decisions began
  Timestamp session;     // that moment; 0: there was none
  [[nodiscard]] std::string to_text() const;
  [[nodiscard]] static std::optional<AccountMarks> parse(std::string_view text);
};

struct LaneState {
  std::vector<Quantity> positions;  // by instrument
  Money cash;
  routing::RouterState router;
  std::vector<std::string> groups;  // brackets and pairs, as OrderGroups writes them
  std::vector<risk::Halt> halts;    // of the kill switch and of rules, not released
  std::optional<AccountMarks> marks;
  std::map<std::string, std::string> rule_states;  // what rules remember, by name
  std::string venue_state;  // of a simulated venue, as it was last journalled; empty: none
};

}  // namespace sluice::drivers
