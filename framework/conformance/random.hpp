// SPDX-License-Identifier: Apache-2.0
//
// random.hpp: the numbers that generated scenes are made of: the same for the same seed.
//
// Place: conformance. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace sluice::conformance {

// SplitMix64 (Steele, Lea and Flood, 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_{seed} {}

  std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // In [0, bound); 0 where the bound is 0.
  std::uint64_t below(std::uint64_t bound) noexcept { return bound == 0 ? 0 : next() % bound; }
  // In [low, high]; any number where high < low.
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    const auto from = static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(from + below(static_cast<std::uint64_t>(high) - from + 1));
  }
  bool one_in(std::uint64_t n) noexcept { return below(n) == 0; }
  template <typename T, std::size_t N>
  const T& pick(const T (&choices)[N]) noexcept {
    return choices[below(N)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace sluice::conformance
