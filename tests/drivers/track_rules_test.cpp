// SPDX-License-Identifier: Apache-2.0
//
// track_rules_test.cpp: what a track's state remembers of rules that judge nothing.
#include "drivers/track_rules.hpp"

#include <gtest/gtest.h>

namespace sluice::drivers {
namespace {

class TrackRulesTest : public ::testing::Test {
 protected:
  // A day of January 2025 with these refusals, and orders that went through.
  void run(int day, const std::vector<std::string>& reasons, int passed = 0) {
    records::Day rows;
    rows.time = Timestamp::from_date(Date::from_days(Date::parse("2025-01-01")->days() + day - 1));
    for (const auto& reason : reasons) {
      auto& row = rows.orders.emplace_back();
      row.time = rows.time;
      row.reason = reason;
    }
    for (int i = 0; i < passed; ++i) rows.orders.emplace_back().order_id = 7;
    records::TrackState next;
    note_broken_rules(rows, names_, state_, next, blocked_);
    state_ = std::move(next);
  }
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> all;
    for (const auto& broken : broken_rules(state_)) all.push_back(text_of(broken));
    return all;
  }
  using Told = std::vector<std::string>;

  std::vector<std::string> names_{"first rule", "lua#2"};
  records::TrackState state_;
  std::map<std::string, std::uint64_t> blocked_;
};

TEST_F(TrackRulesTest, BrokenRule_StaysOverDaysWithoutOrders) {
  run(2, {"PLUGIN_FAULT: rule=first rule", "PLUGIN_FAULT: rule=first rule"});
  run(3, {});
  run(6, {"PLUGIN_FAULT: rule=first rule"});
  EXPECT_EQ(told(), Told{"rule first rule: PLUGIN_FAULT since 2025-01-02, 3 orders blocked"});
  EXPECT_EQ(blocked_["first rule"], 3U);
}

TEST_F(TrackRulesTest, RuleBehindAnotherRefusal_IsFound) {
  run(2, {"MAX_WEIGHT_PER_SYMBOL: rule=first rule, measured=0.2, limit=0.1; "
          "RULE_NOT_LOADED: rule=lua#2"});
  EXPECT_EQ(told(), Told{"rule lua#2: RULE_NOT_LOADED since 2025-01-02, 1 order blocked"});
}

TEST_F(TrackRulesTest, JudgementsAndTheKillSwitch_AreNoBrokenRules) {
  run(2, {"MAX_WEIGHT_PER_SYMBOL: rule=first rule, measured=0.2, limit=0.1",
          "KILL_SWITCH: Kill switch is engaged, all", "QA_BLOCK: rule=lua#2"});
  EXPECT_EQ(told(), Told{});
  EXPECT_TRUE(blocked_.empty());
  EXPECT_TRUE(state_.components.empty()) << "a sound track's state is as it was";
}

TEST_F(TrackRulesTest, OrderThatPasses_EndsIt_ButNotOnTheDayItBroke) {
  run(2, {"PLUGIN_FAULT: rule=first rule"}, 3);
  EXPECT_EQ(told().size(), 1U);
  run(3, {}, 1);
  EXPECT_EQ(told(), Told{});
}

TEST_F(TrackRulesTest, RuleThatIsNoLongerInTheConfig_IsForgotten) {
  run(2, {"PLUGIN_FAULT: rule=first rule", "RULE_BREAKER: rule=lua#2"});
  names_ = {"lua#2"};
  run(3, {});
  EXPECT_EQ(told(), Told{"rule lua#2: RULE_BREAKER since 2025-01-02, 1 order blocked"});
}

TEST_F(TrackRulesTest, LineThatCannotBeRead_IsLeftOut) {
  state_.components["broken_rules"] = "yesterday PLUGIN_FAULT 3 first rule\n\n2025-01-02T00:00:00Z";
  EXPECT_EQ(told(), Told{});
}

}  // namespace
}  // namespace sluice::drivers
