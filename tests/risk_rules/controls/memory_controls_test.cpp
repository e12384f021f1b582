// SPDX-License-Identifier: Apache-2.0
//
// Controls that remember what happened.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

class IntentConflict : public ControlTest {
 protected:
  // The same intent with something else about it.
  template <typename Change>
  static sluice_order changed(sluice_order order, Change change) {
    change(order);
    return order;
  }
};

TEST_F(IntentConflict, Check_OfAKnownIntent_TakesTheSameContentOnly) {
  make("intent_conflict");
  const sluice_order order = world_.limit(0, kBuy, "10", "100");
  EXPECT_EQ(submit(order), "APPROVE");
  EXPECT_EQ(check(order), "APPROVE");
  const sluice_order others[] = {
      changed(order, [](auto& o) { o.instrument = 1; }),
      changed(order, [](auto& o) { o.side = SLUICE_SIDE_SELL; }),
      changed(order, [](auto& o) { o.type = SLUICE_ORDER_LIMIT_MAKER; }),
      changed(order, [](auto& o) { ++o.quantity; }),
      changed(order, [](auto& o) { ++o.limit_price; }),
      changed(order, [](auto& o) { ++o.stop_price; }),
  };
  for (const sluice_order& other : others) EXPECT_EQ(check(other), "REJECT INTENT_CONTENT_CHANGED");
  EXPECT_EQ(check(changed(others[3], [](auto& o) { ++o.intent_id.lo; })), "APPROVE");
  EXPECT_EQ(check(changed(others[3], [](auto& o) { ++o.intent_id.hi; })), "APPROVE");
}

TEST_F(IntentConflict, Refusal_OfAConflict_IsLoggedAndTheFirstContentStays) {
  make("intent_conflict");
  const sluice_order order = world_.limit(0, kBuy, "10", "100");
  tell(Kind::kRefused, order);  // by another rule
  const sluice_order other = changed(order, [](auto& o) { ++o.quantity; });
  EXPECT_EQ(submit(other), "REJECT INTENT_CONTENT_CHANGED");
  ASSERT_EQ(host_.log().size(), 1U);
  EXPECT_EQ(host_.log()[0].level, LogLevel::kError);
  EXPECT_NE(host_.log()[0].text.find("0000000000000007"), std::string::npos);
  EXPECT_EQ(check(order), "APPROVE");
}

TEST_F(IntentConflict, Check_OfAnOpenOrder_KnowsItFromTheView) {
  make("intent_conflict");  // nothing remembered, as after a restart
  const sluice_order order = world_.limit(0, kBuy, "10", "100");
  world_.open(order);
  EXPECT_EQ(check(order), "APPROVE");
  EXPECT_EQ(check(changed(order, [](auto& o) { o.instrument = 1; })),
            "REJECT INTENT_CONTENT_CHANGED");
  EXPECT_EQ(check(changed(order, [](auto& o) { o.side = SLUICE_SIDE_SELL; })),
            "REJECT INTENT_CONTENT_CHANGED");
  EXPECT_EQ(check(changed(order, [](auto& o) { ++o.quantity; })), "REJECT INTENT_CONTENT_CHANGED");
  EXPECT_EQ(check(changed(order, [](auto& o) { ++o.limit_price; })),
            "REJECT INTENT_CONTENT_CHANGED");
  EXPECT_EQ(check(changed(order, [](auto& o) { o.type = SLUICE_ORDER_MARKET; })),
            "REJECT INTENT_CONTENT_CHANGED");
  // A market order's price is nobody's content.
  const sluice_order plain = world_.market(1, kBuy, "10");
  world_.open(plain);
  EXPECT_EQ(check(changed(plain, [](auto& o) { ++o.reference_price; })), "APPROVE");
}

TEST_F(IntentConflict, Memory_OfTheLastIntents_ForgetsTheOldest) {
  make("intent_conflict", R"({"memory":4})");
  const sluice_order first = world_.market(0, kBuy, "1");
  submit(first);
  for (int i = 0; i < 3; ++i) submit(world_.market(0, kBuy, "2"));
  const sluice_order other = changed(first, [](auto& o) { ++o.quantity; });
  while (!world_.open_orders().empty())
    world_.close(sluice_order{.intent_id = world_.open_orders()[0].intent_id});
  EXPECT_EQ(check(other), "REJECT INTENT_CONTENT_CHANGED");
  tell(Kind::kApproved, world_.market(0, kBuy, "2"));
  EXPECT_EQ(check(other), "APPROVE");
}

class PeriodCollar : public ControlTest {
 protected:
  std::string at(std::string_view price) { return submit(world_.limit(0, kBuy, "1", price)); }
};

TEST_F(PeriodCollar, Check_OfTheDrift_HaltsTheSymbolAboveTheLimit) {
  make("period_collar");
  EXPECT_EQ(at("100"), "APPROVE 0/0.1");
  EXPECT_EQ(at("110"), "APPROVE 0.1/0.1");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "110.01")),
            "HALT PERIOD_COLLAR symbol halt 0.1001/0.1");
  EXPECT_EQ(check(world_.limit(0, kSell, "1", "99.99")),
            "HALT PERIOD_COLLAR symbol halt 0.10011002/0.1");
  EXPECT_EQ(check(world_.limit(1, kBuy, "1", "200")), "APPROVE 0/0.1");
}

TEST_F(PeriodCollar, Check_AfterTheWindow_ForgetsOldPrices) {
  make("period_collar");
  at("100");
  world_.advance_ms(300'000);  // still in the window's first tenth
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "111")), "HALT PERIOD_COLLAR symbol halt 0.11/0.1");
  world_.advance_ms(30'000);
  EXPECT_EQ(at("111"), "APPROVE 0/0.1");
  world_.advance_ms(330'000);  // the same place in the ring
  EXPECT_EQ(at("200"), "APPROVE 0/0.1");
}

TEST_F(PeriodCollar, Refusals_AreSubmittedPricesToo) {
  make("period_collar");
  tell(Kind::kRefused, world_.limit(0, kBuy, "1", "50"));
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "HALT PERIOD_COLLAR symbol halt 1/0.1");
}

TEST_F(PeriodCollar, RestartAndRelease_KeepAndForget) {
  make("period_collar");
  at("100");
  world_.advance_ms(60'000);
  at("105");
  restart();
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "111")), "HALT PERIOD_COLLAR symbol halt 0.11/0.1");
  release();
  EXPECT_EQ(at("111"), "APPROVE 0/0.1");
}

TEST_F(PeriodCollar, Restart_WithAnotherWindow_BeginsAnew) {
  make("period_collar");
  at("100");
  const std::string state = rule_->save_rule_state();
  make("period_collar", R"({"window_s":60})");
  ASSERT_EQ(rule_->restore_rule_state(state), SLUICE_OK);
  EXPECT_EQ(at("150"), "APPROVE 0/0.1");
}

TEST_F(PeriodCollar, Check_WithMissingInput_Refuses) {
  make("period_collar");
  world_.set_price(0, "0");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT NO_REFERENCE_PRICE");
  rule_ = std::make_unique<testing::MockRule>(*find_component("period_collar"), "{}", host_);
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "100")), "REJECT NO_SESSION");
  make("period_collar");
  at("0.00000001");
  EXPECT_EQ(check(world_.limit(0, kBuy, "1", "90000000000")), "REJECT VALUE_OVERFLOW");
}

class ParentConservation : public ControlTest {
 protected:
  sluice_order child(std::string_view quantity, std::string_view whole = "100",
                     std::uint64_t parent = 1) {
    sluice_order order = world_.market(0, kBuy, quantity);
    order.parent_id = {9, parent};
    order.parent_quantity = units_of(whole);
    return order;
  }
};

TEST_F(ParentConservation, Check_OfChildren_ApprovesUpToTheParent) {
  make("parent_conservation");
  EXPECT_EQ(submit(child("60")), "APPROVE 60/100");
  EXPECT_EQ(check(child("39.99999999")), "APPROVE 99.99999999/100");
  EXPECT_EQ(check(child("40")), "APPROVE 100/100");
  EXPECT_EQ(check(child("40.00000001")), "HALT PARENT_CONSERVATION route halt 100.00000001/100");
  EXPECT_EQ(check(child("100", "100", 2)), "APPROVE 100/100");
  EXPECT_EQ(check(world_.market(0, kBuy, "1000")), "APPROVE");
}

TEST_F(ParentConservation, Children_ThatEnd_GiveBackWhatDidNotFill) {
  make("parent_conservation");
  const sluice_order first = child("100");
  submit(first);
  fill(first, "30");
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
  cancel(first);
  EXPECT_EQ(submit(child("70")), "APPROVE 100/100");
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
}

TEST_F(ParentConservation, Children_Denied_GiveBackOnce) {
  make("parent_conservation");
  submit(child("50"));
  const sluice_order second = child("50");
  submit(second);
  tell(Kind::kDenied, second);
  tell(Kind::kEnded, second, second.quantity);
  tell(Kind::kRejected, second);
  EXPECT_EQ(submit(child("50")), "APPROVE 100/100");
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
}

TEST_F(ParentConservation, Children_UnknownOrFilledLate_StayCounted) {
  make("parent_conservation");
  const sluice_order first = child("100");
  submit(first);
  tell(Kind::kUnknown, first);
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
  cancel(first);
  tell(Kind::kFilled, first, units_of("40"), kScale);  // overtaken by its end
  EXPECT_EQ(check(child("60")), "APPROVE 100/100");
  EXPECT_EQ(check(child("61")), "HALT PARENT_CONSERVATION route halt 101/100");
}

TEST_F(ParentConservation, Children_WithNewTerms_CountTheLarger) {
  make("parent_conservation");
  sluice_order first = child("50");
  submit(first);
  tell(Kind::kSent, first);
  fill(first, "10");
  // The terms are approved as an intent of their own, then they are the child's.
  EXPECT_EQ(submit(child("50")), "APPROVE 100/100");
  first.quantity = units_of("50");
  tell(Kind::kReplace, first);
  EXPECT_EQ(check(child("50")), "APPROVE 100/100");
  EXPECT_EQ(submit(child("20")), "APPROVE 70/100");
  first.quantity = units_of("80");
  tell(Kind::kReplace, first);  // 80 in all: 70 more may fill
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
  first.quantity = units_of("30");  // may be too late: counts when it ends
  tell(Kind::kReplace, first);
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
}

TEST_F(ParentConservation, Terms_ThatAreDenied_GiveBack) {
  make("parent_conservation");
  const sluice_order first = child("50");
  submit(first);
  tell(Kind::kSent, first);
  const sluice_order terms = child("50");
  submit(terms);
  EXPECT_EQ(check(child("1")), "HALT PARENT_CONSERVATION route halt 101/100");
  tell(Kind::kDenied, terms);
  EXPECT_EQ(check(child("50")), "APPROVE 100/100");
}

TEST_F(ParentConservation, Parent_ToldSmallerLater_IsHeldToIt) {
  make("parent_conservation");
  submit(child("60", "100"));
  EXPECT_EQ(check(child("30", "80")), "HALT PARENT_CONSERVATION route halt 90/80");
  EXPECT_EQ(check(child("50", "200")), "HALT PARENT_CONSERVATION route halt 110/100");
}

TEST_F(ParentConservation, Restart_KeepsParentsAndChildren) {
  make("parent_conservation");
  const sluice_order first = child("60");
  submit(first);
  fill(first, "10");
  restart();
  EXPECT_EQ(check(child("41")), "HALT PARENT_CONSERVATION route halt 101/100");
  release();
  EXPECT_EQ(check(child("41")), "HALT PARENT_CONSERVATION route halt 101/100");
  cancel(first);
  EXPECT_EQ(check(child("90")), "APPROVE 100/100");
}

TEST_F(ParentConservation, Check_WithAFullMemory_Refuses) {
  make("parent_conservation", R"({"parents":1,"children":2,"keep_hours":1})");
  const sluice_order first = child("10");
  const sluice_order second = child("10");
  submit(first);
  EXPECT_EQ(check(child("10", "100", 2)), "REJECT MEMORY_FULL");
  submit(second);
  EXPECT_EQ(check(child("10")), "REJECT MEMORY_FULL");
  cancel(first);
  EXPECT_EQ(check(child("10")), "APPROVE 20/100");
  world_.advance_ms(3'600'001);
  EXPECT_EQ(check(child("10", "100", 2)), "REJECT MEMORY_FULL");
  cancel(second);
  EXPECT_EQ(check(child("10", "100", 2)), "REJECT MEMORY_FULL");
  world_.advance_ms(3'600'001);
  EXPECT_EQ(submit(child("10", "100", 2)), "APPROVE 10/100");
}

TEST_F(ParentConservation, Check_WithMissingInput_Refuses) {
  make("parent_conservation");
  EXPECT_EQ(check(child("1", "0")), "REJECT NO_PARENT_QUANTITY");
  EXPECT_EQ(check(child("1", "-1")), "REJECT NO_PARENT_QUANTITY");
  sluice_order nameless = child("1");
  nameless.intent_id = {};
  EXPECT_EQ(check(nameless), "REJECT INVALID_ORDER");
}

}  // namespace
}  // namespace sluice::risk_rules::test
