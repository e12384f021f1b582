// SPDX-License-Identifier: Apache-2.0
//
// trail_events_test.cpp: what the stream tells of a trail, where orders are over for long.
#include "api/trail_events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/record_builder.hpp"
#include "journal/record_types.hpp"

namespace sluice::api {
namespace {

using ::testing::HasSubstr;

// A trail, written and heard record by record.
class TrailEventsTest : public ::testing::Test {
 protected:
  journal::RecordBuilder& begin(std::string_view type, OrderId order) {
    builder_.clear();
    return builder_.begin(type, Timestamp{}).intent(7, order).state(type);
  }
  std::string told() { return events_.events_of(journal::Record{builder_.end(), 1}); }
  void order(OrderId id, std::string_view side = "BUY") {
    begin(journal::kNew, id).text("symbol", "AAA").text("side", side).decimal("qty", units("10"));
    (void)told();
    begin(journal::kSending, id).integer("order_id", static_cast<std::int64_t>(id));
    (void)told();
  }
  std::string of_execution(std::string_view type, OrderId id, std::string_view quantity) {
    begin(type, id)
        .integer("order_id", static_cast<std::int64_t>(id))
        .integer("execution", static_cast<std::int64_t>(id))
        .decimal("qty", units(quantity))
        .decimal("price", Price::from_raw(100));
    return told();
  }
  void cancel(OrderId id) {
    begin(journal::kCanceled, id).integer("order_id", static_cast<std::int64_t>(id));
    (void)told();
  }
  static Quantity units(std::string_view text) { return *Quantity::parse(text); }
  journal::RecordBuilder builder_;
  TrailEvents events_;
};

// Its place at the router is free for another only when order 1025 is over, and that rests.
TEST_F(TrailEventsTest, LateBustOfAnOrderThatTheRouterRemembers_IsInThePosition) {
  order(1);
  EXPECT_THAT(of_execution(journal::kFilled, 1, "10"),
              HasSubstr(R"("symbol":"AAA","quantity":10)"));
  for (OrderId id = 2; id <= 12'000; ++id) {
    order(id);
    if (id % 1'024 != 1) cancel(id);
  }
  EXPECT_THAT(of_execution(journal::kBusted, 1, "10"),
              HasSubstr(R"("event":"position","symbol":"AAA","quantity":0)"));
  order(12'001);
  EXPECT_THAT(of_execution(journal::kPartial, 12'001, "3"),
              HasSubstr(R"("event":"position","symbol":"AAA","quantity":3)"));
}

TEST_F(TrailEventsTest, LateFillOfSuchAnOrder_IsToldAndInThePosition) {
  order(1, "SELL");
  cancel(1);
  for (OrderId id = 2; id <= 12'000; ++id) {
    order(id);
    if (id % 1'024 != 1) cancel(id);
  }
  const std::string told = of_execution(journal::kCanceled, 1, "4");
  EXPECT_THAT(told, HasSubstr(R"("event":"fill")"));
  EXPECT_THAT(told, HasSubstr(R"("event":"position","symbol":"AAA","quantity":-4)"));
}

TEST_F(TrailEventsTest, FillThatOvertookTheCancel_IsToldAndInThePosition) {
  order(1);
  cancel(1);
  const std::string told = of_execution(journal::kCanceled, 1, "4");
  EXPECT_THAT(told, HasSubstr(R"("event":"fill")"));
  EXPECT_THAT(told, HasSubstr(R"("quantity":4)"));
  EXPECT_THAT(told, HasSubstr("PARTIAL_SUCCESS"));
}

// The router forgets it as well.
TEST_F(TrailEventsTest, OrderWhosePlaceIsTaken_IsForgotten) {
  for (OrderId id = 1; id <= 9'000; ++id) {
    order(id);
    cancel(id);
  }
  EXPECT_EQ(of_execution(journal::kBusted, 1, "10"), "");
}

// Given up, it lived: that others end does not make it unknown while it is open.
TEST_F(TrailEventsTest, OrderThatLivedAgain_IsToldHoweverManyEnded) {
  order(1);
  begin(journal::kFailedFinal, 1).integer("order_id", 1);
  (void)told();
  begin(journal::kAcked, 1).integer("order_id", 1);
  EXPECT_THAT(told(), HasSubstr("SENT"));
  for (OrderId id = 2; id <= 9'000; ++id) {
    order(id);
    cancel(id);
  }
  EXPECT_THAT(of_execution(journal::kPartial, 1, "4"), HasSubstr(R"("event":"fill")"));
}

}  // namespace
}  // namespace sluice::api
