// SPDX-License-Identifier: Apache-2.0
//
// gate_rules_test.cpp: what rules hear, how they halt without an order, what-if, and how they are
// exchanged.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk/living_rule.hpp"
#include "risk/scripted_rule.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::risk {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::has_line;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::market_intent;
using testing::qty;

class GateRulesTest : public ::testing::Test {
 protected:
  GateRulesTest() {
    knobs_.assessment.size = sizeof(sluice_verdict);
    knobs_.assessment.action = SLUICE_VERDICT_APPROVE;
    book_.begin_session(day("2024-01-02"), {}, nullptr);
  }
  Gate& gate() {
    if (!gate_) {
      std::vector<ChainedRule> rules = std::move(rules_);
      rules.push_back(testing::living(knobs_, log_, mode_));
      gate_ = std::make_unique<Gate>(GateConfig{}, std::move(rules), kill_switch_, audit_);
    }
    return *gate_;
  }
  void add(std::string id, testing::Answer answer) {
    rules_.push_back(testing::chained(std::move(id), std::move(answer), log_));
  }
  const BatchResult& judge_one(std::string_view quantity = "10") {
    const Intent intent = market_intent(++intents_made_, 0, Side::kBuy, quantity, "100");
    gate().judge({&intent, 1}, book_, result_);
    return result_;
  }
  [[nodiscard]] testing::Log heard() const {
    testing::Log lines;
    for (const auto& line : log_)
      if (line.starts_with("hear ")) lines.push_back(line.substr(5));
    return lines;
  }
  void finish_reload() {
    ASSERT_TRUE(gate().request_reload());
    for (int i = 0; i < 5000 && !gate().adopt_prepared(day("2024-01-02")) && !settled_; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }

  void expect_the_last_good_one_goes_on(const std::string& why) {
    finish_reload();
    EXPECT_EQ(knobs_.source, "first");
    EXPECT_TRUE(
        has_line(log_, "FAULT rule living goes on as it was, its new source is no good: " + why));
  }
  // The gate of one rule that has something new, and is tested so.
  void open_with_test(SourceTest test) {
    knobs_.prepared = true;
    std::vector<ChainedRule> rules;
    rules.push_back(testing::living(knobs_, log_));
    rules.back().test = std::move(test);
    gate_ = std::make_unique<Gate>(GateConfig{}, std::move(rules), kill_switch_, audit_);
  }

  testing::LivingRuleKnobs knobs_;
  RuleMode mode_ = RuleMode::kEnforce;
  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  KillSwitch kill_switch_{{}};
  const InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  RiskBook book_{table_};
  BatchResult result_;
  std::vector<ChainedRule> rules_;
  std::unique_ptr<Gate> gate_;
  std::uint64_t intents_made_ = 0;
  bool settled_ = false;
};

TEST_F(GateRulesTest, ApprovedOrder_IsHeardOnceWithWhatWasApproved) {
  add("cut", testing::resizes_to(qty("4")));
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_THAT(heard(), ElementsAre("APPROVED order 0 4 @ 100"));
  EXPECT_EQ(knobs_.checks, 2) << "one check a pass, one event";
}

TEST_F(GateRulesTest, RefusedOrder_IsHeardOnceAfterTheVerdict) {
  add("no", testing::rejects("NO"));
  EXPECT_FALSE(judge_one().is_ok());
  EXPECT_THAT(heard(), ElementsAre("REFUSED order 0 10 @ 100"));
  EXPECT_TRUE(log_.back().starts_with("hear "));
}

TEST_F(GateRulesTest, Names_OfRulesWithTheSameId_AreNumbered) {
  testing::LivingRuleKnobs other;
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  rules.push_back(testing::living(other, log_));
  rules.push_back(testing::living(other, log_, RuleMode::kEnforce, "my_own"));
  EXPECT_THAT(chain_names(rules), ElementsAre("living", "living#2", "my_own"));
}

TEST_F(GateRulesTest, Assess_WhenTheRuleHasNothingToSay_HaltsNothing) {
  EXPECT_TRUE(gate().has_assessors());
  EXPECT_FALSE(gate().assess(book_));
  EXPECT_TRUE(judge_one().is_ok());
}

TEST_F(GateRulesTest, Assess_ThatHalts_StopsTheScopeAtItsLevel) {
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_AND_CANCEL);
  EXPECT_TRUE(gate().assess(book_));
  ASSERT_EQ(kill_switch_.halts().size(), 1u);
  const Halt& halt = kill_switch_.halts().front();
  EXPECT_EQ(halt.scope, HaltScope::kAccount);
  EXPECT_EQ(halt.level, HaltLevel::kHaltAndCancel);
  EXPECT_EQ(halt.source, "rule living");
  EXPECT_EQ(halt.why, "LOSS");
  EXPECT_TRUE(has_line(log_, "ASSESSMENT LOSS: rule=living, measured=7, limit=5"));
  EXPECT_TRUE(has_line(log_, "KILL_SWITCH "));
  EXPECT_EQ(book_.view().trading_state, std::uint32_t{SLUICE_TRADING_HALTED});
  EXPECT_TRUE(judge_one().kill_switch_engaged);
}

TEST_F(GateRulesTest, Assess_ThatGoesOnHalting_IsNewsOnce) {
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_ALL_ORDERS);
  EXPECT_TRUE(gate().assess(book_));
  const std::size_t lines = log_.size();
  EXPECT_FALSE(gate().assess(book_));
  EXPECT_EQ(log_.size(), lines);
  knobs_.assessment.halt_level = SLUICE_HALT_FLATTEN;
  EXPECT_TRUE(gate().assess(book_)) << "harder than what is in force";
}

// Only a halt of this rule, of that scope and name, stands for the one it asks for.
TEST_F(GateRulesTest, Assess_ThatHalts_IsNewsBesideHaltsOfOthers) {
  book_.set_names({"acc", "ses", "str", "rou", "abc"});
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_ALL_ORDERS);
  ASSERT_TRUE(kill_switch_.engage({HaltScope::kAccount, "acc", HaltLevel::kHalt, "ana", "", {}}));
  EXPECT_TRUE(gate().assess(book_)) << "of another source";
  knobs_.assessment.halt_scope = SLUICE_SCOPE_SESSION;
  EXPECT_TRUE(gate().assess(book_)) << "of another scope";
  book_.set_names({"acc", "ses2", "str", "rou", "abc"});
  EXPECT_TRUE(gate().assess(book_)) << "of another name";
  EXPECT_FALSE(gate().assess(book_));
  EXPECT_EQ(kill_switch_.halts().size(), 4u);
}

TEST_F(GateRulesTest, Assess_WithoutRulesThatAssess_HaltsNothing) {
  Gate gate{GateConfig{}, {}, kill_switch_, audit_};
  EXPECT_FALSE(gate.has_assessors());
  EXPECT_FALSE(gate.assess(book_));
}

TEST_F(GateRulesTest, Assess_InShadow_IsToldOnceAndHaltsNothing) {
  mode_ = RuleMode::kShadow;
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ALL, SLUICE_HALT_ALL_ORDERS);
  EXPECT_TRUE(gate().assess(book_));
  EXPECT_FALSE(gate().assess(book_));
  EXPECT_TRUE(has_line(log_, "SHADOW_HALT LOSS"));
  EXPECT_THAT(kill_switch_.halts(), IsEmpty());
  knobs_.assessment.action = SLUICE_VERDICT_APPROVE;
  EXPECT_FALSE(gate().assess(book_));
  knobs_.assessment.action = SLUICE_VERDICT_HALT;
  EXPECT_TRUE(gate().assess(book_)) << "it began again";
}

TEST_F(GateRulesTest, Assess_WithTheKillSwitchIgnored_HaltsNothing) {
  KillSwitch ignored{{{}, {}, true, true}};
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  Gate gate{GateConfig{}, std::move(rules), ignored, audit_};
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ALL, SLUICE_HALT_ALL_ORDERS);
  EXPECT_FALSE(gate.assess(book_));
}

TEST_F(GateRulesTest, Assess_WithTheRulesDisabled_IsNotAsked) {
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  Gate gate{GateConfig{true, true}, std::move(rules), kill_switch_, audit_};
  knobs_.assessment = testing::halting(SLUICE_SCOPE_ALL, SLUICE_HALT_ALL_ORDERS);
  EXPECT_FALSE(gate.assess(book_));
  EXPECT_THAT(kill_switch_.halts(), IsEmpty());
}

TEST_F(GateRulesTest, WhatIf_KeepsTheExplanationsOfItsVerdicts) {
  knobs_.explanation = R"({"why":"because"})";
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  testing::ExplainingAudit audit{log_};
  Gate gate{GateConfig{}, std::move(rules), kill_switch_, audit};
  const Intent intent = market_intent(1, 0, Side::kBuy, "10", "100");
  const WhatIf answer = gate.what_if(intent, book_);
  knobs_.explanation = "of another order";
  (void)gate.what_if(intent, book_);
  ASSERT_FALSE(answer.verdicts.empty());
  EXPECT_EQ(answer.verdicts[0].explanation, R"({"why":"because"})");
}

TEST_F(GateRulesTest, Explanation_ThatIsEmptyOrCannotBeHad_IsNone) {
  testing::ExplainingAudit audit{log_};
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  Gate gate{GateConfig{}, std::move(rules), kill_switch_, audit};
  const Intent intent = market_intent(1, 0, Side::kBuy, "10", "100");
  for (const bool explains : {true, false}) {
    knobs_.explains = explains;
    const WhatIf answer = gate.what_if(intent, book_);
    ASSERT_FALSE(answer.verdicts.empty());
    EXPECT_EQ(answer.verdicts[0].explanation, "");
  }
}

TEST_F(GateRulesTest, OrderThatIsDenied_IsHeardWhereSomebodyListens) {
  const Intent intent = market_intent(1, 0, Side::kBuy, "10", "100");
  gate().tell_denied(intent, day("2024-01-03"));
  EXPECT_THAT(heard(), ElementsAre("DENIED order 0 10 @ 100"));
  Gate deaf{GateConfig{}, {}, kill_switch_, audit_};
  deaf.tell_denied(intent, day("2024-01-03"));
  EXPECT_EQ(heard().size(), 1u);
}

TEST_F(GateRulesTest, Released_IsHeardByTheRuleWhoseHaltItWas) {
  Halt own;
  own.source = "rule living";
  Halt other;
  other.source = "rule living#2";
  Halt of_a_person;
  of_a_person.source = "living";
  gate().tell_released(std::vector<Halt>{other, of_a_person}, day("2024-01-03"));
  EXPECT_THAT(heard(), IsEmpty());
  gate().tell_released(std::vector<Halt>{other, own}, day("2024-01-03"));
  EXPECT_THAT(heard(), ElementsAre("RELEASED"));
}

TEST_F(GateRulesTest, WhatIf_JudgesAndChangesNothing) {
  knobs_.most_messages = 0;
  knobs_.explanation = R"({"why":"because"})";
  add("stop", testing::halts("STOP"));
  (void)gate();
  const Intent intent = market_intent(1, 0, Side::kBuy, "10", "100");
  const WhatIf answer = gate().what_if(intent, book_);
  EXPECT_FALSE(answer.approved);
  EXPECT_EQ(answer.reason, "STOP: rule=stop; TOO_MANY_MESSAGES: rule=living, measured=0, limit=0");
  ASSERT_EQ(answer.verdicts.size(), 3u);
  EXPECT_EQ(answer.verdicts[1].code(), "TOO_MANY_MESSAGES");
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_THAT(kill_switch_.halts(), IsEmpty());
  EXPECT_EQ(book_.working_orders().size(), 0u);
  EXPECT_FALSE(has_line(log_, "NEW "));
  EXPECT_FALSE(has_line(log_, "DENIED "));
}

TEST_F(GateRulesTest, WhatIf_OfWhatWouldBeCut_GivesTheQuantity) {
  add("cut", testing::resizes_to(qty("4")));
  const WhatIf answer = gate().what_if(market_intent(1, 0, Side::kBuy, "10", "100"), book_);
  EXPECT_TRUE(answer.approved);
  EXPECT_EQ(answer.quantity, qty("4"));
  EXPECT_EQ(answer.reason, "");
}

TEST_F(GateRulesTest, WhatIf_UnderAHalt_SaysSo) {
  ASSERT_TRUE(kill_switch_.engage({}).ok());
  const WhatIf answer = gate().what_if(market_intent(1, 0, Side::kBuy, "10", "100"), book_);
  EXPECT_THAT(answer.reason, HasSubstr("KILL_SWITCH"));
}

TEST_F(GateRulesTest, Reload_IsAdoptedByTheLaneAndJournalled) {
  knobs_.prepared = true;
  finish_reload();
  EXPECT_EQ(knobs_.source, "second");
  EXPECT_TRUE(has_line(log_, "rule 0 is living@second"));
}

TEST_F(GateRulesTest, Reload_WhileItIsPrepared_LeavesTheRuleAsItIs) {
  knobs_.prepared = true;
  knobs_.may_finish = false;
  ASSERT_TRUE(gate().request_reload());
  EXPECT_FALSE(gate().request_reload()) << "it is at it already";
  EXPECT_FALSE(gate().adopt_prepared(day("2024-01-02")));
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_EQ(knobs_.source, "first");
  knobs_.may_finish = true;
  knobs_.may_finish.notify_all();
}

TEST_F(GateRulesTest, Reload_OfABadSource_IsToldAndTheLastGoodOneGoesOn) {
  knobs_.prepared = Error{"line 3: no such word"};
  expect_the_last_good_one_goes_on("line 3: no such word");
  EXPECT_EQ(knobs_.tests, 0);
}

// Nothing is to be exchanged, and yet whoever heard that it is bad hears that it is in order.
TEST_F(GateRulesTest, Reload_OfASourceThatIsPutBackAsItRuns_IsTold) {
  knobs_.prepared = Error{"line 3: no such word"};
  finish_reload();
  knobs_.prepared = false;
  finish_reload();
  EXPECT_EQ(knobs_.source, "first");
  EXPECT_TRUE(has_line(log_, "rule 0 is living@first"));
}

TEST_F(GateRulesTest, Reload_OfASourceThatStaysBad_IsToldOnceAndAgainAfterAGoodOne) {
  int looks = 0;
  open_with_test([&](const std::stop_token&) -> Result<std::string> {
    if (++looks == 3) return std::string{"second"};
    return Error{"no such word"};
  });
  for (int asked = 0; asked < 6;) {
    if (gate().request_reload())
      ++asked;
    else
      (void)gate().adopt_prepared(day("2024-01-02"));
  }
  gate_.reset();
  ASSERT_GE(looks, 5);
  EXPECT_EQ(knobs_.source, "second");
  EXPECT_EQ(std::count_if(log_.begin(), log_.end(),
                          [](const auto& line) { return line.find("no such word") != line.npos; }),
            2);
}

TEST_F(GateRulesTest, Reload_OfASourceWhoseTestsFail_IsToldAndTheLastGoodOneGoesOn) {
  knobs_.prepared = true;
  const std::string why = "rule.test.yaml: line 2: case 'x': verdict: expected approve, got reject";
  knobs_.tested = Error{why};
  expect_the_last_good_one_goes_on(why);
}

TEST_F(GateRulesTest, Reload_OfAnotherVersionThanWasTested_IsNotAdopted) {
  knobs_.prepared = true;
  knobs_.tested = std::string{"third"};
  expect_the_last_good_one_goes_on("its tests passed on third, but what was prepared is second");
}

TEST_F(GateRulesTest, Reload_OfATestedSourceThatDoesNotTellItsVersion_IsNotAdopted) {
  knobs_.prepared = true;
  knobs_.prepared_version = std::string{};
  expect_the_last_good_one_goes_on("its tests passed on second, but what was prepared is not told");
}

TEST_F(GateRulesTest, Reload_OfASourceWhoseVersionCannotBeAsked_IsNotAdopted) {
  knobs_.prepared = true;
  knobs_.prepared_version = Error{"prepared_version: threw an exception"};
  expect_the_last_good_one_goes_on("prepared_version: threw an exception");
}

TEST_F(GateRulesTest, Reload_OfASourceWithoutTests_IsAdopted) {
  knobs_.prepared = true;
  knobs_.tested = std::string{};
  knobs_.prepared_version = std::string{};
  finish_reload();
  EXPECT_EQ(knobs_.source, "second");
}

TEST_F(GateRulesTest, Reload_OfARuleThatNobodyTests_IsNotAdopted) {
  open_with_test(nullptr);
  expect_the_last_good_one_goes_on("nobody tests it");
}

TEST_F(GateRulesTest, Reload_OfASourceThatHasNotChanged_TestsNothing) {
  ASSERT_TRUE(gate().request_reload());
  while (!gate().request_reload()) (void)gate().adopt_prepared(day("2024-01-02"));
  EXPECT_EQ(knobs_.tests, 0);
}

TEST_F(GateRulesTest, Reload_RunsTestsBesideTheLane) {
  std::thread::id tester;
  open_with_test([&](const std::stop_token&) -> Result<std::string> {
    tester = std::this_thread::get_id();
    return std::string{"second"};
  });
  finish_reload();
  EXPECT_EQ(knobs_.source, "second");
  EXPECT_NE(tester, std::this_thread::get_id());
  EXPECT_NE(tester, std::thread::id{});
}

TEST_F(GateRulesTest, Gate_ThatEndsDuringTests_StopsThem) {
  std::atomic<bool> is_running = false;
  std::atomic<bool> was_stopped = false;
  open_with_test([&](const std::stop_token& stop) -> Result<std::string> {
    is_running = true;
    for (int i = 0; i < 30'000 && !stop.stop_requested(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    was_stopped = stop.stop_requested();
    return Error{"stopped"};
  });
  ASSERT_TRUE(gate().request_reload());
  while (!is_running) std::this_thread::yield();
  gate_.reset();
  EXPECT_TRUE(was_stopped);
}

TEST_F(GateRulesTest, Reload_OfRulesWithoutASource_IsNotDone) {
  std::vector<ChainedRule> rules;
  rules.push_back(testing::chained("plain", testing::approves(), log_));
  Gate plain{GateConfig{}, std::move(rules), kill_switch_, audit_};
  EXPECT_FALSE(plain.request_reload());
  EXPECT_FALSE(plain.has_listeners());
  EXPECT_FALSE(plain.has_assessors());
}

}  // namespace
}  // namespace sluice::risk
