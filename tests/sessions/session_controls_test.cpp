// SPDX-License-Identifier: Apache-2.0
//
// session_controls_test.cpp: the three safety-critical controls at, below and above their limits.
// scripts/mutate_controls weakens every line of session_controls.cpp; each has to fail here.
#include "sessions/session_controls.hpp"

#include <gtest/gtest.h>

namespace sluice::sessions {
namespace {

Money amount(std::string_view text) { return *Money::parse(text); }
Ratio share(std::string_view text) { return *Ratio::parse(text); }

const ControlLimits kLimits{3, share("0.1"), share("0.02")};

ControlView view_of(std::uint32_t positions, std::string_view equity, std::string_view day_equity) {
  return {positions, amount(equity), amount(day_equity)};
}

TEST(SessionControls, Positions_AtTheLimit_OneMoreIsABreach) {
  EXPECT_TRUE(check_positions(kLimits, view_of(0, "1", "1")).passes());
  EXPECT_TRUE(check_positions(kLimits, view_of(2, "1", "1")).passes());
  const auto answer = check_positions(kLimits, view_of(3, "1", "1"));
  EXPECT_EQ(answer.breach, Breach::kMaxPositions);
  EXPECT_EQ(answer.text(), "MAX_POSITIONS: measured=4, limit=3");
  EXPECT_FALSE(check_positions({}, view_of(0, "1", "1")).passes());
  EXPECT_FALSE(check_positions({UINT32_MAX, {}, {}}, view_of(UINT32_MAX, "1", "1")).passes());
}

TEST(SessionControls, Size_AboveItsShareOfEquity_IsABreach) {
  const auto view = view_of(0, "100000", "1");
  EXPECT_TRUE(check_size(kLimits, view, amount("9999.99999999")).passes());
  EXPECT_TRUE(check_size(kLimits, view, amount("10000")).passes());
  const auto answer = check_size(kLimits, view, amount("10000.00000001"));
  EXPECT_EQ(answer.breach, Breach::kPositionSize);
  EXPECT_EQ(answer.text(), "MAX_POSITION_SIZE: measured=10000.00000001, limit=10000");
}

TEST(SessionControls, Size_TheShareIsCut_NeverRoundedUp) {
  // 10 % of 0.00000019 is 0.000000019: two hundred-millionths would be more.
  EXPECT_EQ(check_size(kLimits, view_of(0, "0.00000019", "1"), Money{}).limit,
            amount("0.00000001"));
}

TEST(SessionControls, Size_OfAnAccountWorthNothing_IsABreach) {
  EXPECT_FALSE(check_size(kLimits, view_of(0, "0", "1"), amount("0.00000001")).passes());
  // A share of a debt is no room either.
  const auto answer = check_size(kLimits, view_of(0, "-100", "1"), amount("0.00000001"));
  EXPECT_FALSE(answer.passes());
  EXPECT_EQ(answer.limit, Money{});
}

TEST(SessionControls, Size_ThatCannotBeComputed_IsABreach) {
  const ControlView rich{0, Money::from_raw(int128{1} << 126), Money{}};
  EXPECT_FALSE(check_size({1, share("1000"), {}}, rich, amount("1")).passes());
}

TEST(SessionControls, Loss_AtItsLimit_IsReached) {
  EXPECT_TRUE(check_daily_loss(kLimits, view_of(0, "100000", "100000")).passes());
  EXPECT_TRUE(check_daily_loss(kLimits, view_of(0, "98000.00000001", "100000")).passes());
  const auto answer = check_daily_loss(kLimits, view_of(0, "98000", "100000"));
  EXPECT_EQ(answer.breach, Breach::kDailyLoss);
  EXPECT_EQ(answer.text(), "MAX_DAILY_LOSS: measured=2000, limit=2000");
  EXPECT_TRUE(check_daily_loss(kLimits, view_of(0, "120000", "100000")).passes());
}

TEST(SessionControls, Loss_IsAShareOfTheDaysBeginning_NotOfNow) {
  EXPECT_EQ(check_daily_loss(kLimits, view_of(0, "50000", "100000")).limit, amount("2000"));
}

TEST(SessionControls, Loss_OfADayThatBeganWithNothing_IsReached) {
  EXPECT_FALSE(check_daily_loss(kLimits, view_of(0, "0", "0")).passes());
}

TEST(SessionControls, Loss_ThatCannotBeComputed_IsReached) {
  const Money huge = Money::from_raw((int128{1} << 126) - 1 + (int128{1} << 126));
  const ControlView view{0, Money::from_raw(-(huge.raw() / 2) - 2), huge};
  const auto answer = check_daily_loss(kLimits, view);
  EXPECT_EQ(answer.breach, Breach::kDailyLoss);
}

TEST(SessionControls, Entry_IsRefusedByEachControlAlone_TheLossFirst) {
  const Money small = amount("1");
  EXPECT_TRUE(check_entry(kLimits, view_of(2, "100000", "100000"), small).passes());
  EXPECT_EQ(check_entry(kLimits, view_of(2, "98000", "100000"), small).breach, Breach::kDailyLoss);
  EXPECT_EQ(check_entry(kLimits, view_of(3, "100000", "100000"), small).breach,
            Breach::kMaxPositions);
  EXPECT_EQ(check_entry(kLimits, view_of(2, "100000", "100000"), amount("10001")).breach,
            Breach::kPositionSize);
  EXPECT_EQ(check_entry(kLimits, view_of(3, "98000", "100000"), amount("10001")).breach,
            Breach::kDailyLoss);
  EXPECT_EQ(check_entry(kLimits, view_of(3, "100000", "100000"), amount("10001")).breach,
            Breach::kMaxPositions);
}

TEST(SessionControls, EveryBreach_HasItsCode) {
  EXPECT_EQ(code(Breach::kNone), "");
  EXPECT_EQ(code(Breach::kMaxPositions), "MAX_POSITIONS");
  EXPECT_EQ(code(Breach::kPositionSize), "MAX_POSITION_SIZE");
  EXPECT_EQ(code(Breach::kDailyLoss), "MAX_DAILY_LOSS");
  EXPECT_EQ(check_positions(kLimits, view_of(0, "1", "1")).text(), "");
}

TEST(SessionControls, RiskStatus_TellsTheHeadroomOfEveryControl) {
  const auto status = risk_status(kLimits, view_of(1, "99500", "100000"), true, false);
  EXPECT_EQ(status.current_positions, 1u);
  EXPECT_EQ(status.max_positions, 3u);
  EXPECT_EQ(status.positions_headroom, 2u);
  EXPECT_EQ(status.position_size_limit, amount("9950"));
  EXPECT_EQ(status.daily_pnl, amount("-500"));
  EXPECT_EQ(status.daily_loss_limit, amount("2000"));
  EXPECT_EQ(status.daily_loss_headroom, amount("1500"));
  EXPECT_TRUE(status.is_within_trading_hours);
  EXPECT_FALSE(status.is_daily_limit_reached);
}

TEST(SessionControls, RiskStatus_WithNothingLeft_TellsZero) {
  const auto over = risk_status(kLimits, view_of(4, "97000", "100000"), false, false);
  EXPECT_EQ(over.positions_headroom, 0u);
  EXPECT_EQ(over.daily_loss_headroom, Money{});
  EXPECT_TRUE(over.is_daily_limit_reached);
  EXPECT_FALSE(over.is_within_trading_hours);
  const auto full = risk_status(kLimits, view_of(3, "100000", "100000"), true, false);
  EXPECT_EQ(full.positions_headroom, 0u);
  // The day's loss was reached before: the market came back, the day is over all the same.
  const auto latched = risk_status(kLimits, view_of(0, "100000", "100000"), true, true);
  EXPECT_TRUE(latched.is_daily_limit_reached);
  EXPECT_EQ(latched.daily_loss_headroom, Money{});
}

}  // namespace
}  // namespace sluice::sessions
