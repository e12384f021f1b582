// SPDX-License-Identifier: Apache-2.0
//
// synthetic_test.cpp: made-up prices are the same from the same seed, and what they were asked to
// be.
#include <cmath>
#include <map>
#include <set>

#include "feeds/content_hash.hpp"
#include "feeds/synthetic_feed.hpp"
#include "stream_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SyntheticTest : public ::testing::Test {
 protected:
  static StreamedFeed made(const std::string& params = "{}") {
    return StreamedFeed{sluice::feed<SyntheticFeed>.describe(), params};
  }
  static std::vector<sluice_bar> bars_of(const std::string& params, const Lines& symbols,
                                         sluice_time from = INT64_MIN, sluice_time to = INT64_MAX,
                                         std::uint32_t lookback = 0) {
    StreamedFeed feed = made(params);
    EXPECT_EQ(feed.open(symbols, from, to, lookback), "");
    return feed.feed().pull_all();
  }
  static Lines stream_of(const std::string& params, const Lines& symbols, std::uint64_t limit) {
    StreamedFeed feed = made(params);
    EXPECT_EQ(feed.open(symbols), "");
    return feed.all(limit);
  }
  static std::string digest_of(const Lines& lines) {
    ContentHasher hasher;
    for (const std::string& line : lines) hasher.update(line.data(), line.size());
    return hasher.digest().text();
  }
};

constexpr const char* kMinutes =
    R"({"freq":"1min","sessions":2,"open":"09:30","close":"10:00","timezone":"America/New_York",)"
    R"("start":"2025-03-07","quotes_per_bar":5,"trades_per_bar":2,"gaps":0.1,"jumps":0.05})";

// Whatever the compiler and the machine: a change of these digests is a change of everybody's data.
TEST_F(SyntheticTest, SameSeed_GivesTheSameBytesEverywhere) {
  EXPECT_EQ(digest_of(stream_of(kMinutes, {"A", "B"}, 1000)), "30d58a9420cd4cf9e1752d3431cf9dd8");
  EXPECT_EQ(digest_of(lines_of(bars_of(R"({"volatility_of":{"B":0.5}})", {"A", "B"}))),
            "33f2c61e2f55a5ddc331e4280882d997");
}

TEST_F(SyntheticTest, AnotherSeed_GivesOtherPrices) {
  const auto one = bars_of(R"({"seed":1})", {"A"});
  const auto two = bars_of(R"({"seed":2})", {"A"});
  EXPECT_NE(bytes_of(one), bytes_of(two));
  EXPECT_NE(bytes_of(one), bytes_of(bars_of("{}", {"B"}))) << "each symbol has its own";
}

TEST_F(SyntheticTest, OtherSymbolsAndAnotherWindow_ChangeNothing) {
  const auto alone = bars_of("{}", {"A"});
  std::vector<sluice_bar> among;
  for (sluice_bar bar : bars_of("{}", {"B", "A"}))
    if (bar.instrument == 1) bar.instrument = 0, among.push_back(bar);
  EXPECT_EQ(bytes_of(alone), bytes_of(among));
  const auto from = alone[100].time;
  const auto part = bars_of("{}", {"A"}, from, alone[120].time, 3);
  EXPECT_EQ(bytes_of(part), bytes_of({alone.begin() + 97, alone.begin() + 121}));
}

TEST_F(SyntheticTest, Stream_InWhateverPieces_IsTheSame) {
  const Lines whole = stream_of(kMinutes, {"A", "B"}, 1000);
  EXPECT_GT(whole.size(), 600u);
  EXPECT_EQ(whole, stream_of(kMinutes, {"A", "B"}, 1));
  EXPECT_EQ(whole, stream_of(kMinutes, {"A", "B"}, 7));
}

TEST_F(SyntheticTest, Stream_IsInOrderAndItsBarsAreThoseThatArePulled) {
  StreamedFeed feed = made(kMinutes);
  ASSERT_EQ(feed.open({"A", "B"}), "");
  const auto pulled = feed.feed().pull_all();
  EXPECT_EQ(pulled.size(), feed.feed().info().bar_count);
  const auto told = feed.feed().stream(Timestamp::from_nanoseconds(INT64_MAX - 1), 1'000'000);
  EXPECT_EQ(bytes_of(told.bars), bytes_of(pulled));
  sluice_time last = 0;
  for (const auto& quote : told.quotes) {
    EXPECT_GE(quote.time, last);
    last = quote.time;
    EXPECT_LT(quote.bid, quote.ask);
  }
  // Each bar is made of its trades.
  std::map<std::pair<sluice_time, std::uint32_t>, sluice_bar> bars;
  for (const auto& trade : told.trades) {
    constexpr sluice_time kMinute = 60'000'000'000;
    sluice_bar& bar = bars[{trade.time / kMinute * kMinute, trade.instrument}];
    if (bar.volume == 0) bar.open = bar.high = bar.low = trade.price;
    bar.high = std::max(bar.high, trade.price);
    bar.low = std::min(bar.low, trade.price);
    bar.close = trade.price;
    bar.volume += trade.quantity;
  }
  ASSERT_EQ(bars.size(), pulled.size());
  for (const auto& bar : pulled) {
    const sluice_bar& sum = bars[{bar.time, bar.instrument}];
    EXPECT_EQ(std::tie(sum.open, sum.high, sum.low, sum.close, sum.volume),
              std::tie(bar.open, bar.high, bar.low, bar.close, bar.volume));
  }
}

TEST_F(SyntheticTest, Sessions_KeepTheirHoursOverAChangeOfClocks) {
  const auto bars = bars_of(kMinutes, {"A", "B"});
  std::set<std::string> hours;
  for (const auto& bar : bars)
    hours.insert(Timestamp::from_nanoseconds(bar.time).to_string().substr(0, 13));
  // Friday in winter time, Monday in summer time.
  EXPECT_EQ(hours, (std::set<std::string>{"2025-03-07T14", "2025-03-10T13"}));
  EXPECT_GT(bars.size(), 2u * 2 * 30 * 8 / 10) << "a tenth of them are gaps";
  EXPECT_LT(bars.size(), 2u * 2 * 30);
}

TEST_F(SyntheticTest, Days_SkipWeekendsUnlessTheyAreWanted) {
  const auto day = [](const sluice_bar& bar) {
    return Timestamp::from_nanoseconds(bar.time).date().to_string();
  };
  const auto week = bars_of(R"({"start":"2025-01-04","sessions":6})", {"A"});
  ASSERT_THAT(week, SizeIs(6));
  EXPECT_EQ(day(week[0]), "2025-01-06") << "the first day is a Saturday";
  EXPECT_EQ(day(week[4]), "2025-01-10");
  EXPECT_EQ(day(week[5]), "2025-01-13");
  const auto all = bars_of(R"({"start":"2025-01-04","sessions":6,"weekends":true})", {"A"});
  EXPECT_EQ(day(all[5]), "2025-01-09");
}

// Standard deviation of a year's return, from closes of days.
double volatility_of(const std::vector<sluice_bar>& bars) {
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const double change =
        std::log(static_cast<double>(bars[i].close) / static_cast<double>(bars[i - 1].close));
    sum += change;
    squares += change * change;
  }
  const auto count = static_cast<double>(bars.size() - 1);
  return std::sqrt((squares / count - sum * sum / count / count) * 252);
}

TEST_F(SyntheticTest, Volatility_IsThatOfTheSymbol) {
  const std::string params = R"({"sessions":5000,"volatility":0.2,"volatility_of":{"B":0.6},)"
                             R"("spread_bps":0,"tick":0.0001,"profile":"flat"})";
  EXPECT_NEAR(volatility_of(bars_of(params, {"A"})), 0.2, 0.006);
  EXPECT_NEAR(volatility_of(bars_of(params, {"B"})), 0.6, 0.02);
}

TEST_F(SyntheticTest, Spread_IsThatOfTheSymbol) {
  StreamedFeed feed = made(R"({"sessions":50,"tick":0.0001,"spread_bps":10,)"
                           R"("spread_bps_of":{"B":100}})");
  ASSERT_EQ(feed.open({"A", "B"}), "");
  const auto told = feed.feed().stream(Timestamp::from_nanoseconds(INT64_MAX - 1), 1'000'000);
  for (const auto& quote : told.quotes) {
    const double middle = static_cast<double>(quote.ask + quote.bid) / 2;
    const double bps = static_cast<double>(quote.ask - quote.bid) / middle * 10'000;
    EXPECT_NEAR(bps, quote.instrument == 0 ? 10 : 100, 0.1);
  }
}

TEST_F(SyntheticTest, Profile_MakesBothEndsOfASessionLivelier) {
  const auto volume_of = [](const char* profile) {
    std::vector<std::int64_t> by_bar(30);
    const auto bars =
        bars_of(R"({"freq":"1min","open":"10:00","close":"10:30","quotes_per_bar":50,)"
                R"("trades_per_bar":15,"sessions":40,"profile":")" +
                    std::string{profile} + "\"}",
                {"A"});
    for (std::size_t i = 0; i < bars.size(); ++i) by_bar[i % 30] += bars[i].volume;
    return static_cast<double>(by_bar[0] + by_bar[29]) /
           static_cast<double>(by_bar[14] + by_bar[15]);
  };
  EXPECT_GT(volume_of("u"), 2.5);
  EXPECT_NEAR(volume_of("flat"), 1, 0.2);
}

TEST_F(SyntheticTest, Jumps_AreAsLargeAndAsFrequentAsAskedFor) {
  const auto bars =
      bars_of(R"({"sessions":2000,"volatility":0.05,"jumps":0.1,"jump_size":0.2})", {"A"});
  int jumps = 0;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const double change =
        static_cast<double>(bars[i].close) / static_cast<double>(bars[i - 1].close) - 1;
    jumps += std::abs(change) > 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(jumps, 200, 40);
  EXPECT_THAT(bars_of(R"({"gaps":1})", {"A"}), IsEmpty());
}

TEST_F(SyntheticTest, OpenedLater_StreamsFromThereOn) {
  const Lines whole = stream_of(kMinutes, {"A"}, 1000);
  StreamedFeed feed = made(kMinutes);
  ASSERT_EQ(feed.open({"A"}, day_time("2025-03-10T13:30:00Z")), "");
  const Lines part = feed.all();
  ASSERT_FALSE(part.empty());
  EXPECT_THAT(part, Each(HasSubstr("2025-03-10T13")));
  EXPECT_EQ(part, Lines(whole.end() - static_cast<std::ptrdiff_t>(part.size()), whole.end()));
  EXPECT_TRUE(feed.ended());
}

TEST_F(SyntheticTest, ContentHash_ChangesWithTheSettings) {
  const auto hash = [](const char* params) {
    StreamedFeed feed = made(params);
    EXPECT_EQ(feed.open({"A"}), "");
    return std::string{feed.feed().info().content_hash};
  };
  EXPECT_EQ(hash("{}"), hash("{}"));
  std::set<std::string> hashes;
  for (const char* params :
       {"{}", R"({"seed":2})", R"({"sessions":251})", R"({"volatility":0.3})",
        R"({"volatility_of":{"A":0.3}})", R"({"price":50})", R"({"freq":"5min"})",
        R"({"gaps":0.5})", R"({"spread_bps":50})", R"({"start":"2025-02-03"})"})
    hashes.insert(hash(params));
  EXPECT_THAT(hashes, SizeIs(10));
}

TEST_F(SyntheticTest, WhatCannotBe_IsRefusedWithItsName) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"open":"9:30"})", "open: '9:30' is no time of day, expected HH:MM"},
      {R"({"close":"24:01"})", "close: '24:01' is no time of day"},
      {R"({"open":"10:00","close":"10:00"})", "close: 10:00 is not after the open 10:00"},
      {R"({"freq":"1min","timezone":"Mars"})", "timezone: no time zone 'Mars'"},
      {R"({"timezone":"America/New_York"})", "timezone is for bars within a day"},
      {R"({"volatility_of":{"A":"much"}})", "volatility_of: A: expected a number from 0 to 5"},
      {R"({"spread_bps_of":{"A":1001}})", "spread_bps_of: A: expected a number from 0 to 1000"},
      {R"({"freq":"1min","sessions":20000})", "quotes a symbol, at most 4000000 are made"}};
  for (const auto& [params, message] : cases)
    EXPECT_THAT(made(params).open({"A"}), HasSubstr(message)) << params;
}

}  // namespace
}  // namespace sluice::feeds
