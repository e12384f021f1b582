// SPDX-License-Identifier: Apache-2.0
//
// faults_test.cpp: everything the simulator can do wrong to an order, a cancel, a question: what
// the executor says, and that the order is at the venue once or not at all.
#include "desk.hpp"

namespace sluice::testnet::test {
namespace {

constexpr const char* kOrderPath = "/api/v3/order";
// An answer that does not come is given up after so long.
constexpr const char* kQuick = ",\"call_timeout_ms\":400";

// What happens to a new order.
struct OrderFault {
  const char* kind;
  const char* more;      // of the fault
  const char* says;      // a report; "": nothing, for nothing is known
  bool is_at_the_venue;  // in truth
};

std::ostream& operator<<(std::ostream& out, const OrderFault& fault) {
  return out << fault.kind << fault.more;
}

class TestnetOrderFault : public ::testing::TestWithParam<OrderFault> {};

TEST_P(TestnetOrderFault, NewOrder_IsNeverToldAsSomethingItIsNot) {
  const OrderFault& fault = GetParam();
  Simulator venue;
  Desk desk{venue.url(), kQuick};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  // The stream would tell the truth: here the answer alone speaks.
  venue.post("streams", "{\"action\":\"silence\"}");
  venue.fault(std::string{"POST "} + kOrderPath, fault.kind, fault.more);
  const auto order = desk.limit(1, kBuy, "0.5", "90000");
  desk.submit(order);
  if (std::string_view{fault.says}.empty()) {
    ASSERT_TRUE(desk.waits([&] {
      return desk.host().has_logged(LogLevel::kWarning, "the fate of order 1 is not known");
    }));
    EXPECT_THAT(desk.said(), IsEmpty());
  } else {
    EXPECT_TRUE(desk.hears(fault.says)) << ::testing::PrintToString(desk.said());
    EXPECT_EQ(desk.said().size(), 1u);
  }
  EXPECT_EQ(venue.orders().size(), fault.is_at_the_venue ? 1u : 0u);
  // Asked, it tells the truth.
  if (std::string_view{fault.kind} == "limit_429" || std::string_view{fault.kind} == "ban_418")
    return;
  desk.take();
  ASSERT_TRUE(desk.waits([&] { return desk.query(order) == SLUICE_OK; }))
      << desk.executor().error();
  EXPECT_THAT(desk.said(), Contains(fault.is_at_the_venue ? "STATUS 1 OPEN 0/0.5" : "NOT_FOUND 1"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, TestnetOrderFault,
    ::testing::Values(
        OrderFault{"drop_request", "", "", false}, OrderFault{"drop_answer", "", "", true},
        OrderFault{"hang", "", "", false}, OrderFault{"hang", ",\"executed\":true", "", true},
        OrderFault{"reset", "", "", false}, OrderFault{"reset", ",\"executed\":true", "", true},
        OrderFault{"delay", ",\"ms\":100", "ACKED 1", true},
        OrderFault{"delay", ",\"ms\":700", "", true}, OrderFault{"garble", "", "", true},
        OrderFault{"executed_503", "", "", true}, OrderFault{"refused_503", "", "", false},
        OrderFault{"unknown_1006", "", "", true}, OrderFault{"unknown_1007", "", "", true},
        OrderFault{"unknown_1007", ",\"executed\":false", "", false},
        OrderFault{"unknown_1007", ",\"status\":400", "", true},
        OrderFault{"limit_429", ",\"ms\":3000", "NOT_SENT 1 RATE_LIMIT", false},
        OrderFault{"ban_418", ",\"ms\":3000", "NOT_SENT 1 IP_BANNED", false},
        OrderFault{"too_many_orders", ",\"ms\":3000", "NOT_SENT 1 ORDER_LIMIT", false},
        OrderFault{"expired_key", "", "REJECTED 1 KEY_REFUSED", false},
        OrderFault{"duplicate", "", "REJECTED 1 DUPLICATE_ORDER", true},
        OrderFault{"error", ",\"code\":-2010,\"message\":\"Market is closed.\"",
                   "REJECTED 1 MARKET_CLOSED", false},
        OrderFault{"error", ",\"code\":-1021,\"message\":\"Timestamp\"", "NOT_SENT 1 CLOCK_OFFSET",
                   false},
        OrderFault{"error", ",\"code\":-9999,\"message\":\"?\"", "", false},
        OrderFault{"error", ",\"code\":-9999,\"executed\":true", "", true}));

class TestnetFaults : public ::testing::Test {
 protected:
  void begin() {
    desk_.begin();
    ASSERT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
  }
  Simulator venue_;
  Desk desk_{venue_.url(), std::string{kQuick} + ",\"silence_ms\":600"};
};

TEST_F(TestnetFaults, Throttled_TellsWhenToTryAgainAndSendsNothingBefore) {
  begin();
  venue_.fault("POST /api/v3/order", "limit_429", ",\"ms\":3000");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("NOT_SENT 1 RATE_LIMIT"));
  EXPECT_EQ(desk_.rows().back().retry_after_ns, 3'000'000'000);
  EXPECT_EQ(desk_.rows().back().attempt, 1u);
  const std::int64_t before = venue_.received("POST /api/v3/order");
  desk_.submit(desk_.limit(2, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("NOT_SENT 2 RATE_LIMIT"));
  EXPECT_GT(desk_.rows().back().retry_after_ns, 1'000'000'000);
  EXPECT_EQ(venue_.received("POST /api/v3/order"), before);
}

TEST_F(TestnetFaults, Cancel_WhoseAnswerIsLost_IsToldByTheStream) {
  begin();
  const auto order = desk_.limit(1, kBuy, "0.5", "90000");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  venue_.fault("DELETE /api/v3/order", "drop_answer");
  EXPECT_EQ(desk_.cancel(order), SLUICE_OK);
  EXPECT_TRUE(desk_.hears("CANCELED 1"));
}

TEST_F(TestnetFaults, Cancel_ThatIsLost_LeavesTheOrderAsItIs) {
  begin();
  const auto order = desk_.limit(1, kBuy, "0.5", "90000");
  desk_.submit(order);
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  desk_.take();
  venue_.fault("DELETE /api/v3/order", "drop_request");
  desk_.cancel(order);
  ASSERT_TRUE(desk_.waits([&] {
    return desk_.host().has_logged(LogLevel::kWarning, "the cancel of order 1 was not answered");
  }));
  EXPECT_THAT(desk_.said(), Not(Contains(HasSubstr("CANCEL"))));
  ASSERT_TRUE(desk_.waits([&] { return desk_.cancel(order) == SLUICE_OK; }));
  EXPECT_TRUE(desk_.hears("CANCELED 1"));
}

TEST_F(TestnetFaults, Query_OfAVenueThatDoesNotAnswer_IsAnErrorAndInTime) {
  begin();
  venue_.fault("GET /api/v3/order", "hang");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(desk_.query(desk_.limit(1, kBuy, "0.5", "90000")), SLUICE_ERROR_IO);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{1200});
  EXPECT_THAT(desk_.said(), IsEmpty());
}

TEST_F(TestnetFaults, Query_WhoseAnswerIsGarbled_IsAnError) {
  begin();
  venue_.fault("GET /api/v3/order", "garble");
  EXPECT_EQ(desk_.query(desk_.limit(1, kBuy, "0.5", "90000")), SLUICE_ERROR_IO);
  EXPECT_THAT(desk_.said(), IsEmpty());
}

TEST_F(TestnetFaults, Snapshot_ThatFailsHalfway_IsNotComplete) {
  begin();
  venue_.fault("GET /api/v3/openOrders", "executed_503", ",\"skip\":1");
  const auto told = desk_.executor().snapshot(Timestamp{}, {});
  EXPECT_EQ(desk_.executor().status(), SLUICE_ERROR_IO);
  EXPECT_EQ(told.account.complete, 0);
}

// What happened while nobody listened is asked for.
TEST_F(TestnetFaults, StreamThatEnds_IsOpenedAgainAndMissesNothing) {
  begin();
  venue_.quote("99999", "3", "100001", "3");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "100000"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  venue_.fault("stream executionReport TRADE", "disconnect");
  venue_.trade("99999", "0.5", "SELL");
  EXPECT_TRUE(desk_.hears("FILLED 1 0.5 @ 100000"));
  EXPECT_TRUE(desk_.hears("STATUS 1 FILLED 0.5/0.5"));
  EXPECT_TRUE(desk_.becomes_ready());
}

TEST_F(TestnetFaults, StreamThatFallsSilent_IsFoundOutAndOpenedAgain) {
  begin();
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  const auto before = venue_.received("userDataStream.subscribe.signature");
  venue_.post("streams", "{\"action\":\"disconnect\"}");
  ASSERT_TRUE(desk_.waits([&] { return desk_.health().ready == 0; }));
  EXPECT_THAT(std::string{desk_.health().reason}, HasSubstr("user stream"));
  EXPECT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
  EXPECT_TRUE(desk_.hears("STATUS 1 OPEN 0/0.5"));
  EXPECT_GE(venue_.received("userDataStream.subscribe.signature"), before);
}

// After each gap in the stream every open order is asked about.
class TestnetLostOrder : public ::testing::Test {
 protected:
  // Order 1 was sent, and nobody knows whether it arrived; order 2 rests.
  void lose_order() {
    desk_.begin();
    ASSERT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
    desk_.submit(desk_.limit(2, kBuy, "0.5", "80000"));
    ASSERT_TRUE(desk_.hears("ACKED 2"));
    venue_.fault("POST /api/v3/order", "drop_request");
    desk_.submit(order_);
    ASSERT_TRUE(desk_.waits([&] {
      return desk_.host().has_logged(LogLevel::kWarning, "the fate of order 1 is not known");
    }));
  }
  // No request of ours is valid that long.
  static void let_window_pass() { std::this_thread::sleep_for(std::chrono::milliseconds{1450}); }
  void ask() {
    ASSERT_TRUE(desk_.waits([&] { return desk_.query(order_) == SLUICE_OK; }));
    ASSERT_THAT(desk_.said(), Contains("NOT_FOUND 1"));
  }
  // How many orders were asked about after the gap.
  std::int64_t open_stream_again() {
    desk_.take();
    const auto before = venue_.received("GET /api/v3/order");
    venue_.post("streams", "{\"action\":\"disconnect\"}");
    EXPECT_TRUE(desk_.hears("STATUS 2 OPEN"));
    EXPECT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
    return venue_.received("GET /api/v3/order") - before;
  }
  Simulator venue_;
  Desk desk_{venue_.url(), std::string{kQuick} + ",\"recv_window_ms\":400"};
  const sluice_order order_ = desk_.limit(1, kBuy, "0.5", "90000");
};

TEST_F(TestnetLostOrder, ThatTheVenueNeverKnew_IsNotAskedAboutForEver) {
  lose_order();
  let_window_pass();
  ask();
  EXPECT_EQ(open_stream_again(), 1);
}

TEST_F(TestnetLostOrder, ThatNobodyElseAsksAbout_IsToldAfterAGapAndOver) {
  lose_order();
  let_window_pass();
  EXPECT_EQ(open_stream_again(), 2);
  EXPECT_THAT(desk_.said(), Contains("NOT_FOUND 1"));
  EXPECT_EQ(open_stream_again(), 1);
}

// The venue does not know it yet: its request is still on the wire.
TEST_F(TestnetLostOrder, ThatMayStillArrive_StaysAmongThoseAskedAbout) {
  lose_order();
  ask();
  // It arrives: sent by somebody else, it is the same to the venue.
  Desk wire{venue_.url()};
  wire.begin();
  ASSERT_TRUE(wire.becomes_ready());
  wire.submit(order_);
  ASSERT_TRUE(wire.hears("ACKED 1"));
  EXPECT_EQ(open_stream_again(), 2);
  EXPECT_THAT(desk_.said(), Contains("STATUS 1 OPEN 0/0.5"));
}

TEST_F(TestnetFaults, EventThatIsNoJson_IsMadeUpForByAsking) {
  begin();
  venue_.quote("99999", "3", "100001", "3");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "100000"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  venue_.fault("stream executionReport TRADE", "garble");
  venue_.trade("99999", "0.5", "SELL");
  EXPECT_TRUE(desk_.hears("FILLED 1 0.5 @ 100000"));
}

TEST_F(TestnetFaults, EventsThatComeTwiceOrInDisorder_AreToldAsTheyCome) {
  begin();
  venue_.quote("99999", "3", "100001", "3");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "100000"));
  ASSERT_TRUE(desk_.hears("ACKED 1"));
  venue_.fault("stream executionReport TRADE", "duplicate");
  venue_.trade("99999", "0.2", "SELL");
  ASSERT_TRUE(desk_.waits([&] {
    return std::count(desk_.said().begin(), desk_.said().end(), "FILLED 1 0.2 @ 100000") == 2;
  }));
  EXPECT_EQ(desk_.rows().back().execution_id, desk_.rows()[desk_.rows().size() - 2].execution_id);
}

// Down for a while, the same port answers again.
TEST_F(TestnetFaults, VenueThatIsDown_IsToldAndComeBackTo) {
  begin();
  const std::uint16_t port = venue_.port();
  venue_.kill();
  ASSERT_TRUE(desk_.waits([&] { return desk_.health().ready == 0; }));
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("NOT_SENT 1 NOT_CONNECTED") ||
              desk_.host().has_logged(LogLevel::kWarning, "the fate of order 1"));
  ASSERT_TRUE(desk_.waits(
      [&] { return std::string_view{desk_.health().reason}.find("not connected") == 0; }));
  EXPECT_EQ(desk_.cancel(desk_.limit(1, kBuy, "0.5", "90000")), SLUICE_ERROR_IO);
  EXPECT_EQ(desk_.query(desk_.limit(1, kBuy, "0.5", "90000")), SLUICE_ERROR_IO);
  desk_.take();
  desk_.submit(desk_.limit(2, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("NOT_SENT 2 NOT_CONNECTED"));
  Simulator again{{}, port};
  ASSERT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
  desk_.submit(desk_.limit(3, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("ACKED 3"));
}

TEST_F(TestnetFaults, WrongClock_StopsSendingUntilItIsRight) {
  venue_.post("clock", "{\"skew_ms\":30000}");
  desk_.begin();
  ASSERT_TRUE(desk_.waits([&] {
    return std::string_view{desk_.health().reason}.find("clock offset of ") == 0;
  })) << desk_.health().reason;
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("NOT_SENT 1 CLOCK_OFFSET"));
  EXPECT_EQ(venue_.received("POST /api/v3/order"), 0);
}

// Measured before, it goes wrong later: the venue says so, and it is measured anew.
TEST_F(TestnetFaults, ClockThatGoesWrong_IsMeasuredAnew) {
  begin();
  venue_.post("clock", "{\"skew_ms\":-700000}");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("NOT_SENT 1 CLOCK_OFFSET"));
  ASSERT_TRUE(desk_.waits([&] {
    return std::string_view{desk_.health().reason}.find("clock offset of -") == 0;
  })) << desk_.health().reason;
  EXPECT_THAT(venue_.orders(), IsEmpty());
}

// Between the venue's word and the new measurement nothing leaves.
TEST_F(TestnetFaults, ClockInDoubt_StopsSending) {
  begin();
  venue_.fault("POST /api/v3/order", "error", ",\"code\":-1021,\"message\":\"Timestamp\"");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("NOT_SENT 1 CLOCK_OFFSET"));
  desk_.submit(desk_.limit(2, kBuy, "0.5", "90000"));
  EXPECT_EQ(desk_.said().back(), "NOT_SENT 2 CLOCK_OFFSET");
  EXPECT_EQ(venue_.received("POST /api/v3/order"), 1);
  ASSERT_TRUE(desk_.becomes_ready());
  desk_.submit(desk_.limit(3, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("ACKED 3"));
}

TEST_F(TestnetFaults, KeyThatExpires_StopsSendingUntilTheVenueTakesItAgain) {
  begin();
  venue_.post("keys", "{\"key\":\"simulatorKeyOfMain\",\"valid\":false}");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  ASSERT_TRUE(desk_.hears("REJECTED 1 KEY_REFUSED"));
  EXPECT_THAT(std::string{desk_.health().reason}, HasSubstr("KEY_REFUSED"));
  desk_.submit(desk_.limit(2, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("NOT_SENT 2 KEY_REFUSED"));
  venue_.post("keys", "{\"key\":\"simulatorKeyOfMain\",\"valid\":true}");
  desk_.executor().account();
  EXPECT_TRUE(desk_.becomes_ready()) << desk_.health().reason;
  desk_.submit(desk_.limit(3, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("ACKED 3"));
}

TEST_F(TestnetFaults, PermissionThatIsWithdrawn_RejectsAndIsToldByTheAccount) {
  begin();
  venue_.post("account", "{\"account\":\"main\",\"can_trade\":false}");
  desk_.submit(desk_.limit(1, kBuy, "0.5", "90000"));
  EXPECT_TRUE(desk_.hears("REJECTED 1 ")) << ::testing::PrintToString(desk_.said());
  EXPECT_EQ(desk_.executor().account().facts.may_trade, 0);
}

// Two hosts with one account.
TEST_F(TestnetFaults, OrdersOfSomebodyElse_AreToldAsStrangers) {
  begin();
  Desk other{venue_.url()};
  other.begin();
  ASSERT_TRUE(other.becomes_ready());
  auto order = other.limit(7, kBuy, "0.5", "90000");
  order.intent_id = {0x99, 7};
  other.submit(order);
  ASSERT_TRUE(desk_.hears("STATUS 0 OPEN 0/0.5"));
  other.cancel(order);
  ASSERT_TRUE(other.hears("CANCELED 7"));
  venue_.quote("99999", "3", "100001", "3");
  auto taker = other.market_order(8, kBuy, "0.25");
  taker.intent_id = {0x99, 8};
  other.submit(taker);
  EXPECT_TRUE(desk_.hears("FILLED 0 0.25 @ 100001"));
  EXPECT_THAT(desk_.said(), Not(Contains(HasSubstr("CANCELED"))));
}

TEST(TestnetLimits, OrdersBeyondTheVenuesCount_AreNotSent) {
  Simulator venue{R"({"limits":{"weight_a_minute":6000,"orders_in_ten_seconds":3}})"};
  Desk desk{venue.url()};
  desk.begin();
  ASSERT_TRUE(desk.becomes_ready()) << desk.health().reason;
  // The window may change in between: then as many again pass.
  for (std::uint64_t id = 1; id <= 7; ++id) desk.submit(desk.limit(id, kBuy, "0.01", "90000"));
  ASSERT_TRUE(desk.hears("NOT_SENT 7 ORDER_LIMIT"));
  EXPECT_GT(desk.rows().back().retry_after_ns, 0);
  EXPECT_LE(venue.received("POST /api/v3/order"), 6);
}

}  // namespace
}  // namespace sluice::testnet::test
