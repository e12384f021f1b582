// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FeedStreamTest : public PluginsTest {
 protected:
  // Of one instrument, streamed up to `until`: what came is in heard_.
  Result<StreamStep> stream(FeedInstance& feed, sluice_time until, std::uint64_t limit = 10) {
    heard_.clear();
    return feed.stream(Timestamp::from_nanoseconds(until), limit, sink_);
  }
  static void open(FeedInstance& feed) {
    const sluice_str symbol{"IBM", 3};
    sluice_feed_request request{};
    request.size = sizeof request;
    request.symbols = {&symbol, 1, sizeof symbol};
    ASSERT_TRUE(feed.open(request, {nullptr, [](void*, const sluice_feed_issue*) {}}).ok());
  }
  std::unique_ptr<FeedInstance> opened(std::unique_ptr<FeedInstance> feed) {
    open(*feed);
    return feed;
  }

  std::vector<std::string> heard_;
  sluice_status answer_ = SLUICE_OK;
  sluice_market_sink sink_{this,
                           [](void* self, sluice_rows rows) {
                             const auto& row = *SLUICE_ROW(rows, sluice_quote, 0);
                             return hear(self, "quote " + std::to_string(row.time));
                           },
                           [](void* self, sluice_rows rows) {
                             const auto& row = *SLUICE_ROW(rows, sluice_trade, 0);
                             return hear(self, "trade " + std::to_string(row.time));
                           },
                           [](void* self, sluice_rows rows) {
                             const auto& row = *SLUICE_ROW(rows, sluice_bar, 0);
                             return hear(self, "bar " + std::to_string(row.time));
                           },
                           [](void* self, std::uint32_t connected, sluice_str reason) {
                             return hear(self, (connected != 0 ? "connected " : "disconnected ") +
                                                   std::string{reason.ptr, reason.len});
                           }};

 private:
  static sluice_status hear(void* self, std::string text) {
    static_cast<FeedStreamTest*>(self)->heard_.push_back(std::move(text));
    return static_cast<FeedStreamTest*>(self)->answer_;
  }
};

TEST_F(FeedStreamTest, SoundStream_GivesWhatHappenedUpToEachTime) {
  const auto feed = opened(start_sample<FeedInstance>());
  ASSERT_TRUE(feed->streams());
  EXPECT_EQ(feed->next_event().nanoseconds(), 10);
  EXPECT_EQ(stream(*feed, 9).value().rows, 0u);
  EXPECT_EQ(stream(*feed, 20).value().rows, 2u);
  EXPECT_THAT(heard_, ElementsAre("quote 10", "trade 20"));
  EXPECT_EQ(feed->next_event().nanoseconds(), 25);
  const auto rest = stream(*feed, 30);
  EXPECT_EQ(rest.value().rows, 1u);
  EXPECT_FALSE(rest.value().ended);
  EXPECT_THAT(heard_, ElementsAre("disconnected gone", "bar 10"));
  EXPECT_EQ(feed->next_event(), MarketStream::kNever);
  EXPECT_TRUE(stream(*feed, 31).value().ended);
}

TEST_F(FeedStreamTest, Limit_LeavesTheRestForTheNextCall) {
  const auto feed = opened(start_sample<FeedInstance>());
  EXPECT_EQ(stream(*feed, 100, 1).value().rows, 1u);
  EXPECT_THAT(heard_, ElementsAre("quote 10"));
  EXPECT_EQ(stream(*feed, 100, 1).value().rows, 1u);
  EXPECT_THAT(heard_, ElementsAre("trade 20"));
}

TEST_F(FeedStreamTest, BrokenPromise_IsAFaultAndNotPassedOn) {
  const std::pair<const char*, const char*> cases[] = {
      {"stream throws", "threw an exception"},
      {"stream of strangers", "an instrument that was not asked for"},
      {"stream of the future", "a row of the future"},
      {"stream of unfinished bars", "a row of the future"},
      {"stream of nowhere", "no table of rows"},
      {"stream is cut", "no table of rows"},
      {"stream of too much", "more rows than were asked for"},
      {"stream turns back", "not in the order of time"},
      {"stream bids below nothing", "a price or a quantity that cannot be"},
      {"stream trades for nothing", "a price or a quantity that cannot be"},
      {"stream disconnects oddly", "neither there nor gone"}};
  for (const auto& [fault, message] : cases) {
    const auto feed = opened(start_bad<FeedInstance>(fault));
    EXPECT_THAT(message_of(stream(*feed, 5)), HasSubstr(message)) << fault;
    EXPECT_THAT(heard_, IsEmpty()) << fault;
    EXPECT_TRUE(feed->quarantined()) << fault;
  }
}

TEST_F(FeedStreamTest, RowsTogetherWithTheEnd_AreAFault) {
  const auto feed = opened(start_bad<FeedInstance>("stream ends with rows"));
  EXPECT_THAT(message_of(stream(*feed, 5)), HasSubstr("rows together with the end"));
}

TEST_F(FeedStreamTest, StreamThatTurnsBackBetweenCalls_IsAFaultUnlessItWasOpenedAgain) {
  const auto feed = opened(start_bad<FeedInstance>("stream turns back later"));
  ASSERT_TRUE(stream(*feed, 5).ok());
  open(*feed);
  ASSERT_TRUE(stream(*feed, 5).ok());
  EXPECT_THAT(message_of(stream(*feed, 5)), HasSubstr("not in the order of time"));
}

TEST_F(FeedStreamTest, SinkThatRefuses_IsAnErrorAndNoFault) {
  const auto feed = opened(start_sample<FeedInstance>());
  answer_ = SLUICE_ERROR_LIMIT;
  EXPECT_THAT(message_of(stream(*feed, 10)), HasSubstr("the host did not take"));
  EXPECT_FALSE(feed->quarantined());
}

TEST_F(FeedStreamTest, FeedThatEnds_SaysSo) {
  const auto feed = opened(start_bad<FeedInstance>("stream ends"));
  EXPECT_TRUE(stream(*feed, 5).value().ended);
  EXPECT_EQ(feed->next_event(), MarketStream::kUnknown) << "it has no such function";
}

TEST_F(FeedStreamTest, FeedThatWasQuiesced_StreamsNothing) {
  const auto feed = opened(start_sample<FeedInstance>());
  ASSERT_TRUE(feed->quiesce().ok());
  EXPECT_THAT(message_of(stream(*feed, 5)), HasSubstr("it was quiesced"));
  EXPECT_EQ(feed->next_event(), MarketStream::kUnknown);
}

}  // namespace
}  // namespace sluice::plugins
