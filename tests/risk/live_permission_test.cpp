// SPDX-License-Identifier: Apache-2.0
#include "risk/live_permission.hpp"

#include <functional>

#include <gmock/gmock.h>

namespace sluice::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Timestamp kPermissionNow = *Timestamp::parse("2026-03-02T10:05:00Z");

// What can't be: everything as it would have to be.
LiveFacts perfect_facts() {
  const Timestamp at = *Timestamp::parse("2026-03-02T10:00:00Z");
  LiveFacts facts;
  facts.settings = {true, true, "ana", true, "token", "", false};
  facts.arming.arming =
      Arming{at, *Timestamp::parse("2026-03-02T10:15:00Z"), "ben", arming_proof(at, "token")};
  facts.now = kPermissionNow;
  facts.limits_enabled = facts.limits_complete = true;
  for (Looked* looked :
       {&facts.monitoring, &facts.runbook, &facts.approval, &facts.exchange, &facts.evidence})
    *looked = {true, "seen"};
  return facts;
}

TEST(LivePermission, EverythingAsItWouldHaveToBe_IsAllowed) {
  const auto permission = is_live_execution_allowed(perfect_facts());
  EXPECT_TRUE(permission.allowed);
  EXPECT_THAT(permission.reasons, IsEmpty());
}

struct Missing {
  const char* check;
  std::function<void(LiveFacts&)> spoil;
  const char* seen;
};

TEST(LivePermission, EachThatIsMissing_IsTheOneReason) {
  const Missing kMissing[] = {
      {"mode", [](auto& f) { f.settings.is_live = false; }, "environment.mode is not live"},
      {"gate_1", [](auto& f) { f.settings.enable_live_trading = false; },
       "environment.enable_live_trading is false"},
      {"gate_2", [](auto& f) { f.not_before = kPermissionNow; }, "before the last restart"},
      {"dry_run_off", [](auto& f) { f.settings.dry_run = true; }, "no live order submission"},
      {"confirm_token", [](auto& f) { f.settings.token = "other"; }, "did not show the token"},
      {"risk_limits", [](auto& f) { f.limits_enabled = false; }, "live_risk.enabled is false"},
      {"risk_limits", [](auto& f) { f.limits_complete = false; }, "all five limits"},
      {"monitoring",
       [](auto& f) {
         f.monitoring = {false, "no answer"};
       },
       "no answer"},
      {"runbook",
       [](auto& f) {
         f.runbook = {false, "none"};
       },
       "none"},
      {"approval",
       [](auto& f) {
         f.approval = {false, "expired"};
       },
       "expired"},
      {"exchange_integration",
       [](auto& f) {
         f.exchange = {false, "none"};
       },
       "none"},
      {"test_evidence",
       [](auto& f) {
         f.evidence = {false, "none"};
       },
       "none"},
  };
  for (const auto& missing : kMissing) {
    LiveFacts facts = perfect_facts();
    missing.spoil(facts);
    const auto permission = is_live_execution_allowed(facts);
    EXPECT_FALSE(permission.allowed) << missing.check;
    ASSERT_THAT(permission.reasons, SizeIs(1)) << missing.check;
    EXPECT_THAT(permission.reasons[0], ::testing::StartsWith(std::string{missing.check} + ": "));
    EXPECT_THAT(permission.reasons[0], HasSubstr(missing.seen));
  }
}

TEST(LivePermission, NothingAsItWouldHaveToBe_TellsAllReasons) {
  const auto permission = is_live_execution_allowed({});
  EXPECT_FALSE(permission.allowed);
  std::vector<std::string> names;
  for (const auto& check : permission.checks) {
    EXPECT_FALSE(check.passed) << check.name;
    names.emplace_back(check.name);
  }
  EXPECT_THAT(names, ElementsAre("mode", "gate_1", "gate_2", "dry_run_off", "confirm_token",
                                 "risk_limits", "monitoring", "runbook", "approval",
                                 "exchange_integration", "test_evidence"));
  EXPECT_THAT(permission.reasons, SizeIs(names.size()));
}

TEST(LivePermission, WhatWasSeen_IsToldOfWhatPassed) {
  const auto permission = is_live_execution_allowed(perfect_facts());
  std::vector<std::string> seen;
  for (const auto& check : permission.checks) seen.push_back(check.seen);
  EXPECT_THAT(seen,
              ElementsAre("live", "opened by ana", "armed by ben until 2026-03-02T10:15:00Z", "off",
                          "shown", "set and in force", "seen", "seen", "seen", "seen", "seen"));
}

TEST(LivePermission, WhatIsNotKnownOrNotAskedFor_IsToldAsThat) {
  LiveFacts facts = perfect_facts();
  facts.settings.enabled_by.clear();
  facts.settings.require_confirm_token = false;
  const auto permission = is_live_execution_allowed(facts);
  EXPECT_TRUE(permission.allowed);
  EXPECT_EQ(permission.checks[1].seen, "opened, it is not known by whom");
  EXPECT_EQ(permission.checks[4].seen, "not asked for");
}

}  // namespace
}  // namespace sluice::risk
