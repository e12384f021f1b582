// SPDX-License-Identifier: Apache-2.0
#include "strategies/trend_baseline.hpp"

#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

namespace sluice::strategies {
namespace {

class TrendBaselineTest : public ::testing::Test {
 protected:
  // Each entry is one session; an empty text is a missing bar.
  void add_closes(std::uint32_t instrument, const std::vector<std::string>& closes) {
    for (std::size_t day = 0; day < closes.size(); ++day)
      if (!closes[day].empty())
        market.add_bar(instrument, session_time(day), Price::from_raw(testing::units(closes[day])));
  }
  static Timestamp session_time(std::size_t day) {
    return Timestamp::from_date(Date::from_days(static_cast<sluice_date>(20'000 + day)));
  }
  // Weights of the session shown, by instrument.
  std::vector<double> decide(std::string_view params) {
    testing::MockStrategy trend{strategy<TrendBaseline>.describe(), params, host};
    EXPECT_TRUE(trend.ok()) << trend.error();
    EXPECT_EQ(trend.on_bars(market.session()), SLUICE_OK) << trend.error();
    std::vector<double> weights;
    for (const sluice_target& target : trend.targets()) {
      EXPECT_EQ(target.instrument, weights.size());
      EXPECT_EQ(target.kind, std::uint32_t{SLUICE_TARGET_WEIGHT});
      weights.push_back(target.weight);
    }
    return weights;
  }

  testing::MockHost host;
  testing::MockMarket market;
};

TEST_F(TrendBaselineTest, OnBars_WhenFastAverageIsAbove_TargetsItsShareOfTheUniverse) {
  const auto up = market.add_instrument("UP");
  const auto down = market.add_instrument("DOWN");
  add_closes(up, {"10", "10", "12"});
  add_closes(down, {"10", "10", "8"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.95 / 2, 0.0}));
}

TEST_F(TrendBaselineTest, OnBars_WhenAveragesTie_IsNotLong) {
  add_closes(market.add_instrument("TIE"), {"10.1", "10.3", "10.2"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.0}));
}

TEST_F(TrendBaselineTest, OnBars_WhenFastIsAboveByTheSmallestUnit_IsLong) {
  add_closes(market.add_instrument("HAIR"), {"10.1", "10.3", "10.20000001"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.95}));
}

TEST_F(TrendBaselineTest, OnBars_WhenSumsPassSixtyFourBits_StaysExact) {
  const std::string big = "92000000000";
  add_closes(market.add_instrument("BIG"), {big, big, "92000000000.00000001"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.95}));
}

TEST_F(TrendBaselineTest, OnBars_WithOneCloseTooFew_IsNotLong) {
  add_closes(market.add_instrument("YOUNG"), {"10", "11"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.0}));
}

TEST_F(TrendBaselineTest, OnBars_WithMissingBars_CountsTheClosesThatExist) {
  const auto gaps = market.add_instrument("GAPS");
  add_closes(gaps, {"10", "", "10", "", "12"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":3})"), (std::vector<double>{0.95}));
}

TEST_F(TrendBaselineTest, OnBars_WhenNotARebalanceSession_DecidesNothingButKeepsUp) {
  const auto up = market.add_instrument("UP");
  testing::MockStrategy trend{strategy<TrendBaseline>.describe(), R"({"ma_fast":1,"ma_slow":2})",
                              host};
  market.add_bar(up, "2025-01-02", "10");
  trend.on_bars(market.session(true));
  market.add_bar(up, "2025-01-03", "9");
  EXPECT_EQ(trend.on_bars(market.session(false)), SLUICE_OK);
  EXPECT_TRUE(trend.targets().empty());
  market.add_bar(up, "2025-01-06", "9.5");
  trend.on_bars(market.session(true));
  ASSERT_EQ(trend.targets().size(), 1u);
  EXPECT_EQ(trend.targets()[0].weight, 0.95);
}

TEST_F(TrendBaselineTest, OnBars_WithVolatilityAboveTarget_CutsTheWeightInProportion) {
  add_closes(market.add_instrument("WILD"), {"100", "110", "99", "130"});
  add_closes(market.add_instrument("CALM"), {"100", "100", "100", "100.00000001"});
  const auto whole = decide(R"({"ma_fast":1,"ma_slow":2})");
  const auto cut =
      decide(R"({"ma_fast":1,"ma_slow":2,"vol_scaling":true,"vol_window":3,"vol_target":0.15})");
  // Returns 0.1, -0.1 and 31/99; sample deviation 0.2066004, times the root of 252.
  EXPECT_NEAR(cut.at(0) / whole.at(0), 0.15 / 3.2796802, 1e-7);
  EXPECT_EQ(cut.at(1), whole.at(1));
}

TEST_F(TrendBaselineTest, OnBars_WhileVolatilityIsUnknown_IsNotLong) {
  add_closes(market.add_instrument("YOUNG"), {"10", "11"});
  EXPECT_EQ(decide(R"({"ma_fast":1,"ma_slow":2,"vol_scaling":true,"vol_window":2})"),
            (std::vector<double>{0.0}));
}

TEST_F(TrendBaselineTest, Create_WhenFastIsNotBelowSlow_NamesBoth) {
  testing::MockStrategy trend{strategy<TrendBaseline>.describe(), R"({"ma_fast":50,"ma_slow":50})",
                              host};
  EXPECT_EQ(trend.status(), SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(trend.error(), "parameter 'ma_fast' (50) must be below 'ma_slow' (50)");
}

TEST_F(TrendBaselineTest, LookbackSessions_CoversTheLongestWindow) {
  const auto lookback = [&](std::string_view params) {
    return testing::MockStrategy{strategy<TrendBaseline>.describe(), params, host}
        .lookback_sessions();
  };
  EXPECT_EQ(lookback("{}"), 71u);
  EXPECT_EQ(lookback(R"({"vol_window":90})"), 71u);
  EXPECT_EQ(lookback(R"({"vol_window":90,"vol_scaling":true})"), 112u);
}

TEST_F(TrendBaselineTest, OnBars_WithoutInstruments_DecidesNothing) {
  EXPECT_TRUE(decide("{}").empty());
}

}  // namespace
}  // namespace sluice::strategies
