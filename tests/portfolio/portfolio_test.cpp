// SPDX-License-Identifier: Apache-2.0
//
// portfolio_test.cpp: cash and positions after fills are exact, and every rounding is against us.
#include "portfolio/portfolio.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/exact_reference.hpp"
#include "support/domain_values.hpp"

namespace sluice::portfolio {
namespace {

using testing::money;
using testing::px;
using testing::qty;

Fill fill(Side side, std::string_view quantity, std::string_view price,
          std::string_view commission = "0", InstrumentId id = 0) {
  Fill made;
  made.instrument = id;
  made.side = side;
  made.quantity = qty(quantity);
  made.price = px(price);
  made.commission = money(commission);
  return made;
}

TEST(Portfolio, Buy_TakesCashAndCommission) {
  Portfolio portfolio{2, money("1000")};
  portfolio.apply(fill(Side::kBuy, "3", "101.25", "0.5", 1));
  EXPECT_EQ(portfolio.position(1), qty("3"));
  EXPECT_EQ(portfolio.position(0), qty("0"));
  EXPECT_EQ(portfolio.cash(), money("695.75"));
  EXPECT_EQ(portfolio.open_positions(), 1u);
}

TEST(Portfolio, Sell_BringsCashMinusCommission) {
  Portfolio portfolio{1, money("0")};
  portfolio.restore(0, qty("5"));
  portfolio.apply(fill(Side::kSell, "2", "10", "0.01"));
  EXPECT_EQ(portfolio.position(0), qty("3"));
  EXPECT_EQ(portfolio.cash(), money("19.99"));
}

TEST(Portfolio, SellingMoreThanHeld_GoesShort) {
  Portfolio portfolio{1, money("0")};
  portfolio.apply(fill(Side::kSell, "2", "10"));
  EXPECT_EQ(portfolio.position(0), qty("-2"));
  EXPECT_EQ(portfolio.open_positions(), 1u);
  portfolio.apply(fill(Side::kBuy, "2", "10"));
  EXPECT_EQ(portfolio.open_positions(), 0u);
}

// 0.33333333 * 0.5 = 0.166666665: neither side may gain the half unit.
TEST(Portfolio, AmountBetweenTwoUnits_IsRoundedAgainstUs) {
  Portfolio portfolio{1, money("1")};
  portfolio.apply(fill(Side::kBuy, "0.5", "0.33333333"));
  EXPECT_EQ(portfolio.cash(), money("0.83333333"));
  portfolio.apply(fill(Side::kSell, "0.5", "0.33333333"));
  EXPECT_EQ(portfolio.cash(), money("0.99999999"));
}

TEST(Portfolio, PositionsValue_IsTheSumOfMarksEachRoundedDown) {
  Portfolio portfolio{3, money("0")};
  portfolio.restore(0, qty("0.5"));
  portfolio.restore(2, qty("-0.5"));
  EXPECT_EQ(portfolio.positions_value([](InstrumentId id) {
    EXPECT_NE(id, 1u) << "an instrument without a position is not asked for";
    return px("0.33333333");
  }),
            money("-0.00000001"));
}

TEST(PortfolioDeathTest, PositionPastTheLargestQuantity_StopsTheRun) {
  Portfolio portfolio{1, money("0")};
  portfolio.restore(0, Quantity::from_raw(INT64_MAX));
  EXPECT_DEATH(portfolio.apply(fill(Side::kBuy, "0.00000001", "1")), "assertion failed");
}

// --- Against rationals ---------------------------------------------------------------------------

using exact::Big;
using exact::big;
using exact::Rational;

struct RandomFill {
  bool buy = true;
  std::int64_t quantity = 1;
  std::int64_t price = 1;
  std::int64_t commission = 0;
};

RandomFill random_fill() {
  RandomFill drawn;
  drawn.buy = *rc::gen::arbitrary<bool>();
  const auto up_to = [](std::int64_t low, std::int64_t high) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high));
  };
  drawn.quantity = up_to(1, 100'000 * kScale);
  drawn.price = up_to(1, 10'000 * kScale);
  drawn.commission = up_to(0, 100 * kScale);
  return drawn;
}

TEST(PortfolioProperty, AfterAnyFills_CashIsTheTrueOneLessOneUnitAFillAtMost) {
  EXPECT_TRUE(rc::check("fills against rationals", [] {
    Portfolio portfolio{1, money("1000000")};
    Rational true_cash{Big{1'000'000} * exact::scale()};  // in units of 1e-8
    Big position = 0;
    const int fills = *rc::gen::inRange(1, 40);
    for (int i = 0; i < fills; ++i) {
      const RandomFill drawn = random_fill();
      Fill one;
      one.side = drawn.buy ? Side::kBuy : Side::kSell;
      one.quantity = Quantity::from_raw(drawn.quantity);
      one.price = Price::from_raw(drawn.price);
      one.commission = Money::from_raw(drawn.commission);
      const Big before = big(portfolio.cash().raw());
      portfolio.apply(one);
      const Rational worth{Big{drawn.quantity} * drawn.price, exact::scale()};
      // Each step exactly: up for a buy, down for a sale.
      const Big traded = exact::rounded(worth, drawn.buy ? Rounding::kUp : Rounding::kDown);
      RC_ASSERT(big(portfolio.cash().raw()) ==
                before + (drawn.buy ? Big{-traded} : traded) - drawn.commission);
      true_cash += (drawn.buy ? Rational{-worth} : worth) - drawn.commission;
      position += drawn.buy ? drawn.quantity : -drawn.quantity;
    }
    const Rational lost = true_cash - Rational{big(portfolio.cash().raw())};
    RC_ASSERT(lost >= 0);
    RC_ASSERT(lost < fills);
    RC_ASSERT(Big{portfolio.position(0).raw()} == position);
  }));
}

TEST(PortfolioProperty, PositionsValue_IsTheSumOfFlooredMarks) {
  EXPECT_TRUE(rc::check("marks", [](const std::vector<Quantity>& held) {
    Portfolio portfolio{held.size(), Money{}};
    std::vector<Price> prices;
    Big expected = 0;
    for (InstrumentId id = 0; id < held.size(); ++id) {
      portfolio.restore(id, held[id]);
      prices.push_back(*rc::gen::arbitrary<Price>());
      expected += exact::floor_of(Rational{Big{held[id].raw()} * prices[id].raw(), exact::scale()});
    }
    const Money value = portfolio.positions_value([&](InstrumentId id) { return prices[id]; });
    RC_ASSERT(big(value.raw()) == expected);
  }));
}

}  // namespace
}  // namespace sluice::portfolio
