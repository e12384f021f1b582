// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/order_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::rule_tests {
namespace {

using ::sluice::testing::px;
using ::sluice::testing::qty;
using ::testing::HasSubstr;

std::string faults_of(const char* text) {
  config::Faults faults;
  (void)parse_order(text, "--order", faults);
  return config::format(faults);
}

TEST(OrderText, TellsAnOrder) {
  config::Faults faults;
  const OrderSpec order = parse_order(
      "symbol=AAPL,side=SELL,quantity=100.5,price=187.25,post_only=true", "--order", faults);
  EXPECT_EQ(config::format(faults), "");
  EXPECT_EQ(order.symbol, "AAPL");
  EXPECT_EQ(order.intent.side, Side::kSell);
  EXPECT_EQ(order.intent.quantity, qty("100.5"));
  EXPECT_EQ(order.intent.limit_price, px("187.25"));
  EXPECT_EQ(order.intent.type, OrderType::kLimit);
  EXPECT_TRUE(order.intent.post_only);
}

TEST(OrderText, ThatIsNoOrder_SaysWhy) {
  EXPECT_THAT(faults_of("side=BUY,quantity=1"), HasSubstr("--order: symbol: it is missing"));
  EXPECT_THAT(faults_of("symbol=A,side=BUY,quantiy=1"),
              HasSubstr("quantiy: unknown key; did you mean 'quantity'?"));
  EXPECT_THAT(faults_of("symbol=A,side=BUY,quantity=1,quantity=2"),
              HasSubstr("quantity: it is told twice"));
  EXPECT_THAT(faults_of("symbol"), HasSubstr("expected NAME=VALUE, got 'symbol'"));
  EXPECT_THAT(faults_of("symbol=A,side=UP,quantity=1"), HasSubstr("expected one of BUY, SELL"));
}

}  // namespace
}  // namespace sluice::rule_tests
