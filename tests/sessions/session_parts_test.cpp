// SPDX-License-Identifier: Apache-2.0
//
// session_parts_test.cpp: states, candles, signals as text, budget, queues, replay clock.
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sessions/account_budget.hpp"
#include "sessions/candle_builder.hpp"
#include "sessions/session_clock.hpp"
#include "sessions/session_events.hpp"
#include "sessions/session_recovery.hpp"
#include "sessions/session_state.hpp"
#include "support/domain_values.hpp"

namespace sluice::sessions {
namespace {

using sluice::testing::at;
using sluice::testing::money;
using sluice::testing::px;
using sluice::testing::qty;
using ::testing::SizeIs;

constexpr std::int64_t kMinute = 60 * Timestamp::kNanosecondsPerSecond;

TEST(SessionStates, EveryPairThatIsNoEdge_IsRefused) {
  std::size_t edges = 0;
  for (std::size_t from = 0; from < kSessionStateCount; ++from)
    for (std::size_t on = 0; on < kSessionEventCount; ++on)
      if (next_state(static_cast<SessionState>(from), static_cast<SessionEvent>(on))) ++edges;
  EXPECT_EQ(edges, std::size(kSessionEdges));
}

struct Step {
  SessionState from;
  SessionEvent on;
  std::optional<SessionState> to;
};

TEST(SessionStates, Lifecycle) {
  using S = SessionState;
  using E = SessionEvent;
  const Step steps[] = {
      {S::kCreated, E::kStart, S::kChecking},   {S::kChecking, E::kPass, S::kRunning},
      {S::kChecking, E::kRefuse, S::kFailed},   {S::kChecking, E::kHold, S::kPaused},
      {S::kRunning, E::kPause, S::kPaused},     {S::kPaused, E::kResume, S::kRunning},
      {S::kRunning, E::kStop, S::kStopping},    {S::kPaused, E::kStop, S::kStopping},
      {S::kStopping, E::kDrained, S::kStopped}, {S::kRunning, E::kStart, S::kChecking},
      {S::kStopped, E::kResume, std::nullopt},  {S::kStopped, E::kPause, std::nullopt},
      {S::kRunning, E::kResume, std::nullopt},  {S::kPaused, E::kPause, std::nullopt},
      {S::kCreated, E::kPass, std::nullopt},    {S::kStopping, E::kResume, std::nullopt},
      {S::kFailed, E::kResume, std::nullopt},   {S::kStopping, E::kStop, std::nullopt},
  };
  for (const Step& step : steps)
    EXPECT_EQ(next_state(step.from, step.on), step.to)
        << name(step.from) << " on " << name(step.on);
}

TEST(SessionStates, Names_AreReadAsTheyAreWritten) {
  for (std::size_t i = 0; i < kSessionStateCount; ++i)
    EXPECT_EQ(parse_session_state(name(static_cast<SessionState>(i))),
              static_cast<SessionState>(i));
  EXPECT_EQ(parse_session_state("RUNNIN"), std::nullopt);
}

class Candles : public ::testing::Test {
 protected:
  void quote(std::string_view time, InstrumentId id, std::string_view bid, std::string_view ask) {
    sluice_quote one{};
    one.time = at(time).nanoseconds();
    one.instrument = id;
    one.bid = px(bid).raw();
    one.ask = px(ask).raw();
    builder_.on_quote(one);
  }
  void trade(std::string_view time, std::string_view price, std::string_view quantity) {
    sluice_trade one{};
    one.time = at(time).nanoseconds();
    one.price = px(price).raw();
    one.quantity = qty(quantity).raw();
    builder_.on_trade(one);
  }
  CandleBuilder builder_{2, kMinute};
  std::vector<sluice_bar> candles_;
};

TEST_F(Candles, OfQuotes_AreOfTheirMiddles_AndOverAtTheirEnd) {
  quote("2025-01-15T10:00:05Z", 0, "99", "101");
  quote("2025-01-15T10:00:20Z", 0, "103", "105");
  quote("2025-01-15T10:00:40Z", 0, "97", "99");
  EXPECT_FALSE(builder_.take(at("2025-01-15T10:00:59.999Z"), candles_));
  EXPECT_EQ(builder_.next_end(), at("2025-01-15T10:01:00Z"));
  ASSERT_TRUE(builder_.take(at("2025-01-15T10:01:00Z"), candles_));
  ASSERT_THAT(candles_, SizeIs(1));
  EXPECT_EQ(candles_[0].time, at("2025-01-15T10:00:00Z").nanoseconds());
  EXPECT_EQ(candles_[0].open, px("100").raw());
  EXPECT_EQ(candles_[0].high, px("104").raw());
  EXPECT_EQ(candles_[0].low, px("98").raw());
  EXPECT_EQ(candles_[0].close, px("98").raw());
  EXPECT_EQ(candles_[0].flags & SLUICE_BAR_HAS_VOLUME, 0u);
  EXPECT_FALSE(builder_.take(at("2025-01-15T11:00:00Z"), candles_));
}

TEST_F(Candles, TradesBeatQuotes_AndAreNotMixedWithThem) {
  quote("2025-01-15T10:00:05Z", 0, "49", "51");
  trade("2025-01-15T10:00:20Z", "100", "3");
  quote("2025-01-15T10:00:30Z", 0, "149", "151");
  trade("2025-01-15T10:00:40Z", "101", "4");
  ASSERT_TRUE(builder_.take(at("2025-01-15T10:01:00Z"), candles_));
  EXPECT_EQ(candles_[0].open, px("100").raw());
  EXPECT_EQ(candles_[0].low, px("100").raw());
  EXPECT_EQ(candles_[0].close, px("101").raw());
  EXPECT_EQ(candles_[0].volume, qty("7").raw());
}

TEST_F(Candles, BarsBeatAll_AndAreMerged) {
  CandleBuilder five{1, 5 * kMinute};
  trade("2025-01-15T10:00:20Z", "5", "3");
  auto bar = sluice::testing::bar(at("2025-01-15T10:00:00Z"), 0, "100", "10");
  five.on_bar(bar);
  bar = sluice::testing::bar(at("2025-01-15T10:01:00Z"), 0, "104", "5");
  bar.low = px("90").raw();
  five.on_bar(bar);
  ASSERT_TRUE(five.take(at("2025-01-15T10:05:00Z"), candles_));
  EXPECT_EQ(candles_[0].open, px("100").raw());
  EXPECT_EQ(candles_[0].high, px("104").raw());
  EXPECT_EQ(candles_[0].low, px("90").raw());
  EXPECT_EQ(candles_[0].close, px("104").raw());
  EXPECT_EQ(candles_[0].volume, qty("15").raw());
}

TEST_F(Candles, ComeOldestFirst_ByInstrument_AndLateDataIsDropped) {
  quote("2025-01-15T10:00:05Z", 1, "99", "101");
  quote("2025-01-15T10:00:06Z", 0, "99", "101");
  quote("2025-01-15T10:03:00Z", 0, "99", "101");
  ASSERT_TRUE(builder_.take(at("2025-01-15T10:10:00Z"), candles_));
  ASSERT_THAT(candles_, SizeIs(2));
  EXPECT_EQ(candles_[0].instrument, 0u);
  EXPECT_EQ(candles_[1].instrument, 1u);
  ASSERT_TRUE(builder_.take(at("2025-01-15T10:10:00Z"), candles_));
  EXPECT_EQ(candles_[0].time, at("2025-01-15T10:03:00Z").nanoseconds());
  quote("2025-01-15T10:03:30Z", 1, "99", "101");
  EXPECT_EQ(builder_.late(), 1u);
  EXPECT_FALSE(builder_.take(at("2025-01-15T10:10:00Z"), candles_));
}

TEST_F(Candles, QuoteWithoutOneSide_IsNoPrice) {
  quote("2025-01-15T10:00:05Z", 0, "0", "101");
  EXPECT_FALSE(builder_.take(at("2025-01-15T10:10:00Z"), candles_));
}

TEST(SignalText, IsReadAsItIsWritten) {
  const InstrumentTable table{sluice::testing::instruments({"AAA", "B B"})};
  Signal signal;
  signal.id = 17;
  signal.instrument = 1;
  signal.kind = SignalKind::kExit;
  signal.side = Side::kSell;
  signal.state = SignalState::kDeclined;
  signal.quantity = qty("12.5");
  signal.reference = px("101.25");
  signal.time = at("2025-01-15T10:00:00Z");
  signal.candle = at("2025-01-15T09:59:00Z");
  signal.order = 3;
  signal.who = "ana maria";
  signal.reason = "news = at two, ok";
  const std::string text = to_text(signal, "B B");
  const auto read = parse_signal(text, table);
  ASSERT_TRUE(read.has_value()) << text;
  EXPECT_EQ(to_text(*read, "B B"), text);
  EXPECT_EQ(read->who, "ana maria");
  EXPECT_EQ(read->reason, "news = at two, ok");
  EXPECT_EQ(read->expires, Timestamp{});
  for (std::size_t cut = 0; cut + 25 < text.size(); ++cut)
    EXPECT_FALSE(parse_signal(text.substr(0, cut), table).has_value()) << cut;
  EXPECT_FALSE(parse_signal(to_text(signal, "CCC"), table).has_value());
}

TEST(DecisionText, IsReadAsItIsWritten) {
  const InstrumentTable table{sluice::testing::instruments({"AAA", "B B"})};
  Decision decision{at("2025-01-15T09:59:00Z"), {{1, qty("-3"), false}, {0, qty("7"), true}}};
  const std::string text = to_text(decision, table);
  const auto read = parse_decision(text, table);
  ASSERT_TRUE(read.has_value()) << text;
  ASSERT_THAT(read->rows, SizeIs(2));
  EXPECT_EQ(to_text(*read, table), text);
  EXPECT_TRUE(read->rows[1].is_sized);
  EXPECT_FALSE(parse_decision("candle=x", table).has_value());
}

TEST(AccountBudgetTest, AtTheLimit_ExactlyOneOfTwoWins) {
  AccountBudget budget{money("100")};
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      if (budget.reserve("session" + std::to_string(i), money("60"))) ++won;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(budget.held(), money("60"));
}

TEST(AccountBudgetTest, WhatIsHeldInstead_GivesTheRestBack) {
  AccountBudget budget{money("100")};
  ASSERT_TRUE(budget.reserve("a", money("60")));
  EXPECT_FALSE(budget.reserve("b", money("41")));
  EXPECT_TRUE(budget.reserve("b", money("40")));
  budget.hold("a", money("10"));
  EXPECT_TRUE(budget.reserve("b", money("50")));
  budget.release("b");
  EXPECT_EQ(budget.held(), money("10"));
  budget.hold("a", money("-5"));
  EXPECT_EQ(budget.held(), Money{});
}

TEST(AccountBudgetTest, WithoutALimit_OnlyWhatCanBeAddedUpIsReserved) {
  AccountBudget budget{std::nullopt};
  const Money huge = Money::from_raw((int128{1} << 126) - 1 + (int128{1} << 126));
  EXPECT_TRUE(budget.reserve("a", huge));
  EXPECT_FALSE(budget.reserve("b", money("1")));
  budget.hold("b", huge);
  budget.hold("c", money("1"));
  EXPECT_FALSE(budget.reserve("d", money("1"))) << "what is held can't be added up";
}

TEST(Events, PlainText_HasNoLengthsAndNothingEmpty) {
  EXPECT_EQ(plain_text("was=RUNNING now=PAUSED who=3:ana why=news at two, x = 3"),
            "was=RUNNING now=PAUSED who=ana why=news at two, x = 3");
  EXPECT_EQ(plain_text("expires=- decided=2025-01-02T14:50:00Z who=0: symbol=5:A B=C reason="),
            "decided=2025-01-02T14:50:00Z symbol=A B=C");
  EXPECT_EQ(plain_text("nothing to name"), "nothing to name");
  EXPECT_EQ(plain_text("who=9:shorter"), "who=9:shorter");
  EXPECT_EQ(plain_text(""), "");
}

TEST(Events, SlowListener_LosesTheOldest_AndIsToldHowMany) {
  EventHub hub;
  EXPECT_FALSE(hub.is_heard());
  const auto slow = hub.subscribe(2);
  const auto quick = hub.subscribe(100);
  SessionEventRecord event;
  for (int i = 0; i < 5; ++i) {
    event.text = std::to_string(i);
    hub.publish(event);
  }
  EXPECT_EQ(hub.dropped(), 3u);
  const auto first = slow->pop(std::chrono::milliseconds{0});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->text, "3");
  EXPECT_EQ(first->missed, 3u);
  EXPECT_EQ(slow->pop(std::chrono::milliseconds{0})->missed, 0u);
  EXPECT_FALSE(slow->pop(std::chrono::milliseconds{0}).has_value());
  EXPECT_EQ(quick->pop(std::chrono::milliseconds{0})->text, "0");
  EXPECT_EQ(quick->dropped(), 0u);
}

TEST(Events, ListenerThatIsGone_IsForgotten) {
  EventHub hub;
  auto queue = hub.subscribe();
  queue.reset();
  hub.publish({});
  EXPECT_FALSE(hub.is_heard());
}

TEST(ReplayClockTest, AtTopSpeed_JumpsAndNeverGoesBack) {
  ReplayClock clock{at("2025-01-15T10:00:00Z"), 0};
  EXPECT_EQ(clock.reach(at("2025-01-16T10:00:00Z")).count(), 0);
  EXPECT_EQ(clock.now(), at("2025-01-16T10:00:00Z"));
  EXPECT_EQ(clock.reach(at("2025-01-15T10:00:00Z")).count(), 0);
  EXPECT_EQ(clock.now(), at("2025-01-16T10:00:00Z"));
}

TEST(ReplayClockTest, AtASpeed_WaitsSoMuchLess) {
  ReplayClock clock{at("2025-01-15T10:00:00Z"), 3600};
  const auto left = clock.reach(at("2025-01-15T12:00:00Z"));
  EXPECT_GT(left.count(), 1'000'000'000);
  EXPECT_LE(left.count(), 2'000'000'000);
}

}  // namespace
}  // namespace sluice::sessions
