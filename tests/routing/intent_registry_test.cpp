// SPDX-License-Identifier: Apache-2.0
#include "routing/intent_registry.hpp"

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
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02")), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02")), Answer::kKnown);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02", "2")), Answer::kConflict);
  EXPECT_EQ(registry.admit(decided(2, "2024-01-02")), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(3, "2024-01-01")), Answer::kStale);
  EXPECT_EQ(registry.admit(decided(4, "2024-01-03")), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02")), Answer::kStale)
      << "known once; now too old to be routed at all";
}

TEST(IntentRegistry, FirstIntentOfALongGoneTime_IsNew) {
  IntentRegistry registry;
  EXPECT_EQ(registry.admit(decided(1, "1700-01-01")), Answer::kNew);
}

TEST(IntentRegistry, ConflictingContent_DoesNotReplaceTheKnownOne) {
  IntentRegistry registry;
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02")), Answer::kNew);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02", "2")), Answer::kConflict);
  EXPECT_EQ(registry.admit(decided(1, "2024-01-02")), Answer::kKnown);
}

}  // namespace
}  // namespace sluice::routing
