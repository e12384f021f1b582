// SPDX-License-Identifier: Apache-2.0
//
// intraday_test.cpp: bars of five minutes: their times, their cache, and what is wrong with them.
#include <fstream>
#include <string>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

sluice_time at(std::string_view text) { return Timestamp::parse(text)->nanoseconds(); }

class IntradayTest : public FeedTest {
 protected:
  static FeedOptions options(std::string zone = "") {
    FeedOptions made;
    made.freq = "5min";
    made.timezone = std::move(zone);
    return made;
  }
  // "2014-06-09T13:30:00Z #0 1.5" of each bar.
  static Lines times(const FeedRun& run) {
    Lines lines;
    for (const auto& bar : run.bars)
      lines.push_back(Timestamp::from_nanoseconds(bar.time).to_string() + " #" +
                      std::to_string(bar.instrument) + " " +
                      Price::from_raw(bar.close).to_string());
    return lines;
  }
};

TEST_F(IntradayTest, Bars_AreGivenByTimeAndInstrument) {
  const auto run = run_text(
      "timestamp,symbol,close,volume\n"
      "2014-06-09T13:35:00Z,AAA,2,1\n2014-06-09T13:30:00Z,BBB,9,1\n2014-06-09T13:30:00Z,AAA,1,1\n"
      "2014-06-10T13:30:00Z,AAA,3,1\n",
      {"AAA", "BBB"}, options());
  EXPECT_THAT(times(run), ElementsAre("2014-06-09T13:30:00Z #0 1", "2014-06-09T13:30:00Z #1 9",
                                      "2014-06-09T13:35:00Z #0 2", "2014-06-10T13:30:00Z #0 3"));
  EXPECT_EQ(run.info.first, at("2014-06-09T13:30:00Z"));
  EXPECT_EQ(run.info.last, at("2014-06-10T13:30:00Z"));
}

TEST_F(IntradayTest, TimesWithoutAnOffset_AreOfTheZone_InSummerAndWinter) {
  const auto run = run_text(
      "timestamp,symbol,close\n2014-01-09 09:30,AAA,1\n2014-06-09 09:30:00,AAA,2\n"
      "2014-06-09T09:35:00-04:00,AAA,3\n2014-06-09T13:40:00Z,AAA,4\n",
      {"AAA"}, options("America/New_York"));
  EXPECT_THAT(times(run), ElementsAre("2014-01-09T14:30:00Z #0 1", "2014-06-09T13:30:00Z #0 2",
                                      "2014-06-09T13:35:00Z #0 3", "2014-06-09T13:40:00Z #0 4"));
}

TEST_F(IntradayTest, TimesThatAreNoBars_AreTold) {
  const auto run = run_text(
      "timestamp,symbol,close\n2014-03-09 02:30,AAA,1\n2014-06-09 09:31,AAA,2\n2014-06-09,AAA,3\n"
      "2014-06-09 09:30:30,AAA,4\nsoon,AAA,5\n2014-06-09 09:30,AAA,6\n",
      {"AAA"}, options("America/New_York"));
  EXPECT_THAT(times(run), ElementsAre("2014-06-09T13:30:00Z #0 6"));
  EXPECT_THAT(
      run.issue_lines(),
      ElementsAre(
          HasSubstr("BAD_DATE:2 [AAA] time '2014-03-09 02:30' never was in "
                    "America/New_York"),
          HasSubstr("BAD_DATE:3 [AAA] time '2014-06-09 09:31' is not the beginning of a bar "
                    "of 5 minutes"),
          HasSubstr("BAD_DATE:4 [AAA] time '2014-06-09' is not a whole minute"),
          HasSubstr("BAD_DATE:5"), HasSubstr("BAD_DATE:6")));
}

TEST_F(IntradayTest, SameTimeTwice_KeepsTheFirst_AndQuietSymbolsAreNoFault) {
  const auto run = run_text(
      "timestamp,symbol,close\n2014-06-09T13:30:00Z,AAA,1\n2014-06-09T13:30:00Z,BBB,1\n"
      "2014-06-09T13:30:00Z,CCC,1\n2014-06-09T13:30:00Z,AAA,2\n2014-06-09T13:35:00Z,BBB,1\n"
      "2014-06-09T13:35:00Z,CCC,1\n2014-06-09T13:40:00Z,AAA,1\n",
      {"AAA", "BBB", "CCC"}, options());
  EXPECT_THAT(run.issue_lines(),
              ElementsAre(HasSubstr("the bar of 2014-06-09T13:30:00Z is given again with other")));
}

TEST_F(IntradayTest, Window_CountsBarsBeforeItsBeginning) {
  std::string text = "timestamp,symbol,close\n";
  for (int i = 0; i < 12; ++i)
    text +=
        Timestamp::from_nanoseconds(at("2014-06-09T13:00:00Z") + i * 300'000'000'000).to_string() +
        ",AAA," + std::to_string(i + 1) + "\n";
  FeedOptions window = options();
  window.from = at("2014-06-09T13:30:00Z");
  window.to = at("2014-06-09T13:40:00Z");
  window.lookback = 2;
  const auto run = run_text(text, {"AAA"}, window);
  EXPECT_THAT(times(run), ElementsAre("2014-06-09T13:20:00Z #0 5", "2014-06-09T13:25:00Z #0 6",
                                      "2014-06-09T13:30:00Z #0 7", "2014-06-09T13:35:00Z #0 8",
                                      "2014-06-09T13:40:00Z #0 9"));
}

TEST_F(IntradayTest, Cache_GivesTheSameBars_AndBelongsToItsZone) {
  const auto path = write("prices.csv", "timestamp,symbol,close\n2014-06-09 09:30,AAA,1\n");
  FeedOptions cached = options("America/New_York");
  cached.cache = true;
  const auto text = run_feed(path, {"AAA"}, cached);
  const auto again = run_feed(path, {"AAA"}, cached);
  EXPECT_EQ(text.info.from_cache, 0);
  EXPECT_EQ(again.info.from_cache, 1);
  EXPECT_EQ(bytes_of(text.bars), bytes_of(again.bars));
  EXPECT_TRUE(std::filesystem::exists(folder() / ".sluice-cache/prices.csv.5min.bars"));
  cached.timezone = "UTC";
  const auto other = run_feed(path, {"AAA"}, cached);
  EXPECT_EQ(other.info.from_cache, 0);
  EXPECT_THAT(times(other), ElementsAre("2014-06-09T09:30:00Z #0 1"));
  EXPECT_THAT(other.warnings(), IsEmpty());
}

// A counter for each minute in between would need gigabytes.
TEST_F(IntradayTest, RowsCenturiesApart_AreSorted) {
  const auto run =
      run_text("timestamp,symbol,close\n2200-01-01T00:00:00Z,AAA,2\n1700-01-01T00:00:00Z,AAA,1\n",
               {"AAA"}, options());
  EXPECT_THAT(times(run), ElementsAre("1700-01-01T00:00:00Z #0 1", "2200-01-01T00:00:00Z #0 2"));
}

TEST_F(IntradayTest, WrongParameters_AreRefused) {
  const std::string text = "timestamp,symbol,close\n2014-06-09T13:30:00Z,AAA,1\n";
  EXPECT_THAT(run_text(text, {"AAA"}, options("Mars/Olympus")).error,
              HasSubstr("timezone: no time zone 'Mars/Olympus'"));
  FeedOptions daily;
  daily.timezone = "UTC";
  EXPECT_THAT(run_text(text, {"AAA"}, daily).error, HasSubstr("timezone is for bars within a day"));
}

}  // namespace
}  // namespace sluice::feeds
