// SPDX-License-Identifier: Apache-2.0
//
// rule_trail_test.cpp: what rules hear of an order's life, and how what they remember is kept.
#include "risk/rule_trail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "risk/living_rule.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::risk {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::has_line;
using ::testing::IsEmpty;
using testing::px;
using testing::qty;

class RuleTrailTest : public ::testing::Test {
 protected:
  RuleTrailTest() {
    trail_.add(rule_, 0, "living");
    order_.id = 7;
    order_.intent = testing::market_intent(1, 0, Side::kBuy, "10", "100");
    book_.add_working(order_.intent);
    book_.number_working(7, 1);
    trail_.follow(book_);
  }
  void reach(OrderState state) {
    order_.state = state;
    trail_.on_order(order_, now_);
  }
  void note(OrderNote what, const NoteDetails& details = {}) {
    trail_.on_note(order_, what, now_, details);
  }
  void fill(std::string_view quantity, OrderState after) {
    Fill fill;
    fill.quantity = qty(quantity);
    fill.price = px("99");
    fill.time = now_;
    order_.filled = Quantity::from_raw(order_.filled.raw() + fill.quantity.raw());
    order_.state = after;
    trail_.on_fill(order_, fill);
  }
  [[nodiscard]] testing::Log heard() const {
    testing::Log lines;
    for (const auto& line : log_)
      if (line.starts_with("hear ")) lines.push_back(line.substr(5));
    return lines;
  }

  testing::LivingRuleKnobs knobs_;
  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  testing::LivingRule rule_{knobs_, log_};
  RuleMarks marks_ = RuleMarks(1);
  RuleTrail trail_{audit_, marks_};
  const InstrumentTable table_{testing::instruments({"AAA"})};
  RiskBook book_{table_};
  Order order_;
  Timestamp now_ = day("2024-01-02");
};

TEST_F(RuleTrailTest, OrderThatFills_IsHeardFromSendingToItsEnd) {
  reach(OrderState::kApproved);
  reach(OrderState::kReserved);
  reach(OrderState::kSending);
  reach(OrderState::kAcked);
  fill("4", OrderState::kPartial);
  fill("6", OrderState::kFilled);
  EXPECT_THAT(heard(),
              ElementsAre("SENT order 7 10 @ 100", "ACKED order 7 10 @ 100",
                          "FILLED order 7 4 @ 99", "FILLED order 7 6 @ 99", "ENDED order 7"));
}

TEST_F(RuleTrailTest, OrderThatIsKept_IsInTheTrailBeforeRulesHear) {
  reach(OrderState::kSending);
  EXPECT_THAT(log_, ElementsAre("SENDING order 7", "hear SENT order 7 10 @ 100"));
}

TEST_F(RuleTrailTest, FillBeyondTheOrder_EndsItOnce) {
  fill("10", OrderState::kFilled);
  fill("1", OrderState::kFilled);
  EXPECT_THAT(heard(),
              ElementsAre("FILLED order 7 10 @ 99", "ENDED order 7", "FILLED order 7 1 @ 99"));
}

TEST_F(RuleTrailTest, OrderThatEnds_TellsWhatDidNotFill) {
  fill("4", OrderState::kPartial);
  reach(OrderState::kCanceled);
  EXPECT_THAT(heard(), ElementsAre("FILLED order 7 4 @ 99", "ENDED order 7 6"));
  for (const OrderState end : {OrderState::kExpired, OrderState::kFailedFinal}) {
    log_.clear();
    reach(end);
    EXPECT_THAT(heard(), ElementsAre("ENDED order 7 6"));
  }
}

TEST_F(RuleTrailTest, OrderTheVenueRejects_IsRejectedAndEnded) {
  reach(OrderState::kRejected);
  EXPECT_THAT(heard(), ElementsAre("REJECTED order 7 10 @ 100", "ENDED order 7 10"));
}

TEST_F(RuleTrailTest, OrderTheRouterDenies_IsDeniedAndNothingElse) {
  reach(OrderState::kDenied);
  EXPECT_THAT(heard(), ElementsAre("DENIED order 7 10 @ 100"));
}

TEST_F(RuleTrailTest, Messages_AreHeard) {
  Intent terms = order_.intent;
  terms.quantity = qty("25");
  terms.type = OrderType::kLimit;
  terms.limit_price = px("98");
  note(OrderNote::kCancelAsked);
  note(OrderNote::kReplaceAsked, {{}, &terms, nullptr});
  EXPECT_THAT(heard(), ElementsAre("CANCEL order 7 10", "REPLACE order 7 25 @ 98"));
}

TEST_F(RuleTrailTest, UnknownFate_IsHeardAndShownInTheBook) {
  order_.flags.unknown = true;
  note(OrderNote::kUnknown, {"no answer"});
  EXPECT_THAT(heard(), ElementsAre("UNKNOWN order 7 10"));
  EXPECT_EQ(book_.working_orders().find(7)->unknown, 1);
  order_.flags.unknown = false;
  note(OrderNote::kKnown);
  EXPECT_EQ(book_.working_orders().find(7)->unknown, 0);
  order_.flags.unknown = true;
  note(OrderNote::kUnknown);
  order_.flags.unknown = false;
  note(OrderNote::kResolved);
  EXPECT_EQ(book_.working_orders().find(7)->unknown, 0);
}

TEST_F(RuleTrailTest, CappedLimit_IsThePriceInTheBook) {
  order_.intent.type = OrderType::kLimit;
  order_.intent.limit_price = px("90");
  note(OrderNote::kSlippageGuard);
  EXPECT_EQ(book_.working_orders().find(7)->price, px("90").raw());
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(RuleTrailTest, Bust_IsHeardUnlessItsFillNeverWas) {
  Execution execution;
  execution.quantity = qty("4");
  execution.price = px("99");
  note(OrderNote::kBusted, {{}, nullptr, &execution});
  execution.quantity = {};
  note(OrderNote::kBusted, {{}, nullptr, &execution});
  EXPECT_THAT(heard(), ElementsAre("BUSTED order 7 4 @ 99"));
}

TEST_F(RuleTrailTest, State_IsKeptBeforeTheCommitThatFollowsAChange) {
  reach(OrderState::kSending);
  ASSERT_TRUE(trail_.commit().ok());
  EXPECT_THAT(log_, ElementsAre("SENDING order 7", "hear SENT order 7 10 @ 100",
                                "RULE_STATE living@first 1", "commit"));
  ASSERT_TRUE(trail_.commit().ok());
  EXPECT_EQ(log_.back(), "commit");
  EXPECT_EQ(log_.size(), 5u) << "nothing has changed";
}

TEST_F(RuleTrailTest, StateThatCannotBeSaved_LosesTheRuleAndIsToldOnce) {
  knobs_.saves = false;
  reach(OrderState::kSending);
  ASSERT_TRUE(trail_.commit().ok());
  EXPECT_TRUE(has_line(log_,
                       "FAULT rule living refuses every order: what it remembers is lost: "
                       "the pen is dry"));
  EXPECT_EQ(marks_[0], kLost);
  const std::size_t lines = log_.size();
  ASSERT_TRUE(trail_.commit().ok());
  EXPECT_EQ(log_.size(), lines + 1) << "the commit alone";
}

TEST_F(RuleTrailTest, RestoredState_IsTheRulesAndNotSavedAgain) {
  trail_.restore({{"living", "12"}, {"of_another_config", "x"}}, now_);
  EXPECT_EQ(knobs_.messages, 12);
  ASSERT_TRUE(trail_.commit().ok());
  EXPECT_THAT(log_, ElementsAre("commit"));
}

TEST_F(RuleTrailTest, StateThatCannotBeRestored_LosesTheRule) {
  knobs_.restores = false;
  trail_.restore({{"living", "12"}}, now_);
  EXPECT_EQ(marks_[0], kLost);
  EXPECT_TRUE(has_line(log_, "of another age"));
}

TEST_F(RuleTrailTest, RuleThatIsLost_RefusesEverything) {
  std::vector<ChainedRule> rules;
  rules.push_back(testing::living(knobs_, log_));
  KillSwitch kill_switch{{}};
  Gate gate{GateConfig{}, std::move(rules), kill_switch, audit_};
  knobs_.restores = false;
  gate.restore_rule_states({{"living", "1"}}, now_);
  gate.begin_session(book_);
  BatchResult result;
  gate.judge({&order_.intent, 1}, book_, result);
  ASSERT_EQ(result.blocked.size(), 1u);
  EXPECT_EQ(result.blocked[0].reason, "PLUGIN_FAULT: rule=living");
  EXPECT_FALSE(gate.assess(book_));
}

}  // namespace
}  // namespace sluice::risk
