// SPDX-License-Identifier: Apache-2.0
//
// risk_check.hpp: what the gate would say of an order, as a paper track stands.
//
// Place: drivers; `sluice risk check`. The state is that of the track's last session, or the seed
// capital at the newest session of the data where the track has not run. Reads the track, its data
// and the halts; journals, halts and changes nothing. Thread: one. Errors: as those of a run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/failure.hpp"
#include "drivers/run_parts.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

struct RiskCheck {
  std::optional<Failure> failure;
  Intent intent;  // as it was judged
  risk::WhatIf answer;
  std::vector<std::string> rules;  // names, by the verdicts' number
  Timestamp time;                  // of the session it was judged at
  bool has_track = false;          // false: the seed capital
  Money cash;
};

// `symbol` must be in the universe; of the intent side, type and terms are wanted.
[[nodiscard]] RiskCheck check_risk(RunParts& parts, const std::string& symbol, Intent intent);

}  // namespace sluice::drivers
