// SPDX-License-Identifier: Apache-2.0
//
// session_trouble_test.cpp: two hosts on one account, a full disk: what a session does, and what it
// tells whoever has to look. Over the wire: tests/wire_faults/wire_session_test.cpp.
#include <chrono>
#include <thread>

#include "drivers/order_desk.hpp"
#include "dying_disk.hpp"
#include "journal/reader.hpp"
#include "session_fixture.hpp"
#include "sessions/session_manager.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using testing::DyingDisk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Host;
using ::testing::IsEmpty;
using testing::px;
using testing::qty;
using testing::RecordedMarket;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::target;

class SessionTrouble : public ::testing::Test {
 protected:
  SessionTrouble() { market_->flat(begin_, at("2025-01-15T12:00:00Z"), 1, "99.95", "100.05"); }
  // Another process over the same journal, with the same venue elsewhere.
  Host& host() {
    host_ = std::make_unique<Host>(directory_ / "session", sluice::testing::instruments({"AAA"}),
                                   std::make_shared<RecordedMarket>(*market_));
    host_->put_venue_elsewhere();
    host_->strategy->wants = [](const sluice_session&) { return std::vector{target(0, "10")}; };
    return *host_;
  }
  // What the other host of the account did.
  static sluice_execution_report execution_of_another() {
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = SLUICE_REPORT_FILLED;
    report.execution_id = 77;
    report.quantity = qty("3").raw();
    report.price = px("100").raw();
    report.time = at("2025-01-15T10:30:00Z").nanoseconds();
    return report;
  }
  // Routing is halted by what another host did, and a person has stopped the session.
  void leave_stopped() {
    Host& first = host();
    first.open(begin_);
    first.run_until(at("2025-01-15T10:10:00Z"));
    first.venue->of_strangers = {execution_of_another()};
    first.run_until(at("2025-01-15T10:10:05Z"));
    ASSERT_TRUE(first.session->stop("ana", "another host trades this account").ok());
    first.run_until(at("2025-01-15T10:10:10Z"));
    ASSERT_EQ(first.session->state(), SessionState::kStopped);
    ASSERT_TRUE(first.session->close().ok());
    host_.reset();
  }
  [[nodiscard]] bool journal_has(std::string_view type) const {
    const auto found = journal::find_last(drivers::journal_directory(directory_ / "session"), type);
    return found.ok() && found->has_value();
  }

  sluice::testing::TemporaryDirectory directory_;
  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
  std::shared_ptr<RecordedMarket> market_ = std::make_shared<RecordedMarket>();
  std::unique_ptr<Host> host_;
};

TEST_F(SessionTrouble, ExecutionOfAnotherHost_PausesTheSession_AndSaysWhatToDo) {
  Host& host = this->host();
  const auto listener = host.events.subscribe();
  host.open(begin_);
  host.run_until(at("2025-01-15T10:30:00Z"));
  ASSERT_EQ(host.position(0), qty("10"));
  host.venue->of_strangers = {execution_of_another()};
  host.run_until(at("2025-01-15T10:30:05Z"));
  EXPECT_EQ(host.session->state(), SessionState::kPaused);
  const std::string why = host.session->status().why;
  EXPECT_THAT(why,
              StartsWith("ROUTING_HALTED: routing is halted: execution report for unknown order"));
  EXPECT_THAT(why, HasSubstr("not ours"));
  EXPECT_THAT(why, HasSubstr("sluice orders release"));
  EXPECT_TRUE(journal_has("QUARANTINE"));
  // Not ours, so not in our books.
  EXPECT_EQ(host.position(0), qty("10"));
  bool was_told = false;
  while (const auto event = listener->pop(std::chrono::milliseconds{0}))
    was_told |= event->kind == EventKind::kState && event->text.find("halted") != std::string::npos;
  EXPECT_TRUE(was_told);
}

TEST_F(SessionTrouble, HaltedRouting_IsNotResumed_NorByALaterProcess) {
  Host& first = this->host();
  first.open(begin_);
  first.run_until(at("2025-01-15T10:10:00Z"));
  first.venue->of_strangers = {execution_of_another()};
  first.run_until(at("2025-01-15T10:10:05Z"));
  const auto refused = first.session->resume("ana");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, SessionErrorKind::kPreRequisiteNotMet);
  EXPECT_THAT(refused.error().message, HasSubstr("routing is halted"));
  host_.reset();
  Host& later = this->host();
  later.settings.resume_when_reconciled = true;
  later.open(begin_);
  EXPECT_EQ(later.session->state(), SessionState::kPaused);
  EXPECT_THAT(later.session->status().why, StartsWith("ROUTING_HALTED: routing is halted"));
  later.run_until(at("2025-01-15T10:40:00Z"));
  EXPECT_THAT(later.venue->received, IsEmpty());
}

// Halted at the very moment its process was killed: it was RUNNING, and must not go on by itself.
TEST_F(SessionTrouble, KilledWhileItRan_WithRoutingHalted_DoesNotGoOnByItself) {
  Host& first = this->host();
  first.open(begin_);
  first.run_until(at("2025-01-15T10:10:00Z"));
  host_.reset();
  {
    // The start of the next process finds the other host's execution, and dies.
    Host& second = this->host();
    second.venue->of_strangers = {execution_of_another()};
    second.settings.resume_when_reconciled = true;
    second.open(begin_);
    second.run_until(second.session->now().plus_nanoseconds(2'000'000'000));
    EXPECT_EQ(second.session->state(), SessionState::kPaused);
  }
  host_.reset();
  Host& third = this->host();
  third.settings.resume_when_reconciled = true;
  third.open(begin_);
  EXPECT_EQ(third.session->state(), SessionState::kPaused);
}

TEST_F(SessionTrouble, StoppedAndNotReleased_StartsPaused) {
  ASSERT_NO_FATAL_FAILURE(leave_stopped());
  Host& later = this->host();
  later.open(begin_);
  EXPECT_EQ(later.session->state(), SessionState::kPaused);
  EXPECT_THAT(later.session->status().why, StartsWith("ROUTING_HALTED: routing is halted"));
}

TEST_F(SessionTrouble, ReleasedByAPerson_ItMayBeResumed) {
  ASSERT_NO_FATAL_FAILURE(leave_stopped());
  files::PosixDisk disk;
  const auto released =
      drivers::release_halt(disk, directory_ / "session", "ana: the other host is stopped", begin_);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_TRUE(*released);
  Host& later = this->host();
  later.open(begin_);
  EXPECT_EQ(later.session->state(), SessionState::kRunning);
}

TEST_F(SessionTrouble, FullDisk_CallsBackWhatIsOpen) {
  Host& host = this->host();
  DyingDisk disk{host.posix, 1'000'000};
  host.disk = &disk;
  host.venue->is_silent = true;
  host.open(begin_);
  host.run_until(at("2025-01-15T10:20:02Z"));
  ASSERT_THAT(host.venue->received, SizeIs(1));
  ASSERT_THAT(host.venue->cancelled, IsEmpty());
  disk.die();
  host.venue->of_strangers = {execution_of_another()};  // something that has to be kept
  Result<Timestamp> next = host.wake;
  for (int i = 0; i < 100 && next; ++i) next = host.session->step(*next);
  ASSERT_FALSE(next.ok());
  EXPECT_EQ(host.session->state(), SessionState::kFailed);
  EXPECT_THAT(host.session->status().why, HasSubstr("no space left"));
  EXPECT_THAT(host.venue->cancelled, ElementsAre(host.venue->received.front().order_id));
  EXPECT_THAT(host.venue->received, SizeIs(1));
}

// As a host sees it: the lane ends, says why, and a later start comes back with the books.
TEST_F(SessionTrouble, FullDisk_EndsTheLane_AndTheNextStartIsPaused) {
  files::PosixDisk posix;
  DyingDisk disk{posix, 1'000'000};
  market_->go_live();
  const auto factory = [this]() -> Outcome<SessionMake> {
    auto made_host = std::make_shared<Host>(directory_ / "session",
                                            sluice::testing::instruments({"AAA"}), market_);
    made_host->put_venue_elsewhere();
    made_host->strategy->wants = [](const sluice_session&) { return std::vector{target(0, "10")}; };
    SessionMake made;
    made.settings = made_host->settings;
    made.run = std::shared_ptr<drivers::RunParts>{made_host, &made_host->run};
    made.market = market_;
    made.directory = directory_ / "session";
    made.clock = std::make_unique<ReplayClock>(begin_, 100);
    return made;
  };
  const auto what = [] {
    SessionStatus status;
    status.id = "alpha";
    return status;
  };
  {
    SessionManager manager{disk, {}};
    ASSERT_TRUE(manager.add(what(), factory).ok());
    ASSERT_TRUE(manager.start("alpha").ok());
    disk.die();
    for (int i = 0; i < 400 && manager.runs("alpha"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    EXPECT_FALSE(manager.runs("alpha"));
    EXPECT_THAT(manager.failure("alpha"), HasSubstr("no space left"));
    EXPECT_EQ(manager.status("alpha")->state, SessionState::kFailed);
  }
  SessionManager manager{posix, {}};
  ASSERT_TRUE(manager.add(what(), factory).ok());
  ASSERT_TRUE(manager.start("alpha").ok());
  EXPECT_EQ(manager.status("alpha")->state, SessionState::kPaused);
}

}  // namespace
}  // namespace sluice::sessions
