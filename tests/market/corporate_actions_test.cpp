// SPDX-License-Identifier: Apache-2.0
//
// corporate_actions_test.cpp: the file of splits and dividends, and what a split does to the past.
#include "market/corporate_actions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "market/history.hpp"
#include "market/price_book.hpp"
#include "market/price_jump.hpp"
#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using testing::bar;
using testing::date;
using testing::day;
using testing::px;
using testing::rows_of;

const InstrumentTable& table() {
  static const InstrumentTable made{testing::instruments({"AAA", "BBB"})};
  return made;
}

Result<CorporateActions> parsed(std::string_view rows) {
  return parse_corporate_actions("date,symbol,action,value\n" + std::string{rows}, "actions.csv",
                                 table());
}

std::string fault_of(std::string_view rows) {
  const auto actions = parsed(rows);
  return actions ? "none" : actions.error().message;
}

TEST(CorporateActions, Rows_AreSortedByDaySymbolAndKind_AndOtherSymbolsLeftOut) {
  const auto actions = parsed(
      "# comment\n"
      "2020-02-03,BBB,dividend,0.25\n"
      "2020-02-03,BBB,split,3/2\n"
      "2020-02-03,AAA,split,1/10\r\n"
      "\n"
      "2020-01-02,AAA,split,7\n"
      "2020-01-02,ZZZ,split,2\n");
  ASSERT_TRUE(actions) << actions.error().message;
  const auto all = actions->all();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].day, date("2020-01-02"));
  EXPECT_EQ(all[0].ratio, (SplitRatio{7, 1}));
  EXPECT_EQ(all[1].ratio, (SplitRatio{1, 10}));
  EXPECT_EQ(all[2].ratio, (SplitRatio{3, 2}));
  EXPECT_EQ(all[3].kind, ActionKind::kDividend);
  EXPECT_EQ(all[3].amount, px("0.25"));
}

TEST(CorporateActions, Ratios_MeanTheSameHoweverTheyAreWritten) {
  for (const char* text : {"1.5", "3/2", "3:2", "6/4", "0.75/0.5"}) {
    const auto actions = parsed("2020-01-02,AAA,split," + std::string{text} + "\n");
    ASSERT_TRUE(actions) << text;
    EXPECT_EQ(actions->all()[0].ratio, (SplitRatio{3, 2})) << text;
  }
}

TEST(CorporateActions, Between_TakesDaysBehindTheFirstUpToTheLast) {
  const auto actions =
      parsed("2020-01-02,AAA,split,2\n2020-01-03,AAA,split,3\n2020-01-06,AAA,split,4\n");
  ASSERT_TRUE(actions);
  const auto some = actions->between(date("2020-01-02"), date("2020-01-05"));
  ASSERT_EQ(some.size(), 1u);
  EXPECT_EQ(some[0].ratio.units_new, 3);
  EXPECT_EQ(actions->between(date("2020-01-01"), date("2020-01-06")).size(), 3u);
  EXPECT_TRUE(actions->between(date("2020-01-06"), date("2020-01-01")).empty());
}

TEST(CorporateActions, Faults_NameFileLineAndWhatIsExpected) {
  EXPECT_EQ(fault_of("2020-13-02,AAA,split,2\n"),
            "actions.csv:2: date '2020-13-02', expected a day like 2014-06-09");
  EXPECT_EQ(fault_of("2020-01-02,AAA,spilt,2\n"),
            "actions.csv:2: action 'spilt', expected split or dividend");
  EXPECT_THAT(fault_of("2020-01-02,AAA,split,0\n"), ::testing::HasSubstr("ratio '0' of the split"));
  EXPECT_THAT(fault_of("2020-01-02,AAA,split,1/0\n"), ::testing::HasSubstr("ratio '1/0'"));
  EXPECT_THAT(fault_of("2020-01-02,AAA,split,100001\n"), ::testing::HasSubstr("at most 100000"));
  EXPECT_THAT(fault_of("2020-01-02,AAA,dividend,-1\n"), ::testing::HasSubstr("above 0"));
  EXPECT_THAT(fault_of("2020-01-02,,split,2\n"), ::testing::HasSubstr("symbol is empty"));
  EXPECT_THAT(fault_of("2020-01-02,AAA,split\n"), ::testing::HasSubstr("3 fields, expected 4"));
  EXPECT_EQ(fault_of("2020-01-02,AAA,split,2\n2020-01-02,AAA,split,3\n"),
            "actions.csv:3: the split of AAA on 2020-01-02 stands in line 2 already");
  EXPECT_EQ(parse_corporate_actions("date,symbol,ratio\n", "a.csv", table()).error().message,
            "a.csv:1: expected the header date,symbol,action,value");
  EXPECT_EQ(parse_corporate_actions("", "a.csv", table()).error().message,
            "a.csv: empty; expected the header date,symbol,action,value");
}

TEST(Rescaling, History_TellsThePastInNewUnits_AndOtherInstrumentsAsBefore) {
  History history{table(), 5};
  const sluice_bar first = bar(day("2020-01-02"), 0, "700");
  const std::vector<sluice_bar> bars{first, bar(day("2020-01-02"), 1, "50")};
  history.append(day("2020-01-02"), rows_of(bars));
  history.rescale(0, {7, 1});
  const auto* series = SLUICE_ROW(history.view().series, sluice_series, 0);
  EXPECT_EQ(series->close[0], px("100").raw());
  EXPECT_EQ(series->open[0], rescaled_price(first.open, {7, 1}));
  EXPECT_EQ(series->high[0], rescaled_price(first.high, {7, 1}));
  EXPECT_EQ(series->low[0], rescaled_price(first.low, {7, 1}));
  EXPECT_EQ(series->volume[0], 7 * first.volume);
  EXPECT_EQ(SLUICE_ROW(history.view().series, sluice_series, 1)->close[0], px("50").raw());
}

TEST(Rescaling, PriceBook_TellsTheLastPriceInNewUnits) {
  PriceBook book{table(), MissingPrice::kLast};
  const std::vector<sluice_bar> bars{bar(day("2020-01-02"), 0, "10")};
  ASSERT_TRUE(book.update(day("2020-01-02"), rows_of(bars)));
  book.rescale(0, {1, 10});
  EXPECT_EQ(book.last(0).price, px("100"));
  book.rescale(1, {1, 10});
  EXPECT_FALSE(book.has_price(1));
}

RC_GTEST_PROP(Rescaling, PricesKeepTheirOrder_AndNoneBecomesZero, ()) {
  const auto low = *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 40);
  const auto high = low + *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 40);
  const SplitRatio ratio{*rc::gen::inRange<std::int64_t>(1, 1000),
                         *rc::gen::inRange<std::int64_t>(1, 1000)};
  RC_ASSERT(rescaled_price(low, ratio) >= 1);
  RC_ASSERT(rescaled_price(low, ratio) <= rescaled_price(high, ratio));
}

TEST(PriceJump, SplitsOfBothDirections_AreSeen) {
  EXPECT_EQ(split_like(px("645.57").raw(), px("93.70").raw()), (SplitRatio{7, 1}));
  EXPECT_EQ(split_like(px("100").raw(), px("50").raw()), (SplitRatio{2, 1}));
  EXPECT_EQ(split_like(px("100").raw(), px("66").raw()), (SplitRatio{3, 2}));
  EXPECT_EQ(split_like(px("1.02").raw(), px("10").raw()), (SplitRatio{1, 10}));
}

TEST(PriceJump, OrdinaryMoves_AreNot) {
  for (const char* after : {"100", "75", "69.7", "130", "144", "58", "61", "180"})
    EXPECT_FALSE(split_like(px("100").raw(), px(after).raw())) << after;
}

}  // namespace
}  // namespace sluice::market
