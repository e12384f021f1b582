// SPDX-License-Identifier: Apache-2.0
#include "strategies/multifactor/cross_section.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "strategies/multifactor/factor_portfolios.hpp"

namespace sluice::strategies::multifactor {
namespace {

const double kNone = std::nan("");

TEST(Standardiser, Apply_GivesTheTextbooksScores) {
  std::vector<double> values{1, 2, 3, 4, 10};
  Standardiser{0, 1}.apply(values);
  const double mean = 4, deviation = std::sqrt((9.0 + 4 + 1 + 0 + 36) / 4);
  EXPECT_NEAR(values[0], (1 - mean) / deviation, 1e-15);
  EXPECT_NEAR(values[4], (10 - mean) / deviation, 1e-15);
}

// Quantiles 0.25 and 0.75 of 1 … 5 are 2 and 4.
TEST(Standardiser, Apply_ClampsToTheQuantiles) {
  std::vector<double> values{1, 2, 3, 4, 5};
  Standardiser{0.25, 0.75}.apply(values);
  EXPECT_EQ(values[0], values[1]);
  EXPECT_EQ(values[3], values[4]);
  EXPECT_NEAR(values[4], 1 / std::sqrt((1.0 + 1 + 0 + 1 + 1) / 4), 1e-15);
  std::vector<double> between{0, 10};
  Standardiser{0.25, 0.75}.apply(between);  // clamped to 2.5 and 7.5
  EXPECT_NEAR(between[1], 2.5 / std::sqrt(2 * 2.5 * 2.5), 1e-15);
}

TEST(Standardiser, Apply_LeavesWhatIsMissingOut) {
  std::vector<double> values{kNone, 1, 3, kNone};
  Standardiser{0, 1}.apply(values);
  EXPECT_TRUE(std::isnan(values[0]) && std::isnan(values[3]));
  EXPECT_NEAR(values[1], -std::sqrt(0.5), 1e-15);
}

TEST(Standardiser, Apply_OfEqualValuesOrOne_GivesZero) {
  for (std::vector<double> values : {std::vector{0.1, 0.1, 0.1}, std::vector{7.0}}) {
    Standardiser{0.01, 0.99}.apply(values);
    for (const double value : values) EXPECT_EQ(value, 0);
  }
  std::vector<double> none{kNone};
  Standardiser{0, 1}.apply(none);
  EXPECT_TRUE(std::isnan(none[0]));
}

TEST(LegSizes, AreWholePartsOfTheGroupAndAtLeastOne) {
  const auto sizes = [](std::size_t count, double top, double bottom) {
    const LegSizes legs = leg_sizes(count, top, bottom);
    return std::pair{legs.top, legs.bottom};
  };
  EXPECT_EQ(sizes(10, 0.3, 0.2), (std::pair<std::size_t, std::size_t>{3, 2}));
  EXPECT_EQ(sizes(10, 0.29, 0), (std::pair<std::size_t, std::size_t>{2, 0}));
  EXPECT_EQ(sizes(3, 0.1, 0.1), (std::pair<std::size_t, std::size_t>{1, 1}));
  EXPECT_EQ(sizes(2, 0.5, 0.5), (std::pair<std::size_t, std::size_t>{1, 1}));
  EXPECT_EQ(sizes(1, 0.5, 0.5), (std::pair<std::size_t, std::size_t>{0, 0}));
  EXPECT_EQ(sizes(1, 0.5, 0), (std::pair<std::size_t, std::size_t>{1, 0}));
  EXPECT_EQ(sizes(0, 0.5, 0), (std::pair<std::size_t, std::size_t>{0, 0}));
  EXPECT_EQ(sizes(10, 1, 0), (std::pair<std::size_t, std::size_t>{10, 0}));
}

// Every choice of equals: the portfolios are those of a whole ranking.
TEST(FactorPortfolios, Earn_WhateverTies_IsThatOfAWholeRanking) {
  std::uint64_t state = 7;
  for (int round = 0; round < 300; ++round) {
    std::vector<Ranked> group;
    std::vector<std::int64_t> changes;
    for (std::uint32_t i = 0; i < 2 + state % 13; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      group.push_back({static_cast<double>(state >> 60 & 3), i});
      changes.push_back(static_cast<std::int64_t>(state >> 34) - 500'000'000);
    }
    FactorPortfolios portfolios{1, 0.4, 0.3};
    portfolios.add(0, group);
    double told = 0;
    portfolios.earn(changes, {&told, 1});
    std::sort(group.begin(), group.end(), ranks_before);
    const LegSizes sizes = leg_sizes(group.size(), 0.4, 0.3);
    double expected = 0;
    for (std::size_t i = 0; i < sizes.top; ++i)
      expected +=
          static_cast<double>(changes[group[i].instrument]) / 1e9 / static_cast<double>(sizes.top);
    for (std::size_t i = 0; i < sizes.bottom; ++i)
      expected -= static_cast<double>(changes[group[group.size() - 1 - i].instrument]) / 1e9 /
                  static_cast<double>(sizes.bottom);
    ASSERT_NEAR(told, expected, 1e-12) << "round " << round;
  }
}

}  // namespace
}  // namespace sluice::strategies::multifactor
