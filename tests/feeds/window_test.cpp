// SPDX-License-Identifier: Apache-2.0
//
// window_test.cpp: the slice of the data a run asks for.
#include <algorithm>
#include <string>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WindowTest : public FeedTest {
 protected:
  // Days 2 … 6 January 2006; BBB has no bar on the 4th, WEEKEND has one on the 7th alone.
  FeedRun run(const Lines& symbols, const FeedOptions& options) {
    return run_text(
        "date,symbol,close\n"
        "2006-01-02,AAA,2\n2006-01-02,BBB,20\n2006-01-03,AAA,3\n2006-01-03,BBB,30\n"
        "2006-01-04,AAA,4\n2006-01-05,AAA,5\n2006-01-05,BBB,50\n"
        "2006-01-06,AAA,6\n2006-01-06,BBB,60\n2006-01-07,WEEKEND,7\n",
        symbols, options);
  }
};

TEST_F(WindowTest, Bars_WhenFromAndToAreGiven_AreThoseBetweenInclusive) {
  const auto result =
      run({"AAA", "BBB"}, {.from = day_time("2006-01-03"), .to = day_time("2006-01-05")});
  EXPECT_THAT(result.bar_lines(),
              ElementsAre("2006-01-03 #0 C3", "2006-01-03 #1 C30", "2006-01-04 #0 C4",
                          "2006-01-05 #0 C5", "2006-01-05 #1 C50"));
  EXPECT_EQ(result.info.bar_count, 5u);
}

TEST_F(WindowTest, Info_WhenASliceIsAsked_DescribesTheWholeDataOfTheSymbols) {
  const auto result = run({"AAA"}, {.from = day_time("2006-01-04"), .to = day_time("2006-01-04")});
  EXPECT_EQ(result.info.first, day_time("2006-01-02"));
  EXPECT_EQ(result.info.last, day_time("2006-01-06"));
  EXPECT_EQ(result.info.bar_count, 1u);
}

TEST_F(WindowTest, Lookback_WhenGiven_CountsSessionsBeforeTheFirst) {
  const auto result =
      run({"AAA"}, {.from = day_time("2006-01-05"), .to = day_time("2006-01-05"), .lookback = 2});
  EXPECT_THAT(result.bar_lines(),
              ElementsAre("2006-01-03 #0 C3", "2006-01-04 #0 C4", "2006-01-05 #0 C5"));
  EXPECT_EQ(result.info.bar_count, 3u);
}

TEST_F(WindowTest, Lookback_WhenADayHasNoBarOfTheSymbols_DoesNotCountIt) {
  const auto result =
      run({"BBB"}, {.from = day_time("2006-01-05"), .to = day_time("2006-01-05"), .lookback = 2});
  EXPECT_THAT(result.bar_lines(),
              ElementsAre("2006-01-02 #0 C20", "2006-01-03 #0 C30", "2006-01-05 #0 C50"));
}

TEST_F(WindowTest, Lookback_WhenLongerThanTheData_BeginsAtItsBeginning) {
  const auto result =
      run({"AAA"}, {.from = day_time("2006-01-03"), .to = day_time("2006-01-03"), .lookback = 99});
  EXPECT_THAT(result.bar_lines(), ElementsAre("2006-01-02 #0 C2", "2006-01-03 #0 C3"));
}

TEST_F(WindowTest, From_WhenBetweenSessions_BeginsAtTheNext) {
  const auto result =
      run({"AAA"},
          {.from = day_time("2006-01-03") + 1, .to = day_time("2006-01-05") - 1, .lookback = 1});
  EXPECT_THAT(result.bar_lines(), ElementsAre("2006-01-03 #0 C3", "2006-01-04 #0 C4"));
}

TEST_F(WindowTest, From_WhenAfterTheData_GivesTheLookbackAlone) {
  const auto result = run({"AAA"}, {.from = day_time("2007-01-01"), .lookback = 1});
  EXPECT_THAT(result.bar_lines(), ElementsAre("2006-01-06 #0 C6"));
}

TEST_F(WindowTest, To_WhenBeforeTheData_GivesNothing) {
  const auto result = run({"AAA"}, {.to = day_time("2006-01-01"), .lookback = 5});
  EXPECT_THAT(result.bars, IsEmpty());
  EXPECT_EQ(result.info.bar_count, 0u);
  EXPECT_EQ(result.info.first, day_time("2006-01-02"));
}

TEST_F(WindowTest, To_WhenBeforeFrom_GivesNothingAfterTo) {
  const auto result =
      run({"AAA"}, {.from = day_time("2006-01-06"), .to = day_time("2006-01-03"), .lookback = 1});
  EXPECT_THAT(result.bar_lines(), ElementsAre("2006-01-03 #0 C3"));
}

TEST_F(WindowTest, Symbols_WhenNoneIsKnown_GiveNothing) {
  const auto result = run({"ZZZ"}, {});
  EXPECT_EQ(result.status, SLUICE_END);
  EXPECT_THAT(result.bars, IsEmpty());
  EXPECT_EQ(result.info.bar_count, 0u);
}

TEST_F(WindowTest, Symbols_WhenNoneIsAsked_GiveNothing) {
  const auto result = run({}, {});
  EXPECT_EQ(result.status, SLUICE_END);
  EXPECT_THAT(result.bars, IsEmpty());
}

TEST_F(WindowTest, Pull_WhenTheBufferIsTiny_GivesTheSameBars) {
  const auto whole = run({"BBB", "AAA", "WEEKEND"}, {});
  EXPECT_EQ(whole.bars.size(), 10u);
  for (const std::size_t capacity : {1u, 2u, 3u, 7u}) {
    const auto tiny = run({"BBB", "AAA", "WEEKEND"}, {.pull_capacity = capacity});
    EXPECT_EQ(tiny.bar_lines(), whole.bar_lines());
  }
}

TEST_F(WindowTest, Slices_WhenOfAnyLength_AreTheSliceOfTheWhole) {
  std::string text = "date,symbol,close\n";
  for (int day = 0; day < 2000; ++day)
    for (int symbol = 0; symbol < 5; ++symbol)
      text += Date::from_days(13'000 + day).to_string() + ",S" + std::to_string(symbol) + "," +
              std::to_string(day * 5 + symbol + 1) + "\n";
  const auto path = write("long.csv", text);
  const Lines symbols{"S3", "S1"};
  const auto whole = run_feed(path, symbols, {.cache = true});
  ASSERT_EQ(whole.bars.size(), 4000u);
  for (const int first : {0, 1, 800, 818, 819, 820, 1638, 1999}) {
    for (const int count : {1, 2, 60}) {
      const auto slice =
          run_feed(path, symbols,
                   {.cache = true,
                    .from = day_time(Date::from_days(13'000 + first).to_string()),
                    .to = day_time(Date::from_days(13'000 + first + count - 1).to_string()),
                    .lookback = 3});
      const auto begin = static_cast<std::ptrdiff_t>(std::max(0, first - 3)) * 2;
      const auto end = static_cast<std::ptrdiff_t>(std::min(2000, first + count)) * 2;
      const std::vector<sluice_bar> expected(whole.bars.begin() + begin, whole.bars.begin() + end);
      EXPECT_EQ(bytes_of(slice.bars), bytes_of(expected)) << first << " " << count;
      EXPECT_EQ(slice.info.bar_count, expected.size());
    }
  }
}

TEST_F(WindowTest, Feed_WhenOpenedAgain_BeginsAgain) {
  const auto path = write("prices.csv", "date,symbol,close\n2006-01-03,AAA,1\n2006-01-04,AAA,2\n");
  testing::MockHost host;
  testing::MockFeed feed{sluice::feed<CsvFeed>.describe(),
                         R"({"path":")" + path.string() + R"(","cache":false,"on_bad_row":"drop"})",
                         host};
  feed.open({"AAA"});
  EXPECT_EQ(feed.pull_all().size(), 2u);
  feed.open({"AAA"}, day_time("2006-01-04"));
  EXPECT_EQ(lines_of(feed.pull_all()), Lines{"2006-01-04 #0 C2"});
}

}  // namespace
}  // namespace sluice::feeds
