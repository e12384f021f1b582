// SPDX-License-Identifier: Apache-2.0
#include "routing/intent_registry.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::routing {
namespace {

using Answer = IntentRegistry::Answer;
using testing::day;
using testing::market_intent;

Intent decided(std::uint64_t number, std::string_view date, std::string_view quantity = "1") {
  Intent intent = market_intent(number, 0, Side::kBuy, quantity, "100");
  intent.decision_time = day(date);
  return intent;
}

TEST(IntentRegistry, AnswersByIdContentAndDecisionTime) {
  IntentRegistry registry;
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02"), 1), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02"), 1), Answer::kKnown);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02", "2"), 1), Answer::kConflict);
  EXPECT_EQ(registry.admit(decided(2, "2024-01-02"), 1), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(3, "2024-01-01"), 1), Answer::kStale);
  EXPECT_EQ(registry.admit(decided(4, "2024-01-03"), 1), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02"), 1), Answer::kStale)
      << "known once; now too old to be routed at all";
}

TEST(IntentRegistry, FirstIntentOfALongGoneTime_IsNew) {
  IntentRegistry registry;
  EXPECT_EQ(registry.admit(decided(1, "1700-01-01"), 1), Answer::kNew);
}

TEST(IntentRegistry, ConflictingContent_DoesNotReplaceTheKnownOne) {
  IntentRegistry registry;
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02"), 1), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02", "2"), 1), Answer::kConflict);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02"), 1), Answer::kKnown);
}

TEST(IntentRegistry, WithRoomForEarlierDecisions_KnowsThemAndTheirOrders) {
  IntentRegistry registry{2};
  for (std::uint64_t number = 1; number <= 4; ++number)
    ASSERT_EQ(registry.admit(decided(number, "2024-01-0" + std::to_string(number)), number),
              Answer::kNew);
  EXPECT_EQ(registry.admit(decided(3, "2024-01-03"), 9), Answer::kKnown);
  EXPECT_EQ(registry.find(decided(3, "2024-01-03").id)->order, 3u);
  EXPECT_EQ(registry.admit(decided(2, "2024-01-02", "5"), 9), Answer::kConflict);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-01"), 9), Answer::kStale) << "forgotten";
}

// Ids that want the same few places, forgotten in the order they came, around the table's end; some
// decisions are larger than everything that is remembered of earlier ones.
TEST(IntentRegistry, CrowdedIds_AreKnownExactlyWhileRemembered) {
  constexpr std::size_t kRemembered = 40;
  constexpr std::size_t kPerDecision = 7;
  IntentRegistry registry{kRemembered};
  std::deque<std::uint64_t> expected;
  std::uint64_t number = 0;
  for (std::int64_t decision = 1; decision <= 60; ++decision) {
    while (expected.size() > kRemembered) expected.pop_front();
    const std::size_t count = decision % 7 == 0 ? 3 * kRemembered : kPerDecision;
    for (std::size_t i = 0; i < count; ++i) {
      Intent intent = decided(++number, "2024-01-02");
      intent.id = {number, (number * number) % 5 + 60};
      intent.decision_time = Timestamp::from_nanoseconds(decision);
      ASSERT_EQ(registry.admit(intent, number), Answer::kNew);
      expected.push_back(number);
    }
    for (std::uint64_t one = 1; one <= number; ++one) {
      const auto* const known = registry.find({one, (one * one) % 5 + 60});
      ASSERT_EQ(known != nullptr, one >= expected.front()) << one << " in decision " << decision;
      if (known != nullptr) {
        ASSERT_EQ(known->order, one);
      }
    }
  }
}

}  // namespace
}  // namespace sluice::routing
