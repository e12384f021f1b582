// SPDX-License-Identifier: Apache-2.0
//
// kill_switch_gate_test.cpp: whom the gate stops under which halt, and what rules see of it.
#include "risk/gate_fixture.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::risk {
namespace {

using testing::approves;
using testing::has_line;
using ::testing::HasSubstr;
using testing::market_intent;
using testing::qty;

// Halts the order with the given intent number, by scope and level.
testing::Answer halts_one(std::uint64_t number, std::uint32_t scope, std::uint32_t level) {
  return [=](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool this_one = order.intent_id.lo == number;
    testing::set_answer(verdict, this_one ? SLUICE_VERDICT_HALT : SLUICE_VERDICT_APPROVE,
                        this_one ? "TOO_MUCH" : "");
    verdict.halt_scope = scope;
    verdict.halt_level = level;
  };
}

class KillSwitchGateTest : public GateTest {
 protected:
  bool passes(InstrumentId id, Side side, std::string_view quantity) {
    return judge({market_intent(++number_, id, side, quantity, "100")}).is_ok();
  }
  void engage(HaltScope scope, std::string name, HaltLevel level) {
    ASSERT_TRUE(kill_switch().engage({scope, std::move(name), level, "a person", "why", {}}));
  }
  [[nodiscard]] std::uint32_t state(InstrumentId id) const { return book_.row(id).trading_state; }
  [[nodiscard]] std::uint32_t state() const { return book_.view().trading_state; }
  std::uint64_t number_ = 100;
};

TEST_F(KillSwitchGateTest, NothingTold_IsUnknownUntilTheFirstJudgement) {
  EXPECT_EQ(state(), SLUICE_TRADING_UNKNOWN);
  EXPECT_EQ(state(0), SLUICE_TRADING_UNKNOWN);
  EXPECT_TRUE(passes(0, Side::kBuy, "1"));
  EXPECT_EQ(state(), SLUICE_TRADING_ACTIVE);
  EXPECT_EQ(state(2), SLUICE_TRADING_ACTIVE);
}

TEST_F(KillSwitchGateTest, SymbolScope_StopsItsSymbolAlone) {
  engage(HaltScope::kSymbol, "BBB", HaltLevel::kHalt);
  EXPECT_TRUE(passes(0, Side::kBuy, "1"));
  EXPECT_FALSE(passes(1, Side::kBuy, "1"));
  EXPECT_EQ(result_.blocked[0].reason,
            "KILL_SWITCH: Kill switch is engaged, scope=symbol:BBB, level=halt, source=a person, "
            "reason=why");
  EXPECT_TRUE(result_.kill_switch_engaged);
  EXPECT_TRUE(passes(2, Side::kBuy, "1"));
  EXPECT_EQ(state(0), SLUICE_TRADING_ACTIVE);
  EXPECT_EQ(state(1), SLUICE_TRADING_HALTED);
  EXPECT_EQ(state(), SLUICE_TRADING_ACTIVE);
}

TEST_F(KillSwitchGateTest, AccountScope_StopsEverySymbol) {
  engage(HaltScope::kAccount, "", HaltLevel::kHalt);
  EXPECT_FALSE(passes(0, Side::kBuy, "1"));
  EXPECT_FALSE(passes(2, Side::kSell, "1"));
  EXPECT_EQ(state(), SLUICE_TRADING_HALTED);
  EXPECT_EQ(state(0), SLUICE_TRADING_HALTED);
}

TEST_F(KillSwitchGateTest, ReduceOnly_LetsThroughWhatReducesAndNothingThatTurnsOver) {
  book_.set_position(0, qty("10"));
  engage(HaltScope::kAll, "", HaltLevel::kReduceOnly);
  EXPECT_FALSE(passes(0, Side::kBuy, "1"));
  EXPECT_FALSE(passes(0, Side::kSell, "10.00000001"));
  EXPECT_FALSE(passes(1, Side::kSell, "1"));
  EXPECT_TRUE(passes(0, Side::kSell, "4"));
  EXPECT_FALSE(passes(0, Side::kSell, "6.00000001")) << "4 are on their way already";
  EXPECT_TRUE(passes(0, Side::kSell, "6"));
  EXPECT_FALSE(passes(0, Side::kSell, "1"));
  EXPECT_EQ(state(), SLUICE_TRADING_REDUCING);
}

TEST_F(KillSwitchGateTest, ReduceOnly_JudgesABatchInSequence) {
  book_.set_position(0, qty("10"));
  engage(HaltScope::kAll, "", HaltLevel::kReduceOnly);
  const auto& result = judge({market_intent(1, 0, Side::kSell, "7", "100"),
                              market_intent(2, 0, Side::kSell, "7", "100"),
                              market_intent(3, 0, Side::kSell, "3", "100")});
  ASSERT_EQ(result.approved.size(), 2u);
  EXPECT_EQ(result.approved[1].intent().id.lo, 3u);
}

TEST_F(KillSwitchGateTest, Flatten_LetsThroughMarkedMarketOrdersAlone) {
  book_.set_position(0, qty("10"));
  engage(HaltScope::kAll, "", HaltLevel::kFlatten);
  EXPECT_FALSE(passes(0, Side::kSell, "10"));
  Intent flat = market_intent(7, 0, Side::kSell, "10", "100");
  flat.reduce_only = true;
  EXPECT_TRUE(judge({flat}).is_ok());
  EXPECT_EQ(state(), SLUICE_TRADING_REDUCING) << "or no rule would let it through";
}

TEST_F(KillSwitchGateTest, HarderHalt_WinsOverTheSofterOne) {
  book_.set_position(0, qty("10"));
  engage(HaltScope::kAll, "", HaltLevel::kReduceOnly);
  engage(HaltScope::kSymbol, "AAA", HaltLevel::kHalt);
  EXPECT_FALSE(passes(0, Side::kSell, "1"));
  EXPECT_EQ(state(0), SLUICE_TRADING_HALTED);
  EXPECT_EQ(state(1), SLUICE_TRADING_REDUCING);
}

struct RuleHalt {
  std::uint32_t scope;
  std::uint32_t level;
  const char* latched;
};

TEST_F(KillSwitchGateTest, HaltOfARule_IsLatchedWithItsScopeAndLevel) {
  const testing::TemporaryDirectory directory;
  kill_config_.latch_file = (directory / "latch").native();
  add("loss", halts_one(1, SLUICE_SCOPE_SYMBOL, SLUICE_HALT_REDUCE_ONLY));
  add("all", halts_one(2, 0, 0));
  const auto& result = judge({market_intent(1, 1, Side::kBuy, "1", "100"),
                              market_intent(3, 1, Side::kBuy, "1", "100"),
                              market_intent(4, 0, Side::kBuy, "1", "100")});
  ASSERT_EQ(result.approved.size(), 1u) << "AAA trades on";
  EXPECT_THAT(result.blocked[0].reason, ::testing::StartsWith("TOO_MUCH: rule=loss"));
  EXPECT_THAT(result.blocked[1].reason,
              HasSubstr("scope=symbol:BBB, level=reduce_only, source=rule loss, reason=TOO_MUCH"));
  EXPECT_EQ(state(1), SLUICE_TRADING_REDUCING);
  EXPECT_THAT(testing::file_text(directory / "latch"),
              HasSubstr("halt scope=symbol name=\"BBB\" level=reduce_only"));
  EXPECT_FALSE(judge({market_intent(2, 0, Side::kBuy, "1", "100")}).is_ok());
  EXPECT_EQ(state(), SLUICE_TRADING_HALTED) << "no scope told is every scope";
}

// Under each of its scopes a rule stops those of that name and nobody else.
TEST_F(KillSwitchGateTest, HaltOfARule_BearsTheNameOfItsScope) {
  book_.set_names({"acc", "ses", "str", "rou", "abc"});
  const std::pair<std::uint32_t, const char*> kScopes[] = {{SLUICE_SCOPE_ACCOUNT, "account:acc"},
                                                           {SLUICE_SCOPE_SESSION, "session:ses"},
                                                           {SLUICE_SCOPE_STRATEGY, "strategy:str"},
                                                           {SLUICE_SCOPE_ROUTE, "route:rou"}};
  std::uint32_t scope = 0;
  add("loss", [&](const auto&, const auto&, sluice_verdict& verdict) {
    testing::set_answer(verdict, SLUICE_VERDICT_HALT, "TOO_MUCH");
    verdict.halt_scope = scope;
  });
  for (const auto& [each, words] : kScopes) {
    scope = each;
    judge_one();
    std::string said;
    for (const Halt& halt : kill_switch().halts())
      said += std::string{name(halt.scope)} + ":" + halt.name + " ";
    EXPECT_THAT(said, HasSubstr(words));
  }
}

TEST_F(KillSwitchGateTest, HaltOfARuleInABatch_IsSeenByTheRulesAskedAfterIt) {
  std::vector<std::uint32_t> seen;
  add("loss", halts_one(1, SLUICE_SCOPE_ACCOUNT, SLUICE_HALT_ALL_ORDERS));
  add("looks", [&](const auto&, const sluice_risk_view& view, sluice_verdict& verdict) {
    seen.push_back(view.trading_state);
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  judge({market_intent(1, 0, Side::kBuy, "1", "100"), market_intent(2, 0, Side::kBuy, "1", "100")});
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[1], SLUICE_TRADING_HALTED);
}

TEST_F(KillSwitchGateTest, RuleThatHaltsEveryOrder_IsJournalledOnce) {
  add("loss", testing::halts("DAILY_LOSS"));
  judge_one();
  judge_one();
  EXPECT_EQ(std::count_if(log_.begin(), log_.end(),
                          [](const auto& line) { return line.rfind("KILL_SWITCH ", 0) == 0; }),
            1);
}

TEST_F(KillSwitchGateTest, Released_TradesAgainAndRulesSeeIt) {
  engage(HaltScope::kAll, "", HaltLevel::kHalt);
  EXPECT_FALSE(passes(0, Side::kBuy, "1"));
  ASSERT_TRUE(
      kill_switch().carry_out({HaltScope::kAll, "", testing::day("2024-01-03"), "ana", "checked"}));
  EXPECT_TRUE(passes(0, Side::kBuy, "1"));
  EXPECT_EQ(state(), SLUICE_TRADING_ACTIVE);
}

TEST_F(KillSwitchGateTest, IgnoredHalt_IsShownAsActive) {
  kill_config_.ignore = true;
  add("loss", halts_one(1, SLUICE_SCOPE_ALL, SLUICE_HALT_ALL_ORDERS));
  judge({market_intent(1, 0, Side::kBuy, "1", "100")});
  EXPECT_TRUE(passes(0, Side::kBuy, "1"));
  EXPECT_EQ(state(), SLUICE_TRADING_ACTIVE);
}

TEST_F(KillSwitchGateTest, RequestInTheMiddleOfABatch_StopsTheNextOrder) {
  add("asks", [this](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
    if (order.intent_id.lo == 2) kill_switch().request_stop();
  });
  const auto& result = judge({market_intent(1, 0, Side::kBuy, "1", "100"),
                              market_intent(2, 0, Side::kBuy, "1", "100"),
                              market_intent(3, 0, Side::kBuy, "1", "100")});
  EXPECT_EQ(result.approved.size(), 1u) << "the kill switch has the last word on its own order";
  EXPECT_TRUE(has_line(log_, "DENIED BUY 1 #0"));
}

}  // namespace
}  // namespace sluice::risk
