// SPDX-License-Identifier: Apache-2.0
#include "routing/order_store.hpp"

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::routing {
namespace {

using testing::day;

class OrderStoreTest : public ::testing::Test {
 protected:
  void finish(OrderId id, std::string_view when) {
    Order* order = store_.find_open(id);
    if (order == nullptr) order = &store_.add(id, Intent{});
    order->state = OrderState::kFilled;
    store_.retire(day(when));
  }
  OrderStore store_{2};
};

TEST_F(OrderStoreTest, FinishedOrders_AreFoundUntilOthersTakeTheirPlaces) {
  finish(1, "2024-01-01");
  finish(2, "2024-01-02");
  EXPECT_NE(store_.find(1), nullptr);
  finish(3, "2024-01-03");
  EXPECT_EQ(store_.find(1), nullptr);
  EXPECT_NE(store_.find(2), nullptr);
  EXPECT_EQ(store_.find(0), nullptr);
}

TEST_F(OrderStoreTest, ForgottenUntil_IsWhenTheLastOneForgottenEnded) {
  store_.add(1, Intent{});
  finish(3, "2024-01-03");
  EXPECT_LT(store_.forgotten_until(), day("2024-01-01")) << "nothing is forgotten";
  // Open the longest, it ends last and takes the place of a newer one.
  finish(1, "2024-01-09");
  EXPECT_EQ(store_.find(3), nullptr);
  EXPECT_EQ(store_.forgotten_until(), day("2024-01-03"));
}

TEST_F(OrderStoreTest, WhatIsNotOver_IsNotRetired) {
  Order& order = store_.add(1, Intent{});
  order.state = OrderState::kFilled;
  order.flags.unknown = true;
  store_.retire(day("2024-01-01"));
  EXPECT_NE(store_.find_open(1), nullptr);
}

TEST_F(OrderStoreTest, RevivedOrder_IsOpenAgain) {
  finish(1, "2024-01-01");
  store_.add(2, Intent{});
  Order& revived = store_.revive(*store_.find(1));
  revived.state = OrderState::kAcked;
  ASSERT_EQ(store_.open().size(), 2u);
  EXPECT_EQ(store_.open()[0].id, 1u) << "by id";
  EXPECT_EQ(store_.find(1), &store_.open()[0]);
}

}  // namespace
}  // namespace sluice::routing
