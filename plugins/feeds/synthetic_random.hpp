// SPDX-License-Identifier: Apache-2.0
//
// synthetic_random.hpp: random numbers that are the same everywhere.
//
// Place: feed synthetic. SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", 2014): integers only, so that no library's distribution and no compiler has a say.
#pragma once

#include <cstdint>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::feeds {

class SyntheticRandom {
 public:
  // One stream for each seed and name.
  SyntheticRandom(std::uint64_t seed, std::string_view name) noexcept : state_{seed} {
    for (const char c : name) state_ = next() ^ static_cast<unsigned char>(c);
  }
  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  // 0 … 1, without 1; exact.
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }
  // 0 … bound - 1; the bias is below bound / 2^64.
  std::uint64_t below(std::uint64_t bound) noexcept {
    return static_cast<std::uint64_t>((uint128{next()} * bound) >> 64);
  }
  // Mean 0, variance 1: the sum of four uniform numbers of 16 bits, at most 3.47 away from 0.
  double bell() noexcept {
    constexpr double kMean = 2.0 * 65'535.0;
    constexpr double kDeviation = 37'837.22723720648;  // sqrt(4 * (65536^2 - 1) / 12)
    const std::uint64_t bits = next();
    std::uint64_t sum = 0;
    for (unsigned shift = 0; shift < 64; shift += 16) sum += bits >> shift & 0xffff;
    return (static_cast<double>(sum) - kMean) / kDeviation;
  }

 private:
  std::uint64_t state_;
};

}  // namespace sluice::feeds
