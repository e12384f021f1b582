// SPDX-License-Identifier: Apache-2.0
//
// random.hpp: the one source of chance of a simulated world: a seed gives the same run everywhere.
//
// Place: tests/simulation. SplitMix64 (Steele, Lea, Flood 2014). Thread: one.
#pragma once

#include <cstdint>

namespace sluice::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t x = state_;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
  }
  // 0 … count - 1; count > 0.
  std::uint64_t below(std::uint64_t count) noexcept { return next() % count; }
  // Both ends included.
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  // True in so many of a thousand cases.
  bool chance(unsigned per_mille) noexcept { return below(1000) < per_mille; }
  // A stream of its own, so that what one part of the world draws does not move another's.
  Random fork(std::uint64_t number) noexcept { return Random{next() ^ number}; }

 private:
  std::uint64_t state_;
};

}  // namespace sluice::simulation
