// SPDX-License-Identifier: Apache-2.0
//
// price_book_test.cpp: what each policy does about a session without a bar.
#include "market/price_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using testing::bar;
using testing::day;
using ::testing::HasSubstr;
using testing::px;
using testing::rows_of;

constexpr InstrumentId kA = 0;
constexpr InstrumentId kB = 1;

class PriceBookTest : public ::testing::TestWithParam<MissingPrice> {
 protected:
  Result<void> update(std::string_view date, std::vector<sluice_bar> bars) {
    return book_.update(day(date), rows_of(bars));
  }
  // A trades on both days, B on the first alone.
  Result<void> two_days() {
    auto first =
        update("2024-01-02", {bar(day("2024-01-02"), kA, "10"), bar(day("2024-01-02"), kB, "20")});
    EXPECT_TRUE(first);
    return update("2024-01-03", {bar(day("2024-01-03"), kA, "11")});
  }
  const InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  PriceBook book_{table_, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Policy, PriceBookTest,
                         ::testing::Values(MissingPrice::kLast, MissingPrice::kSkip,
                                           MissingPrice::kError),
                         [](const auto& policy) {
                           return policy.param == MissingPrice::kLast   ? "last"
                                  : policy.param == MissingPrice::kSkip ? "skip"
                                                                        : "error";
                         });

TEST_P(PriceBookTest, BeforeTheFirstBar_ThereIsNoPriceAndNothingToTrade) {
  EXPECT_TRUE(update("2024-01-02", {bar(day("2024-01-02"), kA, "10")}));
  EXPECT_FALSE(book_.has_price(kB));
  EXPECT_FALSE(book_.is_tradable(kB));
}

TEST_P(PriceBookTest, Update_TakesTheCloseAndItsSession) {
  EXPECT_TRUE(
      update("2024-01-02", {bar(day("2024-01-02"), kA, "10"), bar(day("2024-01-02"), kB, "20")}));
  EXPECT_EQ(book_.last(kB).price, px("20"));
  EXPECT_EQ(book_.last(kB).time, day("2024-01-02"));
  EXPECT_TRUE(book_.is_tradable(kB));
}

TEST_P(PriceBookTest, SessionWithoutABar_FollowsThePolicy) {
  const auto updated = two_days();
  EXPECT_EQ(updated.ok(), GetParam() != MissingPrice::kError);
  EXPECT_EQ(book_.last(kB).price, px("20")) << "valued at its last price by every policy";
  EXPECT_EQ(book_.last(kB).time, day("2024-01-02"));
  EXPECT_TRUE(book_.is_tradable(kA));
  EXPECT_EQ(book_.is_tradable(kB), GetParam() != MissingPrice::kSkip);
  if (!updated) {
    EXPECT_THAT(updated.error().message,
                HasSubstr("BBB has no price on 2024-01-03 (its last is of 2024-01-02)"));
  }
}

TEST_P(PriceBookTest, RestoredPrice_CountsAsTradedBefore) {
  book_.restore(kB, {px("20"), day("2023-12-29")});
  const auto updated = update("2024-01-02", {bar(day("2024-01-02"), kA, "10")});
  EXPECT_EQ(book_.last(kB).price, px("20"));
  EXPECT_EQ(book_.is_tradable(kB), GetParam() != MissingPrice::kSkip);
  EXPECT_EQ(updated.ok(), GetParam() != MissingPrice::kError);
}

TEST_P(PriceBookTest, WhenItTradesAgain_IsTradableByEveryPolicy) {
  (void)two_days();
  EXPECT_TRUE(
      update("2024-01-04", {bar(day("2024-01-04"), kA, "12"), bar(day("2024-01-04"), kB, "21")}));
  EXPECT_EQ(book_.last(kB).price, px("21"));
  EXPECT_TRUE(book_.is_tradable(kB));
}

}  // namespace
}  // namespace sluice::market
