// SPDX-License-Identifier: Apache-2.0
//
// order_groups_test.cpp: brackets and pairs in a lane, across restarts, and for longer than the
// orders they began with are remembered; under the kill switch: order_lane_test.cpp.
#include "drivers/order_lane_fixture.hpp"

namespace sluice::drivers {
namespace {

using ::testing::ElementsAre;

class BracketTest : public OrderLaneTest {
 protected:
  void enter(std::string_view quantity = "10") {
    const auto answer = lane().submit_bracket(intent(1, Side::kBuy, quantity, "100"), exits_, now_);
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->order, 1u) << answer->refusal;
  }
  void fill(OrderId order, std::uint64_t execution, std::string_view quantity,
            std::string_view price) {
    venue_.say(fill_report(order, execution, quantity, price));
    poll();
  }
  void acknowledge_exits() {
    venue_.say(report(SLUICE_REPORT_ACKED, 2));
    venue_.say(report(SLUICE_REPORT_ACKED, 3));
    poll();
  }
  BracketExits exits_{px("110"), px("95"), Price{}};
};

TEST_F(BracketTest, Exits_LeaveWhenTheEntryIsFilled) {
  enter();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10"));
  fill(1, 1, "10", "100");
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
}

TEST_F(BracketTest, EntryThatEndsPartly_IsLeftByWhatWasFilled) {
  enter();
  fill(1, 1, "4", "100");
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  poll();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL LIMIT 4", "SELL STOP 4"));
}

TEST_F(BracketTest, EntryThatEndsUnfilled_HasNoExits) {
  enter();
  venue_.say(report(SLUICE_REPORT_EXPIRED, 1));
  poll();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10"));
}

TEST_F(BracketTest, ExitThatIsFilled_CancelsTheOther) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  fill(2, 2, "10", "110");
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 3"));
}

TEST_F(BracketTest, ExitThatIsPartlyFilled_ShrinksTheOtherToWhatIsLeft) {
  enter();
  fill(1, 1, "10", "100");
  fill(2, 2, "4", "110");
  EXPECT_FALSE(has_line(log_, "asked to replace")) << "the venue has not acknowledged it yet";
  acknowledge_exits();
  EXPECT_TRUE(has_line(log_, "venue is asked to replace order 3 with 6"));
}

TEST_F(BracketTest, ExitThatTheVenueEnds_LeavesTheStopStanding) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  venue_.say(report(SLUICE_REPORT_CANCELED, 2));
  poll();
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
}

TEST_F(BracketTest, KilledBetweenEntryAndExits_SendsTheExitsAfterTheRestart) {
  enter();
  // The fill is journalled; the process dies before the exits leave.
  venue_.say(fill_report(1, 1, "10", "100"));
  ASSERT_TRUE(lane().router().poll(now_));
  restart();
  pass(1);
  poll();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
  restart();
  poll();
  EXPECT_EQ(venue_.received().size(), 3u) << "and once only";
}

TEST_F(BracketTest, KilledWithBothExitsOut_StillCancelsTheOther) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  restart();
  fill(3, 2, "10", "95");
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 2"));
}

TEST_F(BracketTest, AnotherStopPrice_IsNoReplace) {
  enter();
  fill(1, 1, "10", "100");
  acknowledge_exits();
  Intent amended = intent(9, Side::kSell, "8", "100");
  amended.type = OrderType::kStop;
  amended.stop_price = px("94");
  const auto answer = lane().replace(3, amended, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, routing::ChangeAnswer::kNotAdmitted);
  amended.id = IntentId{7, 7};
  amended.stop_price = px("95");
  const auto same_stop = lane().replace(3, amended, now_);
  ASSERT_TRUE(same_stop);
  EXPECT_EQ(*same_stop, routing::ChangeAnswer::kAsked);
}

TEST_F(BracketTest, ExitsOnTheWrongSides_AreRefusedWithTheReason) {
  exits_ = {px("90"), px("95"), Price{}};
  const auto answer = lane().submit_bracket(intent(1, Side::kBuy, "1", "100"), exits_, now_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->refusal, "BRACKET: the take profit must lie above the stop");
  EXPECT_TRUE(venue_.received().empty());
}

TEST_F(OrderLaneTest, Pair_OneFilledCancelsTheOther) {
  Intent high = intent(1, Side::kBuy, "1", "100");
  Intent low = intent(2, Side::kBuy, "1", "90");
  high.type = low.type = OrderType::kLimit;
  high.limit_price = px("100");
  low.limit_price = px("90");
  ASSERT_TRUE(lane().submit_pair(high, low, now_));
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  venue_.say(fill_report(1, 1, "1", "100"));
  poll();
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 2"));
}

// --- Longer than the orders are remembered -------------------------------------------------------

class LongBracketTest : public BracketTest {
 protected:
  LongBracketTest() {
    config_.router.remembered_orders = 4;
    restart();
  }
  // More orders begin and end than are remembered.
  void forget_what_is_over() {
    for (int i = 0; i < 12; ++i) trade_elsewhere();
    pass(1);
    poll();
  }
  void trade_elsewhere(bool is_filled = true) {
    pass(1);
    Intent wish = market_intent(100 + numbered_++, 1, Side::kBuy, "1", "10");
    wish.decision_time = now_;
    const OrderId order = submit(wish).order;
    if (is_filled && state(order) == OrderState::kSending) fill(order, order, "1", "10");
  }
  void enter_and_leave() {
    enter();
    fill(1, 1, "10", "100");
    acknowledge_exits();
  }
  IntentAnswer enter_again(const Intent& entry) {
    const auto answer = lane().submit_bracket(entry, exits_, now_);
    EXPECT_TRUE(answer);
    return *answer;
  }
  void expect_same(const Intent& entry) {
    const OrderId next = lane().router().next_order_id();
    const IntentAnswer again = enter_again(entry);
    EXPECT_EQ(again.order, 1u);
    EXPECT_TRUE(again.was_known);
    EXPECT_EQ(lane().router().next_order_id(), next);
  }
  void expect_conflict(const Intent& entry) {
    const OrderId next = lane().router().next_order_id();
    const IntentAnswer answer = enter_again(entry);
    EXPECT_EQ(answer.refusal, "INTENT_CONFLICT: entry=" + entry.id.to_string());
    EXPECT_EQ(answer.order, 0u);
    EXPECT_FALSE(answer.was_known);
    EXPECT_EQ(lane().router().next_order_id(), next);
  }
  // Those of instrument 0.
  std::vector<std::string> sent_of_the_bracket() const {
    std::vector<std::string> words;
    const auto all = sent();
    for (std::size_t i = 0; i < all.size(); ++i)
      if (venue_.received()[i].instrument == 0) words.push_back(all[i]);
    return words;
  }
  std::uint64_t numbered_ = 0;
};

TEST_F(LongBracketTest, PartOfTheTakeProfit_ShrinksTheStopThoughTheEntryIsForgotten) {
  enter_and_leave();
  forget_what_is_over();
  restart();
  ASSERT_EQ(lane().router().find(OrderId{1}), nullptr);
  fill(2, 2, "4", "110");
  EXPECT_TRUE(has_line(log_, "venue is asked to replace order 3 with 6"));
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
}

// Its journal says nothing but which order was the entry.
TEST_F(LongBracketTest, JournalOfAnEarlierVersion_IsOpenedAndItsStopShrinks) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  enter_and_leave();
  process_->audit.on_event("GROUP", now_,
                           "kind=bracket entry=" + intent(1, Side::kBuy, "1", "1").id.to_string() +
                               " take_profit=110 stop=95 stop_limit=0");
  forget_what_is_over();
  restart();
  ASSERT_THAT(recovered_.groups, ElementsAre(::testing::Not(::testing::HasSubstr("qty="))));
  const IntentAnswer again = enter_again(entry);
  EXPECT_TRUE(again.was_known);
  EXPECT_EQ(again.refusal, "DUPLICATE_INTENT: its entry is over");
  fill(2, 2, "4", "110");
  EXPECT_TRUE(has_line(log_, "venue is asked to replace order 3 with 6"));
  EXPECT_FALSE(has_line(log_, "venue is asked to cancel"));
}

TEST_F(LongBracketTest, ExitThatIsOverAndForgotten_IsNotSentAgain) {
  enter_and_leave();
  fill(2, 2, "4", "110");
  venue_.say(report(SLUICE_REPORT_REPLACED, 3));
  venue_.say(report(SLUICE_REPORT_CANCELED, 2));
  poll();
  forget_what_is_over();
  restart();
  poll();
  EXPECT_THAT(sent_of_the_bracket(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
  fill(3, 3, "6", "95");
  EXPECT_EQ(lane().portfolio().position(0), Quantity{});
}

TEST_F(LongBracketTest, Over_IsKnownToBeOver) {
  enter_and_leave();
  fill(2, 2, "10", "110");
  venue_.say(report(SLUICE_REPORT_CANCELED, 3));
  poll();
  forget_what_is_over();
  restart();
  EXPECT_TRUE(recovered_.groups.empty());
}

TEST_F(LongBracketTest, ExitsThatAHaltHeldBack_LeaveAfterItsReleaseThoughTheEntryIsForgotten) {
  enter();
  venue_.say(fill_report(99, 9, "1", "100"));  // nobody's: routing halts
  fill(1, 1, "10", "100");
  ASSERT_NE(lane().router().halted(), "");
  forget_what_is_over();
  ASSERT_EQ(lane().router().find(OrderId{1}), nullptr);
  ASSERT_EQ(venue_.received().size(), 1u);
  ASSERT_TRUE(lane().release_halt("risk desk: it was a test", now_));
  poll();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
}

TEST_F(LongBracketTest, ExitsThatAHaltHeldBack_LeaveAfterItsReleaseAlsoInALaterProcess) {
  enter();
  venue_.say(fill_report(99, 9, "1", "100"));
  fill(1, 1, "10", "100");
  forget_what_is_over();
  restart();
  poll();
  ASSERT_EQ(venue_.received().size(), 1u);
  ASSERT_TRUE(lane().release_halt("risk desk: it was a test", now_));
  poll();
  EXPECT_THAT(sent(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
  restart();
  poll();
  EXPECT_EQ(venue_.received().size(), 3u) << "and once only";
}

TEST_F(LongBracketTest, AskedForAgainWhileTheEntryRests_IsTheSame) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  enter();
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  forget_what_is_over();
  const OrderId next = lane().router().next_order_id();
  const IntentAnswer again = enter_again(entry);
  EXPECT_EQ(again.order, 1u);
  EXPECT_TRUE(again.was_known);
  EXPECT_EQ(lane().router().next_order_id(), next);
  fill(1, 1, "10", "100");
  EXPECT_THAT(sent_of_the_bracket(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
}

TEST_F(LongBracketTest, AskedForAgainWhenTheEntryIsForgotten_IsTheSame) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  enter_and_leave();
  forget_what_is_over();
  EXPECT_TRUE(enter_again(entry).was_known);
  restart();
  const OrderId next = lane().router().next_order_id();
  const IntentAnswer again = enter_again(entry);
  EXPECT_EQ(again.order, 1u);
  EXPECT_TRUE(again.was_known);
  EXPECT_EQ(lane().router().next_order_id(), next);
  fill(2, 2, "10", "110");
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 3"));
  EXPECT_EQ(sent_of_the_bracket().size(), 3u);
}

// Its exits are the first entry's: another content under a known intent is refused.
TEST_F(LongBracketTest, OtherTermsUnderAKnownEntry_AreRefusedAndChangeNothing) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  Intent other = entry;
  other.quantity = qty("5");
  enter();
  expect_conflict(other);
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  forget_what_is_over();
  expect_conflict(other);
  fill(1, 1, "10", "100");
  EXPECT_THAT(sent_of_the_bracket(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
}

TEST_F(LongBracketTest, OtherTermsUnderAForgottenEntry_AreRefused) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  Intent other = entry;
  other.quantity = qty("5");
  enter_and_leave();
  forget_what_is_over();
  expect_conflict(other);
  other = entry;
  other.instrument = 1;
  expect_conflict(other);
  restart();
  expect_conflict(other);
  EXPECT_TRUE(enter_again(entry).was_known);
}

TEST_F(LongBracketTest, OtherExitsUnderAKnownEntry_AreRefused) {
  const Intent entry = intent(1, Side::kBuy, "10", "100");
  enter_and_leave();
  exits_.stop = px("94");
  expect_conflict(entry);
  forget_what_is_over();
  restart();
  expect_conflict(entry);
  exits_.stop = px("95");
  EXPECT_TRUE(enter_again(entry).was_known);
}

TEST_F(LongBracketTest, EntryThatTheSlippageGuardPulledIn_IsTheSameWhenAskedForAgain) {
  config_.router.slippage_guard = true;
  restart();
  Intent entry = intent(1, Side::kBuy, "10", "100");
  entry.type = OrderType::kLimit;
  entry.limit_price = px("105");
  ASSERT_EQ(enter_again(entry).order, 1u);
  ASSERT_EQ(lane().router().find(OrderId{1})->intent.limit_price, px("100"));
  restart();
  expect_same(entry);
}

TEST_F(LongBracketTest, EntryThatWasReplaced_IsTheSameWhenAskedForAgain) {
  Intent entry = intent(1, Side::kBuy, "10", "100");
  entry.type = OrderType::kLimit;
  entry.limit_price = px("100");
  ASSERT_EQ(enter_again(entry).order, 1u);
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  poll();
  Intent amended = entry;
  amended.id = IntentId{7, 7};
  amended.quantity = qty("8");
  ASSERT_TRUE(lane().replace(1, amended, now_));
  venue_.say(report(SLUICE_REPORT_REPLACED, 1));
  poll();
  ASSERT_EQ(lane().router().find(OrderId{1})->intent.quantity, qty("8"));
  restart();
  expect_same(entry);
  amended.id = entry.id;
  expect_conflict(amended);
}

// Live it is remembered as long as no other takes its place; a later process goes by its end.
TEST_F(LongBracketTest, ExitThatFailedForGoodAndIsForgotten_IsNotSentAgain) {
  enter();
  fill(1, 1, "10", "100");
  venue_.say(report(SLUICE_REPORT_ACKED, 3));
  pass(10);
  ASSERT_TRUE(lane().tick(now_));
  ASSERT_TRUE(lane().resolve(2, routing::Resolution::kNotAtVenue, "ana: it is not there", now_));
  ASSERT_EQ(state(2), OrderState::kFailedFinal);
  for (const OrderId order : {4, 5, 6, 7, 8, 9}) {
    trade_elsewhere(order != 6);
    ASSERT_NE(lane().router().find(order), nullptr);
  }
  ASSERT_NE(lane().router().find(OrderId{2}), nullptr);
  restart();
  ASSERT_EQ(lane().router().find(OrderId{2}), nullptr);
  poll();
  EXPECT_THAT(sent_of_the_bracket(), ElementsAre("BUY MARKET 10", "SELL LIMIT 10", "SELL STOP 10"));
  fill(3, 3, "10", "95");
  EXPECT_EQ(lane().portfolio().position(0), Quantity{});
}

TEST_F(LongBracketTest, OrderThatRests_IsKnownThoughItsIntentIsForgotten) {
  const Intent wish = intent(1, Side::kBuy, "10", "100");
  submit(wish);
  venue_.say(report(SLUICE_REPORT_ACKED, 1));
  forget_what_is_over();
  const IntentAnswer again = submit(wish);
  EXPECT_EQ(again.order, 1u);
  EXPECT_TRUE(again.was_known);
}

TEST_F(LongBracketTest, PairWhoseFilledLegIsForgotten_StillCancelsTheOther) {
  Intent high = intent(1, Side::kBuy, "1", "100");
  Intent low = intent(2, Side::kBuy, "1", "90");
  high.type = low.type = OrderType::kLimit;
  high.limit_price = px("100");
  low.limit_price = px("90");
  ASSERT_TRUE(lane().submit_pair(high, low, now_));
  venue_.say(report(SLUICE_REPORT_ACKED, 2));
  venue_.say(fill_report(1, 1, "1", "100"));
  poll();
  forget_what_is_over();
  restart();
  log_.clear();
  venue_.say(report(SLUICE_REPORT_CANCEL_REJECTED, 2));
  poll();
  EXPECT_TRUE(has_line(log_, "venue is asked to cancel order 2"));
}

}  // namespace
}  // namespace sluice::drivers
