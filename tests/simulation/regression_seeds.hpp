// SPDX-License-Identifier: Apache-2.0
//
// regression_seeds.hpp: the bugs that the simulation has found, and a seed that finds each again
// where its fix is taken out.
//
// Place: tests/simulation. A seed means a world only as long as worlds are drawn the same way: who
// changes settings.cpp or what a step draws takes the fixes out one by one and looks for new seeds.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sluice::simulation {

struct RegressionSeed {
  std::uint64_t seed;
  std::string_view what;
};

inline constexpr std::array kRegressionSeeds{
    RegressionSeed{5, "retries left after a restart before any certificate was complete"},
};

}  // namespace sluice::simulation
