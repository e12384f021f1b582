// SPDX-License-Identifier: Apache-2.0
//
// allocations.hpp: how often the program, and any library it loads, has asked for memory. Link
// sluice_allocations to it.
#pragma once

#include <cstdint>

namespace sluice::testing {

[[nodiscard]] std::uint64_t allocations();

}  // namespace sluice::testing
