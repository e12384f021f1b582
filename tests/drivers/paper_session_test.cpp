// SPDX-License-Identifier: Apache-2.0
//
// paper_session_test.cpp: a session over a venue that fills at once and counts what it filled. That
// it survives a kill at any moment is shown by tests/crash with real processes.
#include "drivers/paper_session.hpp"

#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/record_types.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using testing::day;
using testing::fill_report;
using ::testing::HasSubstr;
using testing::market_intent;
using testing::money;
using testing::qty;
using ::testing::SizeIs;

class PaperSessionTest : public ::testing::Test {
 protected:
  PaperSessionTest() {
    config_.directory = directory_ / "session";
    config_.lane.seed_capital = money("10000");
    config_.lane.router.ack_timeout_ns = 5 * Timestamp::kNanosecondsPerSecond;
    std::filesystem::create_directory(config_.directory);
  }
  Result<std::unique_ptr<PaperSession>> try_open() {
    PaperSessionParts parts{disk_,
                            table_,
                            venue_,
                            {"executor", [this] { return Result<std::string>{state_}; },
                             [this](std::string_view state) {
                               loaded_ = state;
                               return Result<void>{};
                             }},
                            kill_switch_,
                            nullptr,
                            [this](Timestamp now) { clock_ = now; }};
    parts.tags = tags_;
    return PaperSession::open(config_, {}, parts, now_);
  }
  std::unique_ptr<PaperSession> open() {
    auto session = try_open();
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return std::move(*session);
  }
  // An order that is filled at once, and changes the venue's state.
  void trade(PaperSession& session, std::uint64_t number) {
    Intent wish = market_intent(number, 0, Side::kBuy, "10", "100");
    wish.decision_time = now_;
    venue_.say(fill_report(number, 70 + number, "10", "100"));
    state_ = "filled " + std::to_string(number);
    const auto answers = session.at(now_).submit({&wish, 1}, now_);
    ASSERT_TRUE(answers.ok()) << answers.error().message;
  }

  testing::TemporaryDirectory directory_;
  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  risk::KillSwitch kill_switch_{{}};
  PaperSessionConfig config_;
  Timestamp now_ = day("2025-01-15");
  Timestamp clock_;
  TagLookup tags_;
  std::string state_ = "fresh";
  std::string loaded_ = "nothing";
};

TEST_F(PaperSessionTest, Reopened_AfterBeingDropped_HasAccountAndVenueAsTheyWere) {
  {
    auto session = open();
    EXPECT_EQ(loaded_, "nothing");
    trade(*session, 1);
  }
  auto session = open();
  EXPECT_EQ(loaded_, "filled 1");
  EXPECT_EQ(session->lane().portfolio().position(0), qty("10"));
  EXPECT_EQ(session->lane().portfolio().cash(), money("9000"));
  EXPECT_EQ(session->recovery().epoch, 1u);
}

// One decision had more orders than are remembered: those that are forgotten are not new.
TEST_F(PaperSessionTest, ListOfTheNewestDecision_AskedForAgainAfterARestart_IsNotOrderedAgain) {
  config_.lane.router.remembered_orders = 4;
  const auto list = [this] {
    std::vector<Intent> wishes;
    for (std::uint64_t number = 1; number <= 6; ++number) {
      wishes.push_back(market_intent(number, 0, Side::kBuy, "1", "100"));
      wishes.back().decision_time = now_;
    }
    return wishes;
  }();
  const auto submit = [&](PaperSession& session) {
    EXPECT_TRUE(session.at(now_).submit(list, now_).ok());
  };
  {
    auto session = open();
    for (std::uint64_t id = 1; id <= 6; ++id) venue_.say(fill_report(id, 70 + id, "1", "100"));
    submit(*session);
    ASSERT_EQ(session->lane().portfolio().position(0), qty("6"));
  }
  auto session = open();
  submit(*session);
  EXPECT_EQ(session->lane().portfolio().position(0), qty("6"));
  const auto received = [](const std::string& line) {
    return line.starts_with("venue receives order ");
  };
  EXPECT_EQ(std::count_if(log_.begin(), log_.end(), received), 6);
}

TEST_F(PaperSessionTest, VenueStateOfManyDeltas_IsLoadedAsItWas) {
  std::string state;
  for (int line = 0; line < 200; ++line) state += "order " + std::to_string(line) + " is open\n";
  {
    auto session = open();
    for (std::uint64_t i = 1; i <= 9; ++i) {
      Intent wish = market_intent(i, 0, Side::kBuy, "1", "100");
      wish.decision_time = now_;
      state.erase(0, state.find('\n') + 1);
      state += "order " + std::to_string(200 + i) + " is open\n";
      state_ = state;
      ASSERT_TRUE(session->at(now_).submit({&wish, 1}, now_).ok());
    }
  }
  const auto last = journal::find_last(journal_directory(config_.directory), "VENUE_STATE");
  ASSERT_TRUE(last.ok() && *last);
  EXPECT_THAT((*last)->line, HasSubstr("\"delta\""));
  auto session = open();
  EXPECT_EQ(loaded_, state);
}

TEST_F(PaperSessionTest, VenueStateDelta_ThatFitsNothing_IsRefusedByItsSeq) {
  for (const char* delta : {"=5\n", "+3\nabc"}) {
    std::filesystem::remove_all(config_.directory);
    std::filesystem::create_directory(config_.directory);
    journal::LogOptions options;
    options.directory = journal_directory(config_.directory);
    options.header.time = now_;
    auto log = journal::Log::open(disk_, std::move(options), {});
    ASSERT_TRUE(log.ok());
    log->begin(journal::kVenueState, now_).text("delta", delta).integer("bytes", 4);
    ASSERT_TRUE(log->append().ok());
    ASSERT_TRUE(log->close().ok());
    const auto session = try_open();
    ASSERT_FALSE(session.ok()) << delta;
    EXPECT_EQ(session.error().message,
              "journal record 3 (VENUE_STATE): its delta is none of the state before it");
  }
}

TEST_F(PaperSessionTest, Store_FollowsTheJournalAndIsTakenUpAgain) {
  {
    auto session = open();
    EXPECT_EQ(session->why_rebuilt(), "there was none");
    trade(*session, 1);
    session->catch_up();
    ASSERT_NE(session->store(), nullptr);
    EXPECT_EQ((*session->store()->order(1))->state, "FILLED");
    trade(*session, 2);
  }
  auto session = open();
  EXPECT_EQ(session->why_rebuilt(), "");
  EXPECT_THAT(*session->store()->orders({}), SizeIs(2));
  EXPECT_THAT(*session->store()->executions(2), SizeIs(1));
}

TEST_F(PaperSessionTest, Store_OfAnotherJournal_IsFilledAnew) {
  {
    auto session = open();
    trade(*session, 1);
    ASSERT_TRUE(session->close().ok());
  }
  std::filesystem::remove_all(journal_directory(config_.directory));
  auto session = open();
  EXPECT_THAT(session->why_rebuilt(), HasSubstr("the trail has no such record"));
  EXPECT_THAT(*session->store()->orders({}), SizeIs(0));
}

TEST_F(PaperSessionTest, Store_ThatCannotBeMade_StopsNothing) {
  std::filesystem::create_directories(order_store_path(config_.directory) / "not a file");
  auto session = open();
  EXPECT_EQ(session->store(), nullptr);
  EXPECT_THAT(session->store_fault(), HasSubstr("orders.db"));
  trade(*session, 1);
  EXPECT_EQ(session->lane().portfolio().position(0), qty("10"));
}

TEST_F(PaperSessionTest, Tags_AreInTheJournal) {
  const IntentTags tags{.source = "API", .actor = "ana"};
  tags_ = [&](const IntentId&) { return &tags; };
  auto session = open();
  trade(*session, 1);
  ASSERT_TRUE(session->close().ok());
  const auto found = journal::find_last(journal_directory(config_.directory), "NEW");
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_THAT((*found)->line, HasSubstr(R"("source":"API","actor":"ana")"));
}

TEST_F(PaperSessionTest, SecondProcess_IsRefused) {
  auto session = open();
  const auto second = try_open();
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr("lock"));
}

TEST_F(PaperSessionTest, Time_NeverGoesBack) {
  now_ = day("2025-01-16");
  {
    auto session = open();
    trade(*session, 1);
  }
  now_ = day("2025-01-10");
  auto session = open();
  EXPECT_EQ(session->now(), day("2025-01-16"));
  session->at(day("2025-01-11"));
  EXPECT_EQ(session->now(), day("2025-01-16"));
  EXPECT_EQ(clock_, day("2025-01-16"));
  session->at(day("2025-01-17"));
  EXPECT_EQ(clock_, day("2025-01-17"));
}

TEST_F(PaperSessionTest, Start_AsksTheVenueAndKeepsTheCertificate) {
  auto session = open();
  EXPECT_EQ(session->start().trigger, "start");
  EXPECT_EQ(session->start().time, now_);
}

}  // namespace
}  // namespace sluice::drivers
