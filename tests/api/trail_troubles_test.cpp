// SPDX-License-Identifier: Apache-2.0
//
// trail_troubles_test.cpp: which records are a problem, for how long, and which belong into the
// log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/troubles.hpp"
#include "journal/record_builder.hpp"
#include "journal/record_types.hpp"

namespace sluice::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBadSource =
    "rule house goes on as it was, its new source is no good: its tests fail";

class TrailTroublesTest : public ::testing::Test {
 protected:
  void take(std::string_view type, std::string_view field = {}, std::string_view text = {}) {
    builder_.clear();
    auto& record = builder_.begin(type, Timestamp{});
    if (!field.empty()) record.text(field, text);
    troubles_.take(journal::Record{builder_.end(), 1});
  }
  void fault(std::string_view text) { take(journal::kFault, "text", text); }

  journal::RecordBuilder builder_;
  std::vector<std::string> log_;
  Troubles troubles_{1, [this](const std::string& line) { log_.push_back(line); }};
};

TEST_F(TrailTroublesTest, BadSource_IsAProblemUntilItsRuleHasAVersion) {
  fault(kBadSource);
  take(journal::kRuleVersion, "rule", "other@2");
  EXPECT_THAT(troubles_.list(), ElementsAre(kBadSource));
  take(journal::kRuleVersion, "rule", "house@2");
  EXPECT_THAT(troubles_.list(), IsEmpty());
  EXPECT_THAT(log_, ElementsAre(kBadSource));
}

TEST_F(TrailTroublesTest, RuleThatForgot_AndOneThatIsQuarantined_AreProblemsUntilTheNextEpoch) {
  fault("rule daily_loss refuses every order: what it remembers is lost: odd");
  take(journal::kPluginQuarantined, "text", "risk_rule x: it threw; it refuses every order");
  take(journal::kRuleVersion, "rule", "daily_loss@2");
  EXPECT_EQ(troubles_.list().size(), 2u) << "another source does not remember either";
  EXPECT_EQ(log_.size(), 2u);
  take(journal::kEpoch);
  EXPECT_THAT(troubles_.list(), IsEmpty());
}

// A rule that is broken has such a fault for every fill.
TEST_F(TrailTroublesTest, FaultOfAFill_IsNeitherAProblemNorInTheLog) {
  fault("brittle_rule: on_fills: it is quarantined: odd");
  EXPECT_THAT(troubles_.list(), IsEmpty());
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(TrailTroublesTest, RecordsOfAnEarlierProcess_AreNotInTheLog) {
  Troubles later{2, [this](const std::string& line) { log_.push_back(line); }};
  builder_.clear();
  builder_.begin(journal::kKillSwitch, Timestamp{}).text("text", "halt");
  const journal::Record record{builder_.end(), 1};
  ASSERT_EQ(record.seq(), 1u);
  later.take(record);
  EXPECT_THAT(log_, IsEmpty());
  troubles_.take(record);
  EXPECT_THAT(log_, ElementsAre("the kill switch is engaged: halt"));
}

}  // namespace
}  // namespace sluice::api
