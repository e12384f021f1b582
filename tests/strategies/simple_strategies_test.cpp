// SPDX-License-Identifier: Apache-2.0
//
// simple_strategies_test.cpp: equal_weight and buy_and_hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/buy_and_hold.hpp"
#include "strategies/equal_weight.hpp"

namespace sluice::strategies {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Weights = std::vector<std::pair<std::uint32_t, double>>;

Weights asked_weights(const testing::MockStrategy& strategy) {
  Weights weights;
  for (const sluice_target& target : strategy.targets())
    weights.emplace_back(target.instrument, target.weight);
  return weights;
}

class SimpleStrategiesTest : public ::testing::Test {
 protected:
  testing::MockHost host;
  testing::MockMarket market;
  std::uint32_t a = market.add_instrument("A");
  std::uint32_t b = market.add_instrument("B");
  std::uint32_t c = market.add_instrument("C");
};

TEST_F(SimpleStrategiesTest, EqualWeight_LeavesInstrumentsWithoutABarAlone) {
  testing::MockStrategy equal{strategy<EqualWeight>.describe(), "{}", host};
  market.add_bar(b, "2025-01-02", "5");
  market.add_bar(a, "2025-01-03", "10");
  market.add_bar(c, "2025-01-03", "20");
  ASSERT_EQ(equal.on_bars(market.session()), SLUICE_OK);
  EXPECT_THAT(asked_weights(equal), ElementsAre(std::pair{a, 0.95 / 2}, std::pair{c, 0.95 / 2}));
}

TEST_F(SimpleStrategiesTest, EqualWeight_OffRebalance_DecidesNothing) {
  testing::MockStrategy equal{strategy<EqualWeight>.describe(), "{}", host};
  market.add_bar(a, "2025-01-02", "5");
  ASSERT_EQ(equal.on_bars(market.session(false)), SLUICE_OK);
  EXPECT_THAT(asked_weights(equal), IsEmpty());
}

TEST_F(SimpleStrategiesTest, EqualWeight_UsesItsExposure) {
  testing::MockStrategy equal{strategy<EqualWeight>.describe(), R"({"exposure":0.5})", host};
  market.add_bar(a, "2025-01-02", "5");
  equal.on_bars(market.session());
  EXPECT_THAT(asked_weights(equal), ElementsAre(std::pair{a, 0.5}));
}

TEST_F(SimpleStrategiesTest, BuyAndHold_BuysWhatHasAPriceOnceAndNeverTradesAgain) {
  testing::MockStrategy hold{strategy<BuyAndHold>.describe(), "{}", host};
  market.add_bar(a, "2025-01-02", "5");
  market.add_bar(b, "2025-01-03", "5");
  hold.on_bars(market.session(false));
  EXPECT_THAT(asked_weights(hold), IsEmpty());
  hold.on_bars(market.session());
  EXPECT_THAT(asked_weights(hold), ElementsAre(std::pair{a, 0.95 / 2}, std::pair{b, 0.95 / 2}));
  market.add_bar(c, "2025-01-06", "5");
  hold.on_bars(market.session());
  EXPECT_THAT(asked_weights(hold), IsEmpty());
}

TEST_F(SimpleStrategiesTest, BuyAndHold_WithoutAnyPrice_WaitsForOne) {
  testing::MockStrategy hold{strategy<BuyAndHold>.describe(), "{}", host};
  market.set_as_of(testing::time_of("2025-01-02"));
  hold.on_bars(market.session());
  EXPECT_THAT(asked_weights(hold), IsEmpty());
  market.add_bar(a, "2025-01-03", "5");
  hold.on_bars(market.session());
  EXPECT_THAT(asked_weights(hold), ElementsAre(std::pair{a, 0.95}));
}

TEST_F(SimpleStrategiesTest, BuyAndHold_WithTheStateOfARunThatBought_DoesNotBuyAgain) {
  testing::MockStrategy first{strategy<BuyAndHold>.describe(), "{}", host};
  EXPECT_EQ(first.save_state(), R"({"bought":false})");
  market.add_bar(a, "2025-01-02", "5");
  first.on_bars(market.session());
  testing::MockStrategy second{strategy<BuyAndHold>.describe(), "{}", host};
  ASSERT_EQ(second.load_state(first.save_state()), SLUICE_OK);
  second.on_bars(market.session());
  EXPECT_THAT(asked_weights(second), IsEmpty());
}

TEST_F(SimpleStrategiesTest, BuyAndHold_WithAStateThatIsNotItsOwn_RefusesIt) {
  testing::MockStrategy hold{strategy<BuyAndHold>.describe(), "{}", host};
  EXPECT_EQ(hold.load_state("{}"), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(hold.error(), ::testing::HasSubstr(R"({"bought":true})"));
}

}  // namespace
}  // namespace sluice::strategies
