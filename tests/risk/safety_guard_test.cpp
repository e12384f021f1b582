// SPDX-License-Identifier: Apache-2.0
//
// safety_guard_test.cpp: the gates before live orders, one by one and in their order.
#include "risk/safety_guard.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace sluice::risk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kToken = "a token of sixteen or more";
const Timestamp kArmedAt = *Timestamp::parse("2026-03-02T10:00:00Z");
const Timestamp kNow = *Timestamp::parse("2026-03-02T10:05:00Z");
const Timestamp kExpires = *Timestamp::parse("2026-03-02T10:15:00Z");

ArmingState armed(const std::string& token = kToken) {
  return {Arming{kArmedAt, kExpires, "ben", arming_proof(kArmedAt, token)}, {}};
}

// Everything open, and no dry run: what no config can say.
LiveSettings open_settings() {
  LiveSettings settings;
  settings.is_live = true;
  settings.enable_live_trading = true;
  settings.enabled_by = "ana";
  settings.token = kToken;
  settings.dry_run = false;
  return settings;
}

struct Safety : ::testing::Test {
  [[nodiscard]] std::optional<SafetyRefusal> ask(const ArmingState& state, Timestamp now = kNow) {
    const SafetyGuard guard{settings,
                            [this](const auto& refusal) { told.push_back(refusal.text()); }};
    return guard.ensure_may_place_order(state, now);
  }
  [[nodiscard]] SafetyStep step(const ArmingState& state, Timestamp now = kNow) {
    const auto refusal = ask(state, now);
    EXPECT_TRUE(refusal.has_value());
    return refusal ? refusal->step : SafetyStep::kMode;
  }
  LiveSettings settings = open_settings();
  std::vector<std::string> told;
};

TEST_F(Safety, EverythingOpen_NoRefusal_NothingTold) {
  EXPECT_FALSE(ask(armed()).has_value());
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(Safety, OtherMode_RefusesFirst) {
  settings = {};
  EXPECT_EQ(step({std::nullopt, "nobody has armed"}), SafetyStep::kMode);
  EXPECT_THAT(told, ElementsAre("[SAFETY] LIVE_MODE: environment.mode is not live"));
}

TEST_F(Safety, Gate1Closed_RefusesSecond) {
  settings = {};
  settings.is_live = true;
  EXPECT_EQ(step({std::nullopt, "nobody has armed"}), SafetyStep::kGate1);
  EXPECT_THAT(told, ElementsAre("[SAFETY] LIVE_NOT_ENABLED: gate 1 is closed: "
                                "environment.enable_live_trading is false"));
}

TEST_F(Safety, NotArmed_RefusesThird) {
  settings.token.clear();
  settings.dry_run = true;
  EXPECT_EQ(step({std::nullopt, "nobody has armed"}), SafetyStep::kGate2);
  EXPECT_THAT(told, ElementsAre("[SAFETY] LIVE_NOT_ARMED: gate 2 is closed: nobody has armed"));
}

TEST_F(Safety, TokenMissing_RefusesFourth) {
  settings.token.clear();
  settings.dry_run = true;
  EXPECT_EQ(step(armed()), SafetyStep::kToken);
  EXPECT_THAT(told, ElementsAre("[SAFETY] LIVE_TOKEN: environment.confirm_token is not set"));
}

TEST_F(Safety, DryRun_RefusesLast) {
  settings.dry_run = true;
  EXPECT_EQ(step(armed()), SafetyStep::kDryRun);
  EXPECT_THAT(told, ElementsAre(HasSubstr("[SAFETY] LIVE_DRY_RUN: this build has no live order")));
}

TEST_F(Safety, EveryRefusal_IsTold) {
  const SafetyGuard guard{LiveSettings{},
                          [this](const auto& each) { told.push_back(each.text()); }};
  (void)guard.ensure_may_place_order(armed(), kNow);
  (void)guard.ensure_may_place_order(armed(), kNow);
  EXPECT_EQ(told.size(), 2u);
}

TEST_F(Safety, WithoutAListener_RefusesAsWell) {
  const SafetyGuard guard{LiveSettings{}, nullptr};
  EXPECT_TRUE(guard.ensure_may_place_order(armed(), kNow).has_value());
}

TEST_F(Safety, DryRunIsWhatASettingBeginsWith) {
  EXPECT_TRUE(LiveSettings{}.dry_run);
  EXPECT_TRUE(LiveSettings{}.require_confirm_token);
  EXPECT_FALSE(LiveSettings{}.is_live);
  EXPECT_FALSE(LiveSettings{}.enable_live_trading);
}

// Gate 2: at, before and after each of its bounds.

TEST_F(Safety, Armed_UntilItExpires) {
  EXPECT_EQ(gate_2_fault(settings, armed(), {}, kExpires.plus_nanoseconds(-1)), "");
  EXPECT_EQ(gate_2_fault(settings, armed(), {}, kExpires), "expired at 2026-03-02T10:15:00Z");
}

TEST_F(Safety, Armed_FromItsBegin) {
  EXPECT_EQ(gate_2_fault(settings, armed(), {}, kArmedAt), "");
  EXPECT_THAT(gate_2_fault(settings, armed(), {}, kArmedAt.plus_nanoseconds(-1)),
              HasSubstr("which is not yet"));
}

TEST_F(Safety, ArmedForTooLong_IsNotArmed) {
  auto state = armed();
  state.arming->expires = kArmedAt.plus_nanoseconds(Arming::kMaxNanoseconds);
  EXPECT_EQ(gate_2_fault(settings, state, {}, kNow), "");
  state.arming->expires = state.arming->expires.plus_nanoseconds(1);
  EXPECT_EQ(gate_2_fault(settings, state, {}, kNow), "armed for longer than anybody may");
}

TEST_F(Safety, ArmedByWhoOpenedGate1_IsNotArmed) {
  auto state = armed();
  state.arming->actor = "ana";
  EXPECT_EQ(gate_2_fault(settings, state, {}, kNow), "armed by ana, who opened gate 1 as well");
  settings.enabled_by.clear();
  EXPECT_EQ(gate_2_fault(settings, state, {}, kNow), "");
}

TEST_F(Safety, Unreadable_IsNotArmed_AndSaysWhy) {
  EXPECT_EQ(gate_2_fault(settings, {std::nullopt, "it is damaged"}, {}, kNow), "it is damaged");
  EXPECT_EQ(gate_2_fault(settings, {}, {}, kNow), "nobody has armed");
  EXPECT_EQ(step({}), SafetyStep::kGate2);
}

TEST_F(Safety, Disarmed_WhatWasArmedUntilThenIsVoid_WhatIsArmedLaterIsNot) {
  SafetyGuard guard{settings, nullptr};
  guard.disarm(kArmedAt);
  EXPECT_EQ(guard.ensure_may_place_order(armed(), kNow)->step, SafetyStep::kGate2);
  auto later = armed();
  later.arming->armed_at = kArmedAt.plus_nanoseconds(1);
  later.arming->proof = arming_proof(later.arming->armed_at, kToken);
  EXPECT_FALSE(guard.ensure_may_place_order(later, kNow).has_value());
}

TEST_F(Safety, Disarmed_NeverGoesBack) {
  SafetyGuard guard{settings, nullptr};
  guard.disarm(kNow);
  guard.disarm(kArmedAt);
  EXPECT_EQ(guard.not_before(), kNow);
}

// The confirm token.

TEST_F(Safety, OtherToken_IsRefused) {
  EXPECT_EQ(step(armed("another token, and a wrong one")), SafetyStep::kToken);
}

TEST_F(Safety, TokenChangedSinceArming_IsRefused) {
  const auto state = armed();
  settings.token = "the token of tomorrow morning";
  EXPECT_EQ(step(state), SafetyStep::kToken);
}

TEST_F(Safety, ProofOfAnotherMoment_IsRefused) {
  auto state = armed();
  state.arming->armed_at = kArmedAt.plus_nanoseconds(1);
  EXPECT_EQ(step(state), SafetyStep::kToken);
}

TEST_F(Safety, NoProof_IsRefused_WhereATokenIsAskedFor) {
  auto state = armed();
  state.arming->proof.clear();
  EXPECT_EQ(step(state), SafetyStep::kToken);
  settings.require_confirm_token = false;
  EXPECT_FALSE(ask(state).has_value());
}

TEST_F(Safety, TokenThatCannotBeRead_SaysWhy) {
  settings.token.clear();
  settings.token_fault = "token: others can read it";
  EXPECT_EQ(ask(armed())->why, "token: others can read it");
}

TEST_F(Safety, NobodyArmed_NoTokenWasShown) {
  EXPECT_THAT(token_fault(settings, {std::nullopt, ""}), HasSubstr("nobody has armed"));
}

TEST_F(Safety, ProofDoesNotHoldTheToken) {
  EXPECT_THAT(arming_proof(kArmedAt, kToken), ::testing::Not(HasSubstr(kToken)));
}

}  // namespace
}  // namespace sluice::risk
