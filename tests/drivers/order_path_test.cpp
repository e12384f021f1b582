// SPDX-License-Identifier: Apache-2.0
//
// order_path_test.cpp: from a strategy's wish to orders, fills and the figures of a day.
#include <cmath>

#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

using testing::approves;
using testing::bar;
using testing::day;
using ::testing::ElementsAre;
using testing::has_line;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using testing::px;
using testing::qty;
using testing::rejects;
using testing::rows_of;

// --- From targets to orders ----------------------------------------------------------------------

TEST_F(OrderPathTest, Targets_BecomeOrdersForTheDifference) {
  strategy_.wish({weight(kA, 0.5), quantity(kB, "7")});
  run(closes("2024-01-02", "100", "10", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "BUY 7 #1"));
  strategy_.wish({quantity(kA, "400"), quantity(kB, "9")});
  run(closes("2024-01-03", "100", "10", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "BUY 7 #1", "SELL 100 #0", "BUY 2 #1"));
  EXPECT_EQ(position(kA), qty("400"));
}

TEST_F(OrderPathTest, TargetThatIsHeldAlready_NeedsNoOrder) {
  strategy_.wish({quantity(kA, "5")});
  run(closes("2024-01-02", "100", "10", "1"));
  run(closes("2024-01-03", "110", "10", "1"));
  EXPECT_EQ(venue_.received.size(), 1u);
}

TEST_F(OrderPathTest, InstrumentWithoutATarget_IsLeftAlone) {
  strategy_.wish({quantity(kA, "5"), quantity(kB, "6")});
  run(closes("2024-01-02", "100", "10", "1"));
  strategy_.wish({quantity(kA, "0")});
  run(closes("2024-01-03", "100", "10", "1"));
  EXPECT_EQ(position(kA), qty("0"));
  EXPECT_EQ(position(kB), qty("6"));
}

TEST_F(OrderPathTest, Batch_SellsFirstThenByInstrumentHoweverItWasWished) {
  strategy_.wish({quantity(kC, "-3"), quantity(kB, "2"), quantity(kA, "1")});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 3 #2", "BUY 1 #0", "BUY 2 #1"));
  strategy_.wish({quantity(kC, "0"), quantity(kB, "0"), quantity(kA, "0")});
  run(closes("2024-01-03", "1", "1", "1"));
  EXPECT_THAT(std::vector(venue_.received.begin() + 3, venue_.received.end()),
              ::testing::SizeIs(3));
  EXPECT_THAT(sent(), ElementsAre("SELL 3 #2", "BUY 1 #0", "BUY 2 #1", "SELL 1 #0", "SELL 2 #1",
                                  "BUY 3 #2"));
}

TEST_F(OrderPathTest, Weights_BeyondTheGrossLimit_AreScaledDownTogether) {
  strategy_.wish({weight(kA, 1.5), weight(kB, -0.5)});  // gross 2: each is halved
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 250 #1", "BUY 750 #0"));
}

TEST_F(OrderPathTest, Weights_WithinTheGrossLimit_AreNotScaled) {
  config_.max_gross_exposure = 2.0;
  strategy_.wish({weight(kA, 1.5), weight(kB, -0.5)});
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 500 #1", "BUY 1500 #0"));
}

// Sums of doubles wobble in the last digits: that is not beyond the limit.
TEST_F(OrderPathTest, Weights_ThatAddUpToTheLimitButForALastDigit_AreNotScaled) {
  strategy_.wish({weight(kA, 0.5), weight(kB, 0.5), weight(kC, 1e-15)});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 50000 #0", "BUY 50000 #1"));
}

TEST_F(OrderPathTest, QuantityTargets_AreNotScaled) {
  strategy_.wish({quantity(kA, "5000"), weight(kB, 1.0)});
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 5000 #0", "BUY 1000 #1"));
}

TEST_F(OrderPathTest, WeightTargets_AreOfCurrentEquity) {
  strategy_.wish({weight(kA, 0.5)});
  venue_.commission = Money{};
  run(closes("2024-01-02", "100", "1", "1"));  // 500 of A
  run(closes("2024-01-03", "200", "1", "1"));  // equity 150,000: 375 of A
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "SELL 125 #0"));
}

TEST_F(OrderPathTest, TargetLargerThanAQuantityCanBe_StopsTheRun) {
  strategy_.wish({weight(kA, 1.0)});
  config_.seed_capital = money("100000000000");
  const auto ran = path().run(closes("2024-01-02", "0.00000001", "1", "1"));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message,
            "the target of AAA on 2024-01-02 is larger than a quantity can be");
}

TEST_F(OrderPathTest, ChangeLargerThanAQuantityCanBe_StopsTheRun) {
  strategy_.wish({quantity(kA, "90000000000")});
  run(closes("2024-01-02", "0.01", "1", "1"));
  strategy_.wish({quantity(kA, "-90000000000")});
  EXPECT_FALSE(path().run(closes("2024-01-03", "0.01", "1", "1")));
}

// --- What a strategy may not do ------------------------------------------------------------------

class StrategyMistake : public OrderPathTest {
 protected:
  sluice_status give(std::vector<sluice_target> targets) {
    sluice_status status = SLUICE_OK;
    strategy_.decide = [&](const sluice_session&, const sluice_decision_sink& sink) {
      status = sink.on_targets(sink.context, rows_of(targets));
      return Result<void>{};
    };
    EXPECT_TRUE(path().run(closes("2024-01-02", "1", "1", "1")));
    return status;
  }
  sluice_status give(sluice_intent intent) {
    sluice_status status = SLUICE_OK;
    strategy_.decide = [&](const sluice_session&, const sluice_decision_sink& sink) {
      status = sink.on_intents(sink.context, {&intent, 1, sizeof intent});
      return Result<void>{};
    };
    EXPECT_TRUE(path().run(closes("2024-01-02", "1", "1", "1")));
    return status;
  }
};

TEST_F(StrategyMistake, TargetOfNoInstrument) {
  EXPECT_EQ(give({weight(3, 0.1)}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, TargetOfNoKind) {
  EXPECT_EQ(give({{kA, 3, 0.1, 0}}), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(sent(), IsEmpty());
}
TEST_F(StrategyMistake, WeightThatIsNotANumber) {
  EXPECT_EQ(give({weight(kA, std::nan(""))}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, WeightThatIsInfinite) {
  EXPECT_EQ(give({weight(kA, -INFINITY)}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, TwoTargetsForOneInstrument) {
  EXPECT_EQ(give({weight(kA, 0.1), weight(kA, 0.2)}), SLUICE_ERROR_ARGUMENT);
}

struct BadIntent {
  const char* name;
  sluice_intent intent;
};
class StrategyBadIntent : public StrategyMistake,
                          public ::testing::WithParamInterface<BadIntent> {};
TEST_P(StrategyBadIntent, IsRefused) {
  EXPECT_EQ(give(GetParam().intent), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(sent(), IsEmpty());
}
constexpr std::uint8_t kBuy = SLUICE_SIDE_BUY, kMarket = SLUICE_ORDER_MARKET,
                       kLimit = SLUICE_ORDER_LIMIT, kTifDay = SLUICE_TIF_DAY;
constexpr BadIntent kBadIntents[] = {
    {"no_instrument", {3, kBuy, kMarket, kTifDay, 0, 1, 0}},
    {"no_side", {kA, 0, kMarket, kTifDay, 0, 1, 0}},
    {"unknown_side", {kA, 3, kMarket, kTifDay, 0, 1, 0}},
    {"no_type", {kA, kBuy, 0, kTifDay, 0, 1, 0}},
    {"unknown_type", {kA, kBuy, 3, kTifDay, 0, 1, 0}},
    {"no_time_in_force", {kA, kBuy, kMarket, 0, 0, 1, 0}},
    {"unknown_time_in_force", {kA, kBuy, kMarket, 3, 0, 1, 0}},
    {"no_quantity", {kA, kBuy, kMarket, kTifDay, 0, 0, 0}},
    {"negative_quantity", {kA, kBuy, kMarket, kTifDay, 0, -1, 0}},
    {"market_order_with_a_limit", {kA, kBuy, kMarket, kTifDay, 0, 1, 5}},
    {"limit_order_without_one", {kA, kBuy, kLimit, kTifDay, 0, 1, 0}},
    {"negative_limit", {kA, kBuy, kLimit, kTifDay, 0, 1, -5}},
};
INSTANTIATE_TEST_SUITE_P(OrderPath, StrategyBadIntent, ::testing::ValuesIn(kBadIntents),
                         [](const auto& bad) { return std::string{bad.param.name}; });

TEST_F(StrategyMistake, ValidIntent_IsSent) {
  EXPECT_EQ(give(sluice_intent{kB, SLUICE_SIDE_SELL, kLimit, SLUICE_TIF_IOC, 0, qty("5").raw(),
                               px("1.5").raw()}),
            SLUICE_OK);
  ASSERT_THAT(sent(), ElementsAre("SELL 5 #1"));
  EXPECT_EQ(venue_.received[0].limit_price, px("1.5").raw());
  EXPECT_EQ(venue_.received[0].time_in_force, SLUICE_TIF_IOC);
}

TEST_F(OrderPathTest, DecisionsOutsideARebalanceSession_AreRefused) {
  config_.rebalance = RebalanceFrequency::kMonthly;
  std::vector<sluice_status> targets, intents;
  std::vector<int> rebalance;
  strategy_.decide = [&](const sluice_session& seen, const sluice_decision_sink& sink) {
    const auto target = quantity(kA, "5");
    const sluice_intent intent{kB, kBuy, kMarket, kTifDay, 0, qty("1").raw(), 0};
    rebalance.push_back(seen.rebalance);
    targets.push_back(sink.on_targets(sink.context, {&target, 1, sizeof target}));
    intents.push_back(sink.on_intents(sink.context, {&intent, 1, sizeof intent}));
    return Result<void>{};
  };
  run(closes("2024-01-30", "1", "1", "1"));  // the first session of the run
  EXPECT_TRUE(path().day().rebalance);
  run(closes("2024-01-31", "1", "1", "1"));
  EXPECT_FALSE(path().day().rebalance);
  run(closes("2024-02-01", "1", "1", "1"));
  EXPECT_THAT(rebalance, ElementsAre(1, 0, 1));
  EXPECT_THAT(targets, ElementsAre(SLUICE_OK, SLUICE_ERROR_STATE, SLUICE_OK));
  EXPECT_THAT(intents, ElementsAre(SLUICE_OK, SLUICE_ERROR_STATE, SLUICE_OK));
  EXPECT_THAT(sent(), ElementsAre("BUY 5 #0", "BUY 1 #1", "BUY 1 #1"));
}

TEST_F(OrderPathTest, StrategyThatFails_StopsTheRun) {
  strategy_.decide = [](const auto&, const auto&) -> Result<void> { return Error{"quarantined"}; };
  const auto ran = path().run(closes("2024-01-02", "1", "1", "1"));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message, "quarantined");
}

TEST_F(OrderPathTest, VenueThatFailsOnTheMarket_StopsTheRun) {
  venue_.broken = Error{"no market"};
  EXPECT_FALSE(path().run(closes("2024-01-02", "1", "1", "1")));
}

// --- Missing prices ------------------------------------------------------------------------------

class MissingPriceTest : public OrderPathTest,
                         public ::testing::WithParamInterface<market::MissingPrice> {
 protected:
  // B trades on the first day alone; on the second the strategy wants one more of each.
  Result<void> two_days() {
    config_.missing_price = GetParam();
    strategy_.wish({quantity(kA, "1"), quantity(kB, "1")});
    run(closes("2024-01-02", "10", "20", "1"));
    strategy_.wish({quantity(kA, "2"), quantity(kB, "2")});
    return path().run(session("2024-01-03", {bar({}, kA, "11"), bar({}, kC, "1")}));
  }
};
INSTANTIATE_TEST_SUITE_P(OrderPath, MissingPriceTest,
                         ::testing::Values(market::MissingPrice::kLast, market::MissingPrice::kSkip,
                                           market::MissingPrice::kError),
                         [](const auto& policy) {
                           return policy.param == market::MissingPrice::kLast   ? "last"
                                  : policy.param == market::MissingPrice::kSkip ? "skip"
                                                                                : "error";
                         });

TEST_P(MissingPriceTest, FollowsThePolicy) {
  const auto ran = two_days();
  switch (GetParam()) {
    case market::MissingPrice::kLast:
      ASSERT_TRUE(ran);
      EXPECT_THAT(sent(), ElementsAre("BUY 1 #0", "BUY 1 #1", "BUY 1 #0", "BUY 1 #1"));
      EXPECT_EQ(venue_.received[3].reference_price, px("20").raw());
      EXPECT_EQ(venue_.received[3].reference_time, day("2024-01-02").nanoseconds());
      break;
    case market::MissingPrice::kSkip:
      ASSERT_TRUE(ran);
      EXPECT_THAT(sent(), ElementsAre("BUY 1 #0", "BUY 1 #1", "BUY 1 #0"));
      break;
    case market::MissingPrice::kError:
      ASSERT_FALSE(ran);
      EXPECT_THAT(ran.error().message, HasSubstr("BBB has no price on 2024-01-03"));
      EXPECT_EQ(venue_.received.size(), 2u) << "nothing is sent on that day";
      return;
  }
  // 100,000 - 10 - 20 - 11 - 3 commissions, B still worth 20.
  EXPECT_EQ(path().day().equity, money("99998"));
}

TEST_F(OrderPathTest, InstrumentThatNeverTraded_GetsNoOrder) {
  strategy_.wish({weight(kA, 0.5), weight(kB, 0.5)});
  run(session("2024-01-02", {bar({}, kA, "10")}));
  EXPECT_THAT(sent(), ElementsAre("BUY 5000 #0"));
}

}  // namespace
}  // namespace sluice::drivers
