// SPDX-License-Identifier: Apache-2.0
//
// Controls that count what happened lately.
#include "control_test.hpp"

namespace sluice::risk_rules::test {
namespace {

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

}  // namespace
}  // namespace sluice::risk_rules::test
