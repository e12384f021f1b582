// SPDX-License-Identifier: Apache-2.0
#include "risk_rules/return_window.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "price_history.hpp"

namespace sluice::risk_rules::test {
namespace {

using testing::MockMarket;

constexpr std::int64_t kOne = std::int64_t{1} << kReturnBits;

std::vector<double> returns_of(const ReturnWindow& window, std::uint32_t instrument) {
  std::vector<double> out;
  for (const std::int64_t value : window.of(instrument))
    out.push_back(static_cast<double>(value) / static_cast<double>(kOne));
  return out;
}

class ReturnWindowTest : public ::testing::Test {
 protected:
  void add(std::uint32_t id, int number, std::string_view close) {
    market_.add_bar(id, day(number), Price::from_raw(testing::units(close)));
  }
  MockMarket market_;
};

TEST_F(ReturnWindowTest, Update_WithMoreBarsThanTheWindow_KeepsTheNewest) {
  market_.add_instrument("A");
  for (const auto& [number, close] : {std::pair{1, "50"}, {2, "100"}, {3, "150"}, {4, "75"}})
    add(0, number, close);
  ReturnWindow window{2};
  window.update(market_.view());
  EXPECT_EQ(returns_of(window, 0), (std::vector<double>{0.5, -0.5}));
}

TEST_F(ReturnWindowTest, Update_WithAMissingBar_GivesZeroThenTheWholeGap) {
  market_.add_instrument("A");
  market_.add_instrument("B");
  add(0, 1, "100");
  add(1, 1, "10");
  add(0, 2, "100");
  add(0, 3, "100");
  add(1, 3, "15");
  ReturnWindow window{2};
  window.update(market_.view());
  EXPECT_EQ(returns_of(window, 1), (std::vector<double>{0, 0.5}));
}

TEST_F(ReturnWindowTest, Update_WithABarBetweenTheSessionsOfTheAxis_FoldsItIn) {
  market_.add_instrument("A");
  market_.add_instrument("B");
  add(0, 1, "100");
  add(1, 1, "10");
  add(1, 2, "20");
  add(0, 3, "100");
  add(1, 3, "40");
  add(0, 4, "100");
  add(0, 5, "100");
  ReturnWindow window{3};
  window.update(market_.view());
  EXPECT_EQ(returns_of(window, 1), (std::vector<double>{3, 0, 0}));
}

TEST_F(ReturnWindowTest, Update_TakesItsAxisFromTheSeriesThatReachesFurthest) {
  market_.add_instrument("Delisted");
  market_.add_instrument("New");
  for (int number = 1; number <= 9; ++number) add(0, number, "100");
  add(1, 8, "10");
  add(1, 10, "20");
  ReturnWindow window{5};
  window.update(market_.view());
  EXPECT_EQ(window.length(), 1u);
  EXPECT_EQ(returns_of(window, 1), (std::vector<double>{1}));
}

TEST_F(ReturnWindowTest, Update_AmongSeriesThatReachAsFar_TakesTheOneWithMostBars) {
  market_.add_instrument("Young");
  market_.add_instrument("Old");
  for (int number = 1; number <= 5; ++number) {
    if (number >= 4) add(0, number, "100");
    add(1, number, "100");
  }
  ReturnWindow window{10};
  window.update(market_.view());
  EXPECT_EQ(window.length(), 4u);
}

TEST_F(ReturnWindowTest, Update_WithClosesThatAreNotPositive_GivesZero) {
  market_.add_instrument("A");
  for (const auto& [number, close] : {std::pair{1, "100"}, {2, "0"}, {3, "100"}, {4, "-5"}})
    add(0, number, close);
  ReturnWindow window{3};
  window.update(market_.view());
  EXPECT_EQ(returns_of(window, 0), (std::vector<double>{0, 0, 0}));
}

TEST_F(ReturnWindowTest, Update_WithAnAbsurdReturn_HoldsItTo1024) {
  market_.add_instrument("A");
  add(0, 1, "0.00000001");
  add(0, 2, "1000000");
  ReturnWindow window{2};
  window.update(market_.view());
  EXPECT_EQ(returns_of(window, 0), (std::vector<double>{1024}));
}

TEST_F(ReturnWindowTest, HasHistory_NeedsHalfAWindowOfReturns) {
  market_.add_instrument("Old");
  market_.add_instrument("Enough");
  market_.add_instrument("Short");
  market_.add_instrument("Early");
  market_.add_instrument("Edge");
  for (int number = 1; number <= 20; ++number) {
    add(0, number, "100");
    if (number >= 14) add(1, number, "100");  // 7 bars, 6 returns
    if (number >= 15) add(2, number, "100");  // 6 bars, 5 returns
    if (number <= 12) add(3, number, "100");  // plenty, but only 4 in the window
    // 7 bars, but the window begins after the second
    if (number >= 7 && number <= 13) add(4, number, "100");
  }
  ReturnWindow window{12};
  window.update(market_.view());
  EXPECT_TRUE(window.has_history(0));
  EXPECT_TRUE(window.has_history(1));
  EXPECT_FALSE(window.has_history(2));
  EXPECT_FALSE(window.has_history(3));
  EXPECT_FALSE(window.has_history(4));
  EXPECT_FALSE(window.has_history(5));
}

TEST_F(ReturnWindowTest, Update_WithLessThanTwoBars_IsEmpty) {
  market_.add_instrument("A");
  ReturnWindow window{2};
  window.update(market_.view());
  EXPECT_EQ(window.length(), 0u);
  add(0, 1, "100");
  window.update(market_.view());
  EXPECT_EQ(window.length(), 0u);
  EXPECT_FALSE(window.has_history(0));
}

// Session by session or at once: the same returns. 200 sessions use up the spare columns thrice.
TEST(ReturnWindowProperty, Update_SessionBySession_EqualsOneUpdateAtTheEnd) {
  const bool holds = rc::check([] {
    const auto length = *rc::gen::inRange<std::size_t>(1, 20);
    const auto gaps = *rc::gen::inRange<std::uint64_t>(0, 5);
    const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    const auto skipped_updates = *rc::gen::inRange<int>(1, 4);
    MockMarket market;
    std::vector<PriceWalk> walks;
    for (std::uint32_t i = 0; i < 4; ++i) {
      market.add_instrument("S" + std::to_string(i));
      walks.emplace_back(seed + i);
    }
    ReturnWindow followed{length};
    std::uint64_t state = seed;
    for (int number = 0; number < 200; ++number) {
      for (std::uint32_t i = 0; i < 4; ++i) {
        const Price close = walks[i].next();
        state = state * 6364136223846793005 + 1442695040888963407;
        if ((state >> 40) % 10 >= gaps) market.add_bar(i, day(number), close);
      }
      if (number % skipped_updates == 0) followed.update(market.view());
    }
    followed.update(market.view());
    ReturnWindow fresh{length};
    fresh.update(market.view());
    RC_ASSERT(followed.length() == fresh.length());
    for (std::uint32_t i = 0; i < 4; ++i) {
      RC_ASSERT(std::ranges::equal(followed.of(i), fresh.of(i)));
      RC_ASSERT(followed.has_history(i) == fresh.has_history(i));
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::risk_rules::test
