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

class DuplicateOrder : public ControlTest {};

TEST_F(DuplicateOrder, Check_WithinTheWindow_RefusesTheSameOrder) {
  make("duplicate_order");
  EXPECT_EQ(submit(world_.limit(0, kBuy, "10", "100")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "REJECT REPEATED_ORDER 2/1");
  world_.advance_ms(500);
  --world_.fields.now;
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "REJECT REPEATED_ORDER 2/1");
  ++world_.fields.now;
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1/1");
}

TEST_F(DuplicateOrder, Check_OfAnOtherOrder_Approves) {
  make("duplicate_order");
  submit(world_.limit(0, kBuy, "10", "100"));
  EXPECT_EQ(check(world_.limit(0, kSell, "10", "100")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.limit(1, kBuy, "10", "100")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10.00000001", "100")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100.01")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "APPROVE 1/1");
}

TEST_F(DuplicateOrder, Check_AfterARefusal_CountsItToo) {
  make("duplicate_order");
  tell(Kind::kRefused, world_.market(0, kBuy, "10"));
  EXPECT_EQ(check(world_.market(0, kBuy, "10")), "REJECT REPEATED_ORDER 2/1");
}

TEST_F(DuplicateOrder, Check_Offline_RefusesTwinsOfABatch) {
  make("duplicate_order");
  world_.set_offline();
  EXPECT_EQ(submit(world_.market(0, kBuy, "10")), "APPROVE 1/1");
  EXPECT_EQ(submit(world_.market(0, kBuy, "10")), "REJECT REPEATED_ORDER 2/1");
}

TEST_F(DuplicateOrder, Check_WithAFullMemory_Refuses) {
  make("duplicate_order", R"({"memory":4})");
  for (int i = 1; i <= 4; ++i)
    EXPECT_EQ(submit(world_.market(0, kBuy, std::to_string(i))), "APPROVE 1/1");
  EXPECT_EQ(submit(world_.market(0, kBuy, "5")), "REJECT MEMORY_FULL");
  world_.advance_ms(501);
  EXPECT_EQ(submit(world_.market(0, kBuy, "6")), "APPROVE 1/1");
}

TEST_F(DuplicateOrder, Restart_KeepsTheWindow) {
  make("duplicate_order");
  submit(world_.limit(0, kBuy, "10", "100"));
  world_.advance_ms(300);
  submit(world_.limit(1, kSell, "7", "99"));
  world_.advance_ms(100);
  restart();
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "REJECT REPEATED_ORDER 2/1");
  EXPECT_EQ(check(world_.limit(1, kSell, "7", "99")), "REJECT REPEATED_ORDER 2/1");
  world_.advance_ms(100);
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1/1");
  EXPECT_EQ(check(world_.limit(1, kSell, "7", "99")), "REJECT REPEATED_ORDER 2/1");
}

TEST_F(DuplicateOrder, Release_Forgets) {
  make("duplicate_order");
  submit(world_.limit(0, kBuy, "10", "100"));
  release();
  EXPECT_EQ(check(world_.limit(0, kBuy, "10", "100")), "APPROVE 1/1");
}

class OrderRate : public ControlTest {
 protected:
  std::string next() { return submit(world_.market(0, kBuy, "1")); }
};

TEST_F(OrderRate, Check_OfABurst_ApprovesAsManyAsItHolds) {
  make("order_rate");
  for (int i = 1; i <= 20; ++i) EXPECT_EQ(next(), "APPROVE " + std::to_string(i) + "/20");
  EXPECT_EQ(next(), "REJECT ORDER_RATE 21/20");
  world_.advance_ms(99);
  EXPECT_EQ(next(), "REJECT ORDER_RATE 21/20");
}

TEST_F(OrderRate, Check_AtTheRate_ApprovesFromAWholeTokenOn) {
  make("order_rate", R"({"burst":1})");
  EXPECT_EQ(next(), "APPROVE 1/1");
  world_.advance_ms(100);
  --world_.fields.now;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT ORDER_RATE 2/1");
  ++world_.fields.now;
  EXPECT_EQ(next(), "APPROVE 1/1");
  world_.advance_ms(10'000);  // not more than the burst
  EXPECT_EQ(next(), "APPROVE 1/1");
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT ORDER_RATE 2/1");
}

TEST_F(OrderRate, Refusals_OfOtherRules_TakeTokensToo) {
  make("order_rate", R"({"burst":2})");
  tell(Kind::kRefused, world_.market(0, kBuy, "1"));
  EXPECT_EQ(next(), "APPROVE 2/2");
  EXPECT_EQ(next(), "REJECT ORDER_RATE 3/2");
}

TEST_F(OrderRate, ThirdBreach_WithinAMinute_HaltsUntilReleased) {
  make("order_rate", R"({"burst":1})");
  next();
  EXPECT_EQ(next(), "REJECT ORDER_RATE 2/1");
  EXPECT_EQ(next(), "REJECT ORDER_RATE 2/1");
  EXPECT_EQ(next(), "HALT ORDER_RATE session default 3/3");
  world_.advance_ms(3'600'000);
  EXPECT_EQ(next(), "HALT ORDER_RATE session default 1/3");
  restart();
  EXPECT_EQ(next(), "HALT ORDER_RATE session default 1/3");
  release();
  EXPECT_EQ(next(), "APPROVE 1/1");
  EXPECT_EQ(next(), "REJECT ORDER_RATE 2/1");
}

TEST_F(OrderRate, Breaches_OlderThanAMinute_AreForgotten) {
  make("order_rate", R"({"burst":1})");
  next();
  next();
  next();  // two breaches
  world_.advance_ms(60'000);
  EXPECT_EQ(next(), "APPROVE 1/1");
  EXPECT_EQ(next(), "REJECT ORDER_RATE 2/1");
}

TEST_F(OrderRate, Restart_KeepsTheTokens) {
  make("order_rate", R"({"burst":2})");
  next();
  next();
  next();
  restart();
  EXPECT_EQ(next(), "REJECT ORDER_RATE 3/2");
  EXPECT_EQ(next(), "HALT ORDER_RATE session default 3/3");
}

TEST_F(OrderRate, Check_Offline_Approves) {
  make("order_rate", R"({"burst":1})");
  world_.set_offline();
  for (int i = 0; i < 9; ++i) EXPECT_EQ(next(), "APPROVE");
}

class MessageRate : public ControlTest {
 protected:
  // Approved and sent at once.
  std::string next() {
    const sluice_order order = world_.market(0, kBuy, "1");
    std::string verdict = submit(order);
    if (verdict.starts_with("APPROVE")) tell(Kind::kSent, order);
    return verdict;
  }
};

TEST_F(MessageRate, Check_OfOrders_ApprovesUpToWhatIsNotKept) {
  make("message_rate", R"({"limit":5})");
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(next(), "APPROVE " + std::to_string(i) + "/4");
  EXPECT_EQ(next(), "REJECT MESSAGE_RATE 5/4");
}

TEST_F(MessageRate, Check_OfABatch_CountsWhatIsNotRoutedYet) {
  make("message_rate", R"({"limit":5})");
  next();
  world_.open(world_.market(0, kBuy, "1"), false);
  world_.open(world_.market(1, kBuy, "1"), false);
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "APPROVE 4/4");
  world_.open(world_.market(1, kBuy, "1"), false);
  EXPECT_EQ(check(world_.market(2, kBuy, "1")), "REJECT MESSAGE_RATE 5/4");
}

TEST_F(MessageRate, Check_ASecondLater_ApprovesAgain) {
  make("message_rate", R"({"limit":2,"kept":0})");
  next();
  world_.advance_ms(500);
  next();
  world_.advance_ms(500);
  --world_.fields.now;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "REJECT MESSAGE_RATE 3/2");
  ++world_.fields.now;
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 2/2");
}

TEST_F(MessageRate, Messages_AreOrdersSentCancelsAndReplaces) {
  make("message_rate");
  const sluice_order order = world_.market(0, kBuy, "1");
  for (const Kind kind : {Kind::kApproved, Kind::kRefused, Kind::kDenied, Kind::kAcked,
                          Kind::kRejected, Kind::kUnknown, Kind::kFilled, Kind::kEnded})
    tell(kind, order);
  EXPECT_EQ(check(order), "APPROVE 1/40");
  for (const Kind kind : {Kind::kSent, Kind::kSent, Kind::kCancel, Kind::kReplace})
    tell(kind, order);
  EXPECT_EQ(check(order), "APPROVE 5/40");
}

TEST_F(MessageRate, Cancels_BeyondTheLimit_AreCountedAndLeaveNothing) {
  make("message_rate", R"({"limit":5})");
  for (int i = 0; i < 100; ++i) tell(Kind::kCancel, world_.market(0, kBuy, "1"));
  EXPECT_EQ(next(), "REJECT MESSAGE_RATE 6/4");
}

TEST_F(MessageRate, RestartAndRelease_KeepAndForget) {
  make("message_rate", R"({"limit":2,"kept":0})");
  next();
  world_.advance_ms(10);
  next();
  restart();
  EXPECT_EQ(next(), "REJECT MESSAGE_RATE 3/2");
  release();
  EXPECT_EQ(next(), "APPROVE 1/2");
}

TEST_F(MessageRate, Check_Offline_Approves) {
  make("message_rate", R"({"limit":1,"kept":0})");
  world_.set_offline();
  for (int i = 0; i < 9; ++i) EXPECT_EQ(next(), "APPROVE");
}

class RepeatedExecution : public ControlTest {
 protected:
  void execute(int times) {
    for (int i = 0; i < times; ++i)
      tell(Kind::kFilled, world_.market(0, kBuy, "1"), kScale, kScale);
  }
};

TEST_F(RepeatedExecution, HundredthFill_WithinAMinute_HaltsTheStrategy) {
  make("repeated_execution");
  execute(98);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 98/100");
  execute(1);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE 99/100");
  execute(1);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "HALT REPEATED_EXECUTION strategy halt 100/100");
  EXPECT_EQ(assess(), "HALT REPEATED_EXECUTION strategy halt 100/100");
}

TEST_F(RepeatedExecution, Fills_OlderThanAMinute_DoNotCount) {
  make("repeated_execution", R"({"limit":2})");
  execute(1);
  world_.advance_ms(60'000);
  execute(1);
  EXPECT_EQ(assess(), "APPROVE 1/2");
  world_.advance_ms(59'999);
  execute(1);
  EXPECT_EQ(assess(), "HALT REPEATED_EXECUTION strategy halt 2/2");
}

TEST_F(RepeatedExecution, Halt_LastsUntilAPersonReleasesIt) {
  make("repeated_execution", R"({"limit":2})");
  execute(2);
  world_.advance_ms(3'600'000);
  EXPECT_EQ(assess(), "HALT REPEATED_EXECUTION strategy halt 0/2");
  restart();
  EXPECT_EQ(assess(), "HALT REPEATED_EXECUTION strategy halt 0/2");
  release();
  EXPECT_EQ(assess(), "APPROVE 0/2");
  execute(1);
  EXPECT_EQ(assess(), "APPROVE 1/2");
  restart();
  execute(1);
  EXPECT_EQ(assess(), "HALT REPEATED_EXECUTION strategy halt 2/2");
}

TEST_F(RepeatedExecution, Check_OfOtherEventsAndOffline_Approves) {
  make("repeated_execution", R"({"limit":1})");
  tell(Kind::kRejected, world_.market(0, kBuy, "1"));
  EXPECT_EQ(assess(), "APPROVE 0/1");
  world_.set_offline();
  execute(5);
  EXPECT_EQ(check(world_.market(0, kBuy, "1")), "APPROVE");
}

class RejectBurst : public ControlTest {};

TEST_F(RejectBurst, FifthReject_WithinAMinute_HaltsTheSession) {
  make("reject_burst");
  const sluice_order order = world_.market(0, kBuy, "1");
  for (const Kind kind : {Kind::kRejected, Kind::kUnknown, Kind::kRejected}) tell(kind, order);
  tell(Kind::kRefused, order);  // by the gate: not counted
  tell(Kind::kUnknown, order);
  EXPECT_EQ(check(order), "APPROVE 4/5");
  tell(Kind::kRejected, order);
  EXPECT_EQ(check(order), "HALT REJECT_BURST session halt 5/5");
  EXPECT_EQ(assess(), "HALT REJECT_BURST session halt 5/5");
  world_.set_offline();
  EXPECT_EQ(assess(), "HALT REJECT_BURST session halt 5/5");
  restart();
  EXPECT_EQ(assess(), "HALT REJECT_BURST session halt 5/5");
  release();
  EXPECT_EQ(assess(), "APPROVE 0/5");
}

TEST_F(RejectBurst, Rejects_OlderThanAMinute_DoNotCount) {
  make("reject_burst", R"({"limit":2})");
  tell(Kind::kRejected, world_.market(0, kBuy, "1"));
  world_.advance_ms(60'000);
  tell(Kind::kRejected, world_.market(0, kBuy, "1"));
  EXPECT_EQ(assess(), "APPROVE 1/2");
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
