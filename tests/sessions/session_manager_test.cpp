// SPDX-License-Identifier: Apache-2.0
//
// session_manager_test.cpp: sessions on their lanes, and what others ask of them.
#include "sessions/session_manager.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dying_disk.hpp"
#include "records/session_store.hpp"
#include "session_fixture.hpp"
#include "sessions/status_text.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::Host;
using testing::money;
using testing::qty;
using testing::RecordedMarket;
using testing::target;

class SessionManagerTest : public ::testing::Test {
 protected:
  SessionManagerTest() { manage(); }
  // Whoever is stuck comes to its end.
  ~SessionManagerTest() override { stuck_ = ""; }
  void manage() {
    manager_ = std::make_unique<SessionManager>(disk_, store_, [this](const std::string& line) {
      const std::lock_guard hold{log_lock_};
      log_ += line + "\n";
    });
  }
  std::string log() {
    const std::lock_guard hold{log_lock_};
    return log_;
  }
  // A session that waits for the market, whose clock stands until somebody moves it.
  void add(const std::string& id, std::optional<Money> budget = std::nullopt) {
    SessionStatus what;
    what.id = id;
    ASSERT_TRUE(
        manager_
            ->add(what, [this, id, budget]() -> Outcome<SessionMake> { return make(id, budget); })
            .ok());
  }
  SessionMake make(const std::string& id, std::optional<Money> budget) {
    auto market = std::make_shared<RecordedMarket>();
    market->flat(begin_, begin_.plus_nanoseconds(10'000 * Timestamp::kNanosecondsPerSecond), 1,
                 "99.95", "100.05");
    market->go_live();
    auto host =
        std::make_shared<Host>(directory_ / id, sluice::testing::instruments({"AAA"}), market);
    host->strategy->wants = [this, id](const sluice_session&) {
      while (id == stuck_.load()) {
        is_stuck_ = true;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
      }
      return std::vector{target(0, "10")};
    };
    SessionMake made;
    made.settings = host->settings;
    made.settings.id = id;
    made.settings.account_budget = budget;
    made.run = std::shared_ptr<drivers::RunParts>{host, &host->run};
    made.market = market;
    made.directory = directory_ / id;
    made.clock = std::make_unique<ReplayClock>(begin_, speed_);
    return made;
  }
  template <typename Condition>
  bool eventually(Condition condition) {
    for (int i = 0; i < 400 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    return condition();
  }

  // Its lane does nothing more until it is let go.
  void start_and_stick(const char* id) {
    stuck_ = id;
    add(id);
    ASSERT_TRUE(manager_->start(id).ok());
    ASSERT_TRUE(eventually([this] { return is_stuck_.load(); }));
    other_ = *records::SessionStore::open_existing(store_);
  }
  std::uint64_t asked(const std::string& id, const std::string& verb, std::uint64_t signal = 0) {
    return *other_->ask({0, id, verb, signal, "ana", "because"});
  }
  bool is_answered(std::uint64_t number) {
    return eventually([&] { return other_->reply(number)->has_value(); });
  }
  // Longer than a host takes to look for requests.
  static void wait_for_a_look() { std::this_thread::sleep_for(std::chrono::milliseconds{400}); }

  std::mutex log_lock_;
  std::string log_;
  double speed_ = 1'000;
  std::atomic<const char*> stuck_{""};
  std::atomic<bool> is_stuck_{false};
  std::unique_ptr<records::SessionStore> other_;  // as another process has it
  sluice::testing::TemporaryDirectory directory_;
  std::filesystem::path store_ = directory_ / "sessions.db";
  files::PosixDisk disk_;
  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
  std::unique_ptr<SessionManager> manager_;
};

TEST_F(SessionManagerTest, UnknownSession_IsToldWithTheNearest) {
  add("alpha");
  const auto paused = manager_->pause("alhpa", "ana", "");
  ASSERT_FALSE(paused.ok());
  EXPECT_EQ(paused.error().kind, SessionErrorKind::kSessionNotFound);
  EXPECT_THAT(paused.error().message, HasSubstr("did you mean 'alpha'?"));
}

TEST_F(SessionManagerTest, Lifecycle_OverItsLane) {
  add("alpha");
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kCreated);
  EXPECT_EQ(manager_->pause("alpha", "ana", "").error().kind, SessionErrorKind::kInvalidTransition);
  ASSERT_TRUE(manager_->start("alpha").ok());
  EXPECT_EQ(manager_->start("alpha").error().kind, SessionErrorKind::kInvalidTransition);
  ASSERT_TRUE(manager_->pause("alpha", "ana", "lunch").ok());
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kPaused);
  EXPECT_EQ(manager_->status("alpha")->why, "lunch");
  ASSERT_TRUE(manager_->resume("alpha", "ana").ok());
  ASSERT_TRUE(manager_->stop("alpha", "ana", "enough").ok());
  EXPECT_TRUE(eventually([&] { return !manager_->runs("alpha"); }));
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kStopped);
  EXPECT_EQ(manager_->failure("alpha"), "");
  // Another day: its books go on.
  ASSERT_TRUE(manager_->start("alpha").ok());
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kRunning);
}

TEST_F(SessionManagerTest, HostThatEnds_LeavesItsSessionsToTheNext_Paused) {
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  manager_.reset();
  manage();
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kPaused);
  EXPECT_TRUE(manager_->status("alpha")->is_reconciled);
}

// At the speed of the wall it would be behind for a quarter of an hour.
TEST_F(SessionManagerTest, SessionThatIsBegunAgain_GoesOnFromWhereItWas) {
  const auto now = [this] { return manager_->status("alpha")->now; };
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  ASSERT_TRUE(eventually([&] { return now() > begin_.plus_nanoseconds(900'000'000'000); }));
  manager_.reset();
  manage();
  speed_ = 1;
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  ASSERT_TRUE(manager_->resume("alpha", "ana").ok());
  const Timestamp resumed = now();
  EXPECT_GT(resumed, begin_.plus_nanoseconds(900'000'000'000));
  EXPECT_TRUE(eventually([&] { return now() > resumed.plus_nanoseconds(1'000'000'000); }));
}

TEST(ReplayClock, WhatPassedBeforeItGoesOn_IsNotCaughtUpWith) {
  const Timestamp begin = at("2025-01-15T10:00:00Z");
  const auto later = [&](std::int64_t seconds) {
    return begin.plus_nanoseconds(seconds * Timestamp::kNanosecondsPerSecond);
  };
  ReplayClock clock{begin, 1e6};
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
  EXPECT_GT(clock.now(), later(10'000));
  clock.go_on_from(later(50));
  EXPECT_LT(clock.now(), later(10'000));
  EXPECT_LE(clock.reach(later(3'000'050)), std::chrono::seconds{3});
  ReplayClock steps{begin, 0};
  steps.go_on_from(later(50));
  EXPECT_EQ(steps.now(), later(50));
}

TEST_F(SessionManagerTest, SessionsOfOneAccount_ShareItsBudget) {
  // Each wants 1,000.5: there is enough for one.
  add("alpha", money("1500"));
  add("beta", money("1500"));
  ASSERT_TRUE(manager_->start("alpha").ok());
  ASSERT_TRUE(manager_->start("beta").ok());
  const auto signals_of = [&](const char* id) { return manager_->status(id)->signals.size(); };
  EXPECT_TRUE(eventually([&] { return signals_of("alpha") > 0 && signals_of("beta") > 0; }));
  const auto held = [&](const char* id) { return manager_->status(id)->positions.size(); };
  EXPECT_TRUE(eventually([&] { return held("alpha") + held("beta") == 1; }));
  ASSERT_NE(manager_->budget("paper"), nullptr);
  EXPECT_EQ(manager_->budget("paper")->held(), money("1000.5"));
}

TEST_F(SessionManagerTest, SessionsOfOneAccount_WithAnotherBudget_AreNotStarted) {
  add("alpha");
  add("beta", money("1500"));
  ASSERT_TRUE(manager_->start("alpha").ok());
  const auto started = manager_->start("beta");
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().kind, SessionErrorKind::kPreRequisiteNotMet);
  ASSERT_EQ(started.error().failed.size(), 1u);
  EXPECT_EQ(started.error().failed[0].measured, "1500");
  EXPECT_EQ(started.error().failed[0].required, "none");
}

TEST_F(SessionManagerTest, OtherProcesses_SeeSessionsAndAskThroughTheStore) {
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  auto other = records::SessionStore::open_existing(store_);
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(eventually([&] {
    const auto shown = (*other)->session("alpha");
    return shown.ok() && shown->has_value() && (*shown)->state == "RUNNING";
  }));
  const auto answer_to = [&](const records::SessionRequest& request) {
    const auto number = (*other)->ask(request);
    EXPECT_TRUE(number.ok());
    EXPECT_TRUE(eventually([&] { return (*other)->reply(*number)->has_value(); }));
    return **(*other)->reply(*number);
  };
  EXPECT_TRUE(answer_to({0, "alpha", "pause", 0, "ana", "lunch"}).done);
  EXPECT_EQ((*(*other)->session("alpha"))->state, "PAUSED");
  const auto again = answer_to({0, "alpha", "pause", 0, "ana", "lunch"});
  EXPECT_FALSE(again.done);
  EXPECT_EQ(again.error_kind, "InvalidTransition");
  EXPECT_FALSE(answer_to({0, "alpha", "dance", 0, "ana", ""}).done);
  EXPECT_FALSE(answer_to({0, "alpha", "approve", 7, "ana", ""}).done);
}

TEST_F(SessionManagerTest, BusyLane_HoldsUpNoRequestOfAnotherSession) {
  add("beta");
  ASSERT_TRUE(manager_->start("beta").ok());
  start_and_stick("alpha");
  const auto slow = asked("alpha", "pause");
  wait_for_a_look();
  const auto quick = asked("beta", "stop");
  EXPECT_TRUE(is_answered(quick));
  EXPECT_FALSE(other_->reply(slow)->has_value());
  stuck_ = "";
  ASSERT_TRUE(is_answered(slow));
  EXPECT_TRUE((*other_->reply(slow))->done);
}

TEST_F(SessionManagerTest, WhatIsWithdrawnBehindABusyLane_IsNeverCarriedOut) {
  start_and_stick("alpha");
  const auto first = asked("alpha", "pause");
  const auto second = asked("alpha", "resume");
  wait_for_a_look();
  ASSERT_TRUE(other_->withdraw(second).ok());
  stuck_ = "";
  ASSERT_TRUE(is_answered(first));
  wait_for_a_look();
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kPaused);
}

TEST_F(SessionManagerTest, AnswerThatCanNotBeStored_IsLogged_AndNothingIsDoneTwice) {
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  other_ = *records::SessionStore::open_existing(store_);
  SQLite::Database{store_.native(), SQLite::OPEN_READWRITE, 5'000}.exec(
      "CREATE TRIGGER full BEFORE UPDATE OF answered ON requests BEGIN "
      "SELECT RAISE(ABORT, 'no room'); END");
  const auto number = asked("alpha", "pause");
  const auto is_in = [this](SessionState state) {
    return manager_->status("alpha")->state == state;
  };
  ASSERT_TRUE(eventually([&] { return is_in(SessionState::kPaused); }));
  wait_for_a_look();
  ASSERT_TRUE(manager_->resume("alpha", "ben").ok());
  wait_for_a_look();
  EXPECT_TRUE(is_in(SessionState::kRunning));
  EXPECT_THAT(log(), HasSubstr("session alpha: the pause that ana asked for was done, but the "
                               "answer can't be stored: "));
  EXPECT_THAT(log(), HasSubstr("no room"));
  EXPECT_FALSE(*other_->withdraw(number)) << "it was done";
}

TEST_F(SessionManagerTest, WhatWaitsForALane_IsTakenByKind) {
  start_and_stick("alpha");
  const auto at_lane = asked("alpha", "decline", 7);
  wait_for_a_look();
  const auto resume = asked("alpha", "resume");
  const auto pause = asked("alpha", "pause");
  const auto approve = asked("alpha", "approve", 7);
  const auto stop = asked("alpha", "stop");
  stuck_ = "";
  for (const auto number : {at_lane, resume, pause, approve, stop})
    ASSERT_TRUE(is_answered(number));
  EXPECT_TRUE((*other_->reply(stop))->done);
  EXPECT_FALSE((*other_->reply(pause))->done) << "it was stopped before";
}

TEST_F(SessionManagerTest, PauseAfterAResume_IsNotTakenBefore) {
  start_and_stick("alpha");
  const auto at_lane = asked("alpha", "decline", 7);
  wait_for_a_look();
  const auto resume = asked("alpha", "resume");
  const auto pause = asked("alpha", "pause");
  stuck_ = "";
  for (const auto number : {at_lane, resume, pause}) ASSERT_TRUE(is_answered(number));
  EXPECT_EQ((*other_->reply(resume))->error_kind, "InvalidTransition") << "it ran";
  EXPECT_TRUE((*other_->reply(pause))->done);
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kPaused);
}

// What a host had claimed when it died: nobody knows how far it came.
TEST_F(SessionManagerTest, RequestsToAHostThatDied_AreNotCarriedOutByTheNext) {
  other_ = *records::SessionStore::open(store_);
  const auto claimed = asked("alpha", "pause");
  const auto waiting = asked("alpha", "pause");
  ASSERT_TRUE(*other_->claim(claimed));
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  wait_for_a_look();
  EXPECT_EQ(manager_->status("alpha")->state, SessionState::kRunning);
  const auto reply = *other_->reply(claimed);
  ASSERT_TRUE(reply.has_value());
  EXPECT_FALSE(reply->done);
  EXPECT_THAT(reply->message, HasSubstr("its host ended while it carried this out"));
  EXPECT_FALSE(*other_->withdraw(claimed));
  EXPECT_TRUE(*other_->withdraw(waiting)) << "nobody has done it, and nobody will";
}

// A server that had the session once is not asked in its new host's place.
TEST_F(SessionManagerTest, SessionThatEndedHereAndRunsElsewhere_IsAskedThere) {
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  ASSERT_TRUE(manager_->stop("alpha", "ana", "enough").ok());
  ASSERT_TRUE(eventually([&] { return !manager_->runs("alpha"); }));
  other_ = *records::SessionStore::open_existing(store_);
  const auto here = asked("alpha", "pause");
  ASSERT_TRUE(is_answered(here));
  EXPECT_THAT((*other_->reply(here))->message, HasSubstr("does not run here"));
  const auto elsewhere = disk_.lock(directory_ / "alpha" / "journal" / "lock");
  ASSERT_TRUE(elsewhere.ok());
  const auto there = asked("alpha", "pause");
  wait_for_a_look();
  EXPECT_FALSE(other_->reply(there)->has_value());
  EXPECT_TRUE(*other_->withdraw(there));
}

// Its journal is nobody's then, least of all another host's.
TEST_F(SessionManagerTest, SessionThatFailedHere_AnswersWhatIsAskedOfIt) {
  sluice::sessions::testing::DyingDisk dying{disk_, 1'000'000};
  manager_ = std::make_unique<SessionManager>(dying, store_);
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  dying.die();
  ASSERT_TRUE(eventually([&] { return !manager_->runs("alpha"); }));
  ASSERT_NE(manager_->failure("alpha"), "");
  other_ = *records::SessionStore::open_existing(store_);
  const auto stop = asked("alpha", "stop");
  ASSERT_TRUE(is_answered(stop));
  EXPECT_THAT((*other_->reply(stop))->message, HasSubstr("does not run here"));
  EXPECT_FALSE(disk_.is_locked(directory_ / "alpha" / "journal" / "lock"));
  manager_.reset();
}

TEST_F(SessionManagerTest, ListenerThatNeverListens_HoldsNobodyUp) {
  const auto slow = manager_->events().subscribe(1);
  add("alpha");
  ASSERT_TRUE(manager_->start("alpha").ok());
  ASSERT_TRUE(manager_->pause("alpha", "ana", "").ok());
  ASSERT_TRUE(manager_->resume("alpha", "ana").ok());
  EXPECT_GT(slow->dropped(), 0u);
  EXPECT_GT(manager_->status("alpha")->events_dropped, 0u);
}

TEST_F(SessionManagerTest, StoreThatIsNone_IsTold_AndStopsNoSession) {
  manager_.reset();
  std::filesystem::remove(store_);
  std::filesystem::create_directory(store_);
  manage();
  EXPECT_THAT(manager_->store_fault(), HasSubstr("sessions.db"));
  add("alpha");
  EXPECT_TRUE(manager_->start("alpha").ok());
}

TEST(StatusText, IsJson) {
  SessionStatus status;
  status.id = "a\"b";
  status.positions.push_back({"AAA", qty("-3"), {}});
  const std::string text = to_json(status);
  EXPECT_THAT(text, HasSubstr(R"("session_id":"a\"b")"));
  EXPECT_THAT(text, HasSubstr(R"("positions":[{"symbol":"AAA","quantity":"-3","last":"0"}])"));
  EXPECT_THAT(text, HasSubstr(R"("since":null)"));
}

}  // namespace
}  // namespace sluice::sessions
