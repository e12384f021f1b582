// SPDX-License-Identifier: Apache-2.0
//
// strategy_test.cpp: what the strategy does with its expressions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/formula/candles.hpp"
#include "strategies/formula/formula.hpp"
#include "support/allocations.hpp"

namespace sluice::strategies {
namespace {

using formula::session_time;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FormulaStrategyTest : public ::testing::Test {
 protected:
  testing::MockStrategy make(const std::string& params) {
    return testing::MockStrategy{strategy<Formula>.describe(), params, host};
  }
  // The next session, with these closes; 0: no bar.
  void session(const std::vector<double>& closes) {
    market.set_as_of(session_time(day));
    for (std::uint32_t i = 0; i < closes.size(); ++i)
      if (closes[i] > 0) market.add_bar(formula::bar_of({0, 0, 0, closes[i], 0}, i, day));
    ++day;
  }
  std::vector<double> decide(testing::MockStrategy& of, bool rebalance = true) {
    EXPECT_EQ(of.on_bars(market.session(rebalance)), SLUICE_OK) << of.error();
    std::vector<double> weights;
    for (const sluice_target& target : of.targets()) weights.push_back(target.weight);
    return weights;
  }

  testing::MockHost host;
  testing::MockMarket market;
  std::uint32_t a = market.add_instrument("A");
  std::uint32_t b = market.add_instrument("B");
  std::uint32_t c = market.add_instrument("C");
  std::uint32_t d = market.add_instrument("D");
  std::size_t day = 0;
};

TEST_F(FormulaStrategyTest, OnBars_WithEntryAlone_HoldsWhatItHoldsFor) {
  auto made = make(R"j({"entry":"close > lag(close, 1)","exposure":0.8})j");
  session({10, 10, 10, 10});
  EXPECT_THAT(decide(made), ElementsAre(0, 0, 0, 0));
  session({11, 9, 10, 12});
  EXPECT_THAT(decide(made), ElementsAre(0.2, 0, 0, 0.2));
  session({10, 10, 0, 13});
  EXPECT_THAT(decide(made), ElementsAre(0, 0.2, 0, 0.2));
}

TEST_F(FormulaStrategyTest, OnBars_OffRebalance_DecidesNothingButKeepsUp) {
  auto made = make(R"j({"entry":"highest(close, 2) >= 20"})j");
  session({20, 1, 1, 1});
  EXPECT_THAT(decide(made, false), IsEmpty());
  session({10, 1, 1, 1});
  EXPECT_THAT(decide(made), ElementsAre(0.95 / 4, 0, 0, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WithExit_KeepsWhatIsHeldUntilItHolds) {
  auto made = make(R"j({"entry":"close > 20","exit":"close < 10","exposure":0.4})j");
  market.set_position(a, "5");
  market.set_position(b, "5");
  market.set_position(c, "-5");
  session({15, 9, 15, 21});
  EXPECT_THAT(decide(made), ElementsAre(0.1, 0, 0, 0.1));
}

TEST_F(FormulaStrategyTest, OnBars_WhenExitHoldsToo_DoesNotEnter) {
  auto made = make(R"j({"entry":"close > 20","exit":"close > 30"})j");
  session({25, 35, 5, 5});
  EXPECT_THAT(decide(made), ElementsAre(0.95 / 4, 0, 0, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WhileAConditionIsUndefined_TakesItForFalse) {
  auto made = make(R"j({"entry":"sma(close, 9) > 1","exit":"not sma(close, 9) > 1"})j");
  market.set_position(a, "5");
  session({15, 15, 15, 15});
  EXPECT_THAT(decide(made), ElementsAre(0.95 / 4, 0, 0, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WithRank_TakesTheHighestAndNoneWithoutOne) {
  auto made = make(R"j({"entry":"close > 1","rank":"log(close - 10)","max_positions":2,
                       "exposure":0.9})j");
  session({30, 9, 20, 40});
  EXPECT_THAT(decide(made), ElementsAre(0.45, 0, 0, 0.45));
  session({9, 9, 20, 9});
  EXPECT_THAT(decide(made), ElementsAre(0, 0, 0.45, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WithoutRank_PrefersWhatIsHeldThenTheOrderOfTheUniverse) {
  auto made = make(R"j({"entry":"close > 1","max_positions":2,"exposure":0.9})j");
  session({5, 5, 5, 5});
  EXPECT_THAT(decide(made), ElementsAre(0.45, 0.45, 0, 0));
  market.set_position(d, "5");
  EXPECT_THAT(decide(made), ElementsAre(0.45, 0, 0, 0.45));
}

TEST_F(FormulaStrategyTest, OnBars_WhenRanksTie_TakesTheFirstOfTheUniverse) {
  auto made = make(R"j({"entry":"close > 1","rank":"close","max_positions":1})j");
  session({5, 7, 7, 7});
  EXPECT_THAT(decide(made), ElementsAre(0, 0.95, 0, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WhenShort_SellsAndCountsShortPositionsAsHeld) {
  auto made = make(
      R"j({"entry":"close < 10","exit":"not position or close > 20","direction":"short",
          "exposure":0.8})j");
  market.set_position(a, "-5");
  market.set_position(b, "5");
  session({15, 15, 9, 25});
  EXPECT_THAT(decide(made), ElementsAre(-0.2, 0, 0, 0));
}

TEST_F(FormulaStrategyTest, OnBars_WithBarsHeld_LeavesAfterThatManyBars) {
  auto made = make(R"j({"entry":"close > 1","exit":"bars_held >= 3","exposure":0.4})j");
  session({5, 5, 5, 5});
  EXPECT_THAT(decide(made), ElementsAre(0.1, 0.1, 0.1, 0.1));
  market.set_position(a, "5");
  session({5, 5, 5, 5});
  decide(made);
  session({0, 5, 5, 5});  // no bar: not a bar held
  EXPECT_EQ(decide(made)[a], 0.1);
  session({5, 5, 5, 5});
  EXPECT_EQ(decide(made)[a], 0.1);
  session({5, 5, 5, 5});
  EXPECT_EQ(decide(made)[a], 0.0);
  market.set_position(a, "0");
  EXPECT_EQ(decide(made)[a], 0.1);
}

// Two runs, the second of which begins with what the first has saved and skips no bar.
TEST_F(FormulaStrategyTest, State_CarriesBarsHeldToTheNextRun) {
  const char* const params = R"j({"entry":"close > 1","exit":"bars_held >= 4"})j";
  auto first = make(params);
  market.set_position(b, "5");
  for (int i = 0; i < 2; ++i) {
    session({5, 5, 5, 5});
    decide(first);
  }
  EXPECT_THAT(first.save_state(), HasSubstr(R"("bars_held":{"B":2}})"));
  auto second = make(params);
  ASSERT_EQ(second.load_state(first.save_state()), SLUICE_OK);
  EXPECT_EQ(second.save_state(), first.save_state());
  session({5, 5, 5, 5});  // not run
  session({5, 5, 5, 5});
  EXPECT_EQ(decide(second)[b], 0.0);
  EXPECT_THAT(second.save_state(), HasSubstr(R"j({"B":4}})j"));
}

TEST_F(FormulaStrategyTest, State_OfAFormulaWithoutBarsHeld_IsEmpty) {
  auto made = make(R"j({"entry":"close > 1 and not position"})j");
  market.set_position(b, "5");
  session({5, 5, 5, 5});
  decide(made);
  EXPECT_EQ(made.save_state(), "");
  EXPECT_EQ(made.load_state(""), SLUICE_OK);
}

TEST_F(FormulaStrategyTest, State_ThatIsNotItsOwn_IsRefused) {
  auto made = make(R"j({"entry":"bars_held > 1"})j");
  for (const char* text :
       {"x", "{}", R"j({"last":0,"bars_held":[]})j", R"j({"last":0.5,"bars_held":{}})j",
        R"j({"last":0,"bars_held":{"A":-1}})j", R"j({"last":0,"bars_held":{"A":"1"}})j"}) {
    EXPECT_EQ(made.load_state(text), SLUICE_ERROR_ARGUMENT) << text;
    EXPECT_THAT(made.error(), HasSubstr(R"j({"last":0,"bars_held":{"ABC":3}})j"));
  }
}

TEST_F(FormulaStrategyTest, Create_WithAFaultyExpression_NamesParameterAndPlace) {
  const auto refusal = [&](const char* params) {
    const testing::MockStrategy made{strategy<Formula>.describe(), params, host};
    EXPECT_EQ(made.status(), SLUICE_ERROR_ARGUMENT);
    return std::string{made.error()};
  };
  EXPECT_EQ(refusal(R"j({"entry":"smma(close, 20) > 1"})j"),
            "'entry': column 1: unknown function 'smma'; did you mean 'sma'?\n"
            "  smma(close, 20) > 1\n"
            "  ^");
  EXPECT_THAT(refusal(R"j({"entry":"close > 1","exit":"close"})j"),
              HasSubstr("'exit': column 1: "));
  EXPECT_THAT(refusal(R"j({"entry":"close > 1","rank":"true"})j"), HasSubstr("'rank': column 1: "));
}

TEST_F(FormulaStrategyTest, LookbackSessions_CoversTheMemoryAndSomeGaps) {
  EXPECT_EQ(make(R"j({"entry":"close > 1"})j").lookback_sessions(), 22u);
  EXPECT_EQ(make(R"j({"entry":"sma(close, 50) > 1"})j").lookback_sessions(), 71u);
  EXPECT_EQ(make(R"j({"entry":"ema(close, 20) > 1"})j").lookback_sessions(), 181u);
  EXPECT_EQ(make(R"j({"entry":"rsi(close, 14) > 1"})j").lookback_sessions(), 246u);
  EXPECT_EQ(make(R"j({"entry":"close > 1","rank":"sma(lag(close, 9), 30)"
})j")
                .lookback_sessions(),
            60u);
}

TEST_F(FormulaStrategyTest, OnBars_OnceWarm_AllocatesNothing) {
  auto made = make(
      R"j({"entry":"rsi(close, 2) < 70 and cross_above(sma(close, 2), ema(close, 3))",
          "exit":"bars_held > 2","rank":"zscore(close, 3) + highest(close, 4)",
          "max_positions":2})j");
  const auto& table = *static_cast<const sluice_strategy_v1*>(made.component().table);
  const sluice_decision_sink sink{
      nullptr, [](void*, sluice_rows) { return sluice_status{SLUICE_OK}; }, nullptr};
  const auto cost = [&](double price) {
    session({price, price + 1, price - 1, price + 2});
    const sluice_session* shown = market.session();
    const std::uint64_t before = testing::allocations();
    EXPECT_EQ(table.on_bars(made.get(), shown, &sink, nullptr), SLUICE_OK);
    return testing::allocations() - before;
  };
  EXPECT_GT(cost(10), 0u);
  for (int i = 0; i < 12; ++i) cost(10 + i % 3);
  EXPECT_EQ(cost(12), 0u);
}

}  // namespace
}  // namespace sluice::strategies
