// SPDX-License-Identifier: Apache-2.0
//
// session_test.cpp: a session from its start to its end, over a recorded market.
#include "sessions/session.hpp"

#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::Host;
using ::testing::IsEmpty;
using testing::money;
using testing::px;
using testing::qty;
using testing::ratio;
using testing::RecordedMarket;
using ::testing::SizeIs;
using testing::target;

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    market_ = std::make_shared<RecordedMarket>();
    // Thirty minutes: candles of a minute, twenty of which are needed before an entry.
    market_->flat(begin_, at("2025-01-15T10:30:00Z"), 2, "99.95", "100.05");
  }
  std::unique_ptr<Host> host() {
    return std::make_unique<Host>(directory_ / "session",
                                  sluice::testing::instruments({"AAA", "BBB"}), market_);
  }
  // A host whose strategy wants 10 of AAA from the first candle on.
  std::unique_ptr<Host> buyer() {
    auto made = host();
    made->strategy->wants = [](const sluice_session&) { return std::vector{target(0, "10")}; };
    return made;
  }

  sluice::testing::TemporaryDirectory directory_;
  Timestamp begin_ = at("2025-01-15T10:00:00Z");
  std::shared_ptr<RecordedMarket> market_;
};

TEST_F(SessionTest, Entry_NeedsTwentyCandles_ThenBuysOnce) {
  auto host = buyer();
  host->open(begin_);
  EXPECT_EQ(host->session->state(), SessionState::kRunning);
  host->run_until(at("2025-01-15T10:19:59Z"));
  EXPECT_THAT(host->venue->received, IsEmpty());
  host->run_until(at("2025-01-15T10:20:01Z"));
  EXPECT_EQ(host->position(0), qty("10"));
  host->run_until(at("2025-01-15T10:29:00Z"));
  EXPECT_THAT(host->venue->received, SizeIs(1));
  EXPECT_THAT(host->strategy->fills, SizeIs(1));
  EXPECT_EQ(host->session->lane().portfolio().cash(), money("98999.5"));
}

TEST_F(SessionTest, Recording_ThatEnds_StopsTheSession) {
  auto host = buyer();
  host->open(begin_);
  host->run_until(at("2025-01-15T11:00:00Z"));
  EXPECT_EQ(host->session->state(), SessionState::kStopped);
  EXPECT_EQ(host->session->status().why, "RECORDING_OVER: the recording is over");
  EXPECT_THAT(host->strategy->calls, SizeIs(30));
}

TEST_F(SessionTest, WishThatTurns_ClosesFirst_ThenOpensTheOtherSide) {
  auto host = this->host();
  host->strategy->wants = [](const sluice_session& session) {
    const bool late = session.time >= at("2025-01-15T10:22:00Z").nanoseconds();
    return std::vector{target(0, late ? "-5" : "10")};
  };
  host->open(begin_);
  host->run_until(at("2025-01-15T10:23:00.5Z"));
  EXPECT_EQ(host->position(0), qty("0"));
  ASSERT_THAT(host->venue->received, SizeIs(2));
  EXPECT_NE(host->venue->received[1].flags & SLUICE_ORDER_REDUCE_ONLY, 0);
  host->run_until(at("2025-01-15T10:23:02Z"));
  EXPECT_EQ(host->position(0), qty("-5"));
}

TEST_F(SessionTest, LaterProcess_ComesBackPausedWithItsBooks_AndGoesOnWhenResumed) {
  auto first = buyer();
  first->open(begin_);
  first->run_until(at("2025-01-15T10:22:00Z"));
  first.reset();  // killed: nothing was closed
  market_ = std::make_shared<RecordedMarket>();
  market_->flat(begin_, at("2025-01-15T10:30:00Z"), 2, "99.95", "100.05");
  auto second = buyer();
  second->strategy->wants = [](const sluice_session& session) {
    const bool late = session.time >= at("2025-01-15T10:24:00Z").nanoseconds();
    return std::vector{target(0, late ? "0" : "10")};
  };
  second->open(begin_);
  EXPECT_EQ(second->session->state(), SessionState::kPaused);
  EXPECT_EQ(second->session->status().why, "PROCESS_ENDED: its process ended while it ran");
  EXPECT_TRUE(second->session->status().is_reconciled);
  EXPECT_EQ(second->position(0), qty("10"));
  ASSERT_TRUE(second->session->resume("ana").ok());
  second->run_until(at("2025-01-15T10:29:00Z"));
  EXPECT_EQ(second->position(0), qty("0"));
  EXPECT_THAT(second->venue->received, SizeIs(1));
}

}  // namespace
}  // namespace sluice::sessions
