// SPDX-License-Identifier: Apache-2.0
//
// lifecycle_test.cpp: every edge of an order's life, one test each, and no other.
//
// The list below is written down a second time on purpose: a change of the table in core is a
// change of what an order may do, and has to be made twice.
#include "core/lifecycle.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using enum OrderState;

struct ExpectedEdge {
  OrderState from;
  OrderEvent on;
  OrderState to;
};

const std::vector<ExpectedEdge> kExpected = {
    {kNew, OrderEvent::kApprove, kApproved},
    {kNew, OrderEvent::kDeny, kDenied},
    {kApproved, OrderEvent::kReserve, kReserved},
    {kApproved, OrderEvent::kReserveFail, kDenied},
    {kReserved, OrderEvent::kSend, kSending},
    {kReserved, OrderEvent::kCancel, kCanceled},
    {kReserved, OrderEvent::kGiveUp, kFailedFinal},
    {kSending, OrderEvent::kAck, kAcked},
    {kSending, OrderEvent::kPartialFill, kPartial},
    {kSending, OrderEvent::kFill, kFilled},
    {kSending, OrderEvent::kCancel, kCanceled},
    {kSending, OrderEvent::kReject, kRejected},
    {kSending, OrderEvent::kExpire, kExpired},
    {kSending, OrderEvent::kNotSent, kRetry},
    {kRetry, OrderEvent::kSend, kSending},
    {kRetry, OrderEvent::kAck, kAcked},
    {kRetry, OrderEvent::kPartialFill, kPartial},
    {kRetry, OrderEvent::kFill, kFilled},
    {kRetry, OrderEvent::kCancel, kCanceled},
    {kRetry, OrderEvent::kReject, kRejected},
    {kRetry, OrderEvent::kExpire, kExpired},
    {kRetry, OrderEvent::kGiveUp, kFailedFinal},
    {kAcked, OrderEvent::kAck, kAcked},
    {kAcked, OrderEvent::kPartialFill, kPartial},
    {kAcked, OrderEvent::kFill, kFilled},
    {kAcked, OrderEvent::kCancel, kCanceled},
    {kAcked, OrderEvent::kReject, kRejected},
    {kAcked, OrderEvent::kExpire, kExpired},
    {kPartial, OrderEvent::kAck, kPartial},
    {kPartial, OrderEvent::kPartialFill, kPartial},
    {kPartial, OrderEvent::kFill, kFilled},
    {kPartial, OrderEvent::kCancel, kCanceled},
    {kPartial, OrderEvent::kReject, kCanceled},
    {kPartial, OrderEvent::kExpire, kExpired},
    {kFilled, OrderEvent::kAck, kFilled},
    {kFilled, OrderEvent::kFill, kFilled},
    {kFilled, OrderEvent::kCancel, kFilled},
    {kFilled, OrderEvent::kExpire, kFilled},
    {kCanceled, OrderEvent::kAck, kCanceled},
    {kCanceled, OrderEvent::kPartialFill, kCanceled},
    {kCanceled, OrderEvent::kFill, kCanceled},
    {kCanceled, OrderEvent::kCancel, kCanceled},
    {kCanceled, OrderEvent::kReject, kCanceled},
    {kCanceled, OrderEvent::kExpire, kCanceled},
    {kRejected, OrderEvent::kAck, kRejected},
    {kRejected, OrderEvent::kPartialFill, kRejected},
    {kRejected, OrderEvent::kFill, kRejected},
    {kRejected, OrderEvent::kReject, kRejected},
    {kExpired, OrderEvent::kAck, kExpired},
    {kExpired, OrderEvent::kPartialFill, kExpired},
    {kExpired, OrderEvent::kFill, kExpired},
    {kExpired, OrderEvent::kCancel, kExpired},
    {kExpired, OrderEvent::kExpire, kExpired},
    {kFailedFinal, OrderEvent::kAck, kAcked},
    {kFailedFinal, OrderEvent::kPartialFill, kPartial},
    {kFailedFinal, OrderEvent::kFill, kFilled},
    {kFailedFinal, OrderEvent::kCancel, kFailedFinal},
    {kFailedFinal, OrderEvent::kReject, kFailedFinal},
    {kFailedFinal, OrderEvent::kExpire, kFailedFinal},
};

std::string title(OrderState from, OrderEvent on) {
  return std::string{name(from)} + "_on_" + std::string{name(on)};
}

class LifecycleEdge : public ::testing::TestWithParam<ExpectedEdge> {};

TEST_P(LifecycleEdge, LeadsWhereTheTableSays) {
  const auto& edge = GetParam();
  const auto to = next_state(edge.from, edge.on);
  ASSERT_TRUE(to.has_value());
  EXPECT_EQ(name(*to), name(edge.to));
}
INSTANTIATE_TEST_SUITE_P(Order, LifecycleEdge, ::testing::ValuesIn(kExpected),
                         [](const auto& edge) { return title(edge.param.from, edge.param.on); });

TEST(Lifecycle, EveryOtherPair_IsRefused) {
  std::size_t refused = 0;
  for (std::size_t s = 0; s < kOrderStateCount; ++s) {
    for (std::size_t e = 0; e < kOrderEventCount; ++e) {
      const auto from = static_cast<OrderState>(s);
      const auto on = static_cast<OrderEvent>(e);
      const bool expected = std::any_of(kExpected.begin(), kExpected.end(), [&](const auto& edge) {
        return edge.from == from && edge.on == on;
      });
      if (expected) continue;
      EXPECT_FALSE(next_state(from, on).has_value()) << title(from, on);
      ++refused;
    }
  }
  EXPECT_EQ(refused, kOrderStateCount * kOrderEventCount - kExpected.size());
}

// An order given up as never sent is the one that may turn out to live: the venue has the last
// word.
TEST(Lifecycle, FinalStates_AreThoseNothingLeadsOutOf) {
  for (std::size_t s = 0; s < kOrderStateCount; ++s) {
    const auto state = static_cast<OrderState>(s);
    const bool leaves = std::any_of(kExpected.begin(), kExpected.end(), [&](const auto& edge) {
      return edge.from == state && edge.to != state;
    });
    EXPECT_EQ(is_final(state), !leaves || state == kFailedFinal) << name(state);
  }
}

TEST(Lifecycle, EveryStateThatAnEdgeReaches_CanReachAFinalOne) {
  std::vector<bool> ends(kOrderStateCount);
  for (std::size_t s = 0; s < kOrderStateCount; ++s) ends[s] = is_final(static_cast<OrderState>(s));
  for (std::size_t round = 0; round < kOrderStateCount; ++round)
    for (const auto& edge : kExpected)
      if (ends[static_cast<std::size_t>(edge.to)]) ends[static_cast<std::size_t>(edge.from)] = true;
  EXPECT_TRUE(std::all_of(ends.begin(), ends.end(), [](bool end) { return end; }));
}

TEST(Lifecycle, Names_AreTheWordsOfTheTrail) {
  const char* const states[] = {"NEW",     "DENIED",  "APPROVED",    "RESERVED", "SENDING",
                                "ACKED",   "PARTIAL", "FILLED",      "CANCELED", "REJECTED",
                                "EXPIRED", "RETRY",   "FAILED_FINAL"};
  for (std::size_t s = 0; s < kOrderStateCount; ++s)
    EXPECT_EQ(name(static_cast<OrderState>(s)), states[s]);
  EXPECT_EQ(name(OrderEvent::kPartialFill), "partial_fill");
  EXPECT_EQ(name(OrderEvent::kExpire), "expire");
  EXPECT_EQ(name(OrderEvent::kGiveUp), "give_up");
}

}  // namespace
}  // namespace sluice
