// SPDX-License-Identifier: Apache-2.0
//
// session_recheck_test.cpp: what is looked at again: when a person approves, and when a later
// process takes up what an earlier one was about to do. tests/mutants/chosen.py weakens each.
#include "journal/log.hpp"
#include "journal/record_types.hpp"
#include "market/trading_hours.hpp"
#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::Host;
using ::testing::IsEmpty;
using testing::px;
using testing::qty;
using testing::RecordedMarket;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::target;

class SessionRecheck : public ::testing::Test {
 protected:
  // The first symbol has quotes until `silent` and again from `back` on, the second one always.
  void market(std::string_view silent = "2025-01-15T10:40:00Z",
              std::string_view back = "2025-01-15T10:40:00Z") {
    for (Timestamp time = begin_; time < at("2025-01-15T10:40:00Z"); time = second_after(time)) {
      if (time < at(silent) || time >= at(back)) market_->quote(time, 0, "99.95", "100.05");
      market_->quote(time, 1, "99.95", "100.05");
    }
  }
  static Timestamp second_after(Timestamp time) {
    return time.plus_nanoseconds(Timestamp::kNanosecondsPerSecond);
  }
  // Another process over the same journal and the same market.
  Host& host(const std::string& wanted) {
    host_ =
        std::make_unique<Host>(directory_ / "session", sluice::testing::instruments({"AAA", "BBB"}),
                               std::make_shared<RecordedMarket>(*market_));
    host_->strategy->wants = [wanted](const sluice_session&) {
      return std::vector{target(0, wanted), target(1, "0")};
    };
    return *host_;
  }
  [[nodiscard]] std::vector<SignalNow> signals() const { return host_->session->status().signals; }

  sluice::testing::TemporaryDirectory directory_;
  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
  std::shared_ptr<RecordedMarket> market_ = std::make_shared<RecordedMarket>();
  std::unique_ptr<Host> host_;
};

// A person approves, and something has changed since the signal.
class SessionApproval : public SessionRecheck {
 protected:
  Host& confirming() {
    Host& made = host("10");
    made.settings.mode = ExecutionMode::kConfirm;
    return made;
  }
  void run_to_a_signal(std::string_view until) {
    host_->open(begin_);
    host_->run_until(at("2025-01-15T10:20:05Z"));
    ASSERT_THAT(signals(), SizeIs(1));
    ASSERT_EQ(signals().back().signal.state, SignalState::kPending);
    host_->run_until(at(until));
  }
  void expect_refused(SessionErrorKind kind, std::string_view words) {
    const auto approved = host_->session->approve(1, "ana");
    ASSERT_FALSE(approved.ok());
    EXPECT_EQ(approved.error().kind, kind);
    EXPECT_THAT(approved.error().message, HasSubstr(std::string{words}));
    EXPECT_THAT(host_->venue->received, IsEmpty());
  }
};

// Between two ticks: nobody has taken note yet that its time is over.
TEST_F(SessionApproval, Expired_IsNotOrdered) {
  market();
  confirming().settings.signal_ttl_ns = 20'500'000'000;
  run_to_a_signal("2025-01-15T10:20:20.2Z");
  ASSERT_TRUE(host_->session->step(at("2025-01-15T10:20:20.7Z")).ok());
  ASSERT_EQ(signals().back().signal.state, SignalState::kPending);
  expect_refused(SessionErrorKind::kSignalNotFound, "waits for approval");
}

TEST_F(SessionApproval, Paused_IsNotOrdered) {
  market();
  confirming();
  run_to_a_signal("2025-01-15T10:20:10Z");
  ASSERT_TRUE(host_->session->pause("ana", "news").ok());
  expect_refused(SessionErrorKind::kInvalidTransition, "unless it is RUNNING");
}

TEST_F(SessionApproval, ClosedMarket_IsNotOrderedAt) {
  market();
  auto hours = market::parse_trading_hours(
      "kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,05:00,05:21,-05:00\n", "hours.csv");
  ASSERT_TRUE(hours.ok()) << hours.error().message;
  Host& host = confirming();
  host.run.path.hours = std::make_shared<const market::TradingHours>(std::move(*hours));
  host.settings.signal_ttl_ns = 300'000'000'000;
  run_to_a_signal("2025-01-15T10:21:10Z");
  expect_refused(SessionErrorKind::kRefused, "the market is closed");
}

TEST_F(SessionApproval, OldPrice_IsNotOrderedAt) {
  market("2025-01-15T10:20:30Z");
  Host& host = confirming();
  host.settings.max_price_age_ns = 20'000'000'000;
  host.settings.signal_ttl_ns = 300'000'000'000;
  run_to_a_signal("2025-01-15T10:21:00Z");
  expect_refused(SessionErrorKind::kRefused, "AAA: its price is of");
}

class SessionRestart : public SessionRecheck {
 protected:
  // Killed, and a later one goes on.
  Host& again(const std::string& wanted) {
    host_.reset();
    Host& made = host(wanted);
    return made;
  }
  // A tenth is lost within a minute; what comes then is the test's.
  void fall() {
    market_->flat(begin_, at("2025-01-15T10:25:30Z"), 2, "99.95", "100.05");
    market_->flat(at("2025-01-15T10:25:30Z"), at("2025-01-15T10:26:30Z"), 2, "89.95", "90.05");
  }
  void lose_too_much() {
    host("400").open(begin_);
    host_->run_until(at("2025-01-15T10:26:00Z"));
    ASSERT_TRUE(host_->session->status().risk.is_daily_limit_reached);
  }
  void open_and_resume(Host& made, Timestamp now) {
    made.open(now);
    ASSERT_EQ(made.session->state(), SessionState::kPaused);
    ASSERT_TRUE(made.session->resume("ana").ok());
  }
  // What an earlier process was about to order when it died.
  void leave_behind(std::string_view quantity, Timestamp decided) {
    host("0").open(begin_);
    host_->run_until(at("2025-01-15T10:20:30Z"));
    host_.reset();
    Signal signal;
    signal.id = 1;
    signal.quantity = qty(quantity);
    signal.reference = px("100");
    signal.time = signal.decided = decided;
    signal.candle = at("2025-01-15T10:19:00Z");
    signal.state = SignalState::kOrdering;
    files::PosixDisk disk;
    journal::LogOptions options;
    options.directory = drivers::journal_directory(directory_ / "session");
    options.header = {at("2025-01-15T10:20:30Z"), {}};
    auto log = journal::Log::open(disk, std::move(options),
                                  [](const journal::Record&) { return Result<void>{}; });
    ASSERT_TRUE(log.ok()) << log.error().message;
    log->begin(journal::kSignal, at("2025-01-15T10:20:30Z")).text("text", to_text(signal, "AAA"));
    ASSERT_TRUE(log->append().ok());
    ASSERT_TRUE(log->close().ok());
  }
};

// Refused once with this candle; the next process must not try it a second time.
TEST_F(SessionRestart, WishThatWasTried_IsNotTriedAgain) {
  market();
  host("501").open(begin_);
  host_->run_until(at("2025-01-15T10:20:10Z"));
  ASSERT_THAT(signals(), SizeIs(1));
  Host& later = again("501");
  open_and_resume(later, begin_);
  later.run_until(at("2025-01-15T10:20:50Z"));
  EXPECT_THAT(signals(), SizeIs(1));
}

// No price when it was decided, so nothing was tried: an earlier candle's attempt is not this
// one's.
TEST_F(SessionRestart, WishThatWasNotTried_IsTried) {
  market("2025-01-15T10:20:50Z", "2025-01-15T10:21:20Z");
  host("501").settings.max_price_age_ns = 5'000'000'000;
  host_->open(begin_);
  host_->run_until(at("2025-01-15T10:21:10Z"));
  ASSERT_THAT(signals(), SizeIs(1));
  Host& later = again("501");
  later.settings.max_price_age_ns = 5'000'000'000;
  open_and_resume(later, begin_);
  later.run_until(at("2025-01-15T10:21:40Z"));
  EXPECT_THAT(signals(), SizeIs(2));
}

// While nobody traded the market came back: the day's loss was reached all the same.
TEST_F(SessionRestart, LossOfToday_Stands_ThoughTheMarketCameBack) {
  fall();
  market_->flat(at("2025-01-15T10:26:30Z"), at("2025-01-15T10:40:00Z"), 2, "99.95", "100.05");
  ASSERT_NO_FATAL_FAILURE(lose_too_much());
  Host& later = again("400");
  later.open(begin_);
  later.run_until(at("2025-01-15T10:28:00Z"));
  ASSERT_TRUE(later.session->resume("ana").ok());
  later.run_until(at("2025-01-15T10:29:00Z"));
  EXPECT_TRUE(later.session->status().risk.is_daily_limit_reached);
}

TEST_F(SessionRestart, LossOfYesterday_IsNotTodays) {
  fall();
  market_->flat(at("2025-01-16T10:00:00Z"), at("2025-01-16T10:05:00Z"), 2, "99.95", "100.05");
  ASSERT_NO_FATAL_FAILURE(lose_too_much());
  Host& later = again("400");
  open_and_resume(later, at("2025-01-16T10:00:00Z"));
  later.run_until(at("2025-01-16T10:01:00Z"));
  EXPECT_FALSE(later.session->status().risk.is_daily_limit_reached);
}

TEST_F(SessionRestart, InterruptedSignal_IsOrdered_WhereNothingStandsAgainstIt) {
  market();
  leave_behind("10", at("2025-01-15T10:20:30Z"));
  Host& later = host("10");
  open_and_resume(later, begin_);
  later.run_until(at("2025-01-15T10:20:40Z"));
  EXPECT_THAT(later.venue->received, SizeIs(1));
  EXPECT_EQ(signals().front().signal.state, SignalState::kOrdered);
}

TEST_F(SessionRestart, InterruptedSignal_IsHeldToTheControls) {
  market();
  leave_behind("501", at("2025-01-15T10:20:30Z"));
  Host& later = host("0");
  open_and_resume(later, begin_);
  later.run_until(at("2025-01-15T10:20:40Z"));
  EXPECT_THAT(later.venue->received, IsEmpty());
  EXPECT_EQ(signals().front().signal.state, SignalState::kBlocked);
  EXPECT_THAT(signals().front().signal.reason, StartsWith("MAX_POSITION_SIZE"));
}

TEST_F(SessionRestart, InterruptedSignal_OfASessionThatWasStoppedSince_IsNotOrdered) {
  market();
  leave_behind("10", at("2025-01-15T10:20:30Z"));
  Host& stopped = host("0");
  stopped.open(begin_);
  ASSERT_EQ(stopped.session->state(), SessionState::kPaused);
  ASSERT_TRUE(stopped.session->stop("ana", "").ok());
  stopped.run_until(at("2025-01-15T10:20:35Z"));
  ASSERT_EQ(stopped.session->state(), SessionState::kStopped);
  EXPECT_EQ(signals().front().signal.state, SignalState::kExpired);
  EXPECT_THAT(signals().front().signal.reason, StartsWith("SESSION_STOPPED"));
  Host& later = again("0");
  later.open(begin_);
  ASSERT_EQ(later.session->state(), SessionState::kRunning);
  later.run_until(at("2025-01-15T10:20:40Z"));
  EXPECT_THAT(later.venue->received, IsEmpty());
}

TEST_F(SessionRestart, InterruptedForTooLong_IsNotOrdered) {
  market();
  leave_behind("10", at("2025-01-15T10:18:00Z"));
  Host& later = host("0");
  open_and_resume(later, begin_);
  later.run_until(at("2025-01-15T10:20:40Z"));
  EXPECT_THAT(later.venue->received, IsEmpty());
  EXPECT_EQ(signals().front().signal.state, SignalState::kExpired);
}

}  // namespace
}  // namespace sluice::sessions
