// SPDX-License-Identifier: Apache-2.0
//
// allocations.hpp: how often the program, and any library it loads, has asked for memory.
#pragma once

#include <cstdint>

namespace sluice::risk_rules::test {

[[nodiscard]] std::uint64_t allocations();

}  // namespace sluice::risk_rules::test
