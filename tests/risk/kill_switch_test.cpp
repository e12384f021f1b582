// SPDX-License-Identifier: Apache-2.0
//
// kill_switch_test.cpp: what engages it, and that doubt engages it too.
#include "risk/kill_switch.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::risk {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kFirst = "SLUICE_TEST_KILL_ONE";
constexpr const char* kSecond = "SLUICE_TEST_KILL_TWO";

class KillSwitchTest : public ::testing::Test {
 protected:
  KillSwitchTest() {
    ::unsetenv(kFirst);
    ::unsetenv(kSecond);
    config_.environment_names = {kFirst, kSecond};
    config_.latch_file = latch_.native();
  }
  ~KillSwitchTest() override {
    ::unsetenv(kFirst);
    ::unsetenv(kSecond);
  }
  bool engaged() {
    KillSwitch kill_switch{config_};
    return kill_switch.is_engaged();
  }
  // Source and reason of the first halt.
  static std::string reason_of(const KillSwitch& kill_switch) {
    if (kill_switch.halts().empty()) return "";
    const Halt& halt = kill_switch.halts().front();
    return halt.source + (halt.why.empty() ? "" : ": ") + halt.why;
  }
  std::string reason() {
    KillSwitch kill_switch{config_};
    kill_switch.poll();
    return reason_of(kill_switch);
  }
  static Halt halt_of(std::string why) {
    Halt halt;
    halt.source = "rule loss";
    halt.why = std::move(why);
    return halt;
  }
  testing::TemporaryDirectory directory_;
  fs::path latch_ = directory_ / "KILL";
  KillSwitchConfig config_;
};

TEST_F(KillSwitchTest, WithoutAnySource_IsNotEngaged) {
  EXPECT_FALSE(engaged());
  EXPECT_EQ(reason(), "");
}

struct EnvironmentValue {
  const char* value;
  bool engaged;
};

TEST_F(KillSwitchTest, EnvironmentVariable_EngagesByItsValueInAnyCase) {
  constexpr EnvironmentValue kTable[] = {{"1", true},
                                         {"true", true},
                                         {"TRUE", true},
                                         {"True", true},
                                         {"yes", true},
                                         {"YES", true},
                                         {"yEs", true},
                                         {"on", true},
                                         {"ON", true},
                                         {"", false},
                                         {"0", false},
                                         {"false", false},
                                         {"FALSE", false},
                                         {"no", false},
                                         {"No", false},
                                         {"off", false},
                                         {"OFF", false},
                                         // Not understood: counts as engaged.
                                         {"2", true},
                                         {"of", true},
                                         {"nope", true},
                                         {" ", true},
                                         {"0 ", true},
                                         {"tru", true},
                                         {"disabled", true}};
  for (const auto& row : kTable) {
    ::setenv(kFirst, row.value, 1);
    EXPECT_EQ(engaged(), row.engaged) << "'" << row.value << "'";
  }
}

TEST_F(KillSwitchTest, EveryConfiguredName_Engages) {
  ::setenv(kFirst, "0", 1);
  ::setenv(kSecond, "1", 1);
  EXPECT_EQ(reason(), std::string{"environment variable "} + kSecond + "=1");
}

TEST_F(KillSwitchTest, ValueThatIsNotUnderstood_IsToldAsSuch) {
  ::setenv(kFirst, "maybe", 1);
  EXPECT_THAT(reason(), HasSubstr("=maybe: not understood, counts as engaged"));
}

TEST_F(KillSwitchTest, LatchFile_EngagesByItsExistence) {
  testing::write_text(latch_, "");
  EXPECT_EQ(reason(), "latch file");
}

TEST_F(KillSwitchTest, WithoutALatchFileConfigured_LooksForNone) {
  config_.latch_file.clear();
  EXPECT_FALSE(engaged());
}

TEST_F(KillSwitchTest, LatchThatCannotBeRead_CountsAsEngaged) {
  testing::write_text(directory_ / "file", "");
  config_.latch_file = (directory_ / "file/KILL").native();  // ENOTDIR
  EXPECT_THAT(reason(), HasSubstr("can't be read"));
  config_.latch_file = (directory_ / std::string(300, 'x')).native();  // ENAMETOOLONG
  EXPECT_TRUE(engaged());
  fs::create_symlink("loop", directory_ / "loop");
  config_.latch_file = (directory_ / "loop").native();  // ELOOP
  EXPECT_TRUE(engaged());
}

TEST_F(KillSwitchTest, Engage_PersistsAndSurvivesARestart) {
  KillSwitch before{config_};
  EXPECT_TRUE(before.engage(halt_of("it lost too much")));
  EXPECT_TRUE(before.is_engaged());
  EXPECT_EQ(reason_of(before), "rule loss: it lost too much");
  KillSwitch after{config_};
  EXPECT_TRUE(after.is_engaged());
  EXPECT_EQ(after.halts(), before.halts());
}

TEST_F(KillSwitchTest, Engage_StaysEngagedWhenPolledAgain) {
  config_.latch_file.clear();
  KillSwitch kill_switch{config_};
  EXPECT_TRUE(kill_switch.engage(halt_of("why")));
  kill_switch.poll();
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_EQ(reason_of(kill_switch), "rule loss: why");
}

TEST_F(KillSwitchTest, Engage_WhenTheLatchCannotBeWritten_IsAnErrorAndEngagedAllTheSame) {
  fs::create_directory(latch_);
  KillSwitch kill_switch{config_};
  const auto persisted = kill_switch.engage(halt_of("why"));
  ASSERT_FALSE(persisted);
  EXPECT_THAT(persisted.error().message, HasSubstr("KILL"));
  EXPECT_TRUE(kill_switch.is_engaged());
}

TEST_F(KillSwitchTest, Engage_WhenNotPersisting_LeavesNoLatchBehind) {
  config_.persist = false;
  KillSwitch kill_switch{config_};
  EXPECT_TRUE(kill_switch.engage(halt_of("why")));
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_FALSE(fs::exists(latch_));
}

TEST_F(KillSwitchTest, SameHaltAgain_WritesNothing) {
  KillSwitch kill_switch{config_};
  ASSERT_TRUE(kill_switch.engage(halt_of("first")));
  const std::string written = testing::file_text(latch_);
  const std::uint64_t version = kill_switch.version();
  ASSERT_TRUE(kill_switch.engage(halt_of("second")));
  EXPECT_EQ(testing::file_text(latch_), written);
  EXPECT_EQ(kill_switch.version(), version);
}

TEST_F(KillSwitchTest, Ignored_IsNeverEngaged) {
  ::setenv(kFirst, "1", 1);
  testing::write_text(latch_, "");
  config_.ignore = true;
  KillSwitch kill_switch{config_};
  kill_switch.request_stop();
  kill_switch.poll();
  EXPECT_FALSE(kill_switch.is_engaged());
}

TEST_F(KillSwitchTest, RequestStop_EngagesAtTheNextOrder) {
  KillSwitch kill_switch{config_};
  EXPECT_FALSE(kill_switch.is_engaged());
  kill_switch.request_stop();
  EXPECT_TRUE(kill_switch.is_engaged());
  ASSERT_EQ(kill_switch.halts().size(), 1u);
  EXPECT_EQ(kill_switch.halts()[0].source, "signal");
  EXPECT_EQ(kill_switch.halts()[0].scope, HaltScope::kAll);
  EXPECT_EQ(kill_switch.halts()[0].level, HaltLevel::kHaltAndCancel);
  EXPECT_TRUE(engaged()) << "another process sees the latch";
}

TEST_F(KillSwitchTest, RequestFromAnotherThread_EngagesAtTheNextOrderAndIsLatched) {
  KillSwitch kill_switch{config_};
  EXPECT_FALSE(kill_switch.is_engaged());
  Halt wanted{HaltScope::kSymbol, "AAA", HaltLevel::kReduceOnly, "API", "ana: odd fills", {}};
  std::thread{[&] { kill_switch.request(wanted); }}.join();
  EXPECT_TRUE(kill_switch.is_engaged());
  ASSERT_EQ(kill_switch.halts().size(), 1u);
  EXPECT_EQ(kill_switch.halts()[0].name, "AAA");
  EXPECT_EQ(kill_switch.halts()[0].level, HaltLevel::kReduceOnly);
  KillSwitch after{config_};
  after.poll();
  EXPECT_EQ(after.halts(), kill_switch.halts());
}

TEST_F(KillSwitchTest, RequestsFromManyThreads_AllEngage) {
  KillSwitch kill_switch{config_};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&kill_switch, i] {
      for (int k = 0; k < 4; ++k) {
        const std::string symbol = std::to_string(i) + "_" + std::to_string(k);
        kill_switch.request({HaltScope::kSymbol, symbol, HaltLevel::kHalt, "API", "", {}});
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(kill_switch.is_engaged());
  EXPECT_EQ(kill_switch.halts().size(), 32u);
}

TEST_F(KillSwitchTest, Request_IsTakenInByAPollToo) {
  KillSwitch kill_switch{config_};
  kill_switch.request(halt_of("why"));
  kill_switch.poll();
  EXPECT_EQ(kill_switch.halts().size(), 1u);
  EXPECT_TRUE(fs::exists(latch_));
}

TEST_F(KillSwitchTest, LatchMadeWithinADecision_IsSeenWithinKOrdersPerPoll) {
  KillSwitch kill_switch{config_};
  kill_switch.poll();
  testing::write_text(latch_, "");
  std::uint32_t passed = 0;
  while (passed <= KillSwitch::kOrdersPerPoll && !kill_switch.is_engaged()) ++passed;
  EXPECT_LT(passed, KillSwitch::kOrdersPerPoll);
}

TEST_F(KillSwitchTest, LatchMadeBeforeADecision_IsSeenByItsFirstOrder) {
  KillSwitch kill_switch{config_};
  EXPECT_FALSE(kill_switch.is_engaged());
  testing::write_text(latch_, "");
  kill_switch.poll();
  EXPECT_TRUE(kill_switch.is_engaged());
}

TEST_F(KillSwitchTest, NeverPolled_ReadsItsSourcesAtTheFirstOrder) {
  testing::write_text(latch_, "");
  EXPECT_TRUE(engaged());
}

TEST_F(KillSwitchTest, WhenTheLatchIsRemoved_IsReleasedAtTheNextPoll) {
  testing::write_text(latch_, "");
  KillSwitch kill_switch{config_};
  EXPECT_TRUE(kill_switch.is_engaged());
  fs::remove(latch_);
  kill_switch.poll();
  EXPECT_FALSE(kill_switch.is_engaged());
}

// One decision an order, as a session takes them.
TEST_F(KillSwitchTest, WithAnInterval_ReadsItsSourcesOnceInThatMuchOfTheLanesTime) {
  config_.poll_every_ns = 1'000'000;
  KillSwitch kill_switch{config_};
  const Timestamp begin = Timestamp::from_nanoseconds(1'700'000'000'000'000'000);
  const auto is_engaged_at = [&](std::int64_t after_ns) {
    kill_switch.poll(begin.plus_nanoseconds(after_ns));
    return kill_switch.is_engaged();
  };
  ASSERT_FALSE(is_engaged_at(0));
  testing::write_text(latch_, "stop");
  EXPECT_FALSE(is_engaged_at(999'999));
  EXPECT_TRUE(is_engaged_at(1'000'000));
  fs::remove(latch_);
  EXPECT_FALSE(is_engaged_at(1'000'001)) << "what is engaged is read again at every decision";
  testing::write_text(latch_, "stop");
  EXPECT_TRUE(is_engaged_at(0)) << "a clock that went back proves nothing";
}

TEST_F(KillSwitchTest, WithAnInterval_ManyDecisionsInsideItReadTheSourcesToo) {
  config_.poll_every_ns = 1'000'000;
  KillSwitch kill_switch{config_};
  const Timestamp now = Timestamp::from_nanoseconds(1'700'000'000'000'000'000);
  kill_switch.poll(now);
  ASSERT_FALSE(kill_switch.is_engaged());
  testing::write_text(latch_, "stop");
  bool engaged = false;
  for (std::uint32_t i = 0; i < KillSwitch::kOrdersPerPoll && !engaged; ++i) {
    kill_switch.poll(now);
    engaged = kill_switch.is_engaged();
  }
  EXPECT_TRUE(engaged);
}

TEST_F(KillSwitchTest, WithoutAnInterval_EveryDecisionReadsTheSources) {
  KillSwitch kill_switch{config_};
  kill_switch.poll(Timestamp{});
  ASSERT_FALSE(kill_switch.is_engaged());
  testing::write_text(latch_, "stop");
  kill_switch.poll(Timestamp{});
  EXPECT_TRUE(kill_switch.is_engaged());
}

}  // namespace
}  // namespace sluice::risk
