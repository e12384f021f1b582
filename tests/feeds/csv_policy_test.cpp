// SPDX-License-Identifier: Apache-2.0
//
// csv_policy_test.cpp: every fault of a price file, what is told about it, and the bars that stay.
// The tables are those of docs/formats/prices_csv.md.
#include <string>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kHeader = "date,symbol,open,high,low,close,volume\n";
constexpr const char* kGood = "2006-01-03,AAA,10,12,9,11,100\n";
constexpr const char* kGoodBar = "2006-01-03 #0 O10 H12 L9 C11 V100";

struct RowCase {
  const char* row;    // line 3 of the file
  const char* issue;  // empty: none
  const char* bar;    // empty: the row is dropped
};

class CsvRowPolicy : public FeedTest, public ::testing::WithParamInterface<RowCase> {};

TEST_P(CsvRowPolicy, Row_WhenFaulty_IsHandledAsDocumented) {
  const RowCase& c = GetParam();
  const auto run = run_text(std::string{kHeader} + kGood + c.row + "\n", {"AAA"});
  ASSERT_EQ(run.status, SLUICE_END) << run.error;
  EXPECT_EQ(run.issue_lines(), *c.issue == '\0' ? Lines{} : Lines{c.issue});
  EXPECT_EQ(run.bar_lines(), *c.bar == '\0' ? Lines{kGoodBar} : (Lines{kGoodBar, c.bar}));
}

constexpr RowCase kRowCases[] = {
    // fields
    {"2006-01-04,AAA,10,12",
     "TOO_FEW_FIELDS:3 [] 4 fields where the header has 7 -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,9,11,100,7",
     "TOO_MANY_FIELDS:3 [] 8 fields where the header has 7 -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,9,11,1,000",
     "TOO_MANY_FIELDS:3 [] 8 fields where the header has 7 -> dropped the row", ""},
    {"2006-01-04,,10,12,9,11,100", "EMPTY_CELL:3 [] symbol is empty -> dropped the row", ""},
    {"2006-01-04,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,10,12,9,11,100",
     "BAD_SYMBOL:3 [] symbol 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…' is longer than 64 characters -> "
     "dropped the row",
     ""},
    // date
    {"04.01.2006,AAA,10,12,9,11,100",
     "BAD_DATE:3 [AAA] date '04.01.2006' is not a day like 2025-01-15, 20250115 or "
     "2025-01-15T00:00:00Z -> dropped the row",
     ""},
    {",AAA,10,12,9,11,100",
     "BAD_DATE:3 [AAA] date '' is not a day like 2025-01-15, 20250115 or 2025-01-15T00:00:00Z -> "
     "dropped the row",
     ""},
    {"2006-01-04T16:00:00Z,AAA,10,12,9,11,100",
     "BAD_DATE:3 [AAA] date '2006-01-04T16:00:00Z' is not a day like 2025-01-15, 20250115 or "
     "2025-01-15T00:00:00Z -> dropped the row",
     ""},
    {"2006-02-29,AAA,10,12,9,11,100",
     "BAD_DATE:3 [AAA] date '2006-02-29' is not a day like 2025-01-15, 20250115 or "
     "2025-01-15T00:00:00Z -> dropped the row",
     ""},
    // numbers
    {"2006-01-04,AAA,10,12,9,eleven,100",
     "BAD_NUMBER:3 [AAA] close 'eleven' is not a number -> dropped the row", ""},
    {"2006-01-04,AAA,1O,12,9,11,100",
     "BAD_NUMBER:3 [AAA] open '1O' is not a number -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,9,11,-5",
     "BAD_NUMBER:3 [AAA] volume '-5' is negative -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,9,11,1e12",
     "BAD_NUMBER:3 [AAA] volume '1e12' is larger than 92233720368 -> dropped the row", ""},
    // empty cells
    {"2006-01-04,AAA,,12,9,11,100",
     "EMPTY_CELL:3 [AAA] open is empty -> kept the bar without this field",
     "2006-01-04 #0 H12 L9 C11 V100"},
    {"2006-01-04,AAA,10,NA,9,11,100",
     "EMPTY_CELL:3 [AAA] high is empty -> kept the bar without this field",
     "2006-01-04 #0 O10 L9 C11 V100"},
    {"2006-01-04,AAA,10,12,NaN,11,100",
     "EMPTY_CELL:3 [AAA] low is empty -> kept the bar without this field",
     "2006-01-04 #0 O10 H12 C11 V100"},
    {"2006-01-04,AAA,10,12,9,11,null",
     "EMPTY_CELL:3 [AAA] volume is empty -> kept the bar without this field",
     "2006-01-04 #0 O10 H12 L9 C11"},
    {"2006-01-04,AAA,10,12,9,,100",
     "EMPTY_CELL:3 [AAA] close '' is empty: a bar needs its close -> dropped the row", ""},
    {"2006-01-04,AAA,,12,9,null,100",
     "EMPTY_CELL:3 [AAA] close 'null' is empty: a bar needs its close -> dropped the row", ""},
    // prices
    {"2006-01-04,AAA,10,12,9,0,100",
     "BAD_PRICE:3 [AAA] close '0' is not above zero -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,9,-11,100",
     "BAD_PRICE:3 [AAA] close '-11' is not above zero -> dropped the row", ""},
    {"2006-01-04,AAA,10,12,0.0,11,100",
     "BAD_PRICE:3 [AAA] low '0.0' is not above zero -> kept the bar without this field",
     "2006-01-04 #0 O10 H12 C11 V100"},
    {"2006-01-04,AAA,-10,12,9,11,100",
     "BAD_PRICE:3 [AAA] open '-10' is not above zero -> kept the bar without this field",
     "2006-01-04 #0 H12 L9 C11 V100"},
    {"2006-01-04,AAA,10,12,9,0.000000001,100",
     "BAD_PRICE:3 [AAA] close '0.000000001' is not above zero -> dropped the row", ""},
    // odd bars
    {"2006-01-04,AAA,10,12,9,11,0", "ZERO_VOLUME:3 [AAA] volume is 0 -> kept the bar",
     "2006-01-04 #0 O10 H12 L9 C11 V0"},
    {"2006-01-04,AAA,13,12,9,11,100",
     "INCONSISTENT_BAR:3 [AAA] high and low do not hold every price: open=13, high=12, low=9, "
     "close=11 -> kept the bar and widened its range to hold every price",
     "2006-01-04 #0 O13 H13 L9 C11 V100"},
    {"2006-01-04,AAA,10,12,9,8.5,100",
     "INCONSISTENT_BAR:3 [AAA] high and low do not hold every price: open=10, high=12, low=9, "
     "close=8.5 -> kept the bar and widened its range to hold every price",
     "2006-01-04 #0 O10 H12 L8.5 C8.5 V100"},
    {"2006-01-04,AAA,10.5,10,11,10.5,100",
     "INCONSISTENT_BAR:3 [AAA] high and low do not hold every price: open=10.5, high=10, low=11, "
     "close=10.5 -> kept the bar and widened its range to hold every price",
     "2006-01-04 #0 O10.5 H11 L10 C10.5 V100"},
    // duplicates
    {"2006-01-03,AAA,10,12,9,11,100",
     "DUPLICATE_ROW:3 [AAA] the bar of 2006-01-03 is given again; it stands first in line 2 -> "
     "kept one of the equal rows",
     ""},
    {"2006-01-03,AAA,10,12,9,11.5,100",
     "DUPLICATE_ROW:3 [AAA] the bar of 2006-01-03 is given again with other values; it stands "
     "first in line 2 -> kept the first row",
     ""},
    {"2006-01-03,AAA,10.00,12.0,9,11,1e2",
     "DUPLICATE_ROW:3 [AAA] the bar of 2006-01-03 is given again; it stands first in line 2 -> "
     "kept one of the equal rows",
     ""},
    // sound rows in other clothes
    {"\"2006-01-04\",\"AAA\",\"10\",\"12\",\"9\",\"11\",\"100\"", "",
     "2006-01-04 #0 O10 H12 L9 C11 V100"},
    {" 2006-01-04 , AAA , 10 , 12 , 9 , 11 , 100 ", "", "2006-01-04 #0 O10 H12 L9 C11 V100"},
    {"20060104,AAA,10,12,9,11,100", "", "2006-01-04 #0 O10 H12 L9 C11 V100"},
    {"2006-01-04T00:00:00Z,AAA,10,12,9,11,100", "", "2006-01-04 #0 O10 H12 L9 C11 V100"},
    {"2006-01-04,AAA,10.123456785,12,9,11,1.5e2", "", "2006-01-04 #0 O10.12345678 H12 L9 C11 V150"},
    {"2006-01-04,AAA,10,12,9,11,100\r", "", "2006-01-04 #0 O10 H12 L9 C11 V100"},
    {"\n\n  \n2006-01-04,AAA,10,12,9,11,100\n\n", "", "2006-01-04 #0 O10 H12 L9 C11 V100"},
};
INSTANTIATE_TEST_SUITE_P(Table, CsvRowPolicy, ::testing::ValuesIn(kRowCases));

using CsvPolicy = FeedTest;

TEST_F(CsvPolicy, Row_WhenDroppedForOneFault_IsNotToldOfOthers) {
  const auto run = run_text(std::string{kHeader} + kGood + "2006-01-04,AAA,,12,9,-1,0\n", {"AAA"});
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("BAD_PRICE:3 [AAA] close '-1' is not above zero -> dropped the row"));
}

TEST_F(CsvPolicy, AdjustedClose_WhenEmptyOrBad_IsMissing) {
  const auto run = run_text(
      "date,symbol,close,Adj "
      "Close\n2006-01-03,AAA,11,5.5\n2006-01-04,AAA,12,\n2006-01-05,AAA,13,0\n",
      {"AAA"});
  EXPECT_THAT(run.bar_lines(),
              ElementsAre("2006-01-03 #0 C11 A5.5", "2006-01-04 #0 C12", "2006-01-05 #0 C13"));
  EXPECT_THAT(
      run.issue_lines(),
      ElementsAre("EMPTY_CELL:3 [AAA] adj_close is empty -> kept the bar without this field",
                  "BAD_PRICE:4 [AAA] adj_close '0' is not above zero -> kept the bar "
                  "without this field"));
  EXPECT_EQ(run.info.fields, SLUICE_BAR_HAS_ADJUSTED_CLOSE);
}

TEST_F(CsvPolicy, Rows_WhenUnsorted_AreSortedAndToldOnce) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-05,AAA,3\n2006-01-03,AAA,1\n2006-01-04,AAA,2\n2006-01-03,BBB,7\n",
      {"AAA", "BBB"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C1", "2006-01-03 #1 C7",
                                           "2006-01-04 #0 C2", "2006-01-05 #0 C3"));
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("UNSORTED_ROWS:3 [] 2 rows stand after a later day of their symbol, the "
                          "first in line 3 -> sorted the rows by date x2"));
}

TEST_F(CsvPolicy, Rows_WhenGroupedBySymbol_AreNotUnsorted) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-04,AAA,2\n2006-01-03,BBB,3\n2006-01-04,BBB,4\n",
      {"BBB", "AAA"});
  EXPECT_THAT(run.issue_lines(), IsEmpty());
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C3", "2006-01-03 #1 C1",
                                           "2006-01-04 #0 C4", "2006-01-04 #1 C2"));
}

TEST_F(CsvPolicy, Session_WhenMissingForTheMinority_IsToldAndNotFilled) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,BBB,1\n2006-01-03,CCC,1\n"
      "2006-01-04,AAA,2\n2006-01-04,BBB,2\n"
      "2006-01-05,AAA,3\n2006-01-05,BBB,3\n2006-01-05,CCC,3\n",
      {"AAA", "BBB", "CCC"});
  EXPECT_EQ(run.bars.size(), 8u);
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("MISSING_SESSION:0 [CCC] 2006-01-04, a session of most "
                          "symbols, has no bar of 1: CCC -> filled nothing"));
}

TEST_F(CsvPolicy, Session_WhenASymbolHasEndedOrNotBegun_IsNotMissingForIt) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,BBB,1\n2006-01-03,CCC,1\n2006-01-03,OLD,1\n"
      "2006-01-04,AAA,2\n2006-01-04,BBB,2\n"
      "2006-01-05,AAA,3\n2006-01-05,BBB,3\n2006-01-05,CCC,3\n2006-01-05,NEW,3\n",
      {"AAA", "BBB", "CCC", "OLD", "NEW"});
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("MISSING_SESSION:0 [CCC] 2006-01-04, a session of most "
                          "symbols, has no bar of 1: CCC -> filled nothing"));
}

TEST_F(CsvPolicy, Issues_WhenFoundLate_StandInTheOrderOfLines) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,AAA,1\n2006-01-04,AAA,0\n", {"AAA"});
  ASSERT_EQ(run.issues.size(), 2u);
  EXPECT_EQ(run.issues[0].code, "DUPLICATE_ROW");
  EXPECT_EQ(run.issues[1].code, "BAD_PRICE");
}

TEST_F(CsvPolicy, Session_WhenMissingForTheMajorityOrOutsideALife_IsNotTold) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,BBB,1\n"
      "2006-01-04,AAA,2\n"  // half of the symbols: a session of AAA alone
      "2006-01-05,AAA,3\n2006-01-05,BBB,3\n"
      "2006-01-06,AAA,4\n2006-01-06,BBB,4\n2006-01-06,CCC,4\n"  // CCC begins
      "2006-01-09,AAA,5\n2006-01-09,CCC,5\n",                   // BBB has ended
      {"AAA", "BBB", "CCC"});
  EXPECT_THAT(run.issue_lines(), IsEmpty());
}

TEST_F(CsvPolicy, Symbol_WhenUnknown_IsAWarningWithTheNearest) {
  const auto run = run_text("date,symbol,close\n2006-01-03,AAPL,1\n2006-01-03,MSFT,1\n",
                            {"AAPL", "APPL", "msft", "ZZZZZZ"});
  EXPECT_EQ(run.status, SLUICE_END);
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("UNKNOWN_SYMBOL:0 [APPL] no bar of 'APPL'; the nearest symbol is 'AAPL' "
                          "-> went on without it",
                          "UNKNOWN_SYMBOL:0 [msft] no bar of 'msft'; the nearest symbol is 'MSFT' "
                          "-> went on without it",
                          "UNKNOWN_SYMBOL:0 [ZZZZZZ] no bar of 'ZZZZZZ' -> went on without it"));
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C1"));
}

TEST_F(CsvPolicy, Symbol_WhenAskedForTwice_IsRefused) {
  const auto run = run_text("date,symbol,close\n2006-01-03,AAA,1\n", {"AAA", "AAA"});
  EXPECT_EQ(run.status, SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(run.error, "symbol AAA is asked for twice");
}

TEST_F(CsvPolicy, Symbol_WhenNotAskedFor_HasNoBarsAndNoIssues) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,BBB,-1\n"
      "2006-01-04,BBB,x\n2006-01-02,BBB,3\n",
      {"AAA"});
  EXPECT_THAT(run.issue_lines(), IsEmpty());
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C1"));
  EXPECT_EQ(run.info.first, day_time("2006-01-03"));
}

TEST_F(CsvPolicy, Issues_WhenMany_AreTwentyAndASummary) {
  std::string text = "date,symbol,open,close\n2006-01-03,AAA,1,1\n";
  for (int i = 0; i < 30; ++i) text += "2006-01-04,AAA,1,0\n";
  for (int i = 10; i < 25; ++i) text += "2006-02-" + std::to_string(i) + ",AAA,,1\n";
  const auto run = run_text(text, {"AAA"});
  ASSERT_EQ(run.issues.size(), 20u + 1u + 15u);
  EXPECT_EQ(run.count_of("BAD_PRICE"), 30u);
  EXPECT_EQ(run.count_of("EMPTY_CELL"), 15u);
  EXPECT_EQ(run.issue_lines().back(), "BAD_PRICE:0 [] 10 more of this kind -> dropped the row x10");
}

TEST_F(CsvPolicy, Issues_WhenOneCodeHasTwoActions_ShareTheTwentyAndHaveASummaryEach) {
  std::string text = "date,symbol,open,close\n2006-01-03,AAA,1,1\n";
  for (int i = 10; i < 25; ++i) text += "2006-02-" + std::to_string(i) + ",AAA,,1\n";
  for (int i = 10; i < 25; ++i) text += "2006-03-" + std::to_string(i) + ",AAA,1,\n";
  const auto run = run_text(text, {"AAA"});
  ASSERT_EQ(run.issues.size(), 21u);
  EXPECT_EQ(run.issue_lines().back(),
            "EMPTY_CELL:0 [] 10 more of this kind -> dropped the row x10");
}

TEST_F(CsvPolicy, Issues_WhenMostSymbolsAreNotAskedFor_AreTheFirstOfThoseAskedFor) {
  std::string text = "date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,BBB,1\n";
  for (int i = 0; i < 50; ++i) text += "2006-01-04,BBB,0\n";
  for (int i = 0; i < 3; ++i) text += "2006-01-04,AAA,0\n";
  const auto run = run_text(text, {"AAA"});
  ASSERT_EQ(run.issues.size(), 3u);
  EXPECT_EQ(run.issues.front().line, 54u);
}

TEST_F(CsvPolicy, BadRow_WhenOnBadRowIsError_StopsAtTheFirst) {
  const std::string text = std::string{kHeader} + kGood + "2006-01-04,AAA,,12,9,11,100\n" +
                           "2006-01-05,AAA,10,12,9,x,100\n2006-01-06,AAA,10,12,9,0,100\n";
  const auto path = write("prices.csv", text);
  for (const bool cache : {true, true, false}) {
    const auto run = run_feed(path, {"AAA"}, {.cache = cache, .on_bad_row = "error"});
    EXPECT_EQ(run.status, SLUICE_ERROR_IO);
    EXPECT_EQ(run.error,
              "BAD_NUMBER: " + path.string() +
                  ", line 4, symbol AAA: close 'x' is not a number (on_bad_row is error)");
    EXPECT_THAT(run.issue_lines(),
                ElementsAre("EMPTY_CELL:3 [AAA] open is empty -> kept the bar without this field",
                            "BAD_NUMBER:4 [AAA] close 'x' is not a number -> stopped",
                            "BAD_PRICE:5 [AAA] close '0' is not above zero -> stopped"));
    EXPECT_EQ(run.issues[1].severity, std::uint32_t{SLUICE_LOG_ERROR});
    EXPECT_THAT(run.bars, IsEmpty());
  }
}

TEST_F(CsvPolicy, ConflictingRows_WhenOnBadRowIsError_Stop) {
  const auto run = run_text("date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,AAA,2\n", {"AAA"},
                            {.on_bad_row = "error"});
  EXPECT_THAT(run.error, HasSubstr("DUPLICATE_ROW"));
}

TEST_F(CsvPolicy, EqualRows_WhenOnBadRowIsError_AreStillOneBar) {
  const auto run = run_text("date,symbol,close\n2006-01-03,AAA,1\n2006-01-03,AAA,1\n", {"AAA"},
                            {.on_bad_row = "error"});
  EXPECT_EQ(run.error, "");
  EXPECT_EQ(run.bars.size(), 1u);
}

TEST_F(CsvPolicy, Duplicates_WhenThree_KeepTheFirst) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-04,AAA,9\n2006-01-03,AAA,1\n2006-01-03,AAA,2\n2006-01-03,AAA,1\n",
      {"AAA"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C1", "2006-01-04 #0 C9"));
  EXPECT_THAT(run.issue_lines(),
              ElementsAre("DUPLICATE_ROW:4 [AAA] the bar of 2006-01-03 is given again with other "
                          "values; it stands first in line 3 -> kept the first row",
                          "DUPLICATE_ROW:5 [AAA] the bar of 2006-01-03 is given again; it stands "
                          "first in line 3 -> kept one of the equal rows",
                          "UNSORTED_ROWS:3 [] 3 rows stand after a later day of their symbol, the "
                          "first in line 3 -> sorted the rows by date x3"));
}

}  // namespace
}  // namespace sluice::feeds
