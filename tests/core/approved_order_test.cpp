// SPDX-License-Identifier: Apache-2.0
//
// approved_order_test.cpp: nobody but the gate can make an approved order. The proofs are
// compile-time; compile_fail/ holds the same as programs that must not compile.
#include <type_traits>

#include <gtest/gtest.h>

#include "core/order.hpp"
#include "support/domain_values.hpp"

namespace sluice {
namespace {

static_assert(!std::is_default_constructible_v<ApprovedOrder>);
static_assert(!std::is_constructible_v<ApprovedOrder, const Intent&>);
static_assert(!std::is_constructible_v<ApprovedOrder, Intent&&>);
static_assert(!std::is_convertible_v<Intent, ApprovedOrder>);
static_assert(!std::is_aggregate_v<ApprovedOrder>);

template <typename From>
concept MakesAnApprovedOrder = requires(From from) {
  ApprovedOrder{from};
};
static_assert(!MakesAnApprovedOrder<Intent>);
static_assert(!MakesAnApprovedOrder<Order>);
static_assert(MakesAnApprovedOrder<ApprovedOrder>, "handing one on is allowed");

// What was approved cannot be changed afterwards.
template <typename T>
concept LetsItsIntentBeChanged = requires(T order) {
  order.intent().quantity = Quantity{};
};
static_assert(!LetsItsIntentBeChanged<ApprovedOrder>);
static_assert(!std::is_polymorphic_v<ApprovedOrder>);

TEST(Order, Remaining_IsWhatIsNotFilledYet) {
  Order order;
  order.intent.quantity = testing::qty("10");
  EXPECT_EQ(order.remaining(), testing::qty("10"));
  order.filled = testing::qty("2.5");
  EXPECT_EQ(order.remaining(), testing::qty("7.5"));
}

}  // namespace
}  // namespace sluice
