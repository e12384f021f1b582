// SPDX-License-Identifier: Apache-2.0
//
// session_manager_test.cpp: sessions on their lanes, and what others ask of them.
#include "sessions/session_manager.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

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
using ::testing::SizeIs;
using testing::target;

class SessionManagerTest : public ::testing::Test {
 protected:
  SessionManagerTest() { manage(); }
  void manage() { manager_ = std::make_unique<SessionManager>(disk_, store_); }
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
    host->strategy->wants = [](const sluice_session&) { return std::vector{target(0, "10")}; };
    SessionMake made;
    made.settings = host->settings;
    made.settings.id = id;
    made.settings.account_budget = budget;
    made.run = std::shared_ptr<drivers::RunParts>{host, &host->run};
    made.market = market;
    made.directory = directory_ / id;
    made.clock = std::make_unique<ReplayClock>(begin_, 1'000);
    return made;
  }
  template <typename Condition>
  bool eventually(Condition condition) {
    for (int i = 0; i < 400 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    return condition();
  }

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

TEST(SessionStoreTest, RequestsOfASession_AreBounded) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = records::SessionStore::open(directory / "s.db");
  ASSERT_TRUE(store.ok());
  for (std::int64_t i = 0; i < records::SessionStore::kMaxWaiting; ++i)
    ASSERT_TRUE((*store)->ask({0, "alpha", "pause", 0, "ana", ""}).ok());
  EXPECT_FALSE((*store)->ask({0, "alpha", "pause", 0, "ana", ""}).ok());
  EXPECT_TRUE((*store)->ask({0, "beta", "pause", 0, "ana", ""}).ok());
  ASSERT_TRUE((*store)->withdraw_all("alpha").ok());
  EXPECT_THAT(*(*store)->waiting("alpha"), SizeIs(0));
  EXPECT_THAT(*(*store)->waiting("beta"), SizeIs(1));
}

// A new file becomes a WAL once; whoever comes at that moment has to wait.
TEST(SessionStoreTest, OpenedByManyAtOnce_IsThereForAll) {
  for (int round = 0; round < 20; ++round) {
    const sluice::testing::TemporaryDirectory directory;
    std::atomic<bool> go{false};
    std::array<std::string, 6> faults;
    std::vector<std::thread> threads;
    for (std::string& fault : faults)
      threads.emplace_back([&] {
        while (!go) std::this_thread::yield();
        const auto store = records::SessionStore::open(directory / "s.db");
        if (!store) fault = store.error().message;
      });
    go = true;
    for (std::thread& thread : threads) thread.join();
    for (const std::string& fault : faults) EXPECT_EQ(fault, "");
  }
}

TEST(SessionStoreTest, KeysOfStarts_AreKept_TheNewestOfThem) {
  const sluice::testing::TemporaryDirectory directory;
  auto store = records::SessionStore::open(directory / "s.db");
  ASSERT_TRUE(store.ok());
  EXPECT_FALSE((*store)->start_of("k0")->has_value());
  const auto most = records::SessionStore::kMostStarts;
  for (std::int64_t i = 0; i <= most; ++i)
    ASSERT_TRUE((*store)->keep_start({"k" + std::to_string(i), "alpha", "content"}).ok());
  EXPECT_FALSE((*store)->start_of("k0")->has_value());
  ASSERT_TRUE((*store)->start_of("k1")->has_value());
  EXPECT_EQ((*(*store)->start_of("k1"))->content, "content");
  ASSERT_TRUE((*store)->drop_start("k1").ok());
  EXPECT_FALSE((*store)->start_of("k1")->has_value());
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
