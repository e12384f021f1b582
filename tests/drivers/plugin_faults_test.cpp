// SPDX-License-Identifier: Apache-2.0
//
// plugin_faults_test.cpp: what a lane does when a component of its session is quarantined.
#include "drivers/plugin_faults.hpp"

#include "drivers/halt_fixture.hpp"

namespace sluice::drivers {
namespace {

class LanePluginFaultTest : public HaltActionsTest {
 protected:
  LanePluginFaultTest() {
    config_.names = {"paper", "today", "trend", "sim", "cafe"};
    restart();
  }
  std::string refusal() { return submit(0, Side::kBuy, "1").refusal; }
};

TEST_F(LanePluginFaultTest, Executor_HaltsItsRouteAlsoForTheNextProcess) {
  ASSERT_EQ(refusal(), "");
  faults_.add({plugins::Kind::kExecutor, "sim_venue", "submit threw an exception"});
  tick();
  EXPECT_THAT(refusal(), HasSubstr("KILL_SWITCH"));
  EXPECT_EQ(kill_switch().held().size(), 1u);
  const Halt halt = kill_switch().held().at(0);
  EXPECT_EQ(halt.scope, HaltScope::kRoute);
  EXPECT_EQ(halt.name, "sim");
  EXPECT_EQ(halt.level, HaltLevel::kHalt);
  EXPECT_EQ(halt.source, "plugin sim_venue");
  EXPECT_EQ(halt.why, "submit threw an exception");
  EXPECT_THAT(testing::file_text(latch_), HasSubstr("scope=route name=\"sim\""));

  const auto& told = records();
  EXPECT_TRUE(has_line(told,
                       "PLUGIN_QUARANTINED executor sim_venue: submit threw an exception; "
                       "its route is halted"));
  EXPECT_TRUE(has_line(told, "KILL_SWITCH halt scope=route name=\"sim\""));
  EXPECT_THAT(refusal(), HasSubstr("KILL_SWITCH")) << "it went on by a restart";
}

TEST_F(LanePluginFaultTest, Executor_IsToldOnce) {
  faults_.add({plugins::Kind::kExecutor, "sim_venue", "poll threw"});
  for (int i = 0; i < 3; ++i) tick(1);
  const auto& told = records();
  EXPECT_EQ(std::count_if(told.begin(), told.end(),
                          [](const auto& line) { return line.starts_with("PLUGIN_QUARANTINED"); }),
            1);
  EXPECT_EQ(std::count_if(told.begin(), told.end(),
                          [](const auto& line) { return line.starts_with("KILL_SWITCH "); }),
            1);
}

// The venue is asked during submit: what it did wrong there stops the order behind.
TEST_F(LanePluginFaultTest, FaultDuringASubmit_StopsTheNextOne) {
  faults_.add({plugins::Kind::kExecutor, "sim_venue", "submit threw"});
  (void)refusal();
  EXPECT_THAT(refusal(), HasSubstr("KILL_SWITCH"));
}

TEST_F(LanePluginFaultTest, Strategy_HaltsItsSession) {
  faults_.add({plugins::Kind::kStrategy, "trend", "on_quote threw"});
  tick();
  EXPECT_THAT(refusal(), HasSubstr("KILL_SWITCH"));
  ASSERT_EQ(kill_switch().held().size(), 1u);
  EXPECT_EQ(kill_switch().held()[0].scope, HaltScope::kSession);
  EXPECT_EQ(kill_switch().held()[0].name, "today");
  const auto& told = records();
  EXPECT_TRUE(has_line(told,
                       "PLUGIN_QUARANTINED strategy trend: on_quote threw; its session "
                       "pauses"));
  EXPECT_TRUE(has_line(told, "KILL_SWITCH halt scope=session name=\"today\""));
}

TEST_F(LanePluginFaultTest, Rule_IsJournalledAndHaltsNothingElse) {
  faults_.add({plugins::Kind::kRiskRule, "limit#2", "check threw"});
  tick();
  EXPECT_EQ(refusal(), "");
  EXPECT_TRUE(has_line(records(),
                       "PLUGIN_QUARANTINED risk_rule limit#2: check threw; it refuses "
                       "every order from here on"));
  EXPECT_TRUE(kill_switch().held().empty());
}

TEST(PluginFaults, OnlyWhatARunNeeds_IsFatal) {
  EXPECT_EQ(fatal({}), nullptr);
  EXPECT_EQ(fatal({{plugins::Kind::kRiskRule, "a", "x"}, {plugins::Kind::kReport, "b", "x"}}),
            nullptr);
  for (const plugins::Kind kind :
       {plugins::Kind::kStrategy, plugins::Kind::kExecutor, plugins::Kind::kFeed}) {
    const std::vector<PluginFault> faults{{plugins::Kind::kReport, "b", "x"}, {kind, "c", "x"}};
    EXPECT_EQ(fatal(faults), &faults[1]);
  }
}

TEST(PluginFaults, Listener_KeepsWhatItIsToldBeyondTheRun) {
  auto faults = std::make_shared<PluginFaults>();
  auto listener = PluginFaults::listener(faults, plugins::Kind::kReport, "digest");
  listener("render threw");
  ASSERT_TRUE(faults->has_news());
  const auto news = faults->take();
  EXPECT_EQ(text_of(news.at(0)), "report digest: render threw; it is left out");
  EXPECT_FALSE(faults->has_news());
  faults.reset();
  listener("again");  // the instance may outlive everyone else
}

}  // namespace
}  // namespace sluice::drivers
