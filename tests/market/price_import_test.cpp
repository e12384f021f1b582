// SPDX-License-Identifier: Apache-2.0
//
// price_import_test.cpp: other people's files to ours.
#include "market/price_import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::market {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PriceImportTest : public ::testing::Test {
 protected:
  std::string import(std::string_view text, const std::optional<std::string>& symbol) {
    PriceImport import{settings_};
    import.begin_file("FILE");
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto taken = import.take_line(text.substr(0, end));
      if (!taken) return taken.error().message;
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    counts_ = import.finish();
    symbols_ = import.symbols();
    return import.csv(symbol);
  }
  ImportSettings settings_;
  ImportCounts counts_;
  std::vector<std::string> symbols_;
};

TEST_F(PriceImportTest, MinutesBecomeFiveMinuteBars_InUtc) {
  settings_.step = BarStep::kFiveMinutes;
  settings_.zone = *TimeZone::find("-04:00");
  settings_.columns = {{"timestamp", "time_ny"}};
  EXPECT_EQ(import("time_ny,open,high,low,close,volume\n"
                   "2014-06-09 09:31:00,92.70,92.90,92.60,92.80,100\n"
                   "2014-06-09 09:30:00,92.69,92.75,92.50,92.70,50\n"
                   "2014-06-09 09:34:00,92.80,92.85,92.75,92.81,25.5\n"
                   "2014-06-09 09:35:00,92.81,92.95,92.80,92.90,10\n",
                   "FILE"),
            "timestamp,open,high,low,close,volume\n"
            "2014-06-09T13:30:00Z,92.69,92.9,92.5,92.81,175.5\n"
            "2014-06-09T13:35:00Z,92.81,92.95,92.8,92.9,10\n");
  EXPECT_EQ(counts_.rows, 4u);
  EXPECT_EQ(counts_.bars, 2u);
}

TEST_F(PriceImportTest, DaysOfALongFile_AreSortedIntoSymbols) {
  EXPECT_EQ(import("Date,Ticker,Close,Adj Close\n2020-01-03,B,2,1.9\n2020-01-02,B,1,0.9\n"
                   "2020-01-02,A,5,4\n",
                   std::nullopt),
            "date,symbol,close,adj_close\n2020-01-02,A,5,4\n2020-01-02,B,1,0.9\n"
            "2020-01-03,B,2,1.9\n");
  EXPECT_THAT(symbols_, ElementsAre("A", "B"));
}

TEST_F(PriceImportTest, TimesWithinADay_BecomeTheBarOfItsLocalDate) {
  settings_.zone = *TimeZone::find("-05:00");
  settings_.symbol = "X";
  EXPECT_EQ(import("timestamp,close,volume\n2020-01-03T04:59:00Z,7,1\n2020-01-03T05:00:00Z,8,2\n"
                   "2020-01-03T23:00:00Z,9,3\n",
                   "X"),
            "date,close,volume\n2020-01-02,7,1\n2020-01-03,9,5\n");
}

TEST_F(PriceImportTest, HoursKept_LeaveOthersOut) {
  settings_.step = BarStep::kFiveMinutes;
  settings_.hours = {9 * 3600 + 1800, 16 * 3600};
  EXPECT_EQ(import("timestamp,close\n2020-01-02T09:29:00Z,1\n2020-01-02T09:30:00Z,2\n"
                   "2020-01-02T15:59:00Z,3\n2020-01-02T16:00:00Z,4\n",
                   "FILE"),
            "timestamp,close\n2020-01-02T09:30:00Z,2\n2020-01-02T15:55:00Z,3\n");
  EXPECT_EQ(counts_.outside_hours, 2u);
}

TEST_F(PriceImportTest, RowsThatCannotBeUsed_AreLeftOutAndCounted) {
  EXPECT_EQ(
      import("date,open,close\n2020-01-02,1,2\nyesterday,1,2\n2020-01-03,x,3\n2020-01-04,1,0\n"
             "2020-01-05,1\n2020-01-02,9,9\n2020-01-06,1,N/A\n",
             "FILE"),
      "date,open,close\n2020-01-02,1,2\n2020-01-03,,3\n");
  EXPECT_EQ(counts_.unusable, 4u);
  EXPECT_EQ(counts_.repeated, 1u);
  EXPECT_EQ(counts_.first_unusable, "line 3: 'yesterday' is not a time, or never was one there");
}

TEST_F(PriceImportTest, ColumnsThatAreNotThere_AreNamed) {
  EXPECT_THAT(
      import("day,close\n", "FILE"),
      HasSubstr("line 1: no column date or timestamp in 'day,close'; --columns OURS=THEIRS"));
  EXPECT_THAT(import("date,last\n", "FILE"), HasSubstr("no column close"));
  settings_.columns = {{"close", "last"}};
  EXPECT_EQ(import("date,last\n2020-01-02,1\n", "FILE"), "date,close\n2020-01-02,1\n");
}

}  // namespace
}  // namespace sluice::market
