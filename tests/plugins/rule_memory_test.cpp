// SPDX-License-Identifier: Apache-2.0
//
// rule_memory_test.cpp: the optional part of a rule's interface: events, assessments, state,
// explanations, versions and reloading, behind the barrier.
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::HasSubstr;

class RuleMemoryTest : public PluginsTest {
 protected:
  RuleMemoryTest() {
    view_.size = sizeof view_;
    order_.size = sizeof order_;
    order_.quantity = 100;
    event_.size = sizeof event_;
    event_.kind = SLUICE_RISK_EVENT_SENT;
    event_.order = &order_;
  }
  // The one library in the directory, whatever its table says.
  std::unique_ptr<RuleInstance> start_raw(const std::string& library) {
    install(library);
    registry_.emplace(scan());
    auto rule = registry_->create<RuleInstance>("raw_rule", "{}", options());
    if (!rule) return nullptr;
    EXPECT_TRUE((*rule)->start().ok());
    return std::move(rule).value();
  }
  sluice_verdict assess(RuleInstance& rule) {
    sluice_verdict verdict{};
    verdict.action = SLUICE_VERDICT_REJECT;
    rule.assess(view_, verdict);
    return verdict;
  }
  static void expect_refuses_everything(RuleInstance& rule, std::string_view reason) {
    EXPECT_EQ(rule.quarantine_reason(), reason);
    sluice_verdict verdict{};
    rule.check({}, {}, verdict);
    EXPECT_STREQ(verdict.code, "PLUGIN_FAULT");
  }

  sluice_risk_view view_{};
  sluice_order order_{};
  sluice_risk_event event_{};
};

TEST_F(RuleMemoryTest, Traits_TellWhatTheTableHas) {
  const RuleTraits traits = start_bad<RuleInstance>("")->traits();
  EXPECT_TRUE(traits.hears_events && traits.assesses && traits.keeps_state && traits.explains &&
              traits.reloads);
}

TEST_F(RuleMemoryTest, TableOfAnOlderPlugin_HasNothingOfIt) {
  const auto rule = start_raw("raw_older_table");
  ASSERT_NE(rule, nullptr);
  const RuleTraits traits = rule->traits();
  EXPECT_FALSE(traits.hears_events || traits.assesses || traits.keeps_state || traits.explains ||
               traits.reloads);
  EXPECT_EQ(rule->instance_version(), "1.0.0");
}

TEST_F(RuleMemoryTest, TableWithHalfOfWhatBelongsTogether_IsRefused) {
  for (const char* library : {"raw_half_state", "raw_half_reload"}) {
    const auto path = install(library);
    Registry registry = scan();
    EXPECT_THAT(message_of(registry.create<RuleInstance>("raw_rule", "{}", options())),
                HasSubstr("or none"))
        << library;
    std::filesystem::remove(path);
  }
}

TEST_F(RuleMemoryTest, Event_ReachesTheRuleAndItsState) {
  auto rule = start_bad<RuleInstance>("");
  EXPECT_EQ(rule->state_version(), 0u);
  rule->on_event(event_);
  rule->on_event(event_);
  EXPECT_EQ(rule->state_version(), 2u);
  EXPECT_EQ(rule->save_rule_state().value(), "2");
  ASSERT_TRUE(rule->restore_rule_state("7").ok());
  EXPECT_EQ(rule->explain().value(), R"({"events":7})");
  EXPECT_FALSE(rule->quarantined());
}

TEST_F(RuleMemoryTest, LongestState_IsTaken) {
  EXPECT_EQ(start_bad<RuleInstance>("longest rule state")->save_rule_state().value().size(),
            RuleInstance::kMaxStateBytes);
}

TEST_F(RuleMemoryTest, RuleThatIsNotServing_HearsNothing) {
  auto rule = start_bad<RuleInstance>("");
  rule->on_event(event_);
  ASSERT_TRUE(rule->quiesce().ok());
  rule->on_event(event_);
  EXPECT_EQ(rule->state_version(), 0u);
  EXPECT_THAT(message_of(rule->save_rule_state()), HasSubstr("it was quiesced"));
  EXPECT_EQ(assess(*rule).action, SLUICE_VERDICT_APPROVE);
}

TEST_F(RuleMemoryTest, EventThatThrows_Quarantines) {
  auto rule = start_bad<RuleInstance>("event throws");
  rule->on_event(event_);
  expect_refuses_everything(*rule, "on_event threw an exception");
}

TEST_F(RuleMemoryTest, StateVersionThatThrows_Quarantines) {
  auto rule = start_bad<RuleInstance>("state version throws");
  EXPECT_EQ(rule->state_version(), 0u);
  expect_refuses_everything(*rule, "state_version threw an exception");
}

TEST_F(RuleMemoryTest, StateThatIsNone_Quarantines) {
  for (const auto& [fault, reason] :
       {std::pair{"rule state is not UTF-8", "save_state wrote what is not UTF-8"},
        std::pair{"rule state is too long", "save_state wrote more than 65536 bytes"},
        std::pair{"rule state throws", "save_state threw an exception"}}) {
    auto rule = start_bad<RuleInstance>(fault);
    EXPECT_FALSE(rule->save_rule_state().ok()) << fault;
    expect_refuses_everything(*rule, reason);
  }
}

TEST_F(RuleMemoryTest, StateThatIsRefused_IsAnErrorAndNoFault) {
  auto rule = start_bad<RuleInstance>("restore refuses");
  EXPECT_THAT(message_of(rule->restore_rule_state("1")), HasSubstr("of another age"));
  EXPECT_FALSE(rule->quarantined());
  auto thrower = start_bad<RuleInstance>("restore throws");
  EXPECT_FALSE(thrower->restore_rule_state("1").ok());
  expect_refuses_everything(*thrower, "restore_state threw an exception");
}

TEST_F(RuleMemoryTest, ExplanationThatIsNone_Quarantines) {
  for (const auto& [fault, reason] :
       {std::pair{"explain throws", "explain threw an exception"},
        std::pair{"explain goes on and on", "explain wrote more than 16384 bytes"},
        std::pair{"explain is not UTF-8", "explain wrote what is not UTF-8"}}) {
    auto rule = start_bad<RuleInstance>(fault);
    EXPECT_FALSE(rule->explain().ok()) << fault;
    expect_refuses_everything(*rule, reason);
  }
}

TEST_F(RuleMemoryTest, Assess_ThatHalts_IsTakenAsItIs) {
  const sluice_verdict verdict = assess(*start_bad<RuleInstance>("assess halts"));
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_HALT);
  EXPECT_STREQ(verdict.code, "LOSS");
  EXPECT_EQ(verdict.halt_scope, std::uint32_t{SLUICE_SCOPE_ACCOUNT});
  EXPECT_EQ(verdict.halt_level, std::uint32_t{SLUICE_HALT_AND_CANCEL});
}

TEST_F(RuleMemoryTest, Assess_ThatDoesNotHalt_SaysNothing) {
  for (const char* fault : {"", "assess rejects"}) {
    auto rule = start_bad<RuleInstance>(fault);
    const sluice_verdict verdict = assess(*rule);
    EXPECT_EQ(verdict.action, SLUICE_VERDICT_APPROVE);
    EXPECT_STREQ(verdict.code, "");
    EXPECT_FALSE(rule->quarantined());
  }
}

TEST_F(RuleMemoryTest, Assess_ThatAnswersNonsense_QuarantinesAndHaltsNothing) {
  for (const auto& [fault, reason] :
       {std::pair{"assess throws", "assess threw an exception"},
        std::pair{"assess answers 4", "assess answered with an unknown action"},
        std::pair{"assess without a code",
                  "assess answered with a code that is not UPPER_SNAKE and terminated"},
        std::pair{"assess measures unit 7", "assess answered with an unknown unit"},
        std::pair{"assess halts nothing", "assess halted an unknown scope"},
        std::pair{"assess halts to level 5", "assess halted to an unknown level"}}) {
    auto rule = start_bad<RuleInstance>(fault);
    EXPECT_EQ(assess(*rule).action, SLUICE_VERDICT_APPROVE) << fault;
    expect_refuses_everything(*rule, reason);
  }
}

TEST_F(RuleMemoryTest, Adopt_ChangesTheVersion) {
  auto rule = start_bad<RuleInstance>("");
  EXPECT_EQ(rule->instance_version(), "first");
  EXPECT_TRUE(rule->prepare().value());
  EXPECT_EQ(rule->instance_version(), "first");
  EXPECT_EQ(rule->prepared_version().value(), "second");
  rule->adopt();
  EXPECT_EQ(rule->instance_version(), "second");
}

TEST_F(RuleMemoryTest, PrepareWithNothingNew_SaysSo) {
  EXPECT_FALSE(start_bad<RuleInstance>("prepare has nothing")->prepare().value());
}

TEST_F(RuleMemoryTest, PrepareThatFails_LeavesTheRuleAsItWas) {
  for (const auto& [fault, words] :
       {std::pair{"prepare fails", "line 3: no such word"},
        std::pair{"prepare throws", "prepare: threw an exception"},
        std::pair{"prepare answers nonsense", "answered an unknown status"},
        std::pair{"prepare writes too much", "wrote past the end of the error buffer"}}) {
    auto rule = start_bad<RuleInstance>(fault);
    EXPECT_THAT(message_of(rule->prepare()), HasSubstr(words));
    EXPECT_FALSE(rule->quarantined());
    sluice_verdict verdict{};
    rule->check(order_, view_, verdict);
    EXPECT_EQ(verdict.action, SLUICE_VERDICT_APPROVE);
  }
}

TEST_F(RuleMemoryTest, PreparedVersionThatIsNone_IsAnErrorAndTheRuleGoesOn) {
  for (const auto& [fault, words] :
       {std::pair{"prepared version throws", "prepared_version: threw an exception"},
        std::pair{"prepared version is a novel", "prepared_version: gave what is not a version"}}) {
    auto rule = start_bad<RuleInstance>(fault);
    ASSERT_TRUE(rule->prepare().value());
    EXPECT_THAT(message_of(rule->prepared_version()), HasSubstr(words));
    EXPECT_FALSE(rule->quarantined());
  }
}

TEST_F(RuleMemoryTest, AdoptThatThrows_Quarantines) {
  auto rule = start_bad<RuleInstance>("adopt throws");
  rule->adopt();
  expect_refuses_everything(*rule, "adopt threw an exception");
}

TEST_F(RuleMemoryTest, VersionThatIsNone_FailsTheCreation) {
  for (const char* fault : {"version throws", "version is a novel"})
    EXPECT_THAT(message_of(create_bad<RuleInstance>(fault)), HasSubstr("instance_version"));
}

}  // namespace
}  // namespace sluice::plugins
