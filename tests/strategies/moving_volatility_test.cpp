// SPDX-License-Identifier: Apache-2.0
#include "strategies/moving_volatility.hpp"

#include <gtest/gtest.h>

#include "strategies/trend_reference.hpp"

namespace sluice::strategies {
namespace {

const std::vector<std::int64_t> kCloses{100 * kScale, 103 * kScale, 99 * kScale,
                                        107 * kScale, 101 * kScale, 104 * kScale};

TEST(MovingVolatility, Annual_OfARebuiltWindow_MatchesTheTextbook) {
  MovingVolatility volatility;
  volatility.rebuild(kCloses, 4);
  EXPECT_NEAR(volatility.annual(kCloses.size(), 4).value(),
              reference::annual_volatility(kCloses, 4), 1e-7);
}

TEST(MovingVolatility, Annual_AfterAppends_EqualsTheRebuiltOne) {
  MovingVolatility appended;
  for (std::size_t count = 1; count <= kCloses.size(); ++count)
    appended.append(std::span{kCloses}.first(count), 4);
  MovingVolatility rebuilt;
  rebuilt.rebuild(kCloses, 4);
  EXPECT_EQ(appended.annual(kCloses.size(), 4), rebuilt.annual(kCloses.size(), 4));
}

TEST(MovingVolatility, Annual_BeforeTheWindowIsFull_IsUnknown) {
  MovingVolatility volatility;
  volatility.rebuild(kCloses, 6);
  EXPECT_FALSE(volatility.annual(kCloses.size(), 6).has_value());
}

TEST(MovingVolatility, Annual_OfExtremeReturns_StaysFinite) {
  std::vector<std::int64_t> closes;
  for (int i = 0; i <= kReturnWindowLimit; ++i) closes.push_back(i % 2 == 0 ? 1 : INT64_MAX);
  MovingVolatility volatility;
  volatility.rebuild(closes, kReturnWindowLimit);
  const auto annual = volatility.annual(closes.size(), kReturnWindowLimit);
  ASSERT_TRUE(annual.has_value());
  EXPECT_TRUE(std::isfinite(*annual));
  EXPECT_GT(*annual, 1e6);
  EXPECT_LT(*annual, 1e7);
}

}  // namespace
}  // namespace sluice::strategies
