// SPDX-License-Identifier: Apache-2.0
//
// limits.hpp: how large a formula may be.
//
// Place: sluice_strategies, the room `formula`. docs/reference/formula.md tells them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::strategies::formula {

inline constexpr std::size_t kTextLimit = 4'000;      // bytes of one expression
inline constexpr int kDepthLimit = 40;                // levels of parentheses, calls and signs
inline constexpr std::size_t kNodeLimit = 256;        // of all expressions of a formula together
inline constexpr std::int64_t kWindowLimit = 1'000;   // bars
inline constexpr std::uint32_t kMemoryLimit = 5'000;  // bars that decide about one value

// An exponential average begins anew this many lengths back (ema), or twice as many (Wilder's):
// what lies before has a weight of about e^-16.
inline constexpr std::uint32_t kSmoothingLengths = 8;

}  // namespace sluice::strategies::formula
