// SPDX-License-Identifier: Apache-2.0
#include "risk_rules/portfolio_pnl.hpp"

#include <algorithm>

#include <rapidcheck.h>

#include "account.hpp"
#include "price_history.hpp"

namespace sluice::risk_rules::test {
namespace {

constexpr std::uint32_t kInstruments = 5;

class PortfolioPnlTest : public ::testing::Test {
 protected:
  PortfolioPnlTest() {
    for (std::uint32_t i = 0; i < kInstruments; ++i) {
      market_.add_instrument("S" + std::to_string(i));
      walks_.emplace_back(i + 1);
    }
    for (int number = 0; number < 30; ++number)
      for (std::uint32_t i = 0; i < kInstruments; ++i)
        market_.add_bar(i, day(number), walks_[i].next());
    returns_.update(market_.view());
    pnl_.rebuild(RiskView{account_.view()}, returns_);
  }
  bool sync(std::uint32_t likely) { return pnl_.sync(RiskView{account_.view()}, returns_, likely); }
  bool equals_a_rebuild() {
    PortfolioPnl fresh;
    fresh.rebuild(RiskView{account_.view()}, returns_);
    return std::ranges::equal(pnl_.daily(), fresh.daily());
  }
  testing::MockMarket market_;
  std::vector<PriceWalk> walks_;
  ReturnWindow returns_{20};
  Account account_{kInstruments};
  PortfolioPnl pnl_;
};

TEST_F(PortfolioPnlTest, Sync_AfterAnApproval_FollowsTheRow) {
  account_.approve(market_order(2, kBuy, "10", "100"));
  ASSERT_TRUE(sync(2));
  // 1000 in 1e-4 of the currency, times the return.
  EXPECT_EQ(pnl_.daily()[7], int128{10'000'000} * returns_.of(2)[7]);
}

TEST_F(PortfolioPnlTest, Sync_WhenOtherRowsChangedThanExpected_FindsThem) {
  account_.hold(0, "10");
  account_.hold(4, "-20");
  ASSERT_TRUE(sync(2));
  EXPECT_TRUE(equals_a_rebuild());
}

TEST_F(PortfolioPnlTest, Sync_AtALaterTime_ComparesEveryRow) {
  account_.hold(0, "10");
  account_.hold(1, "10");
  ASSERT_TRUE(sync(0));
  // Gross and net stay what they were.
  account_.hold(0, "5");
  account_.hold(1, "15");
  account_.fields().now = 1;
  ASSERT_TRUE(sync(3));
  EXPECT_TRUE(equals_a_rebuild());
}

TEST_F(PortfolioPnlTest, Sync_WhenAPositionTurnsRound_SeesItThoughGrossIsTheSame) {
  account_.hold(0, "10");
  ASSERT_TRUE(sync(0));
  account_.hold(0, "-10");
  ASSERT_TRUE(sync(3));
  EXPECT_TRUE(equals_a_rebuild());
}

TEST_F(PortfolioPnlTest, Sync_WhenOnlyGrossChanged_SeesIt) {
  account_.hold(0, "10");
  account_.hold(1, "-10");
  ASSERT_TRUE(sync(0));
  account_.hold(0, "20");
  account_.hold(1, "-20");
  ASSERT_TRUE(sync(3));
  EXPECT_TRUE(equals_a_rebuild());
}

TEST_F(PortfolioPnlTest, Sync_WithTheViewUnchanged_KeepsItsRevision) {
  account_.hold(0, "10");
  ASSERT_TRUE(sync(0));
  const auto revision = pnl_.revision();
  ASSERT_TRUE(sync(0));
  EXPECT_EQ(pnl_.revision(), revision);
}

TEST_F(PortfolioPnlTest, Sync_WithAValueTooLarge_FailsUntilItIsGone) {
  const sluice_risk_view* view = account_.view();
  account_.row(1).projected_value = {0, INT64_MAX};
  account_.fields().gross_exposure = account_.fields().net_exposure = {0, INT64_MAX};
  EXPECT_FALSE(pnl_.sync(RiskView{view}, returns_, 1));
  EXPECT_FALSE(pnl_.sync(RiskView{view}, returns_, 0));
  EXPECT_TRUE(sync(1));
  EXPECT_TRUE(equals_a_rebuild());
}

TEST_F(PortfolioPnlTest, Sync_WithOtherInstruments_Fails) {
  Account other{kInstruments + 1};
  EXPECT_FALSE(pnl_.sync(RiskView{other.view()}, returns_, 0));
}

TEST_F(PortfolioPnlTest, Sync_AfterAnyApprovals_EqualsARebuild) {
  const bool holds = rc::check([this] {
    Account account{kInstruments};
    PortfolioPnl followed;
    followed.rebuild(RiskView{account.view()}, returns_);
    const auto steps = *rc::gen::inRange(1, 40);
    for (int step = 0; step < steps; ++step) {
      sluice_order order = market_order(*rc::gen::inRange(0u, kInstruments), kBuy, "1", "100");
      order.side = *rc::gen::arbitrary<bool>() ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL;
      order.quantity = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
      account.approve(order);
      // Some approvals are not followed at once: another rule's business.
      if (*rc::gen::arbitrary<bool>())
        RC_ASSERT(followed.sync(RiskView{account.view()}, returns_, order.instrument));
    }
    RC_ASSERT(followed.sync(RiskView{account.view()}, returns_, 0));
    PortfolioPnl fresh;
    fresh.rebuild(RiskView{account.view()}, returns_);
    RC_ASSERT(std::ranges::equal(followed.daily(), fresh.daily()));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::risk_rules::test
