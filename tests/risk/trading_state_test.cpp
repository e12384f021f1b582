// SPDX-License-Identifier: Apache-2.0
//
// trading_state_test.cpp: which orders a halt lets through.
#include "risk/trading_state.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::risk {
namespace {

using testing::qty;

sluice_risk_row row(const char* position, const char* buys, const char* sells) {
  sluice_risk_row made{};
  made.position = qty(position).raw();
  made.working_buy = qty(buys).raw();
  made.working_sell = qty(sells).raw();
  return made;
}

sluice_order order(std::uint8_t side, const char* quantity) {
  sluice_order made{};
  made.side = side;
  made.type = SLUICE_ORDER_LIMIT;
  made.quantity = qty(quantity).raw();
  return made;
}

struct ReduceCase {
  const char* position;
  const char* working_buy;
  const char* working_sell;
  std::uint8_t side;
  const char* quantity;
  bool reduces;
};

TEST(StrictlyReduces, IsWhatMakesThePositionSmallerAndNeverTurnsItOver) {
  constexpr std::uint8_t kBuy = SLUICE_SIDE_BUY;
  constexpr std::uint8_t kSell = SLUICE_SIDE_SELL;
  constexpr ReduceCase kTable[] = {
      {"10", "0", "0", kSell, "9.99999999", true},
      {"10", "0", "0", kSell, "10", true},
      {"10", "0", "0", kSell, "10.00000001", false},
      {"10", "0", "0", kBuy, "1", false},
      {"-10", "0", "0", kBuy, "10", true},
      {"-10", "0", "0", kBuy, "10.00000001", false},
      {"-10", "0", "0", kSell, "1", false},
      {"0", "0", "0", kSell, "1", false},
      {"0", "0", "0", kBuy, "1", false},
      // What works in the same direction may fill first …
      {"10", "0", "4", kSell, "6", true},
      {"10", "0", "4", kSell, "6.00000001", false},
      {"-10", "4", "0", kBuy, "6", true},
      {"-10", "4", "0", kBuy, "6.00000001", false},
      // … and what works against it may not fill at all.
      {"10", "5", "0", kSell, "10", true},
      {"10", "5", "0", kSell, "10.00000001", false},
      {"0", "5", "0", kSell, "1", false},
      {"10", "0", "0", kSell, "0", false},
  };
  for (const auto& each : kTable)
    EXPECT_EQ(strictly_reduces(order(each.side, each.quantity),
                               row(each.position, each.working_buy, each.working_sell), false),
              each.reduces)
        << each.position << " +" << each.working_buy << " -" << each.working_sell << " side "
        << int{each.side} << " " << each.quantity;
}

TEST(StrictlyReduces, OrderThatIsCountedAlready_IsNotCountedTwice) {
  EXPECT_TRUE(strictly_reduces(order(SLUICE_SIDE_SELL, "10"), row("10", "0", "10"), true));
  EXPECT_FALSE(strictly_reduces(order(SLUICE_SIDE_SELL, "10"), row("9", "0", "10"), true))
      << "the position became smaller meanwhile";
  EXPECT_FALSE(strictly_reduces(order(SLUICE_SIDE_BUY, "10"), row("10", "10", "0"), true));
  EXPECT_FALSE(strictly_reduces(order(SLUICE_SIDE_SELL, "10"), row("0", "0", "0"), true))
      << "nothing is held";
}

struct LevelCase {
  HaltLevel level;
  std::uint8_t type;
  std::uint8_t flags;
  bool passes;
};

TEST(LetsThrough, OfOrdersThatReduce_WhatTheLevelAllows) {
  constexpr LevelCase kTable[] = {
      {HaltLevel::kReduceOnly, SLUICE_ORDER_LIMIT, 0, true},
      {HaltLevel::kReduceOnly, SLUICE_ORDER_MARKET, 0, true},
      {HaltLevel::kHalt, SLUICE_ORDER_MARKET, SLUICE_ORDER_REDUCE_ONLY, false},
      {HaltLevel::kHaltAndCancel, SLUICE_ORDER_MARKET, SLUICE_ORDER_REDUCE_ONLY, false},
      {HaltLevel::kFlatten, SLUICE_ORDER_MARKET, SLUICE_ORDER_REDUCE_ONLY, true},
      {HaltLevel::kFlatten, SLUICE_ORDER_LIMIT, SLUICE_ORDER_REDUCE_ONLY, false},
      {HaltLevel::kFlatten, SLUICE_ORDER_MARKET, 0, false},
  };
  for (const auto& each : kTable) {
    Halt halt;
    halt.level = each.level;
    sluice_order sell = order(SLUICE_SIDE_SELL, "10");
    sell.type = each.type;
    sell.flags = each.flags;
    EXPECT_EQ(lets_through(halt, sell, row("10", "0", "0"), false), each.passes)
        << name(each.level) << " type " << int{each.type} << " flags " << int{each.flags};
    EXPECT_FALSE(lets_through(halt, sell, row("9", "0", "0"), false)) << "it would turn over";
  }
}

// However much of what works fills: the position stays on its side of zero and gets no larger.
RC_GTEST_PROP(StrictlyReduces, NeverTurnsOver, ()) {
  const auto amount = rc::gen::inRange<std::int64_t>(0, 200);
  sluice_risk_row held{};
  held.position = *rc::gen::inRange<std::int64_t>(-1000, 1001);
  held.working_buy = *amount;
  held.working_sell = *amount;
  sluice_order wish{};
  wish.side = *rc::gen::element<std::uint8_t>(SLUICE_SIDE_BUY, SLUICE_SIDE_SELL);
  wish.quantity = 1 + *amount;
  RC_PRE(strictly_reduces(wish, held, false));
  const std::int64_t sign = wish.side == SLUICE_SIDE_BUY ? 1 : -1;
  const std::int64_t same = sign > 0 ? held.working_buy : held.working_sell;
  const std::int64_t after = held.position + sign * (same + wish.quantity);
  RC_ASSERT(held.position != 0);
  RC_ASSERT(after == 0 || (after > 0) == (held.position > 0));
  RC_ASSERT(std::abs(after) < std::abs(held.position));
}

TEST(WordsOfAHalt, LeaveOutWhatIsNotKnown) {
  Halt halt;
  EXPECT_EQ(words_of(halt), "scope=all, level=halt");
  halt = {HaltScope::kSymbol, "AAA", HaltLevel::kReduceOnly, "rule loss", "DAILY_LOSS", {}};
  EXPECT_EQ(words_of(halt),
            "scope=symbol:AAA, level=reduce_only, source=rule loss, reason=DAILY_LOSS");
}

}  // namespace
}  // namespace sluice::risk
