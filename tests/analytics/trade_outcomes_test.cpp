// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sluice/statistics.hpp>

#include "support/domain_values.hpp"

namespace sluice::statistics {
namespace {

using testing::money;

struct Book {
  TradeOutcomes outcomes;
  void trade(const char* bought, const char* at, const char* costs = "0") {
    outcomes.add("A", Quantity::parse(bought).value(), Price::parse(at).value(), money(costs));
  }
  [[nodiscard]] const TradeFigures& figures() const { return outcomes.figures(); }
};

TEST(TradeOutcomes, APurchaseAlone_ClosesNothing) {
  Book book;
  book.trade("10", "100");
  EXPECT_EQ(book.figures().closed, 0U);
  EXPECT_EQ(book.figures().win_rate(), std::nullopt);
  EXPECT_EQ(book.figures().profit_factor(), std::nullopt);
}

TEST(TradeOutcomes, ASale_EarnsItsDistanceFromTheAveragePrice) {
  Book book;
  book.trade("10", "100");
  book.trade("10", "110");
  book.trade("-5", "115");
  EXPECT_EQ(book.figures().wins, 1U);
  EXPECT_DOUBLE_EQ(book.figures().gained, 50);
}

TEST(TradeOutcomes, Costs_OfBothEndsAreBorneByWhatCloses) {
  Book book;
  book.trade("10", "100", "4");
  book.trade("-5", "100", "1");
  EXPECT_EQ(book.figures().losses, 1U);
  EXPECT_DOUBLE_EQ(book.figures().lost, -3);
}

TEST(TradeOutcomes, AFillThroughZero_ClosesOnePartAndOpensTheOther) {
  Book book;
  book.trade("10", "100");
  book.trade("-15", "90", "3");  // 10 closed with 2 of the costs, 5 short with 1
  EXPECT_NEAR(book.figures().lost, -102, 1e-9);
  book.trade("5", "80");
  EXPECT_NEAR(book.figures().gained, 49, 1e-9);
  EXPECT_EQ(book.figures().closed, 2U);
  EXPECT_NEAR(book.figures().payoff().value(), 49.0 / 102.0, 1e-12);
}

TEST(TradeOutcomes, NeitherWonNorLost_IsClosedAllTheSame) {
  Book book;
  book.trade("10", "100");
  book.trade("-10", "100");
  EXPECT_EQ(book.figures().closed, 1U);
  EXPECT_EQ(book.figures().win_rate(), 0.0);
  EXPECT_EQ(book.figures().expectancy(), 0.0);
}

TEST(CapacityEstimate, IsWhereTheWeightedTradeReachesItsShareOfTheVolume) {
  CapacityEstimate estimate;
  estimate.add(1'000, 100'000, 1'000'000);  // 0.1 % of the volume at this capital
  EXPECT_DOUBLE_EQ(estimate.at(0.10).value(), 10'000'000);
  estimate.add(3'000, 100'000, 1'000'000);  // thrice as heavy, and three times its weight
  EXPECT_DOUBLE_EQ(estimate.at(0.10).value(), 4'000'000);
}

TEST(CapacityEstimate, WhereNoVolumeIsKnown_IsNotDefined) {
  CapacityEstimate estimate;
  estimate.add(1'000, 100'000, 0);
  EXPECT_EQ(estimate.at(0.10), std::nullopt);
  EXPECT_EQ(estimate.covered(), 0);
}

TEST(Exposure, TellsLongsFromShorts) {
  HeldValue held;
  held.add(700);
  held.add(-300);
  const Exposure exposure = held.over(1'000).value();
  EXPECT_DOUBLE_EQ(exposure.gross(), 1.0);
  EXPECT_DOUBLE_EQ(exposure.net(), 0.4);
  EXPECT_DOUBLE_EQ(exposure.shorts, -0.3);
  EXPECT_FALSE(held.over(0).has_value());
}

TEST(DailyFigure, LeavesOutDaysThatHaveNone) {
  DailyFigure figure;
  EXPECT_EQ(figure.average(), std::nullopt);
  figure.add(0.5);
  figure.add(std::nullopt);
  EXPECT_EQ(figure.average(), 0.5);
  EXPECT_EQ(figure.last(), std::nullopt);
  EXPECT_EQ(figure.lowest(), 0.5);
}

}  // namespace
}  // namespace sluice::statistics
