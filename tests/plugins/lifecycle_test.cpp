// SPDX-License-Identifier: Apache-2.0
//
// What all kinds share: creation, order of the life, state, quarantine.
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class LifecycleTest : public PluginsTest {
 protected:
  std::string create_error(const std::string& fault) {
    return message_of(create_bad<RuleInstance>(fault));
  }
};

TEST_F(LifecycleTest, Life_IsCreateStartQuiesceDestroyOnce) {
  {
    auto rule = start_sample<RuleInstance>(R"({"cap": 5, "greeting": "good day"})");
    EXPECT_TRUE(rule->quiesce().ok());
    EXPECT_TRUE(rule->quiesce().ok());
  }
  EXPECT_THAT(log_.lines(), ElementsAre("2 sample_rule: create good day", "2 sample_rule: start",
                                        "2 sample_rule: quiesce", "2 sample_rule: destroy"));
}

TEST_F(LifecycleTest, InstanceThatWasNotQuiesced_IsQuiescedBeforeDestroy) {
  { start_sample<RuleInstance>(R"({"cap": 5})"); }
  EXPECT_THAT(log_.lines(), ElementsAre("2 sample_rule: create hello", "2 sample_rule: start",
                                        "2 sample_rule: quiesce", "2 sample_rule: destroy"));
}

TEST_F(LifecycleTest, InstanceThatWasNotStarted_IsOnlyDestroyed) {
  install("sample");
  Registry registry = scan();
  { ASSERT_TRUE(registry.create<RuleInstance>("sample_rule", R"({"cap": 5})", options()).ok()); }
  EXPECT_THAT(log_.lines(), ElementsAre("2 sample_rule: create hello", "2 sample_rule: destroy"));
}

TEST_F(LifecycleTest, ParametersTheComponentRefuses_GiveItsWords) {
  install("sample");
  Registry registry = scan();
  EXPECT_EQ(message_of(registry.create<RuleInstance>("sample_rule", R"({"cap": 13})", options())),
            "risk_rule 'sample_rule': create: 13 brings bad luck");
  EXPECT_THAT(message_of(registry.create<RuleInstance>("sample_rule", "{}", options())),
              HasSubstr("parameter 'cap' is required"));
  EXPECT_TRUE(log_.lines().empty());
}

TEST_F(LifecycleTest, CreateThatFails_IsAnErrorWithTheReason) {
  EXPECT_EQ(create_error("create throws"),
            "risk_rule 'bad_rule': create: threw an exception: no such luck");
  EXPECT_EQ(create_error("create throws a number"),
            "risk_rule 'bad_rule': create: threw an exception");
  EXPECT_THAT(create_error("create gives nothing"), HasSubstr("answered without an instance"));
  EXPECT_THAT(create_error("create claims a long error"), HasSubstr("past the end of the error"));
  EXPECT_THAT(create_error("create writes a long error"), HasSubstr("past the end of the error"));
  EXPECT_THAT(create_error("create writes control characters"), HasSubstr("bell\\x07 and \\xff"));
  EXPECT_THAT(create_error("create fails without words"), HasSubstr("input or output failed"));
  EXPECT_THAT(create_error("create answers nonsense"), HasSubstr("the unknown status 1234"));
}

TEST_F(LifecycleTest, StartThatFails_LeavesTheInstanceUnused) {
  {
    auto rule = create_bad<RuleInstance>("start fails");
    ASSERT_TRUE(rule.ok());
    EXPECT_EQ(message_of((*rule)->start()), "risk_rule 'bad_rule': start: no venue");
    EXPECT_THAT(message_of((*rule)->on_session({})), HasSubstr("it was not started"));
  }
  EXPECT_THAT(log_.lines(), ElementsAre("2 bad_rule: destroy"));
}

TEST_F(LifecycleTest, CallsBeforeStartAndAfterQuiesce_AreRefusedWithoutACall) {
  auto rule = create_bad<RuleInstance>("session throws");
  ASSERT_TRUE(rule.ok());
  EXPECT_THAT(message_of((*rule)->on_session({})), HasSubstr("it was not started"));
  ASSERT_TRUE((*rule)->start().ok());
  ASSERT_TRUE((*rule)->quiesce().ok());
  EXPECT_THAT(message_of((*rule)->on_session({})), HasSubstr("it was quiesced"));
  EXPECT_FALSE((*rule)->quarantined());
}

TEST_F(LifecycleTest, QuarantinedInstance_IsStillQuiescedAndDestroyed) {
  {
    auto rule = start_bad<RuleInstance>("session throws");
    EXPECT_FALSE(rule->on_session({}).ok());
    EXPECT_TRUE(rule->quarantined());
  }
  EXPECT_THAT(log_.lines(), ElementsAre("4 bad_rule: on_session threw an exception",
                                        "2 bad_rule: quiesce", "2 bad_rule: destroy"));
}

TEST_F(LifecycleTest, ExceptionOfQuiesceOrDestroy_StopsAtTheBarrier) {
  auto rule = start_bad<RuleInstance>("quiesce throws");
  EXPECT_THAT(message_of(rule->quiesce()), HasSubstr("quiesce: threw an exception"));
  rule = start_bad<RuleInstance>("destroy throws");
  EXPECT_NO_THROW(rule.reset());
}

TEST_F(LifecycleTest, FirstFault_IsTheReasonKept) {
  auto rule = start_bad<RuleInstance>("session throws");
  EXPECT_THAT(message_of(rule->on_session({})), HasSubstr("it is quarantined"));
  EXPECT_EQ(rule->quarantine_reason(), "on_session threw an exception");
  EXPECT_EQ(message_of(rule->on_fill({})),
            "risk_rule 'bad_rule': on_fills: it is quarantined: on_session threw an exception");
}

TEST_F(LifecycleTest, FaultOfAQuarantinedInstance_DoesNotReplaceTheReason) {
  auto rule = start_bad<RuleInstance>("session and quiesce throw");
  EXPECT_FALSE(rule->on_session({}).ok());
  EXPECT_FALSE(rule->quiesce().ok());
  EXPECT_EQ(rule->quarantine_reason(), "on_session threw an exception");
}

TEST_F(LifecycleTest, EndWhereThereIsNone_IsAFault) {
  auto rule = start_bad<RuleInstance>("session ends");
  EXPECT_THAT(message_of(rule->on_session({})), HasSubstr("answered END"));
  EXPECT_TRUE(rule->quarantined());
}

TEST_F(LifecycleTest, ErrorBufferOverrun_IsAFault) {
  auto rule = start_bad<RuleInstance>("session writes too much");
  EXPECT_THAT(message_of(rule->on_session({})), HasSubstr("past the end of the error buffer"));
  EXPECT_TRUE(rule->quarantined());
}

TEST_F(LifecycleTest, State_IsSavedAndLoaded) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 5})");
  EXPECT_TRUE(rule->keeps_state());
  EXPECT_EQ(rule->save_state().value(), "0");
  ASSERT_TRUE(rule->load_state("17").ok());
  EXPECT_EQ(rule->save_state().value(), "17");
}

TEST_F(LifecycleTest, StateTheComponentRefuses_IsAnErrorAndNoFault) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 5})");
  EXPECT_THAT(message_of(rule->load_state("x")), HasSubstr("the state is not a number"));
  EXPECT_FALSE(rule->quarantined());
}

TEST_F(LifecycleTest, ComponentWithoutState_SavesNothingAndLoadsNothing) {
  auto strategy = start_sample<StrategyInstance>();
  EXPECT_FALSE(strategy->keeps_state());
  EXPECT_EQ(strategy->save_state().value(), "");
  EXPECT_TRUE(strategy->load_state("").ok());
  EXPECT_THAT(message_of(strategy->load_state("x")), HasSubstr("keeps no state"));
}

TEST_F(LifecycleTest, StateThatIsNotTextOrTooLong_IsAFault) {
  auto broken = start_bad<RuleInstance>("state is not UTF-8");
  EXPECT_THAT(message_of(broken->save_state()), HasSubstr("not UTF-8"));
  EXPECT_TRUE(broken->quarantined());
  auto endless = start_bad<RuleInstance>("state is too long");
  EXPECT_THAT(message_of(endless->save_state()), HasSubstr("above 1048576 bytes"));
  EXPECT_TRUE(endless->quarantined());
  EXPECT_EQ(start_bad<RuleInstance>("")->save_state().value().size(), SLUICE_STATE_LIMIT / 2 + 1);
}

TEST_F(LifecycleTest, StateOfAQuarantinedInstance_IsNotAskedFor) {
  auto rule = start_bad<RuleInstance>("session throws");
  EXPECT_FALSE(rule->on_session({}).ok());
  EXPECT_THAT(message_of(rule->save_state()), HasSubstr("it is quarantined: on_session"));
  EXPECT_THAT(message_of(rule->load_state("x")), HasSubstr("it is quarantined: on_session"));
}

TEST_F(LifecycleTest, StateThatCantBeLoaded_IsAnErrorAboveTheLimitAndAFaultIfItThrows) {
  auto rule = start_bad<RuleInstance>("");
  EXPECT_THAT(message_of(rule->load_state(std::string(SLUICE_STATE_LIMIT + 1, 'x'))),
              HasSubstr("the limit is 1048576"));
  EXPECT_FALSE(rule->quarantined());
  EXPECT_THAT(message_of(rule->load_state("x")), HasSubstr("threw an exception"));
  EXPECT_TRUE(rule->quarantined());
}

}  // namespace
}  // namespace sluice::plugins
