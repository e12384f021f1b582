// SPDX-License-Identifier: Apache-2.0
//
// news.hpp: how often this program has asked for memory with new.
#pragma once

#include <cstdint>

namespace sluice::lua::testing {

std::uint64_t news();

}  // namespace sluice::lua::testing
