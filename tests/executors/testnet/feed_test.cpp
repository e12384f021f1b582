// SPDX-License-Identifier: Apache-2.0
//
// feed_test.cpp: the venue's market as a stream, over real sockets, and the queue behind it.
#include "desk.hpp"
#include "executors/testnet_binance/market_messages.hpp"
#include "executors/testnet_binance/testnet_feed.hpp"

namespace sluice::testnet::test {
namespace {

Timestamp real_now() {
  return Timestamp::from_nanoseconds(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count());
}

class TestnetFeedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(feed_.ok()) << feed_.error();
    feed_.open({"BTCUSDT", "ETHUSDT"});
    ASSERT_EQ(feed_.status(), SLUICE_OK) << feed_.error();
  }
  void TearDown() override { feed_.component().quiesce(feed_.get(), testing::ErrorBuffer{}.raw()); }
  template <typename Condition>
  bool waits(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      const auto told = feed_.stream(real_now());
      for (const auto& row : told.quotes) quotes_.push_back(row);
      for (const auto& row : told.trades) trades_.push_back(row);
      for (const auto& [up, reason] : told.connections)
        connection_.push_back(up ? "connected" : "disconnected " + reason);
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
  }
  bool is_connected() {
    return waits(
        [&] { return !connection_.empty() && connection_.back().starts_with("connected"); });
  }
  Simulator venue_;
  testing::MockHost host_;
  testing::MockFeed feed_{sluice::feed<TestnetFeed>.describe(),
                          "{\"url\":\"" + venue_.url() + "\"}", host_};
  std::vector<sluice_quote> quotes_;
  std::vector<sluice_trade> trades_;
  std::vector<std::string> connection_;
};

TEST_F(TestnetFeedTest, QuotesAndTrades_AreToldAsHeard) {
  ASSERT_TRUE(is_connected());
  const Timestamp before = real_now();
  venue_.quote("99999", "3", "100001", "2");
  venue_.trade("100000", "0.25", "SELL");
  ASSERT_TRUE(waits([&] { return !quotes_.empty() && !trades_.empty(); }));
  EXPECT_EQ(quotes_.back().instrument, 0u);
  EXPECT_EQ(quotes_.back().bid, testing::units("99999"));
  EXPECT_EQ(quotes_.back().ask, testing::units("100001"));
  EXPECT_EQ(quotes_.back().bid_quantity, testing::units("3"));
  EXPECT_EQ(quotes_.back().ask_quantity, testing::units("2"));
  EXPECT_GE(quotes_.back().time, before.nanoseconds());
  EXPECT_EQ(trades_.back().price, testing::units("100000"));
  EXPECT_EQ(trades_.back().quantity, testing::units("0.25"));
  EXPECT_EQ(trades_.back().aggressor, std::uint32_t{SLUICE_SIDE_SELL});
}

TEST_F(TestnetFeedTest, WhatIsHeard_RingsTheBell) {
  ASSERT_TRUE(is_connected());
  const std::uint64_t before = host_.rings();
  venue_.quote("99999", "3", "100001", "2");
  EXPECT_TRUE(rings_again(host_, before));
  EXPECT_THAT(feed_.stream(real_now()).quotes, Not(IsEmpty()));
}

TEST_F(TestnetFeedTest, WhatIsHeardLater_IsNotTold) {
  ASSERT_TRUE(is_connected());
  const Timestamp before = real_now();
  venue_.quote("99999", "3", "100001", "2");
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  EXPECT_THAT(feed_.stream(before).quotes, IsEmpty());
  EXPECT_FALSE(feed_.stream(real_now()).quotes.empty());
}

TEST_F(TestnetFeedTest, ConnectionThatEnds_IsToldAndOpenedAgain) {
  ASSERT_TRUE(is_connected());
  EXPECT_TRUE(connection_.front().starts_with("disconnected")) << connection_.front();
  connection_.clear();
  venue_.post("streams", "{\"action\":\"disconnect\",\"only_users\":false}");
  ASSERT_TRUE(waits([&] { return connection_.size() >= 2; }));
  EXPECT_TRUE(connection_[0].starts_with("disconnected")) << connection_[0];
  EXPECT_TRUE(connection_[1].starts_with("connected")) << connection_[1];
  venue_.quote("99999", "3", "100001", "2");
  EXPECT_TRUE(waits([&] { return !quotes_.empty(); }));
}

TEST_F(TestnetFeedTest, SymbolThatCanBeNone_IsRefused) {
  for (const char* symbol : {"BTC/USDT", "btcusdt", "", "BTCUSDT@trade", "A\r\nB"}) {
    feed_.open({symbol});
    EXPECT_EQ(feed_.status(), SLUICE_ERROR_ARGUMENT) << symbol;
  }
}

sluice_quote quote_number(std::int64_t number) {
  sluice_quote quote{};
  quote.bid = number;
  return quote;
}

TEST(MarketQueue, Quotes_AreDroppedFromTheOldestAndCounted) {
  MarketQueue queue;
  for (std::size_t i = 0; i < MarketQueue::kMaxQuotes + 5; ++i)
    queue.put(quote_number(static_cast<std::int64_t>(i)), 1);
  queue.put(sluice_trade{}, 1);
  EXPECT_EQ(queue.dropped_quotes(), 5u);
  const auto taken = queue.take(1, 1'000'000);
  ASSERT_EQ(taken.size(), MarketQueue::kMaxQuotes + 1);
  EXPECT_EQ(std::get<sluice_quote>(taken.front()).bid, 5);
  EXPECT_TRUE(std::holds_alternative<sluice_trade>(taken.back()));
}

TEST(MarketQueue, TooManyTrades_AreAGap) {
  MarketQueue queue;
  for (std::size_t i = 0; i < MarketQueue::kMaxOthers + 1; ++i) queue.put(sluice_trade{}, 1);
  const auto taken = queue.take(1, 1'000'000);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_FALSE(std::get<ConnectionNews>(taken[0]).is_connected);
  EXPECT_TRUE(std::get<ConnectionNews>(taken[1]).is_connected);
}

TEST(MarketQueue, ConnectionThatIsLostWhereNothingFits_StaysLost) {
  MarketQueue queue;
  for (std::size_t i = 0; i < MarketQueue::kMaxOthers; ++i) queue.put(sluice_trade{}, 1);
  queue.put(ConnectionNews{false, "closed"}, 1);
  const auto taken = queue.take(1, 1'000'000);
  ASSERT_FALSE(taken.empty());
  EXPECT_FALSE(std::get<ConnectionNews>(taken.back()).is_connected);
}

TEST(MarketQueue, Rows_KeepTheirOrderAndTheLimit) {
  MarketQueue queue;
  queue.put(quote_number(1), 1);
  queue.put(sluice_trade{}, 2);
  queue.put(quote_number(2), 3);
  const auto taken = queue.take(3, 2);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<sluice_trade>(taken[1]));
  EXPECT_THAT(queue.take(2, 10), IsEmpty());
  EXPECT_EQ(queue.take(3, 10).size(), 1u);
}

TEST(MarketMessages, Candle_IsToldOnceItIsOver) {
  const auto message = [](const char* is_over) {
    return read_json(
        std::string{
            R"({"stream":"btcusdt@kline_1m","data":{"e":"kline","s":"BTCUSDT","k":{"t":60000,
        "o":"1","h":"4","l":"0.5","c":"2","v":"7","x":)"} +
        is_over + "}}}");
  };
  EXPECT_FALSE(read_market(message("false"), {"BTCUSDT"}, 5));
  const auto news = read_market(message("true"), {"ETHUSDT", "BTCUSDT"}, 5);
  ASSERT_TRUE(news);
  const auto& bar = std::get<sluice_bar>(*news);
  EXPECT_EQ(bar.time, 60'000'000'000);
  EXPECT_EQ(bar.instrument, 1u);
  EXPECT_EQ(bar.high, testing::units("4"));
  EXPECT_EQ(bar.volume, testing::units("7"));
  EXPECT_FALSE(read_market(message("true"), {"ETHUSDT"}, 5));
}

TEST(MarketMessages, Path_NamesThreeStreamsForEachSymbol) {
  EXPECT_EQ(streams_path({"BTCUSDT", "ETHUSDT"}, interval_of("5min")),
            "/stream?streams=btcusdt@bookTicker/btcusdt@trade/btcusdt@kline_5m/"
            "ethusdt@bookTicker/ethusdt@trade/ethusdt@kline_5m");
  EXPECT_EQ(interval_of("3min"), "");
}

}  // namespace
}  // namespace sluice::testnet::test
