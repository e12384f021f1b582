// SPDX-License-Identifier: Apache-2.0
//
// rules_test.cpp: rules with names, memory and a calendar, in a track run as a user runs it.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kRuleSessions = 40;

class RulesTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kRuleSessions);
    write("prices.csv", panel_csv(symbols, kRuleSessions));
    config_ = panel_config(symbols);
  }
  void configure(const std::string& more) const { write("panel.yaml", config_ + more); }
  [[nodiscard]] Outcome run(int from, int to, const std::string& root) const {
    return sluice({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(from), "--to",
                   session_date(to), "--set", "output.root=" + root});
  }
  [[nodiscard]] nlohmann::json components(const std::string& root) const {
    return nlohmann::json::parse(text(root + "/strategy_panel/state/state.json"))["components"];
  }
  [[nodiscard]] std::string audit(const std::string& root, int session) const {
    std::string day = session_date(session);
    std::erase(day, '-');
    return text(root + "/strategy_panel/audit/order_audit." + day + ".jsonl");
  }

  std::string config_;
};

TEST_F(RulesTest, RuleThatRemembers_GoesOnWithTheNextDaysProcess) {
  configure(
      "risk_rules:\n"
      "  - {type: order_rate, name: pace, rate: 1000000, burst: 1000000}\n");
  ASSERT_EQ(run(18, 22, "at_once").exit_code, 0);
  for (int day = 18; day <= 22; ++day) ASSERT_EQ(run(day, day, "by_day").exit_code, 0);
  ASSERT_TRUE(components("by_day").contains("rule_state:pace"));
  EXPECT_EQ(components("by_day"), components("at_once"));
  EXPECT_THAT(audit("by_day", 22), HasSubstr(R"("type":"RULE_STATE")"));
  const std::string state = components("by_day")["rule_state:pace"];
  EXPECT_THAT(audit("by_day", 22), HasSubstr(R"("text":")" + state + R"(")"));
}

TEST_F(RulesTest, RuleWithoutItsFile_IsNamedByTheRunAndItsHealth_AndPausesATrackThatMayBe) {
  configure(
      "risk_rules: [{type: lua, file: nope.lua, name: mine}]\n"
      "integration: {enable_health_check: true, pause_on_critical: true}\n");
  const auto ran = run(18, 22, "out");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("blocked by the broken rule mine\n"));
  EXPECT_THAT(ran.err, HasSubstr("the track is paused: health CRITICAL on " + session_date(18) +
                                 ": RULE_BROKEN: check=rule:mine, "));
  EXPECT_THAT(ran.err, HasSubstr("note=RULE_NOT_LOADED since " + session_date(18)));
}

TEST_F(RulesTest, RuleWithAName_IsCalledThatInVerdicts) {
  configure(
      "risk_rules:\n"
      "  - {type: max_order_quantity, name: tiny, limit: 1}\n"
      "  - {type: max_order_quantity, limit: 1, mode: shadow}\n"
      "  - {type: max_order_quantity, limit: 1, mode: off}\n");
  ASSERT_EQ(run(18, 22, "out").exit_code, 0);
  std::string trail;
  for (int day = 18; day <= 22; ++day) trail += audit("out", day);
  EXPECT_THAT(trail, HasSubstr(R"("rule":"tiny@1.0.0","action":"reject")"));
  EXPECT_THAT(trail, HasSubstr(R"("rule":"max_order_quantity@1.0.0","mode":"shadow")"));
  EXPECT_THAT(trail, HasSubstr("MAX_ORDER_QUANTITY: rule=tiny"));
  EXPECT_THAT(trail, Not(HasSubstr("max_order_quantity#2"))) << "off is not asked";
}

TEST_F(RulesTest, CalendarWithAFault_StopsTheRunWithFileAndLine) {
  write("calendar.csv",
        "kind,from,to,days,open,close,offset\nsession,,,Mon-Fri,9:30,16:00,-05:00\n");
  configure("");
  const auto run =
      sluice({"paper-track", "run", "-c", "panel.yaml", "--set", "trading.calendar=calendar.csv"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("trading.calendar"));
  EXPECT_THAT(run.err, HasSubstr("calendar.csv:2: open is '9:30', expected HH:MM"));
}

}  // namespace
}  // namespace sluice::e2e
