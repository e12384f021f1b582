// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace sluice::plugins {
namespace {

using ::testing::HasSubstr;

class RuleTest : public PluginsTest {
 protected:
  RuleTest() {
    row_.lot = 10;
    view_.size = sizeof view_;
    view_.instruments = {&row_, 1, sizeof row_};
    order_.size = sizeof order_;
    order_.quantity = 100;
  }
  sluice_verdict check(RuleInstance& rule) {
    sluice_verdict verdict{};
    verdict.action = SLUICE_VERDICT_APPROVE;
    rule.check(order_, view_, verdict);
    return verdict;
  }
  static void expect_refused_for_fault(const sluice_verdict& verdict) {
    EXPECT_EQ(verdict.action, SLUICE_VERDICT_REJECT);
    EXPECT_STREQ(verdict.code, "PLUGIN_FAULT");
    EXPECT_EQ(verdict.unit, SLUICE_UNIT_NONE);
  }

  sluice_risk_row row_{};
  sluice_risk_view view_{};
  sluice_order order_{};
};

TEST_F(RuleTest, SoundRule_AnswersWithMeasureAndLimit) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 0.00000100})");
  const auto approved = check(*rule);
  EXPECT_EQ(approved.action, SLUICE_VERDICT_APPROVE);
  EXPECT_STREQ(approved.code, "");
  EXPECT_EQ(approved.unit, SLUICE_UNIT_QUANTITY);
  EXPECT_EQ(approved.measured.lo, 100u);
  order_.quantity = 101;
  const auto refused = check(*rule);
  EXPECT_EQ(refused.action, SLUICE_VERDICT_REJECT);
  EXPECT_STREQ(refused.code, "TOO_MANY");
  EXPECT_FALSE(rule->quarantined());
  EXPECT_EQ(rule->id(), "sample_rule");
  EXPECT_EQ(rule->version(), "1.2.3");
}

TEST_F(RuleTest, SessionAndFills_ReachTheRuleWithTheLanesClock) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 5})");
  clock_->set_now(Timestamp::parse("2025-01-15").value());
  EXPECT_TRUE(rule->on_session(view_).ok());
  EXPECT_TRUE(rule->on_fill({}).ok());
  RandomStream stream{42, "sample_rule", 0};
  EXPECT_THAT(log_.lines(),
              ::testing::IsSupersetOf({"2 sample_rule: session at 2025-01-15T00:00:00Z, random " +
                                           std::to_string(stream.next()),
                                       std::string{"2 sample_rule: fills 1"}}));
}

TEST_F(RuleTest, RuleThatIsNotServing_RefusesWithoutACall) {
  install("misbehaving");
  Registry registry = scan();
  auto rule = registry.create<RuleInstance>("bad_rule", "", options()).value();
  expect_refused_for_fault(check(*rule));
  ASSERT_TRUE(rule->start().ok());
  EXPECT_EQ(check(*rule).action, SLUICE_VERDICT_APPROVE);
  ASSERT_TRUE(rule->quiesce().ok());
  expect_refused_for_fault(check(*rule));
  EXPECT_FALSE(rule->quarantined());
}

TEST_F(RuleTest, RuleThatFailedToPrepare_RefusesForThatSession) {
  auto rule = start_sample<RuleInstance>(R"({"cap": 5})");
  ASSERT_TRUE(rule->load_state("99").ok());
  EXPECT_THAT(message_of(rule->on_session(view_)), HasSubstr("the list can't be read"));
  expect_refused_for_fault(check(*rule));
  EXPECT_FALSE(rule->quarantined());
  ASSERT_TRUE(rule->load_state("0").ok());
  ASSERT_TRUE(rule->on_session(view_).ok());
  EXPECT_EQ(check(*rule).action, SLUICE_VERDICT_APPROVE);
}

TEST_F(RuleTest, FaultReportedByAStatus_Quarantines) {
  auto rule = start_bad<RuleInstance>("fills fault");
  EXPECT_THAT(message_of(rule->on_fill({})), HasSubstr("reported a fault"));
  EXPECT_TRUE(rule->quarantined());
  expect_refused_for_fault(check(*rule));
}

TEST_F(RuleTest, LookbackThatThrows_FailsTheCreation) {
  EXPECT_THAT(message_of(create_bad<RuleInstance>("lookback throws")),
              HasSubstr("lookback_sessions: threw an exception"));
  EXPECT_EQ(start_bad<RuleInstance>("")->lookback_sessions(), 1u);
}

class GoodVerdictTest : public RuleTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(GoodVerdictTest, IsTakenAsItIs) {
  auto rule = start_bad<RuleInstance>(GetParam());
  const auto verdict = check(*rule);
  EXPECT_STRNE(verdict.code, "PLUGIN_FAULT");
  EXPECT_FALSE(rule->quarantined()) << rule->quarantine_reason();
}

INSTANTIATE_TEST_SUITE_P(Rule, GoodVerdictTest,
                         ::testing::Values("", "longest code", "halt of all", "halt of the route",
                                           "resize to half"));

struct BadVerdict {
  const char* fault;
  const char* reason;
};
class BadVerdictTest : public RuleTest, public ::testing::WithParamInterface<BadVerdict> {};

TEST_P(BadVerdictTest, RefusesTheOrderAndQuarantines) {
  auto rule = start_bad<RuleInstance>(GetParam().fault);
  expect_refused_for_fault(check(*rule));
  EXPECT_TRUE(rule->quarantined());
  EXPECT_EQ(rule->quarantine_reason(), std::string{"check "} + GetParam().reason);
  expect_refused_for_fault(check(*rule));
  EXPECT_EQ(log_.lines().size(), 1u) << "one line for the fault, none for later orders";
}

constexpr const char* kBadAction = "answered with an unknown action";
constexpr const char* kBadCode = "answered with a code that is not UPPER_SNAKE and terminated";
constexpr const char* kBadUnit = "answered with an unknown unit";
constexpr const char* kBadScope = "halted an unknown scope";
constexpr const char* kBadResize =
    "resized to a quantity that is not a part of the order in whole lots";

INSTANTIATE_TEST_SUITE_P(
    Rule, BadVerdictTest,
    ::testing::Values(
        BadVerdict{"check throws", "threw an exception"},
        BadVerdict{"check does not answer", "did not answer, or gave the code that is the host's"},
        BadVerdict{"action -1", kBadAction}, BadVerdict{"action 4", kBadAction},
        BadVerdict{"unit 7", kBadUnit}, BadVerdict{"unit -1", kBadUnit},
        BadVerdict{"no code", kBadCode}, BadVerdict{"lower-case code", kBadCode},
        BadVerdict{"digit first", kBadCode}, BadVerdict{"bad code of an approval", kBadCode},
        BadVerdict{"endless code", kBadCode}, BadVerdict{"halt of nothing", kBadScope},
        BadVerdict{"halt of scope 7", kBadScope},
        BadVerdict{"halt of level 5", "halted to an unknown level"},
        BadVerdict{"resize to nothing", kBadResize}, BadVerdict{"resize below nothing", kBadResize},
        BadVerdict{"resize to the same", kBadResize},
        BadVerdict{"resize to a broken lot", kBadResize}),
    [](const auto& test) {
      std::string name;
      for (const char* c = test.param.fault; *c != '\0'; ++c)
        name += *c == '-' ? 'm' : (*c == ' ' ? '_' : *c);
      return name;
    });

}  // namespace
}  // namespace sluice::plugins
