// SPDX-License-Identifier: Apache-2.0
//
// track_rules.hpp: rules of a track that judge nothing and refuse every order: quarantined after a
// fault, or without the file that they are made of.
//
// The refusals of each day tell, and the state keeps it: a rule stays broken over days without
// orders, until the gate lets one through.
//
// Place: drivers. Format: `components` in docs/formats/track.md. Thread: the lane. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <sluice/time.hpp>

#include "records/day.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

struct BrokenRule {
  std::string rule;           // as the chain calls it
  std::string code;           // what it refuses with: PLUGIN_FAULT, RULE_NOT_LOADED, …
  Timestamp since;            // of the first day that it blocked
  std::uint64_t blocked = 0;  // orders since then
};

// What the state keeps; a line of it that can't be read is left out.
[[nodiscard]] std::vector<BrokenRule> broken_rules(const records::TrackState& state);

// Carries what `before` keeps over the day into `next`. `names` are those of the chain: what is no
// longer in the config blocks nothing. Adds the day's orders of each to `blocked`.
void note_broken_rules(const records::Day& day, std::span<const std::string> names,
                       const records::TrackState& before, records::TrackState& next,
                       std::map<std::string, std::uint64_t>& blocked);

// "rule NAME: CODE since 2025-01-15, 12 orders blocked"
[[nodiscard]] std::string text_of(const BrokenRule& broken);

}  // namespace sluice::drivers
