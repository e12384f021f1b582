// SPDX-License-Identifier: Apache-2.0
//
// runner.hpp: runs a seed, now and then twice, and adds up what the seeds did.
//
// Place: tests/simulation.
#pragma once

#include <cstdint>
#include <string>

#include "simulation/simulation.hpp"

namespace sluice::simulation {

// Every kTwiceEvery-th seed runs twice: its journal must have the same bytes.
inline constexpr std::uint64_t kTwiceEvery = 16;

SeedResult run_seed(std::uint64_t seed, Plant plant);
// The same run, with its last steps in words.
SeedResult trace_seed(std::uint64_t seed, Plant plant);

struct Totals {
  std::uint64_t seeds = 0;
  std::uint64_t steps = 0;
  std::uint64_t restarts = 0;
  std::uint64_t accepted = 0;
  std::uint64_t lies = 0;
  std::uint64_t refused_damage = 0;
  std::uint64_t journals = 0;  // hash over all of them

  void add(const SeedResult& result);
  [[nodiscard]] std::string to_string() const;
};

}  // namespace sluice::simulation
