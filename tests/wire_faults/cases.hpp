// SPDX-License-Identifier: Apache-2.0
//
// cases.hpp: what goes wrong in a round, at which stage of an order.
//
// Place: tests/wire_faults.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::wire_faults {

// Of a request or an event: arranged before the session starts. Of the venue as a whole: done while
// the session is at its orders, and undone a while later.
struct Fault {
  std::string on;
  std::string kind;
  std::string more;           // further members of the body, each with its comma
  std::uint64_t chances = 1;  // how many of them a session has: the seed says which is struck
  // Of POST /simulator/faults.
  [[nodiscard]] std::string body(std::uint64_t seed) const;
};

struct Case {
  std::string stage;  // "submit", "fill", …; "venue"
  std::string kind;
  std::vector<Fault> faults;
  std::string path;  // control request, of "venue"
  std::string body;
  std::string undo;  // its body; empty: nothing to undo
  // The venue gets a request twice, which is not our doing.
  bool sends_twice = false;
  // The venue has done what no asking puts right: the session may halt, or stay without a
  // certificate. In every other case it has to come through.
  bool is_beyond_repair = false;
  [[nodiscard]] std::string name() const { return stage + "/" + kind; }
};

[[nodiscard]] std::vector<Case> all_cases();

}  // namespace sluice::wire_faults
