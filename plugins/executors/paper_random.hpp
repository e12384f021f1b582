// SPDX-License-Identifier: Apache-2.0
//
// paper_random.hpp: random numbers by their number: the n-th of a seed is always the same.
//
// Place: below the paper executor. Owns nothing. The numbers are those of splitmix64 (Steele, Lea,
// Flood: Fast splittable pseudorandom number generators, 2014), whose state after n steps is seed +
// n * 0x9e3779b97f4a7c15, so that a count is all there is to keep. Thread: pure. Errors: none.
#pragma once

#include <cstdint>

#include <sluice/decimal.hpp>

namespace sluice::executors {

[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed,
                                                  std::uint64_t number) noexcept {
  std::uint64_t z = seed + (number + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// 0 … bound - 1; bound > 0. The high half of a product: without a division, and off from even by
// less than bound / 2^64.
[[nodiscard]] constexpr std::uint64_t random_below(std::uint64_t seed, std::uint64_t number,
                                                   std::uint64_t bound) noexcept {
  __extension__ using uint128 = unsigned __int128;
  return static_cast<std::uint64_t>((uint128{random_bits(seed, number)} * bound) >> 64);
}

}  // namespace sluice::executors
