// SPDX-License-Identifier: Apache-2.0
//
// settings.hpp: what a simulator starts with: the defaults, and a JSON file that says otherwise.
//
// Place: tests/venue_simulator. README.md shows a file. Errors: one message, with the path.
#pragma once

#include <string>
#include <string_view>

#include <sluice/result.hpp>

#include "venue_simulator/keys.hpp"
#include "venue_simulator/limits.hpp"
#include "venue_simulator/venue.hpp"

namespace sluice::venue_simulator {

struct SimulatorSettings {
  VenueSettings venue;
  LimitSettings limits;
  Keys keys;
};

// BTCUSDT, ETHUSDT, SOLUSDT and ETHBTC; the accounts "main" and "other"; for each a key of HMAC.
[[nodiscard]] SimulatorSettings default_settings(std::uint64_t seed);
// What `text` names replaces the default of the same name.
[[nodiscard]] Result<SimulatorSettings> settings_of(std::string_view text, std::uint64_t seed);

}  // namespace sluice::venue_simulator
