// SPDX-License-Identifier: Apache-2.0
//
// session_gauge.hpp: what the metrics tell of one session.
//
// Place: api; plain data.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sessions/signal.hpp"

namespace sluice::api {

struct SessionGauge {
  std::string id;
  std::string state;
  // Since the server looks: signals that reached a state, by that; refusals of the controls.
  std::array<std::uint64_t, sessions::kSignalStateCount> signals{};
  std::uint64_t breaches = 0;
};

}  // namespace sluice::api
