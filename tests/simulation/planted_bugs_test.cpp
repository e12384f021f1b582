// SPDX-License-Identifier: Apache-2.0
//
// planted_bugs_test.cpp: the simulation is worth its name: worlds without a bug are clean, and
// every bug put in on purpose is found.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "simulation/regression_seeds.hpp"
#include "simulation/runner.hpp"

namespace sluice::simulation {
namespace {

constexpr std::uint64_t kCleanSeeds = 300;
constexpr std::uint64_t kSeedsToFind = 2000;

std::string told(std::uint64_t seed, const SeedResult& result) {
  if (!result.violation) return {};
  return "seed " + std::to_string(seed) + ", step " + std::to_string(result.step) + ": " +
         std::string{name(result.violation->invariant)} + ": " + result.violation->what;
}

TEST(Simulation, FirstSeedsWithoutAPlant_HoldEveryInvariant) {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= kCleanSeeds; ++seed) {
    const SeedResult result = run_seed(seed, Plant::kNone);
    ASSERT_FALSE(result.violation) << told(seed, result);
    totals.add(result);
  }
  // Worlds in which nothing happens would be clean too.
  EXPECT_GT(totals.accepted, 10 * kCleanSeeds);
  EXPECT_GT(totals.restarts, 2 * kCleanSeeds);
  EXPECT_GT(totals.lies, 0u);
  EXPECT_GT(totals.refused_damage, 0u);
}

TEST(Simulation, SeedsThatFoundABug_HoldNow) {
  for (const RegressionSeed& known : kRegressionSeeds) {
    const SeedResult result = run_seed(known.seed, Plant::kNone);
    EXPECT_FALSE(result.violation) << known.what << ": " << told(known.seed, result);
  }
}

TEST(Simulation, SameSeedTwice_LeavesTheSameJournal) {
  EXPECT_EQ(trace_seed(7, Plant::kNone).journal, trace_seed(7, Plant::kNone).journal);
  EXPECT_NE(trace_seed(7, Plant::kNone).journal, trace_seed(8, Plant::kNone).journal);
}

class PlantedBug : public ::testing::TestWithParam<std::size_t> {};

TEST_P(PlantedBug, IsFound) {
  const auto plant = static_cast<Plant>(GetParam());
  for (std::uint64_t seed = 1; seed <= kSeedsToFind; ++seed)
    if (run_seed(seed, plant).violation) return;
  FAIL() << words(plant).what << ": not found within " << kSeedsToFind << " seeds";
}

INSTANTIATE_TEST_SUITE_P(Simulation, PlantedBug, ::testing::Range<std::size_t>(1, kPlantCount),
                         [](const auto& tested) {
                           std::string name{kPlants[tested.param].name};
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace sluice::simulation
