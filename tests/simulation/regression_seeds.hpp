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
    RegressionSeed{4, "after a restart an order was sent again before any certificate"},
    RegressionSeed{225, "the wall clock jumped over a restart: NOT_FOUND was believed too early"},
    RegressionSeed{109, "new terms left although the plug was pulled while they were journalled"},
    RegressionSeed{1431, "a complete certificate with an order open here and not at the venue"},
    RegressionSeed{20, "after a restart the refusal of a repeated intent hid its first order"},
    RegressionSeed{318, "filled under the old terms while new ones were asked for: never over"},
    RegressionSeed{679, "a copy of the venue that is behind made an acknowledged order disputed"},
    RegressionSeed{623, "an execution taken back before it was told was booked when it came"},
    RegressionSeed{106534,
                   "a plug pulled while another was latched did not stop what was asked first"},
    RegressionSeed{50, "the exits of a bracket were asked for before any certificate, and lost"},
    RegressionSeed{629204,
                   "a plug pulled while what another stopped was journalled was not looked at"},
    RegressionSeed{
        532975,
        "filled beyond new terms that were on their way: working quantity given back twice"},
    RegressionSeed{2082, "the process died before an exit left: the position stayed without"},
};

}  // namespace sluice::simulation
