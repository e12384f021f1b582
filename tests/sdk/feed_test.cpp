// SPDX-License-Identifier: Apache-2.0
//
// feed_test.cpp: feeds through their table, as the host calls them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using ::testing::ElementsAre;

// Gives as many bars as it was asked for symbols.
struct Source {
  static constexpr auto id = "source";
  static constexpr auto version = "1.0.0";
  FeedInfo open(const FeedRequest& request, Issues& issues) {
    if (request.symbols().empty()) throw Failure(SLUICE_ERROR_IO, "nothing to read");
    issues.warning({.code = "EMPTY_CELL",
                    .file = "a.csv",
                    .line = 7,
                    .symbol = request.symbol(0),
                    .message = "no close",
                    .action = "dropped the row"});
    left = request.symbols().size();
    return {.fields = SLUICE_BAR_HAS_OPEN,
            .bar_count = left,
            .first = request.from(),
            .last = request.to(),
            .content_hash = std::string(80, 'f'),
            .from_cache = true};
  }
  std::size_t pull(std::span<sluice_bar> bars) {
    const std::size_t given = std::min(left, bars.size());
    for (std::size_t i = 0; i < given; ++i)
      bars[i].instrument = static_cast<std::uint32_t>(left - i);
    left -= given;
    return given;
  }
  std::size_t left = 0;
};

TEST(Feed, Open_GivesInfoAndIssues) {
  testing::MockHost host;
  testing::MockFeed source{feed<Source>.describe(), "{}", host};
  ASSERT_EQ(source.open({"A", "B", "C"}, 10, 20), SLUICE_OK);
  EXPECT_EQ(source.info().bar_count, 3u);
  EXPECT_EQ(source.info().first, 10);
  EXPECT_EQ(source.info().last, 20);
  EXPECT_EQ(std::string{source.info().content_hash}, std::string(64, 'f'));
  EXPECT_EQ(source.info().from_cache, 1);
  ASSERT_EQ(source.issues().size(), 1u);
  EXPECT_EQ(source.issues()[0].code, "EMPTY_CELL");
  EXPECT_EQ(source.issues()[0].symbol, "A");
  EXPECT_EQ(source.issues()[0].line, 7u);
  EXPECT_EQ(source.issues()[0].severity, std::uint32_t{SLUICE_LOG_WARNING});
  EXPECT_EQ(source.issues()[0].count, 1u);
}

TEST(Feed, Pull_EndsWithTheLastBar) {
  testing::MockHost host;
  testing::MockFeed source{feed<Source>.describe(), "{}", host};
  source.open({"A", "B", "C"});
  EXPECT_EQ(source.pull_all(2).size(), 3u);
  EXPECT_EQ(source.status(), SLUICE_END);
}

TEST(Feed, Open_OfDataThatCannotBeRead_IsAnIoError) {
  testing::MockHost host;
  testing::MockFeed source{feed<Source>.describe(), "{}", host};
  EXPECT_EQ(source.open({}), SLUICE_ERROR_IO);
  EXPECT_EQ(source.error(), "nothing to read");
}

// One row of each kind, and then the end.
struct Ticker : Source {
  static constexpr auto id = "ticker";
  bool stream(Timestamp until, std::uint64_t limit, Market& market) {
    if (said > 0) return false;
    const sluice_quote quote{until.nanoseconds(), 0, 0, 1, 2, 3, 4};
    const sluice_trade trade{until.nanoseconds(), 0, 0, 5, static_cast<sluice_quantity>(limit)};
    const sluice_bar bar{};
    market.connected();
    market.quotes({&quote, 1});
    market.trades({&trade, 1});
    market.bars({&bar, 1});
    market.bars({});
    market.disconnected("enough");
    said = market.count();
    return false;
  }
  Timestamp next_event() noexcept { return Timestamp::from_nanoseconds(99); }
  std::uint64_t said = 0;
};

TEST(Feed, Stream_HandsOverEveryKindOfRow) {
  testing::MockHost host;
  testing::MockFeed ticker{feed<Ticker>.describe(), "{}", host};
  ASSERT_TRUE(ticker.streams());
  EXPECT_EQ(ticker.next_event(), 99);
  const auto told = ticker.stream(Timestamp::from_nanoseconds(7), 42);
  EXPECT_EQ(ticker.status(), SLUICE_OK) << "rows are no end";
  ASSERT_EQ(told.quotes.size(), 1u);
  EXPECT_EQ(told.quotes[0].time, 7);
  ASSERT_EQ(told.trades.size(), 1u);
  EXPECT_EQ(told.trades[0].quantity, 42);
  EXPECT_EQ(told.bars.size(), 1u);
  EXPECT_THAT(told.connections,
              ElementsAre(std::pair{true, std::string{}}, std::pair{false, std::string{"enough"}}));
  ticker.stream(Timestamp::from_nanoseconds(8));
  EXPECT_EQ(ticker.status(), SLUICE_END);
}

TEST(Feed, Stream_OfAFeedWithoutOne_IsNotInItsTable) {
  testing::MockHost host;
  testing::MockFeed source{feed<Source>.describe(), "{}", host};
  EXPECT_FALSE(source.streams());
  EXPECT_EQ(source.next_event(), INT64_MIN);
}

TEST(Feed, Stream_WhenTheHostTakesNothing_GivesItsStatus) {
  testing::MockHost host;
  testing::MockFeed ticker{feed<Ticker>.describe(), "{}", host};
  const auto full = [](void*, sluice_rows) -> sluice_status { return SLUICE_ERROR_LIMIT; };
  const sluice_market_sink sink{
      nullptr, full, full, full,
      [](void*, std::uint32_t, sluice_str) -> sluice_status { return SLUICE_OK; }};
  const auto& table = *static_cast<const sluice_feed_v1*>(ticker.component().table);
  EXPECT_EQ(table.stream(ticker.get(), 7, 1, &sink, nullptr), SLUICE_ERROR_LIMIT);
}

}  // namespace
}  // namespace sluice
