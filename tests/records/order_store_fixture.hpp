// SPDX-License-Identifier: Apache-2.0
//
// order_store_fixture.hpp: records of a trail, made up, and a store that takes them.
#pragma once

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/order_store.hpp"
#include "support/domain_values.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::records {

using Kind = TrailRow::Kind;
using testing::px;
using testing::qty;

inline constexpr IntentId kIntent{0x0123456789abcdef, 0xfedcba9876543210};

class OrderStoreFixture : public ::testing::Test {
 protected:
  OrderStore open() {
    auto store = OrderStore::open(path());
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return std::move(*store);
  }
  [[nodiscard]] std::filesystem::path path() const { return directory_ / "orders.db"; }

  // The next record of the trail, about intent kIntent, and order 7 where it is about one.
  TrailRow row(Kind kind, std::string type, OrderState state = OrderState::kNew) {
    TrailRow made;
    made.kind = kind;
    made.place = {++seq_, 1, 100 * seq_};
    made.time = time_;
    made.type = std::move(type);
    made.intent = kIntent;
    made.state = state;
    if (kind == Kind::kOrder || kind == Kind::kExecution || kind == Kind::kNote ||
        kind == Kind::kMatched)
      made.order_id = 7;
    return made;
  }
  TrailRow intent(std::string_view quantity = "10") {
    TrailRow made = row(Kind::kIntent, "NEW");
    made.symbol = "AAPL";
    made.side = Side::kBuy;
    made.order_type = OrderType::kLimit;
    made.time_in_force = TimeInForce::kGtc;
    made.quantity = qty(quantity);
    made.limit_price = px("101.25");
    return made;
  }
  TrailRow execution(std::uint64_t id, std::string_view quantity, OrderState state,
                     std::string_view price = "101.2") {
    TrailRow made = row(Kind::kExecution, std::string{name(state)}, state);
    made.execution = id;
    made.quantity = qty(quantity);
    made.price = px(price);
    made.commission = testing::money("0.05");
    return made;
  }
  TrailRow note(std::string type) { return row(Kind::kNote, std::move(type), OrderState::kAcked); }
  TrailRow reached(OrderState state) { return row(Kind::kOrder, std::string{name(state)}, state); }

  void take(OrderStore& store, const std::vector<TrailRow>& rows) {
    ASSERT_TRUE(store.begin().ok());
    for (const TrailRow& each : rows) {
      const auto taken = store.take(each);
      ASSERT_TRUE(taken.ok()) << taken.error().message;
    }
    const auto kept = store.commit(place());
    ASSERT_TRUE(kept.ok()) << kept.error().message;
  }
  [[nodiscard]] TrailPlace place() const {
    return {"order_audit.000001.jsonl", 100 * seq_, seq_, "ab"};
  }

  testing::TemporaryDirectory directory_;
  std::uint64_t seq_ = 0;
  Timestamp time_ = testing::day("2025-01-15");
};

}  // namespace sluice::records
