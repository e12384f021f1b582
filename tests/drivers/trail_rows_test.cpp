// SPDX-License-Identifier: Apache-2.0
//
// trail_rows_test.cpp: what the audit trail tells of an intent and an order is what the order store
// is handed.
#include "drivers/trail_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/journal_audit.hpp"
#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using records::TrailRow;
using Kind = TrailRow::Kind;
using ::testing::HasSubstr;
using testing::money;
using testing::px;
using testing::qty;

class TrailRowsTest : public ::testing::Test, private journal::RecordSink {
 protected:
  TrailRowsTest() { audit_.write_to(*this); }
  // Of the last record.
  TrailRow row() const { return trail_row(journal::Record{line_, 0}, 3, 77); }
  journal::RecordBuilder& begin(std::string_view type, Timestamp time) override {
    builder_.clear();
    return builder_.begin(type, time);
  }
  Result<void> append() override {
    line_ = builder_.end();
    return {};
  }
  Result<void> commit() override { return {}; }

  InstrumentTable table_{testing::instruments({"AAA", "B \"quoted\""})};
  JournalAudit audit_{table_, {}};
  std::string line_;

 private:
  journal::RecordBuilder builder_;
};

Intent full_intent() {
  Intent intent = testing::market_intent(7, 1, Side::kSell, "2.5", "100.25");
  intent.type = OrderType::kStopLimit;
  intent.time_in_force = TimeInForce::kGtd;
  intent.limit_price = px("99.5");
  intent.stop_price = px("99");
  intent.good_till = testing::day("2025-02-01");
  intent.decision_time = testing::at("2025-01-15T10:30:00.5Z");
  intent.reduce_only = true;
  intent.parent_id = {5, 6};
  intent.parent_quantity = qty("9");
  return intent;
}

TEST_F(TrailRowsTest, Intent_HasItsTermsAndWhoAsked) {
  const IntentTags tags{.source = "API",
                        .route = "PAPER",
                        .client_order_id = "mine\n\"1\"",
                        .request = "key",
                        .request_hash = 0xfedcba9876543210,
                        .actor = "ana",
                        .amends = IntentId{8, 9}};
  audit_.look_up_tags([&](const IntentId&) { return &tags; });
  const Intent intent = full_intent();
  audit_.on_intent(intent);
  const TrailRow told = row();
  EXPECT_EQ(told.kind, Kind::kIntent);
  EXPECT_EQ(told.place, (records::RecordPlace{1, 3, 77}));
  EXPECT_EQ(told.time, intent.decision_time);
  EXPECT_EQ(told.intent, intent.id);
  EXPECT_EQ(told.symbol, "B \"quoted\"");
  EXPECT_EQ(told.side, Side::kSell);
  EXPECT_EQ(told.order_type, OrderType::kStopLimit);
  EXPECT_EQ(told.time_in_force, TimeInForce::kGtd);
  EXPECT_EQ(told.quantity, intent.quantity);
  EXPECT_EQ(told.limit_price, intent.limit_price);
  EXPECT_EQ(told.stop_price, intent.stop_price);
  EXPECT_EQ(told.reference_price, intent.reference_price);
  EXPECT_EQ(told.good_till, intent.good_till);
  EXPECT_TRUE(told.reduce_only);
  EXPECT_FALSE(told.post_only);
  EXPECT_EQ(told.parent, intent.parent_id);
  EXPECT_EQ(told.source, "API");
  EXPECT_EQ(told.route, "PAPER");
  EXPECT_EQ(told.client_order_id, "mine\n\"1\"");
  EXPECT_EQ(told.request, "key");
  EXPECT_EQ(told.request_hash, 0xfedcba9876543210);
  EXPECT_EQ(told.actor, "ana");
  EXPECT_EQ(told.amends, (IntentId{8, 9}));
}

TEST_F(TrailRowsTest, Verdict_IsApprovalOrRefusal) {
  audit_.on_verdicts(full_intent(), {}, Outcome::kApproved, "");
  EXPECT_EQ(row().kind, Kind::kApproved);
  EXPECT_EQ(row().quantity, qty("2.5"));
  audit_.on_verdicts(full_intent(), {}, Outcome::kRefused, "NO: \"why\"");
  EXPECT_EQ(row().kind, Kind::kRefused);
  EXPECT_EQ(row().text, "NO: \"why\"");
}

TEST_F(TrailRowsTest, OrderFillAndNote_HaveWhatTheyTell) {
  Order order;
  order.id = 7;
  order.intent = full_intent();
  order.state = OrderState::kSending;
  order.attempts = 2;
  audit_.on_order(order, testing::day("2025-01-16"));
  EXPECT_EQ(row().kind, Kind::kOrder);
  EXPECT_EQ(row().state, OrderState::kSending);
  EXPECT_EQ(row().order_id, 7u);
  EXPECT_EQ(row().attempt, 2u);
  order.state = OrderState::kPartial;
  Fill fill;
  fill.order_id = 7;
  fill.execution_id = 3;
  fill.venue_epoch = 4;
  fill.quantity = qty("1");
  fill.price = px("100.2");
  fill.base_price = px("100.25");
  fill.commission = money("-0.01");
  audit_.on_fill(order, fill);
  EXPECT_EQ(row().kind, Kind::kExecution);
  EXPECT_EQ(row().execution, 3u);
  EXPECT_EQ(row().epoch, 4u);
  EXPECT_EQ(row().quantity, qty("1"));
  EXPECT_EQ(row().price, px("100.2"));
  EXPECT_EQ(row().base_price, px("100.25"));
  EXPECT_EQ(row().commission, money("-0.01"));
  order.state = OrderState::kFilled;
  audit_.on_fill(order, fill);
  EXPECT_EQ(row().kind, Kind::kMatched) << "RECONCILED is the last of the two";
  audit_.on_note(order, OrderNote::kDisputed, {}, {"TWICE", nullptr, nullptr});
  EXPECT_EQ(row().kind, Kind::kNote);
  EXPECT_EQ(row().text, "TWICE");
}

TEST_F(TrailRowsTest, Event_HasItsTextOrAllItTells) {
  audit_.on_event("HALT", {}, "too \"much\"");
  EXPECT_EQ(row().kind, Kind::kEvent);
  EXPECT_EQ(row().text, "too \"much\"");
  audit_.on_certificate({});
  EXPECT_EQ(row().kind, Kind::kEvent);
  EXPECT_THAT(row().text, HasSubstr("\"complete\":false"));
  for (const char* type : {"VENUE_STATE", "RULE_STATE", "OPEN"}) {
    audit_.on_event(type, {}, "x");
    EXPECT_EQ(row().kind, Kind::kNothing);
    EXPECT_EQ(row().text, "");
  }
}

}  // namespace
}  // namespace sluice::drivers
