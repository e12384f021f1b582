// SPDX-License-Identifier: Apache-2.0
//
// latching_test.cpp: halts that outlive their source: when they are written, what a session holds,
// and what it takes to end them.
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk/kill_switch.hpp"

namespace sluice::risk {
namespace {

using ::testing::HasSubstr;

constexpr const char* kVariable = "SLUICE_TEST_KILL_HELD";

// A latch in memory whose calls can be made to fail, and that says what was done.
class ScriptedStorage final : public LatchStorage {
 public:
  Result<std::optional<std::string>> read() override {
    ++reads;
    if (read_fails) return Error{"the disk can't be read"};
    return kept;
  }
  Result<void> write(std::string_view text) override {
    ++writes;
    if (when_writing) when_writing();
    if (write_fails) return Error{"the disk is full"};
    kept = std::string{text};
    return {};
  }
  bool is_unchanged() override { return unchanged; }
  std::optional<std::string> kept;
  int reads = 0;
  int writes = 0;
  bool unchanged = false;
  bool read_fails = false;
  bool write_fails = false;
  std::function<void()> when_writing;
};

class LatchingTest : public ::testing::Test {
 protected:
  LatchingTest() { config_.storage = storage_; }
  static Halt halt_of(std::string symbol) {
    return {HaltScope::kSymbol, std::move(symbol), HaltLevel::kHaltAndCancel, "API", "why",
            Timestamp{}};
  }
  void at_second(KillSwitch& kill_switch, int second) {
    kill_switch.poll(begin_.plus_nanoseconds(second * Timestamp::kNanosecondsPerSecond));
  }
  Release release(HaltScope scope = HaltScope::kAll) {
    return {scope, "", begin_.plus_nanoseconds(500 * Timestamp::kNanosecondsPerSecond), "ana",
            "checked"};
  }
  [[nodiscard]] Latch kept() const {
    return storage_->kept ? read_latch(*storage_->kept) : Latch{};
  }

  const Timestamp begin_ = Timestamp::from_nanoseconds(1'700'000'000'000'000'000);
  std::shared_ptr<ScriptedStorage> storage_ = std::make_shared<ScriptedStorage>();
  KillSwitchConfig config_;
};

TEST_F(LatchingTest, Engage_IsWrittenBeforeItTakesEffect) {
  KillSwitch kill_switch{config_};
  std::size_t in_force_when_written = 99;
  storage_->when_writing = [&] { in_force_when_written = kill_switch.halts().size(); };
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  EXPECT_EQ(in_force_when_written, 0u);
  EXPECT_EQ(kill_switch.halts().size(), 1u);
}

TEST_F(LatchingTest, LatchThatCouldNotBeWritten_IsToldAndWrittenLater) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  storage_->write_fails = true;
  EXPECT_FALSE(kill_switch.engage(halt_of("AAA")));
  const auto news = kill_switch.take_news();
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].fault, "the disk is full");
  storage_->write_fails = false;
  at_second(kill_switch, 0);
  EXPECT_FALSE(storage_->kept.has_value()) << "not at once again";
  at_second(kill_switch, 1);
  EXPECT_EQ(kept().halts, kill_switch.halts());
  const int writes = storage_->writes;
  at_second(kill_switch, 9);
  EXPECT_EQ(storage_->writes, writes) << "once is enough";
}

TEST_F(LatchingTest, EngagedAgainWhileTheLatchLacksIt_SaysSo_AndIsNoNews) {
  KillSwitch kill_switch{config_};
  storage_->write_fails = true;
  at_second(kill_switch, 0);
  kill_switch.request(halt_of("AAA"));
  ASSERT_TRUE(kill_switch.is_engaged());
  const auto again = kill_switch.engage(halt_of("AAA"));
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.error().message, HasSubstr("the disk is full"));
  EXPECT_EQ(storage_->writes, 1) << "it is tried again at its time";
  EXPECT_EQ(kill_switch.take_news().size(), 1u);
  storage_->write_fails = false;
  at_second(kill_switch, 2);
  EXPECT_TRUE(kill_switch.engage(halt_of("AAA")).ok());
  EXPECT_TRUE(kill_switch.take_news().empty());
}

TEST_F(LatchingTest, LatchThatCouldNotBeWritten_IsTriedUntilItIs) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  storage_->write_fails = true;
  EXPECT_FALSE(kill_switch.engage(halt_of("AAA")));
  for (int second = 1; second <= 3; ++second) at_second(kill_switch, second);
  EXPECT_EQ(storage_->writes, 4);
  EXPECT_EQ(kill_switch.take_news().size(), 1u) << "it is engaged once";
  storage_->write_fails = false;
  at_second(kill_switch, 4);
  EXPECT_EQ(kept().halts, kill_switch.halts());
}

TEST_F(LatchingTest, LatchThatCouldNotBeWritten_IsTriedAtOnceWhereTheClockWentBack) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 10);
  storage_->write_fails = true;
  EXPECT_FALSE(kill_switch.engage(halt_of("AAA")));
  storage_->write_fails = false;
  at_second(kill_switch, 5);
  EXPECT_EQ(kept().halts, kill_switch.halts());
}

TEST_F(LatchingTest, LatchThatIsUnchanged_IsNotReadAgain) {
  storage_->kept = "stop\n";
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  const int reads = storage_->reads;
  storage_->unchanged = true;
  at_second(kill_switch, 1);
  EXPECT_EQ(storage_->reads, reads);
  EXPECT_TRUE(kill_switch.is_engaged()) << "what it said stays so";
}

TEST_F(LatchingTest, HarderInTheFileThanHere_TheHarderOneCounts) {
  KillSwitch kill_switch{config_};
  Halt here = halt_of("AAA");
  here.level = HaltLevel::kReduceOnly;
  ASSERT_TRUE(kill_switch.engage(here));
  Latch ignored;
  ASSERT_TRUE(keep_halts(*storage_, {halt_of("AAA")}, ignored));
  at_second(kill_switch, 1);
  ASSERT_NE(kill_switch.halt_for({}, "AAA"), nullptr);
  EXPECT_EQ(kill_switch.halt_for({}, "AAA")->level, HaltLevel::kHaltAndCancel);
}

TEST_F(LatchingTest, MoreHaltsThanTheLatchHolds_HaltEverything) {
  KillSwitch kill_switch{config_};
  for (std::size_t i = 0; i <= Latch::kMaxHalts; ++i)
    ASSERT_TRUE(kill_switch.engage(halt_of("S" + std::to_string(i))));
  ASSERT_NE(kill_switch.halt_for({}, "ANY"), nullptr);
  EXPECT_THAT(kill_switch.halt_for({}, "ANY")->why, HasSubstr("too many halts"));
  const auto news = kill_switch.take_news();
  ASSERT_EQ(news.size(), Latch::kMaxHalts + 1);
  EXPECT_EQ(news.back().halt.scope, HaltScope::kAll) << "the journal says what is in force";
  EXPECT_NE(hardest(kept().halts, {}, "ANY"), nullptr) << "and so does the latch";
}

TEST_F(LatchingTest, MoreHaltsThanASessionHolds_HaltEverything) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  for (std::size_t i = 0; i < Latch::kMaxHalts; ++i)
    ASSERT_TRUE(kill_switch.engage(halt_of("S" + std::to_string(i))));
  EXPECT_EQ(kill_switch.halt_for({}, "ANY"), nullptr);
  (void)kill_switch.take_news();
  Latch other;
  ASSERT_TRUE(other.engage(halt_of("ONE_MORE")));
  storage_->kept = text_of(other);
  at_second(kill_switch, 1);
  EXPECT_NE(kill_switch.halt_for({}, "ANY"), nullptr);
  const auto news = kill_switch.take_news();
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].halt.scope, HaltScope::kAll);
  at_second(kill_switch, 2);
  EXPECT_TRUE(kill_switch.take_news().empty()) << "it is no news any more";
}

TEST_F(LatchingTest, Engage_WhereOthersHaveFilledTheLatch_IsInForceAndHaltsEverythingThere) {
  Latch full;
  for (std::size_t i = 0; i < Latch::kMaxHalts; ++i)
    ASSERT_TRUE(full.engage(halt_of("S" + std::to_string(i))));
  storage_->kept = text_of(full);
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  EXPECT_EQ(kill_switch.halt_for({}, "AAA"), nullptr);
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  EXPECT_NE(kill_switch.halt_for({}, "AAA"), nullptr);
  EXPECT_NE(hardest(kept().halts, {}, "ANY"), nullptr);
}

TEST_F(LatchingTest, MoreRequestsThanCanWait_HaltEverything) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  for (std::size_t i = 0; i < Latch::kMaxHalts; ++i)
    kill_switch.request(halt_of("S" + std::to_string(i)));
  kill_switch.request(halt_of("ONE_MORE"));
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_NE(kill_switch.halt_for({}, "ONE_MORE"), nullptr);
  EXPECT_NE(kill_switch.halt_for({}, "ANY"), nullptr);
}

TEST_F(LatchingTest, Request_ThatSaysWhenItBegan_IsTakenAtItsWord) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 5);
  Halt wanted = halt_of("AAA");
  wanted.since = begin_;
  kill_switch.request(wanted);
  kill_switch.request(halt_of("BBB"));
  ASSERT_TRUE(kill_switch.is_engaged());
  EXPECT_EQ(kill_switch.halt_for({}, "AAA")->since, begin_);
  EXPECT_EQ(kill_switch.halt_for({}, "BBB")->since,
            begin_.plus_nanoseconds(5 * Timestamp::kNanosecondsPerSecond));
}

TEST_F(LatchingTest, LatchThatCannotBeRead_HaltsEverythingAsLongAsThatIsSo) {
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  EXPECT_FALSE(kill_switch.is_engaged());
  storage_->read_fails = true;
  at_second(kill_switch, 1);
  ASSERT_NE(kill_switch.halt_for({}, "ANY"), nullptr);
  EXPECT_THAT(kill_switch.halt_for({}, "ANY")->why, HasSubstr("can't be read"));
  storage_->read_fails = false;
  at_second(kill_switch, 2);
  EXPECT_FALSE(kill_switch.is_engaged());
}

TEST_F(LatchingTest, News_AreWhatIsEngagedHereOnce) {
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  kill_switch.request_stop();
  at_second(kill_switch, 1);
  const auto news = kill_switch.take_news();
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].halt.name, "AAA");
  EXPECT_EQ(news[1].halt.source, "signal");
  at_second(kill_switch, 2);
  EXPECT_TRUE(kill_switch.take_news().empty());
}

TEST_F(LatchingTest, WithoutHolding_ARemovedOrReleasedLatchEndsIt) {
  {
    KillSwitch other{config_};
    ASSERT_TRUE(other.engage(halt_of("AAA")));
  }
  KillSwitch kill_switch{config_};
  at_second(kill_switch, 0);
  EXPECT_TRUE(kill_switch.is_engaged());
  std::vector<Halt> ended;
  ASSERT_TRUE(keep_release(*storage_, release(), ended));
  at_second(kill_switch, 1);
  EXPECT_FALSE(kill_switch.is_engaged());
}

TEST_F(LatchingTest, WithoutHolding_WhatARuleEngagedHereEndsWithItsRelease) {
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  storage_->kept.reset();
  at_second(kill_switch, 0);
  EXPECT_TRUE(kill_switch.is_engaged())
      << "removing the file is no release of what was engaged here";
  std::vector<Halt> ended;
  ASSERT_TRUE(keep_release(*storage_, release(), ended));
  at_second(kill_switch, 1);
  EXPECT_FALSE(kill_switch.is_engaged());
}

TEST_F(LatchingTest, Held_StaysWhateverBecomesOfItsSource) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  storage_->kept = "stop\n";
  at_second(kill_switch, 0);
  EXPECT_EQ(kill_switch.take_news().size(), 1u) << "a session journals what it was stopped by";
  storage_->kept.reset();
  at_second(kill_switch, 1);
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_TRUE(kill_switch.take_news().empty());
}

TEST_F(LatchingTest, Held_StaysWhenReleasedInTheFileUntilThatIsCarriedOut) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  EXPECT_TRUE(kill_switch.asked_releases().empty());
  std::vector<Halt> ended;
  ASSERT_TRUE(keep_release(*storage_, release(), ended));
  at_second(kill_switch, 1);
  EXPECT_TRUE(kill_switch.is_engaged());
  const auto asked = kill_switch.asked_releases();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].who, "ana");
  const int writes = storage_->writes;
  const auto done = kill_switch.carry_out(asked[0]);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->size(), 1u);
  EXPECT_EQ(storage_->writes, writes) << "it is in the file already";
  EXPECT_FALSE(kill_switch.is_engaged());
  EXPECT_TRUE(kill_switch.asked_releases().empty());
}

TEST_F(LatchingTest, HeldFromTheJournal_IsInForceAndNoNews) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({halt_of("AAA")});
  at_second(kill_switch, 0);
  EXPECT_NE(kill_switch.halt_for({}, "AAA"), nullptr);
  EXPECT_EQ(kill_switch.halt_for({}, "BBB"), nullptr);
  EXPECT_TRUE(kill_switch.take_news().empty());
}

TEST_F(LatchingTest, HeldFromTheJournal_WhatIsEngagedAlready_StandsOnce) {
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  kill_switch.hold(kill_switch.halts());
  EXPECT_EQ(kill_switch.held().size(), 1u);
}

TEST_F(LatchingTest, WithoutHolding_NobodyIsAskedToCarryOutARelease) {
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  std::vector<Halt> ended;
  ASSERT_TRUE(keep_release(*storage_, release(), ended));
  at_second(kill_switch, 1);
  EXPECT_TRUE(kill_switch.asked_releases().empty());
}

TEST_F(LatchingTest, CarryOut_WhenNotPersisting_WritesNothing) {
  config_.persist = false;
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  const auto done = kill_switch.carry_out(release());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->size(), 1u);
  EXPECT_FALSE(kill_switch.is_engaged());
  EXPECT_EQ(storage_->writes, 0);
}

TEST_F(LatchingTest, CarryOut_MoreOftenThanReleasesAreKept_EndsEachTime) {
  config_.storage.reset();
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  for (std::size_t i = 0; i < Latch::kMaxReleases + 5; ++i) {
    ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
    Release one = release();
    one.until = one.until.plus_nanoseconds(static_cast<std::int64_t>(i));
    ASSERT_TRUE(kill_switch.asked_releases().empty()) << "it began after the release before";
    const auto done = kill_switch.carry_out(one);
    ASSERT_TRUE(done);
    ASSERT_EQ(done->size(), 1u);
    ASSERT_FALSE(kill_switch.is_engaged());
  }
}

TEST_F(LatchingTest, CarryOut_OfACall_ReleasesInTheFileTooAndOnlyWhatItCovers) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  at_second(kill_switch, 0);
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  Halt account = halt_of("acc");
  account.scope = HaltScope::kAccount;
  ASSERT_TRUE(kill_switch.engage(account));
  const auto done = kill_switch.carry_out(release(HaltScope::kAccount));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->size(), 1u);
  ASSERT_EQ(kill_switch.halts().size(), 1u);
  EXPECT_EQ(kill_switch.halts()[0].name, "AAA");
  EXPECT_EQ(kept().halts, kill_switch.halts());
}

TEST_F(LatchingTest, CarryOut_WhenTheFileCannotBeWritten_ReleasesNothing) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  storage_->write_fails = true;
  EXPECT_FALSE(kill_switch.carry_out(release()));
  EXPECT_TRUE(kill_switch.is_engaged());
}

TEST_F(LatchingTest, CarryOut_WhileTheSourceStillEngages_EngagesAgain) {
  ::setenv(kVariable, "1", 1);
  config_.environment_names = {kVariable};
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  at_second(kill_switch, 0);
  ASSERT_TRUE(kill_switch.is_engaged());
  (void)kill_switch.take_news();
  ASSERT_TRUE(kill_switch.carry_out(release()));
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_EQ(kill_switch.take_news().size(), 1u);
  EXPECT_TRUE(kill_switch.asked_releases().empty()) << "it began after the release";
  ::unsetenv(kVariable);
}

TEST_F(LatchingTest, EngagedAgainAfterARelease_IsAHaltOfItsOwn) {
  KillSwitch kill_switch{config_};
  kill_switch.hold({});
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  ASSERT_TRUE(kill_switch.carry_out(release()));
  ASSERT_FALSE(kill_switch.is_engaged());
  // The lane's clock is behind the release's time.
  ASSERT_TRUE(kill_switch.engage(halt_of("AAA")));
  at_second(kill_switch, 3);
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_TRUE(kill_switch.asked_releases().empty());
}

}  // namespace
}  // namespace sluice::risk
