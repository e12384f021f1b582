// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::HasSubstr;

// Counts rows, and answers with a status.
struct Decisions {
  sluice_status answer = SLUICE_OK;
  std::uint64_t targets = 0;

  static sluice_status take(void* context, sluice_rows rows) {
    auto& self = *static_cast<Decisions*>(context);
    self.targets += rows.count;
    return self.answer;
  }
  sluice_decision_sink sink() { return {this, &take, &take}; }
};

class StrategyTest : public PluginsTest {};

TEST_F(StrategyTest, SoundStrategy_DecidesIntoTheSink) {
  auto strategy = start_sample<StrategyInstance>();
  EXPECT_EQ(strategy->lookback_sessions(), 7u);
  Decisions decisions;
  sluice_session session{};
  session.size = sizeof session;
  EXPECT_TRUE(strategy->on_bars(session, decisions.sink()).ok());
  EXPECT_EQ(decisions.targets, 1u);
  EXPECT_TRUE(strategy->on_fill({}).ok());
}

TEST_F(StrategyTest, ExceptionInOnBars_Quarantines) {
  auto strategy = start_bad<StrategyInstance>("bars throw");
  Decisions decisions;
  EXPECT_EQ(message_of(strategy->on_bars({}, decisions.sink())),
            "strategy 'bad_strategy': on_bars: threw an exception: no data, no fun; it is "
            "quarantined");
  EXPECT_THAT(message_of(strategy->on_bars({}, decisions.sink())), HasSubstr("it is quarantined:"));
}

TEST_F(StrategyTest, DecisionTheHostRefuses_IsAFaultWhateverTheStrategyAnswers) {
  for (const char* fault : {"bars ignore a refusal", "bars ignore a refused intent"}) {
    auto strategy = start_bad<StrategyInstance>(fault);
    Decisions decisions{SLUICE_ERROR_STATE};
    EXPECT_THAT(message_of(strategy->on_bars({}, decisions.sink())),
                HasSubstr("decided on a session that is not a rebalance session"));
    EXPECT_TRUE(strategy->quarantined());
  }
  auto strategy = start_bad<StrategyInstance>("bars ignore a refusal");
  Decisions decisions{SLUICE_ERROR_ARGUMENT};
  EXPECT_THAT(message_of(strategy->on_bars({}, decisions.sink())),
              HasSubstr("gave a decision that the host can't take"));
}

TEST_F(StrategyTest, DecisionTheHostTakes_IsNoFault) {
  auto strategy = start_bad<StrategyInstance>("bars ignore a refusal");
  Decisions decisions;
  EXPECT_TRUE(strategy->on_bars({}, decisions.sink()).ok());
}

TEST_F(StrategyTest, LookbackThatThrows_FailsTheCreation) {
  EXPECT_THAT(message_of(create_bad<StrategyInstance>("lookback throws")),
              HasSubstr("lookback_sessions: threw an exception"));
}

TEST_F(StrategyTest, FillsFault_Quarantines) {
  auto strategy = start_bad<StrategyInstance>("fills fault");
  EXPECT_FALSE(strategy->on_fill({}).ok());
  EXPECT_TRUE(strategy->quarantined());
}

}  // namespace
}  // namespace sluice::plugins
