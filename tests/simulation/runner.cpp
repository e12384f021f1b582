// SPDX-License-Identifier: Apache-2.0
#include "simulation/runner.hpp"

#include <cstdio>

namespace sluice::simulation {

SeedResult run_seed(std::uint64_t seed, Plant plant) {
  SeedResult result = Simulation{seed, plant, false}.run();
  if (result.violation || seed % kTwiceEvery != 0) return result;
  const SeedResult again = Simulation{seed, plant, false}.run();
  if (again.journal != result.journal)
    result.violation = Violation{Invariant::kSameBytes, "a second run left another journal"};
  return result;
}

SeedResult trace_seed(std::uint64_t seed, Plant plant) {
  return Simulation{seed, plant, true}.run();
}

void Totals::add(const SeedResult& result) {
  ++seeds;
  steps += result.step;
  restarts += result.restarts;
  accepted += result.accepted;
  lies += result.lies;
  refused_damage += result.refused_damage ? 1 : 0;
  journals = (journals ^ result.journal) * 0x100000001b3u;
}

std::string Totals::to_string() const {
  char hash[17];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(journals));
  return std::to_string(seeds) + " seeds held: " + std::to_string(steps) + " steps, " +
         std::to_string(accepted) + " orders at the venue, " + std::to_string(restarts) +
         " starts, " + std::to_string(lies) + " lies, damage refused " +
         std::to_string(refused_damage) + " times, journals " + hash;
}

}  // namespace sluice::simulation
