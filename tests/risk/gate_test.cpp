// SPDX-License-Identifier: Apache-2.0
//
// gate_test.cpp: who is asked in which order, what refuses, and what is said of it.
#include <cstdlib>
#include <unistd.h>

#include "core/reason_codes.hpp"
#include "risk/gate_fixture.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::risk {
namespace {

using testing::approves;
using ::testing::ElementsAre;
using testing::halts;
using testing::has_line;
using ::testing::HasSubstr;
using testing::market_intent;
using testing::money;
using testing::px;
using testing::qty;
using testing::rejects;
using testing::says_nothing;
using ::testing::StartsWith;

Halt said_by_a_person() {
  Halt halt;
  halt.source = "a person";
  return halt;
}

TEST_F(GateTest, Judge_WithoutRules_ApprovesAndAsksTheKillSwitch) {
  const auto& result = judge_one();
  EXPECT_TRUE(result.is_ok());
  ASSERT_EQ(result.approved.size(), 1u);
  EXPECT_EQ(result.approved[0].intent().quantity, qty("10"));
  EXPECT_THAT(log_, ElementsAre("NEW BUY 10 #0", "APPROVED BUY 10 #0 [kill:approve]"));
}

// Quantities end at 2^63 of 1e-8. What could go beyond is refused before it is counted.
TEST_F(GateTest, Judge_WhatNoQuantityCanHold_IsDenied) {
  constexpr const char* kMost = "92233720368.54775807";
  const auto order = [](std::uint64_t number, Side side, const char* quantity) {
    return market_intent(number, 0, side, quantity, "1");
  };
  const auto& both = judge({order(1, Side::kSell, kMost), order(2, Side::kSell, "0.00000001"),
                            order(3, Side::kBuy, kMost), order(4, Side::kBuy, "1")});
  EXPECT_EQ(both.approved.size(), 2u) << "each side on its own";
  ASSERT_EQ(both.blocked.size(), 2u);
  EXPECT_EQ(both.blocked[0].reason, "POSITION_OVERFLOW");
  EXPECT_FALSE(both.kill_switch_engaged);
  EXPECT_TRUE(has_line(log_, "APPROVED BUY 92233720368.54775807 #0 [kill:approve]"));
  book_.set_position(1, Quantity::from_raw(-1));
  EXPECT_EQ(judge({market_intent(5, 1, Side::kSell, kMost, "1")}).approved.size(), 0u);
  EXPECT_EQ(judge({market_intent(6, 1, Side::kBuy, kMost, "1")}).approved.size(), 1u);
}

TEST_F(GateTest, WhatNoQuantityCanHold_BehindARulesRefusal_IsNamedSecond) {
  add("a", rejects("A"));
  book_.set_position(0, Quantity::from_raw(1));
  EXPECT_EQ(judge_one("92233720368.54775807").blocked.at(0).reason, "A: rule=a; POSITION_OVERFLOW");
}

TEST_F(GateTest, Judge_AsksRulesInConfigOrderAndTheKillSwitchLast) {
  add("second_by_name", approves());
  add("first_by_name", approves());
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_THAT(log_, ElementsAre("NEW BUY 10 #0", "ask second_by_name about 10",
                                "ask first_by_name about 10",
                                "APPROVED BUY 10 #0 [0:approve 1:approve kill:approve]"));
}

TEST_F(GateTest, Judge_WhenExplaining_AsksEveryRuleAfterARefusal) {
  add("a", rejects("A"));
  add("b", approves());
  add("c", rejects("C"));
  const auto& result = judge_one();
  EXPECT_THAT(asked(), ElementsAre("ask a about 10", "ask b about 10", "ask c about 10"));
  ASSERT_EQ(result.blocked.size(), 1u);
  EXPECT_EQ(result.blocked[0].reason, "A: rule=a; C: rule=c");
  EXPECT_EQ(log_.back(),
            "DENIED BUY 10 #0 [0:reject=A 1:approve 2:reject=C kill:approve] "
            "A: rule=a; C: rule=c");
}

TEST_F(GateTest, Judge_WhenNotExplaining_StopsAtTheFirstRefusalButAsksTheKillSwitch) {
  config_.explain = false;
  add("a", approves());
  add("b", rejects("B"));
  add("c", rejects("C"));
  const auto& result = judge_one();
  EXPECT_THAT(asked(), ElementsAre("ask a about 10", "ask b about 10"));
  EXPECT_EQ(result.blocked[0].reason, "B: rule=b");
  EXPECT_THAT(log_.back(), HasSubstr("[0:approve 1:reject=B kill:approve]"));
}

TEST_F(GateTest, ShadowRefusal_WhenNotExplaining_DoesNotEndTheChain) {
  config_.explain = false;
  add("a", rejects("A"), RuleMode::kShadow);
  add("b", rejects("B"));
  EXPECT_EQ(judge_one().blocked[0].reason, "B: rule=b");
}

TEST_F(GateTest, ShadowRule_RefusesNothingAndIsRecorded) {
  add("a", rejects("A"), RuleMode::kShadow);
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_EQ(log_.back(), "APPROVED BUY 10 #0 [0~reject=A kill:approve]");
}

TEST_F(GateTest, ShadowRule_IsNoReasonOfARefusal) {
  add("a", rejects("A"), RuleMode::kShadow);
  add("b", rejects("B"));
  EXPECT_EQ(judge_one().blocked[0].reason, "B: rule=b");
}

TEST_F(GateTest, ShadowHalt_DoesNotEngageTheKillSwitch) {
  add("a", halts("A"), RuleMode::kShadow);
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_TRUE(judge_one().is_ok());
}

TEST_F(GateTest, Reason_NamesWhatTheRuleMeasured) {
  add("a", [](const auto&, const auto&, sluice_verdict& verdict) {
    testing::set_answer(verdict, SLUICE_VERDICT_REJECT, "TOO_MUCH");
    verdict.unit = SLUICE_UNIT_MONEY;
    verdict.measured = money("1000.5").to_c();
    verdict.limit = money("1000").to_c();
  });
  EXPECT_EQ(judge_one().blocked[0].reason, "TOO_MUCH: rule=a, measured=1000.5, limit=1000");
}

TEST_F(GateTest, RuleThatDoesNotAnswer_Refuses) {
  add("mute", says_nothing());
  const auto& result = judge_one();
  EXPECT_TRUE(result.approved.empty());
  EXPECT_EQ(result.blocked[0].reason, "PLUGIN_FAULT: rule=mute");
}

TEST_F(GateTest, RuleThatAnswersNoAction_Refuses) {
  add("odd", [](const auto&, const auto&, sluice_verdict& verdict) { verdict.action = 9; });
  EXPECT_TRUE(judge_one().approved.empty());
}

TEST_F(GateTest, RuleThatFailsToPrepare_RefusesTheSessionAndIsNotAsked) {
  add("ok", approves());
  add("sick", approves());
  auto& sick = last_rule();
  sick.fail_to_prepare(Error{"no file"});
  gate().begin_session(book_);
  EXPECT_TRUE(has_line(log_, "FAULT rule sick refuses every order of this session: no file"));
  EXPECT_EQ(judge_one().blocked[0].reason, "PLUGIN_FAULT: rule=sick");
  EXPECT_THAT(asked(), ElementsAre("ask ok about 10"));

  sick.fail_to_prepare({});
  gate().begin_session(book_);
  EXPECT_TRUE(judge_one().is_ok()) << "the next session is a new chance";
}

TEST_F(GateTest, DisabledRules_AreNotAskedButTheKillSwitchIs) {
  config_.disable_rules = true;
  add("a", rejects("A"));
  EXPECT_TRUE(judge_one().is_ok());
  EXPECT_TRUE(asked().empty());
  ASSERT_TRUE(kill_switch().engage(said_by_a_person()));
  EXPECT_FALSE(judge_one().is_ok());
}

TEST_F(GateTest, EngagedKillSwitch_RefusesWhatEveryRuleApproved) {
  add("a", approves());
  ASSERT_TRUE(kill_switch().engage(said_by_a_person()));
  const auto& result = judge_one();
  EXPECT_EQ(result.blocked[0].reason,
            "KILL_SWITCH: Kill switch is engaged, scope=all, level=halt, source=a person");
  EXPECT_TRUE(result.kill_switch_engaged);
  EXPECT_THAT(asked(), ElementsAre("ask a about 10")) << "rules are still asked and recorded";
}

TEST_F(GateTest, EngagedKillSwitch_BehindARulesRefusal_IsNamedSecond) {
  add("a", rejects("A"));
  ASSERT_TRUE(kill_switch().engage(said_by_a_person()));
  const auto& result = judge_one();
  EXPECT_EQ(result.blocked[0].reason, "A: rule=a; KILL_SWITCH: Kill switch is engaged");
  EXPECT_TRUE(result.kill_switch_engaged);
  ASSERT_EQ(result.by_code.size(), 1u);
  EXPECT_EQ(result.by_code[0].code, "A");
}

TEST_F(GateTest, Halt_RefusesItsOrderAndEverythingAfter) {
  add("loss", [](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool second = order.intent_id.lo == 2;
    testing::set_answer(verdict, second ? SLUICE_VERDICT_HALT : SLUICE_VERDICT_APPROVE,
                        second ? "DAILY_LOSS" : "");
  });
  const auto& result = judge({market_intent(1, 0, Side::kBuy, "1", "100"),
                              market_intent(2, 1, Side::kBuy, "1", "100"),
                              market_intent(3, 2, Side::kBuy, "1", "100")});
  ASSERT_EQ(result.approved.size(), 1u);
  ASSERT_EQ(result.blocked.size(), 2u);
  EXPECT_EQ(result.blocked[0].reason, "DAILY_LOSS: rule=loss; KILL_SWITCH: Kill switch is engaged");
  EXPECT_EQ(result.blocked[1].reason,
            "KILL_SWITCH: Kill switch is engaged, scope=all, level=halt, source=rule loss, "
            "reason=DAILY_LOSS");
  EXPECT_TRUE(result.kill_switch_engaged);
  EXPECT_TRUE(has_line(log_, "KILL_SWITCH halt scope=all name=\"\" level=halt"));
  EXPECT_FALSE(judge_one().is_ok()) << "it stays halted in later batches";
}

TEST_F(GateTest, Halt_PersistsTheLatchBeforeTheOrderIsRefused) {
  const testing::TemporaryDirectory directory;
  kill_config_.latch_file = (directory / "latch").native();
  bool latched_when_next_rule_is_asked = false;
  add("loss", halts("DAILY_LOSS"));
  add("next", [&](const auto&, const auto&, sluice_verdict& verdict) {
    latched_when_next_rule_is_asked = std::filesystem::exists(kill_config_.latch_file);
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  EXPECT_FALSE(judge_one().is_ok());
  EXPECT_TRUE(latched_when_next_rule_is_asked);
  EXPECT_THAT(testing::file_text(directory / "latch"),
              HasSubstr("source=\"rule loss\" why=\"DAILY_LOSS\""));
}

TEST_F(GateTest, LatchMadeBetweenTwoBatches_RefusesTheFirstOrderOfTheSecond) {
  const testing::TemporaryDirectory directory;
  kill_config_.latch_file = (directory / "latch").native();
  EXPECT_TRUE(judge_one().is_ok());
  testing::write_text(directory / "latch", "");
  EXPECT_FALSE(judge_one().is_ok());
}

TEST_F(GateTest, Halt_WhenTheLatchCannotBeWritten_HaltsAndSaysSo) {
  const testing::TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "latch");
  add("loss", halts("DAILY_LOSS"));
  kill_config_.latch_file = (directory / "latch").native();
  EXPECT_FALSE(judge_one().is_ok());
  EXPECT_TRUE(has_line(log_, "KILL_SWITCH "));
  EXPECT_TRUE(has_line(log_, "FAULT the latch of the kill switch could not be written: "));
  EXPECT_TRUE(has_line(log_, (directory / "latch").native())) << "the event names the path";
  EXPECT_FALSE(judge_one().is_ok());
}

TEST_F(GateTest, Batch_IsJudgedInSequence_EachOrderSeesThoseApprovedBefore) {
  book_.set_last(0, px("100"), testing::day("2024-01-02"));
  book_.set_last(1, px("10"), testing::day("2024-01-02"));
  // At most 1000 of gross exposure after the order.
  add("gross", [](const sluice_order& order, const sluice_risk_view& view, sluice_verdict& v) {
    const auto after = Money::from_c(view.gross_exposure).raw() +
                       notional(Price::from_raw(order.reference_price),
                                Quantity::from_raw(order.quantity), Rounding::kUp)
                           .raw();
    testing::set_answer(
        v, after <= money("1000").raw() ? SLUICE_VERDICT_APPROVE : SLUICE_VERDICT_REJECT, "GROSS");
  });
  const auto& result = judge({market_intent(1, 0, Side::kBuy, "6", "100"),   // 600
                              market_intent(2, 0, Side::kBuy, "5", "100"),   // 1100: refused
                              market_intent(3, 1, Side::kBuy, "40", "10"),   // 1000
                              market_intent(4, 1, Side::kBuy, "1", "10")});  // 1010: refused
  ASSERT_EQ(result.approved.size(), 2u);
  EXPECT_EQ(result.approved[0].intent().id.lo, 1u);
  EXPECT_EQ(result.approved[1].intent().id.lo, 3u);
  EXPECT_EQ(book_.row(0).working_buy, qty("6").raw());
  EXPECT_EQ(book_.row(1).working_buy, qty("40").raw());
}

TEST_F(GateTest, BatchResult_CountsOrdersNotionalAndCodes) {
  add("odd", [](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool odd = order.intent_id.lo % 2 == 1;
    testing::set_answer(verdict, odd ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE,
                        odd ? (order.instrument == 0 ? "ODD" : "ODDER") : "");
  });
  Intent limit = market_intent(4, 2, Side::kSell, "2", "100");
  limit.type = OrderType::kLimit;
  limit.limit_price = px("105.5");
  const auto& result = judge({market_intent(1, 1, Side::kBuy, "3", "10"),
                              market_intent(2, 0, Side::kBuy, "0.5", "0.33333333"),
                              market_intent(3, 0, Side::kBuy, "1", "7"), limit,
                              market_intent(5, 1, Side::kSell, "1", "1")});
  EXPECT_FALSE(result.is_ok());
  EXPECT_EQ(result.total_orders_before, 5u);
  EXPECT_EQ(result.total_orders_after(), 2u);
  // 30 + 0.166666665 up + 7 + 2 * 105.5 at the limit + 1
  EXPECT_EQ(result.notional_before, money("249.16666667"));
  EXPECT_EQ(result.notional_after, money("211.16666667"));
  EXPECT_FALSE(result.kill_switch_engaged);
  ASSERT_EQ(result.by_code.size(), 2u);
  EXPECT_EQ(result.by_code[0].code, "ODDER");
  EXPECT_EQ(result.by_code[0].count, 2u);
  EXPECT_EQ(result.by_code[1].code, "ODD");
  EXPECT_EQ(result.by_code[1].count, 1u);
}

TEST_F(GateTest, Judge_ClearsTheResultOfTheBatchBefore) {
  add("a", rejects("A"));
  ASSERT_TRUE(kill_switch().engage(said_by_a_person()));
  EXPECT_FALSE(judge_one().is_ok());
  const auto& result = judge({});
  EXPECT_TRUE(result.is_ok());
  EXPECT_EQ(result.total_orders_before, 0u);
  EXPECT_TRUE(result.by_code.empty());
  EXPECT_TRUE(result.notional_before.is_zero());
  EXPECT_FALSE(result.kill_switch_engaged);
}

TEST_F(GateTest, OnFill_TellsEveryRuleAndRecordsThoseThatFail) {
  add("a", approves());
  last_rule().fail_on_fill(Error{"a could not count"});
  add("b", approves());
  Fill fill;
  fill.execution_id = 1;
  gate().on_fill(fill, testing::day("2024-01-02"));
  EXPECT_THAT(log_, ElementsAre("tell a of fill 1", "FAULT a could not count", "tell b of fill 1"));
}

}  // namespace
}  // namespace sluice::risk
