// SPDX-License-Identifier: Apache-2.0
//
// session_scenarios_test.cpp: what a session does when something is in its way.
#include "journal/reader.hpp"
#include "market/trading_hours.hpp"
#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Host;
using ::testing::IsEmpty;
using testing::money;
using testing::qty;
using testing::ratio;
using testing::RecordedMarket;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::target;

class SessionScenarios : public ::testing::Test {
 protected:
  // Every scenario begins at ten, and may trade from 10:20 on.
  void market(std::string_view until, std::string_view bid = "99.95",
              std::string_view ask = "100.05", std::string_view from = "2025-01-15T10:00:00Z") {
    if (!market_) market_ = std::make_shared<RecordedMarket>();
    market_->flat(at(from), at(until), 2, bid, ask);
  }
  Host& host(std::string_view first = "10", std::string_view second = "0") {
    host_ = std::make_unique<Host>(directory_ / "session",
                                   sluice::testing::instruments({"AAA", "BBB"}), market_);
    host_->strategy->wants = [a = std::string{first},
                              b = std::string{second}](const sluice_session&) {
      return std::vector{target(0, a), target(1, b)};
    };
    return *host_;
  }
  void hours(Host& host, std::string_view csv) {
    auto parsed = market::parse_trading_hours(csv, "hours.csv");
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    host.run.path.hours = std::make_shared<const market::TradingHours>(std::move(*parsed));
  }
  const Signal& last_signal() {
    status_ = host_->session->status();
    EXPECT_FALSE(status_.signals.empty());
    return status_.signals.back().signal;
  }
  [[nodiscard]] bool journal_has(std::string_view type) const {
    const auto found = journal::find_last(drivers::journal_directory(directory_ / "session"), type);
    return found.ok() && found->has_value();
  }

  sluice::testing::TemporaryDirectory directory_;
  std::shared_ptr<RecordedMarket> market_;
  std::unique_ptr<Host> host_;
  SessionStatus status_;
  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
};

TEST_F(SessionScenarios, Confirm_WaitsForAPerson_AndOrdersWhatIsApproved) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.settings.mode = ExecutionMode::kConfirm;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  ASSERT_EQ(last_signal().state, SignalState::kPending);
  EXPECT_THAT(host.venue->received, IsEmpty());
  EXPECT_EQ(host.session->approve(7, "ana").error().kind, SessionErrorKind::kSignalNotFound);
  ASSERT_TRUE(host.session->approve(1, "ana").ok());
  EXPECT_EQ(host.position(0), qty("10"));
  EXPECT_EQ(last_signal().state, SignalState::kOrdered);
  EXPECT_EQ(last_signal().who, "ana");
  EXPECT_EQ(host.session->approve(1, "ana").error().kind, SessionErrorKind::kSignalNotFound);
}

TEST_F(SessionScenarios, Confirm_NobodyAnswers_ExpiresAndSendsNothing) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.settings.mode = ExecutionMode::kConfirm;
  host.settings.signal_ttl_ns = 20'000'000'000;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:15Z"));
  ASSERT_EQ(last_signal().state, SignalState::kPending);
  host.run_until(at("2025-01-15T10:20:25Z"));
  EXPECT_EQ(last_signal().state, SignalState::kExpired);
  EXPECT_THAT(host.venue->received, IsEmpty());
}

TEST_F(SessionScenarios, Confirm_DeclinedSignal_IsOver) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.settings.mode = ExecutionMode::kConfirm;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  ASSERT_TRUE(host.session->decline(1, "ana", "news").ok());
  EXPECT_EQ(last_signal().state, SignalState::kDeclined);
  EXPECT_EQ(last_signal().reason, "news");
  EXPECT_FALSE(host.session->approve(1, "ana").ok());
}

TEST_F(SessionScenarios, Confirm_WhatAControlForbidsByNow_IsNotOrdered) {
  market("2025-01-15T10:20:30Z");
  market("2025-01-15T10:40:00Z", "299", "301", "2025-01-15T10:20:30Z");
  Host& host = this->host("400");
  host.settings.mode = ExecutionMode::kConfirm;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:40Z"));
  const auto approved = host.session->approve(1, "ana");
  ASSERT_FALSE(approved.ok());
  EXPECT_EQ(approved.error().kind, SessionErrorKind::kRefused);
  EXPECT_THAT(approved.error().message, StartsWith("MAX_POSITION_SIZE: measured=120400"));
  EXPECT_THAT(host.venue->received, IsEmpty());
}

TEST_F(SessionScenarios, SignalOnly_NeverOrders) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.settings.mode = ExecutionMode::kSignalOnly;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:30:00Z"));
  EXPECT_EQ(last_signal().state, SignalState::kNoted);
  EXPECT_THAT(host.venue->received, IsEmpty());
}

TEST_F(SessionScenarios, OneMorePositionThanAllowed_IsRefused_AndTold) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host("10", "10");
  host.settings.limits.max_positions = 1;
  const auto listener = host.events.subscribe();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  EXPECT_EQ(host.position(0), qty("10"));
  EXPECT_EQ(host.position(1), qty("0"));
  EXPECT_EQ(last_signal().state, SignalState::kBlocked);
  EXPECT_EQ(last_signal().reason, "MAX_POSITIONS: measured=2, limit=1");
  EXPECT_TRUE(journal_has("RISK_BREACH"));
  bool was_told = false;
  while (const auto event = listener->pop(std::chrono::milliseconds{0}))
    was_told |= event->kind == EventKind::kRiskBreach && event->symbol == "BBB";
  EXPECT_TRUE(was_told);
}

TEST_F(SessionScenarios, PositionLargerThanAllowed_IsRefused) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host("501");
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  EXPECT_THAT(last_signal().reason, StartsWith("MAX_POSITION_SIZE: measured=50125.05"));
  EXPECT_THAT(host.venue->received, IsEmpty());
}

TEST_F(SessionScenarios, DaysLossAtItsLimit_OpensNothingMoreThatDay_ButCloses) {
  market("2025-01-15T10:25:30Z");
  market("2025-01-15T10:26:30Z", "89.95", "90.05", "2025-01-15T10:25:30Z");
  market("2025-01-15T10:40:00Z", "99.95", "100.05", "2025-01-15T10:26:30Z");
  Host& host = this->host("400");
  host.strategy->wants = [](const sluice_session& session) {
    const bool late = session.time >= at("2025-01-15T10:27:00Z").nanoseconds();
    return std::vector{target(0, late ? "0" : "400"), target(1, late ? "10" : "0")};
  };
  host.open(begin_);
  host.run_until(at("2025-01-15T10:26:00Z"));
  EXPECT_TRUE(host.session->status().risk.is_daily_limit_reached);
  EXPECT_TRUE(journal_has("LOSS_LIMIT"));
  host.run_until(at("2025-01-15T10:29:00Z"));
  // The market came back, the day is over all the same.
  EXPECT_TRUE(host.session->status().risk.is_daily_limit_reached);
  EXPECT_EQ(host.position(0), qty("0"));
  EXPECT_EQ(host.position(1), qty("0"));
  EXPECT_THAT(last_signal().reason, StartsWith("MAX_DAILY_LOSS"));
}

TEST_F(SessionScenarios, DaysLoss_IsRememberedByALaterProcess_AndOverTheNextDay) {
  market("2025-01-15T10:25:30Z");
  market("2025-01-15T10:26:30Z", "89.95", "90.05", "2025-01-15T10:25:30Z");
  market("2025-01-15T10:40:00Z", "99.95", "100.05", "2025-01-15T10:26:30Z");
  auto second = std::make_shared<RecordedMarket>(*market_);
  second->flat(at("2025-01-16T10:00:00Z"), at("2025-01-16T10:05:00Z"), 2, "99.95", "100.05");
  host("400").open(begin_);
  host_->run_until(at("2025-01-15T10:26:00Z"));
  host_.reset();
  market_ = second;
  Host& later = host("400");
  later.open(begin_);
  ASSERT_TRUE(later.session->resume("ana").ok());
  later.run_until(at("2025-01-15T10:28:00Z"));
  EXPECT_TRUE(later.session->status().risk.is_daily_limit_reached);
  later.run_until(at("2025-01-16T10:01:00Z"));
  EXPECT_FALSE(later.session->status().risk.is_daily_limit_reached);
}

TEST_F(SessionScenarios, AccountBudget_ThatIsHeldByOthers_RefusesTheOrder) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  AccountBudget budget{money("1500")};
  ASSERT_TRUE(budget.reserve("another", money("600")));
  host.budget = &budget;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  EXPECT_THAT(last_signal().reason, StartsWith("ACCOUNT_BUDGET"));
  EXPECT_THAT(host.venue->received, IsEmpty());
  budget.release("another");
  host.run_until(at("2025-01-15T10:22:00Z"));
  EXPECT_EQ(host.position(0), qty("10"));
  EXPECT_EQ(budget.held(), money("1000.5"));
}

TEST_F(SessionScenarios, OutsideHours_NothingIsDecided) {
  market("2025-01-15T11:00:00Z");
  Host& host = this->host();
  hours(host, "kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,05:30,05:45,-05:00\n");
  host.open(begin_);
  host.run_until(at("2025-01-15T11:00:00Z"));
  // Fifteen minutes of candles: too few to enter, and those outside are none.
  EXPECT_THAT(host.strategy->calls, SizeIs(15));
  EXPECT_EQ(host.strategy->calls.front().candle, at("2025-01-15T10:30:00Z"));
  EXPECT_THAT(host.venue->received, IsEmpty());
}

// New York: clocks went forward on 2025-03-09, back on 2025-11-02; half days and holidays between.
TEST_F(SessionScenarios, DaysOfSummerTimeHalfDaysAndHolidays_AreTradedInTheirOwnHours) {
  struct Day {
    const char* date;
    const char* open;  // UTC; empty: closed
    const char* close;
  };
  const Day days[] = {{"2025-03-07", "14:30", "21:00"}, {"2025-03-10", "13:30", "20:00"},
                      {"2025-07-03", "13:30", "17:00"}, {"2025-07-04", "", ""},
                      {"2025-10-31", "13:30", "20:00"}, {"2025-11-03", "14:30", "21:00"}};
  market_ = std::make_shared<RecordedMarket>();
  for (const Day& day : days)
    for (int minute = 0; minute < 24 * 60; ++minute)
      for (InstrumentId id = 0; id < 2; ++id)
        market_->quote(sluice::testing::day(day.date).plus_nanoseconds(minute * 60'000'000'000), id,
                       "99.95", "100.05");
  Host& host = this->host();
  hours(host,
        "kind,from,to,days,open,close,offset\n"
        "session,,2025-03-08,Mon-Fri,09:30,16:00,-05:00\n"
        "session,2025-03-09,2025-11-01,Mon-Fri,09:30,16:00,-04:00\n"
        "session,2025-11-02,,Mon-Fri,09:30,16:00,-05:00\n"
        "holiday,2025-07-04,,,,,\nhalf_day,2025-07-03,,,09:30,13:00,-04:00\n");
  host.open(sluice::testing::day("2025-03-07"));
  host.run_until(at("2025-11-04T00:00:00Z"));
  for (const Day& day : days) {
    std::vector<Timestamp> seen;
    for (const auto& call : host.strategy->calls)
      if (call.candle.date() == sluice::testing::date(day.date)) seen.push_back(call.candle);
    if (std::string_view{day.open}.empty()) {
      EXPECT_THAT(seen, IsEmpty()) << day.date;
      continue;
    }
    ASSERT_FALSE(seen.empty()) << day.date;
    EXPECT_EQ(seen.front(), at(std::string{day.date} + "T" + day.open + ":00Z"));
    EXPECT_EQ(seen.back().plus_nanoseconds(60'000'000'000),
              at(std::string{day.date} + "T" + day.close + ":00Z"));
  }
}

TEST_F(SessionScenarios, LostConnection_Pauses_AndIsResumedOnlyWhenItIsBack) {
  market("2025-01-15T10:10:00Z");
  market_->connection(at("2025-01-15T10:10:00Z"), false, "no heartbeat");
  market("2025-01-15T10:15:00Z", "99.95", "100.05", "2025-01-15T10:10:01Z");
  market_->connection(at("2025-01-15T10:15:00Z"), true);
  market("2025-01-15T10:40:00Z", "99.95", "100.05", "2025-01-15T10:15:01Z");
  Host& host = this->host();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:12:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  EXPECT_THAT(host.session->status().why, HasSubstr("no heartbeat"));
  EXPECT_EQ(host.session->resume("ana").error().kind, SessionErrorKind::kPreRequisiteNotMet);
  host.run_until(at("2025-01-15T10:16:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  EXPECT_TRUE(host.session->resume("ana").ok());
  host.run_until(at("2025-01-15T10:30:00Z"));
  EXPECT_EQ(host.position(0), qty("10"));
}

TEST_F(SessionScenarios, LostConnection_WithResumeReconciled_GoesOnByItself) {
  market("2025-01-15T10:10:00Z");
  market_->connection(at("2025-01-15T10:10:00Z"), false, "no heartbeat");
  market_->connection(at("2025-01-15T10:15:00Z"), true);
  market("2025-01-15T10:40:00Z", "99.95", "100.05", "2025-01-15T10:15:01Z");
  Host& host = this->host();
  host.settings.resume_when_reconciled = true;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:12:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  host.run_until(at("2025-01-15T10:16:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kRunning);
}

TEST_F(SessionScenarios, StreamThatFails_Pauses) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:05:00Z"));
  market_->fail_with("the socket is gone");
  ASSERT_TRUE(host.session->step(host.wake).ok());
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  EXPECT_THAT(host.session->status().why, HasSubstr("the socket is gone"));
}

TEST_F(SessionScenarios, VenueElsewhere_SendingIsDurableBeforeAByteLeaves) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.put_venue_elsewhere();
  bool was_durable = false;
  host.venue->on_submit = [&] { was_durable = journal_has("SENDING"); };
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:30Z"));
  EXPECT_THAT(host.venue->received, SizeIs(1));
  EXPECT_TRUE(was_durable);
}

TEST_F(SessionScenarios, VenueElsewhere_WithoutACompleteCertificate_NothingIsSent) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.put_venue_elsewhere();
  host.venue->is_complete = false;
  host.open(begin_);
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  EXPECT_EQ(host.session->resume("ana").error().kind, SessionErrorKind::kPreRequisiteNotMet);
  host.run_until(at("2025-01-15T10:25:00Z"));
  EXPECT_THAT(host.venue->received, IsEmpty());
  host.venue->is_complete = true;
  EXPECT_TRUE(host.session->resume("ana").ok());
}

// The timer compares again while it runs.
TEST_F(SessionScenarios, VenueElsewhere_ThatIsNotReconciledAnyMore_GetsNoOrder) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.put_venue_elsewhere();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:05:00Z"));
  host.venue->is_complete = false;
  host.run_until(at("2025-01-15T10:25:00Z"));
  EXPECT_THAT(host.venue->received, IsEmpty());
}

TEST_F(SessionScenarios, VenueElsewhere_ThatDoesNotAnswer_PausesTheSession) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.put_venue_elsewhere();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:05:00Z"));
  host.venue->failure = "connection refused";
  host.run_until(at("2025-01-15T10:07:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  EXPECT_THAT(host.session->status().why,
              StartsWith("VENUE_LOST: the venue has not answered since"));
}

TEST_F(SessionScenarios, SymbolWithoutAPrice_IsAFaultOfThatSymbolAlone) {
  market_ = std::make_shared<RecordedMarket>();
  market_->flat(begin_, at("2025-01-15T10:21:00Z"), 2, "99.95", "100.05");
  // BBB falls silent; AAA goes on.
  market_->flat(at("2025-01-15T10:21:00Z"), at("2025-01-15T10:40:00Z"), 1, "99.95", "100.05");
  Host& host = this->host();
  host.strategy->wants = [](const sluice_session& session) {
    const bool late = session.time >= at("2025-01-15T10:30:00Z").nanoseconds();
    return std::vector{target(0, late ? "10" : "0"), target(1, late ? "10" : "0")};
  };
  host.open(begin_);
  host.run_until(at("2025-01-15T10:32:00Z"));
  EXPECT_EQ(host.position(0), qty("10"));
  EXPECT_EQ(host.position(1), qty("0"));
  EXPECT_THAT(host.session->status().faults, ElementsAre(StartsWith("BBB: its price is of")));
  EXPECT_TRUE(journal_has("FAULT"));
}

TEST_F(SessionScenarios, ChecksThatAreNotMet_AreAllTold_AndTheSessionHasFailed) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.checks = [](const CheckView&) {
    return std::vector<FailedCheck>{{"paper_days", "3", "5", "run the paper track"},
                                    {"backtest", "0.4", "1.0", ""}};
  };
  const auto opened = host.try_open(begin_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, SessionErrorKind::kPreRequisiteNotMet);
  EXPECT_THAT(opened.error().failed, SizeIs(2));
  Host& again = this->host();
  again.open(begin_);
  EXPECT_EQ(again.session->state(), SessionState::kRunning);
}

TEST_F(SessionScenarios, SecondHost_OnOneSession_IsRefused) {
  market("2025-01-15T10:40:00Z");
  host().open(begin_);
  auto first = std::move(host_);
  const auto second = host().try_open(begin_);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("lock"));
}

TEST_F(SessionScenarios, Stop_CancelsWhatIsOpen_AndWaitsForItsEnd) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.venue->is_silent = true;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:03Z"));
  ASSERT_THAT(host.venue->received, SizeIs(1));
  ASSERT_TRUE(host.session->stop("ana", "enough").ok());
  EXPECT_EQ(host.session->state(), SessionState::kStopping);
  EXPECT_EQ(host.session->pause("ana", "").error().kind, SessionErrorKind::kInvalidTransition);
  host.run_until(at("2025-01-15T10:21:00Z"));
  EXPECT_EQ(host.session->state(), SessionState::kStopped);
  EXPECT_THAT(host.venue->cancelled, ElementsAre(1u));
}

TEST_F(SessionScenarios, Paused_DecidesNothing_AndForgetsWhatItWished) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:10:00Z"));
  ASSERT_TRUE(host.session->pause("ana", "lunch").ok());
  host.run_until(at("2025-01-15T10:30:00Z"));
  EXPECT_THAT(host.venue->received, IsEmpty());
  // The strategy has seen every candle all the same.
  EXPECT_EQ(host.strategy->calls.back().candle, at("2025-01-15T10:28:00Z"));
  EXPECT_THAT(host.session->status().signals, IsEmpty());
}

TEST_F(SessionScenarios, KillSwitch_RefusesTheOrder_WithItsCode) {
  market("2025-01-15T10:40:00Z");
  Host& host = this->host();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:10:00Z"));
  host.run.kill_switch->request(
      {risk::HaltScope::kAll, "", risk::HaltLevel::kHalt, "test", "drill", begin_});
  host.run_until(at("2025-01-15T10:20:30Z"));
  EXPECT_THAT(last_signal().reason, StartsWith("KILL_SWITCH"));
  EXPECT_THAT(host.venue->received, IsEmpty());
}

}  // namespace
}  // namespace sluice::sessions
