// SPDX-License-Identifier: Apache-2.0
//
// kill_switch_test.cpp: engaged by a variable or a file, it refuses every order and says so
// everywhere.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr int kKillSessions = 30;

class KillSwitchTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kKillSessions);
    write("prices.csv", panel_csv(symbols, kKillSessions));
    write("panel.yaml", panel_config(symbols));
  }
  [[nodiscard]] Outcome day(const Environment& environment, const Words& more = {}) const {
    Words words{"paper-track", "run", "-c", "panel.yaml", "--date", session_date(20)};
    words.insert(words.end(), more.begin(), more.end());
    return sluice(words, environment);
  }
  void expect_everything_blocked(const Outcome& run) const {
    EXPECT_EQ(run.exit_code, 3) << run.err;
    EXPECT_THAT(run.err, HasSubstr("the kill switch was engaged: orders were blocked"));
    const std::string folder = "out/strategy_panel/runs/20200203/";
    const std::string orders = text(folder + "orders_today.csv");
    EXPECT_GT(count_of(orders, "\n"), 1u);
    EXPECT_EQ(count_of(orders, "KILL_SWITCH:"), count_of(orders, "\n") - 1) << orders;
    EXPECT_EQ(count_of(text(folder + "trades_today.csv"), "\n"), 1u);
    EXPECT_THAT(text(folder + "daily_summary.md"), HasSubstr("KILL_SWITCH"));
    EXPECT_EQ(json::parse(text(folder + "daily_summary.json"))["orders_blocked"],
              count_of(orders, "KILL_SWITCH:"));
    EXPECT_THAT(text("out/strategy_panel/audit/order_audit.20200203.jsonl"),
                HasSubstr("KILL_SWITCH"));
  }
};

TEST_F(KillSwitchTest, Variable_BlocksEveryOrderOfADay) {
  expect_everything_blocked(day({{"SLUICE_KILL_SWITCH", "1"}}));
}

TEST_F(KillSwitchTest, OlderVariable_BlocksTheSame) {
  expect_everything_blocked(day({{"ASSEMBLED_KILL_SWITCH", "on"}}));
}

TEST_F(KillSwitchTest, VariableThatIsNotUnderstood_CountsAsEngaged) {
  expect_everything_blocked(day({{"SLUICE_KILL_SWITCH", "maybe"}}));
}

TEST_F(KillSwitchTest, VariableSetToOff_BlocksNothing) {
  EXPECT_EQ(day({{"SLUICE_KILL_SWITCH", "0"}}).exit_code, 0);
}

TEST_F(KillSwitchTest, LatchFile_BlocksEveryOrderOfADay) {
  write("out/KILL_SWITCH", "");
  expect_everything_blocked(day({}));
}

// A name below a file: whether it exists cannot be found out.
TEST_F(KillSwitchTest, LatchThatCannotBeRead_CountsAsEngaged) {
  expect_everything_blocked(day({}, {"--set", "kill_switch.latch_file=prices.csv/latch"}));
}

TEST_F(KillSwitchTest, BacktestAndEod_AreBlockedToo) {
  const Environment engaged{{"SLUICE_KILL_SWITCH", "1"}};
  const auto backtest = sluice({"backtest", "-c", "panel.yaml", "--json"}, engaged);
  EXPECT_EQ(backtest.exit_code, 3);
  const auto said = json::parse(backtest.out);
  EXPECT_EQ(said["kill_switch_engaged"], true);
  EXPECT_EQ(said["trades"], 0);
  EXPECT_GT(said["orders_blocked"], 0);

  const auto eod = sluice({"eod", "-c", "panel.yaml", "--date", session_date(20)}, engaged);
  EXPECT_EQ(eod.exit_code, 3);
  EXPECT_THAT(eod.out, HasSubstr("KILL_SWITCH"));
  EXPECT_FALSE(fs::exists(path("out/strategy_panel/eod/orders_20200203.csv")));
}

TEST_F(KillSwitchTest, Ignored_TradesAndSaysSoLoudly) {
  write("out/KILL_SWITCH", "");
  const auto run = day({}, {"--ignore-kill-switch"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("warning: THE KILL SWITCH IS IGNORED (--ignore-kill-switch)"));
  EXPECT_EQ(text("out/strategy_panel/runs/20200203/orders_today.csv").find("KILL_SWITCH"),
            std::string::npos);
}

TEST_F(KillSwitchTest, ChecksDisabled_IsSaidLoudly) {
  const auto run = day({}, {"--disable-pre-trade-checks"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("PRE-TRADE CHECKS ARE DISABLED"));
}

}  // namespace
}  // namespace sluice::e2e
