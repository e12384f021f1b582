// SPDX-License-Identifier: Apache-2.0
//
// replay_real_test.cpp: real minutes played back, where they are at hand (../shared/data beside the
// project).
#include <filesystem>

#include "feeds/replay_feed.hpp"
#include "stream_fixture.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;
using ::testing::SizeIs;

fs::path shared_data(const char* name) {
  return fs::path{SLUICE_SOURCE_DIR} / "../shared/data" / name;
}

TEST(ReplayOfRealMinutes, OfUsStocks_GivesEveryRowInOrderWithoutACrossedQuote) {
  const auto folder = shared_data("us_minute").string();
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not here: this test needs that data";
  StreamedFeed feed{sluice::feed<ReplayFeed>.describe(),
                    R"({"path":")" + folder + R"(","quotes":")" + folder +
                        R"(","bars_suffix":"_trade","quotes_suffix":"_quote","freq":"1min",)"
                        R"("quote_bar_minutes":1,"time_column":"time_ny",)"
                        R"("timezone":"America/New_York"})"};
  ASSERT_EQ(feed.open({"AAPL", "AIG", "BAC", "GOOG", "IBM", "SPY"}), "");
  const auto told = feed.feed().stream(Timestamp::from_nanoseconds(INT64_MAX - 1), 1'000'000);
  const std::size_t dropped = [&] {
    std::size_t count = 0;
    for (const auto& issue : feed.feed().issues())
      if (issue.action == "dropped the row") count += issue.count;
    return count;
  }();
  EXPECT_EQ(told.bars.size() + told.quotes.size() + dropped, 37'688u) << "as SOURCE.txt counts";
  for (std::size_t i = 1; i < told.quotes.size(); ++i) {
    ASSERT_LE(told.quotes[i - 1].time, told.quotes[i].time);
    ASSERT_TRUE(told.quotes[i].bid <= told.quotes[i].ask || told.quotes[i].ask == 0);
  }
}

TEST(ReplayOfRealMinutes, OfBitcoin_HasNoGap) {
  const auto file = shared_data("btc_perp_1m") / "btc_perp_1m.csv";
  if (!fs::exists(file)) GTEST_SKIP() << file << " is not here: this test needs that data";
  StreamedFeed feed{sluice::feed<ReplayFeed>.describe(),
                    R"({"path":")" + file.string() +
                        R"(","symbol":"BTC-PERP","freq":"1min","quote_spread_bps":1})"};
  ASSERT_EQ(feed.open({"BTC-PERP"}), "");
  EXPECT_EQ(feed.next_event(), "2021-12-31T23:02:00Z");
  const auto told = feed.feed().stream(Timestamp::from_nanoseconds(INT64_MAX - 1), 1'000'000);
  EXPECT_THAT(told.bars, SizeIs(45'031));
  EXPECT_THAT(told.quotes, SizeIs(45'031));
  for (std::size_t i = 1; i < told.bars.size(); ++i)
    ASSERT_EQ(told.bars[i].time - told.bars[i - 1].time, 60'000'000'000);
}

}  // namespace
}  // namespace sluice::feeds
