// SPDX-License-Identifier: Apache-2.0
//
// limits.hpp: bounds on what a configuration may be. Place: config.
#pragma once

#include <cstddef>

namespace sluice::config {

inline constexpr std::size_t kMaxFileBytes = 1U << 20;  // a config or a universe file
inline constexpr std::size_t kMaxDepth = 64;            // maps and lists within each other
inline constexpr std::size_t kMaxNodes = 100'000;       // after aliases are expanded
inline constexpr std::size_t kMaxKeysOfMap = 10'000;    // look-up in a map is linear
inline constexpr std::size_t kMaxSymbols = 10'000;      // of a universe
inline constexpr std::size_t kMaxPatternInput = 1'024;  // characters handed to a regular expression

}  // namespace sluice::config
