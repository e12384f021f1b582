// SPDX-License-Identifier: Apache-2.0
//
// control.hpp: the requests under /simulator/, by which a test plays the market, arranges faults
// and asks what is true.
//
// Place: tests/venue_simulator. README.md lists them. A request that is not understood changes
// nothing and is answered 400 with what was expected.
#pragma once

#include <string>
#include <string_view>

#include "venue_simulator/simulator.hpp"

namespace sluice::venue_simulator {

[[nodiscard]] Answer control(Simulator& simulator, std::string_view method, std::string_view path,
                             const std::string& body);

}  // namespace sluice::venue_simulator
