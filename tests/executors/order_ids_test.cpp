// SPDX-License-Identifier: Apache-2.0
#include "executors/order_ids.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace sluice::executors {
namespace {

using Ranges = std::vector<OrderIds::Range>;

TEST(OrderIds, Insert_InAnyOrder_KeepsWholeRanges) {
  OrderIds ids;
  for (const std::uint64_t id : {5, 6, 9, 8, 1, 7}) EXPECT_TRUE(ids.insert(id));
  EXPECT_EQ(ids.ranges(), (Ranges{{1, 1}, {5, 9}}));
  for (const std::uint64_t id : {5, 7, 9, 1}) EXPECT_FALSE(ids.insert(id));
}

TEST(OrderIds, Insert_OfTheSmallestAndLargestIds_DoesNotWrap) {
  OrderIds ids;
  EXPECT_TRUE(ids.insert(UINT64_MAX));
  EXPECT_TRUE(ids.insert(0));
  EXPECT_EQ(ids.ranges(), (Ranges{{0, 0}, {UINT64_MAX, UINT64_MAX}}));
  EXPECT_FALSE(ids.insert(0));
  EXPECT_FALSE(ids.insert(UINT64_MAX));
}

TEST(OrderIds, Insert_PastTheBound_ForgetsTheOldestGap) {
  OrderIds ids;
  for (std::uint64_t i = 0; i <= OrderIds::kMaxRanges; ++i) ids.insert(10 * i + 10);
  EXPECT_EQ(ids.ranges().size(), OrderIds::kMaxRanges);
  EXPECT_FALSE(ids.insert(15));
  EXPECT_TRUE(ids.insert(25));
}

TEST(OrderIds, Append_OfARangeThatDoesNotAscend_IsRefused) {
  OrderIds ids;
  EXPECT_TRUE(ids.append({3, 5}));
  EXPECT_FALSE(ids.append({5, 6}));
  EXPECT_FALSE(ids.append({9, 8}));
  EXPECT_TRUE(ids.append({7, 7}));
}

TEST(OrderIds, Insert_ForAnyIds_EqualsASet) {
  const bool holds = rc::check([] {
    OrderIds ids;
    std::set<std::uint64_t> known;
    for (const auto id :
         *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 60)))
      RC_ASSERT(ids.insert(id) == known.insert(id).second);
    std::uint64_t count = 0;
    for (const OrderIds::Range& range : ids.ranges()) count += range.last - range.first + 1;
    RC_ASSERT(count == known.size());
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::executors
