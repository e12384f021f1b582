// SPDX-License-Identifier: Apache-2.0
//
// live_test.cpp: gates, arming and the records that prerequisites read, as a person meets them.
#include <SQLiteCpp/SQLiteCpp.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/signing.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kGoodToken = "a-token-of-sixteen-or-more";
constexpr int kLiveSessions = 30;

class LiveTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kLiveSessions);
    write("prices.csv", panel_csv(symbols, kLiveSessions));
    write("panel.yaml", panel_config(symbols));
    write("token", std::string{kGoodToken} + "\n");
    fs::permissions(path("token"), fs::perms::owner_read | fs::perms::owner_write);
  }
  // The panel in mode live, gate 1 opened by ana.
  [[nodiscard]] static Words config(const Words& more = {}) {
    Words words{"-c",
                "panel.yaml",
                "--set",
                "executor={}",
                "--set",
                "environment={mode: live, enable_live_trading: true, enabled_by: ana, "
                "confirm_token: {file: token}}"};
    for (const auto& each : more) words.insert(words.end(), {"--set", each});
    return words;
  }
  [[nodiscard]] Outcome live(const Words& words, const Words& settings = {}) const {
    Words all{"live"};
    all.insert(all.end(), words.begin(), words.end());
    const Words rest = config(settings);
    all.insert(all.end(), rest.begin(), rest.end());
    return sluice(all);
  }
  [[nodiscard]] Outcome arm(const std::string& who, const Words& more = {}) const {
    Words words{"arm", "--who", who};
    words.insert(words.end(), more.begin(), more.end());
    return live(words);
  }
  [[nodiscard]] json check(const std::string& name, const Words& settings = {}) const {
    const auto told = live({"status", "--json"}, settings);
    EXPECT_EQ(told.exit_code, 0) << told.err;
    const json answer = json::parse(told.out);
    EXPECT_EQ(answer["allowed"], false);
    for (const auto& each : answer["checks"])
      if (each["name"] == name) return each;
    return {};
  }
  // The one number that a query of the store of runs gives.
  [[nodiscard]] std::int64_t number(const std::string& sql) const {
    SQLite::Database database{(path("out") / "runs.db").native()};
    return database.execAndGet(sql).getInt64();
  }
};

TEST_F(LiveTest, Arm_OpensGate2_Disarm_ClosesIt) {
  EXPECT_EQ(check("gate_2")["passed"], false);
  const auto armed = arm("ben", {"--token", kGoodToken, "--ttl", "5m"});
  ASSERT_EQ(armed.exit_code, 0) << armed.err;
  EXPECT_THAT(armed.out, HasSubstr("by ben"));
  EXPECT_EQ(check("gate_2")["passed"], true);
  EXPECT_EQ(check("confirm_token")["passed"], true);
  EXPECT_EQ(live({"disarm"}).exit_code, 0);
  EXPECT_EQ(check("gate_2")["passed"], false);
}

TEST_F(LiveTest, Arm_IsRefused_ToWhoOpenedGate1_AndWithoutTheToken) {
  for (const auto& [who, more, words] :
       {std::tuple{"ana", Words{"--token", kGoodToken}, "somebody else has to arm"},
        {"ben", Words{}, "the confirm token is missing"},
        {"ben", Words{"--token", "a-token-of-sixteen-or-mors"}, "not the confirm token"}}) {
    const auto refused = arm(who, more);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("[SAFETY]"));
    EXPECT_THAT(refused.err, HasSubstr(words));
    EXPECT_THAT(refused.err, Not(HasSubstr(kGoodToken)));
    EXPECT_FALSE(fs::exists(path("out") / "LIVE_ARMED"));
  }
}

TEST_F(LiveTest, WhoArmsDisarmsAndIsRefused_IsOnRecord_WithoutTheToken) {
  ASSERT_EQ(arm("ana", {"--token", kGoodToken}).exit_code, 1);
  ASSERT_EQ(arm("ben", {"--token", "another-token-of-many"}).exit_code, 1);
  ASSERT_EQ(arm("ben", {"--token", kGoodToken, "--ttl", "5m"}).exit_code, 0);
  ASSERT_EQ(live({"disarm", "--who", "carla"}).exit_code, 0);
  ASSERT_EQ(live({"disarm", "--who", "carla"}).exit_code, 0);
  ASSERT_EQ(arm("ben", {"--token-file", "token"}).exit_code, 0);
  ASSERT_EQ(
      sluice({"kill", "engage", "--data-dir", "out", "--reason", "x", "--who", "dan b"}).exit_code,
      0);
  const std::string shown = sluice({"audit", "show", "out/live_audit", "--type", "LIVE_GATE"}).out;
  std::size_t at = 0;
  for (const char* told :
       {"refused who=3:ana why=ana opened gate 1",
        "refused who=3:ben why=that is not the confirm token",
        "armed who=3:ben until=", "token=shown", "disarmed who=5:carla was_armed=1 by=live disarm",
        "disarmed who=5:carla was_armed=0 by=live disarm",
        "armed who=3:ben until=", "disarmed who=5:dan b was_armed=1 by=kill engage"}) {
    at = shown.find(told, at);
    ASSERT_NE(at, std::string::npos) << told << " is not where it should be in\n" << shown;
  }
  for (const auto& entry : fs::directory_iterator{path("out/live_audit")}) {
    const std::string record = text("out/live_audit/" + entry.path().filename().string());
    EXPECT_THAT(record, Not(HasSubstr(kGoodToken)));
    EXPECT_THAT(record, Not(HasSubstr("another-token")));
  }
  EXPECT_EQ(sluice({"audit", "verify", "out/live_audit"}).exit_code, 0);
}

TEST_F(LiveTest, ArmingThatCannotBeRecorded_IsRefused_AndADisarmingIsDone) {
  ASSERT_EQ(arm("ben", {"--token", kGoodToken}).exit_code, 0);
  fs::remove_all(path("out/live_audit"));
  write("out/live_audit", "in the way");
  const auto disarmed = live({"disarm"});
  EXPECT_EQ(disarmed.exit_code, 1);
  EXPECT_THAT(disarmed.err, HasSubstr("could not be recorded"));
  EXPECT_FALSE(fs::exists(path("out/LIVE_ARMED")));
  const auto armed = arm("ben", {"--token", kGoodToken});
  EXPECT_EQ(armed.exit_code, 1);
  EXPECT_THAT(armed.err, HasSubstr("can't be recorded"));
  EXPECT_FALSE(fs::exists(path("out/LIVE_ARMED")));
}

TEST_F(LiveTest, Arm_NeedsModeAndGate1_AndNoKill) {
  const Words arming{"arm", "--who", "ben", "--token", kGoodToken};
  EXPECT_EQ(live(arming, {"environment.enable_live_trading=false"}).exit_code, 2);
  EXPECT_EQ(live(arming, {"environment.mode=testnet"}).exit_code, 2);
  ASSERT_EQ(sluice({"kill", "engage", "--data-dir", "out", "--reason", "x"}).exit_code, 0);
  EXPECT_EQ(live(arming).exit_code, 3);
}

TEST_F(LiveTest, Arm_TimesAndNamesAreChecked) {
  for (const char* ttl : {"0s", "9h", "481m", "15", "m", "-5m", "1d"})
    EXPECT_EQ(arm("ben", {"--token", kGoodToken, "--ttl", ttl}).exit_code, 2) << ttl;
  EXPECT_EQ(arm("ben", {"--token", kGoodToken, "--ttl", "8h"}).exit_code, 0);
  EXPECT_EQ(arm("b n", {"--token", kGoodToken}).exit_code, 2);
}

TEST_F(LiveTest, KillEngage_Disarms) {
  ASSERT_EQ(arm("ben", {"--token-file", "token"}).exit_code, 0);
  ASSERT_EQ(sluice({"kill", "engage", "--data-dir", "out", "--reason", "x"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("out") / "LIVE_ARMED"));
}

TEST_F(LiveTest, Runbook_HasToBeThereAndSaySomething) {
  EXPECT_EQ(check("runbook")["passed"], false);
  EXPECT_EQ(check("runbook", {"environment.runbook=runbook.md"})["passed"], false);
  write("runbook.md", " \n");
  EXPECT_EQ(check("runbook", {"environment.runbook=runbook.md"})["passed"], false);
  write("runbook.md", "call ana\n");
  EXPECT_EQ(check("runbook", {"environment.runbook=runbook.md"})["passed"], true);
}

TEST_F(LiveTest, Monitoring_HasToAnswer) {
  EXPECT_EQ(check("monitoring")["passed"], false);
  const auto deaf = check("monitoring", {"environment.monitoring_url=http://127.0.0.1:1/"});
  EXPECT_EQ(deaf["passed"], false);
  EXPECT_THAT(deaf["seen"].get<std::string>(), HasSubstr("127.0.0.1:1"));
}

TEST_F(LiveTest, Approval_CountsWhereItIsSignedAndOfThisConfig) {
  const testing::SigningKey key{3};
  const Words settings{"environment.approval={file: approval, public_key: '" + key.public_key() +
                       "'}"};
  EXPECT_EQ(check("approval", settings)["passed"], false);
  Words show{"config", "show", "--json"};
  const Words rest = config(settings);
  show.insert(show.end(), rest.begin(), rest.end());
  const json shown = json::parse(sluice(show).out);
  const std::string terms = "sluice approval 1\nstrategy panel\nconfig_hash " +
                            shown["hash"].get<std::string>() +
                            "\napproved_by carla\nexpires 2200-01-01T00:00:00Z\n";
  write("approval", terms + "signature " + key.sign(terms) + "\n");
  const auto good = check("approval", settings);
  EXPECT_EQ(good["passed"], true) << good["seen"];
  const auto other = check("approval", {settings[0], "trading.rebalance_freq=W"});
  EXPECT_EQ(other["passed"], false);
  EXPECT_THAT(other["seen"].get<std::string>(), HasSubstr("another config"));
}

TEST_F(LiveTest, TestEvidence_IsOfThisVeryProgram) {
  const Words settings{"environment.test_evidence=evidence"};
  const auto evidence = [&](const std::string& program_hash, int passed, int failed) {
    write("evidence", "sluice test evidence 1\nprogram " + program_hash + "\npassed " +
                          std::to_string(passed) + "\nfailed " + std::to_string(failed) +
                          "\nend\n");
    return check("test_evidence", settings);
  };
  EXPECT_EQ(check("test_evidence", settings)["passed"], false);
  EXPECT_THAT(evidence(std::string(64, '0'), 9, 0)["seen"].get<std::string>(),
              HasSubstr("of another program"));
  Process hashing{{"/bin/sh", "-c", "sha256sum '" + program().string() + "'"}, {}, path()};
  const std::string own = hashing.wait().out.substr(0, 64);
  EXPECT_EQ(evidence(own, 9, 0)["passed"], true);
  EXPECT_EQ(evidence(own, 9, 1)["passed"], false);
  EXPECT_EQ(evidence(own, 0, 0)["passed"], false);
  write("evidence", "sluice test evidence 1\nprogram " + own + "\n");
  EXPECT_EQ(check("test_evidence", settings)["passed"], false);
}

TEST_F(LiveTest, ConfigShow_TellsWhereSessionsTrade) {
  Words show{"config", "show"};
  const Words rest = config();
  show.insert(show.end(), rest.begin(), rest.end());
  EXPECT_THAT(sluice(show).out, HasSubstr("# mode: live, sessions send orders to live_dry_run\n"));
  show.emplace_back("--json");
  const json shown = json::parse(sluice(show).out);
  EXPECT_EQ(shown["mode"], "live");
  EXPECT_EQ(shown["session_executor"], "live_dry_run");
  EXPECT_EQ(shown["config"]["environment"]["confirm_token"]["file"], "token");
}

TEST_F(LiveTest, LimitsOfTheConfig_AreTheExecutorsParameters) {
  const std::string limits =
      "live_risk={enabled: true, max_order_notional: 500, max_total_exposure_notional: 3000.5, "
      "max_live_notional_per_order: 400, max_live_notional_total: 2000, live_trade_min_size: 10}";
  Words words{"config", "check"};
  const Words good = config({limits});
  words.insert(words.end(), good.begin(), good.end());
  const auto checked = sluice(words);
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_EQ(check("risk_limits", {limits})["passed"], true);
  words.insert(words.end(), {"--set", "live_risk.max_order_notional=0"});
  EXPECT_EQ(sluice(words).exit_code, 2);
}

TEST_F(LiveTest, DriversOfPaper_StayOnPaper_InModeLive) {
  Words words{"backtest", "--no-reports", "--json"};
  const Words rest = config();
  words.insert(words.end(), rest.begin(), rest.end());
  const auto run = sluice(words);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("environment.mode live is for sessions"));
  EXPECT_THAT(run.err, Not(HasSubstr("LIVE-DRY-RUN")));
  EXPECT_EQ(number("SELECT count(*) FROM backtests"), 1);
}

// What prerequisites read.

TEST_F(LiveTest, BacktestAndPaperDays_AreKept_ByStrategyAndSettings) {
  ASSERT_EQ(sluice({"backtest", "-c", "panel.yaml", "--no-reports"}).exit_code, 0);
  ASSERT_EQ(sluice({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(10), "--to",
                    session_date(14)})
                .exit_code,
            0);
  ASSERT_EQ(
      sluice({"paper-track", "run", "-c", "panel.yaml", "--date", session_date(14), "--force"})
          .exit_code,
      0);
  EXPECT_EQ(number("SELECT count(*) FROM backtests WHERE strategy = 'panel' AND sharpe NOT NULL"),
            1);
  EXPECT_EQ(number("SELECT count(*) FROM paper_days WHERE strategy = 'panel'"), 5);
  EXPECT_EQ(number("SELECT count(DISTINCT evidence_hash) FROM (SELECT evidence_hash FROM backtests "
                   "UNION SELECT evidence_hash FROM paper_days)"),
            1);
}

TEST_F(LiveTest, RunsThatShowNothing_LeaveNothing) {
  ASSERT_EQ(sluice({"backtest", "-c", "panel.yaml", "--no-reports", "--disable-pre-trade-checks"})
                .exit_code,
            0);
  ASSERT_EQ(
      sluice({"backtest", "-c", "panel.yaml", "--no-reports", "--ignore-kill-switch"}).exit_code,
      0);
  ASSERT_EQ(sluice({"backtest", "-c", "panel.yaml", "--no-reports"}, {{"SLUICE_KILL_SWITCH", "1"}})
                .exit_code,
            3);
  EXPECT_FALSE(fs::exists(path("out") / "runs.db"));
}

TEST_F(LiveTest, KillTest_IsKept_WhereADataDirectoryIsNamed) {
  ASSERT_EQ(sluice({"kill", "test", "--rounds", "1"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("out") / "runs.db"));
  ASSERT_EQ(sluice({"kill", "test", "--rounds", "1", "--data-dir", "out"}).exit_code, 0);
  EXPECT_EQ(number("SELECT rounds FROM kill_tests"), 1);
}

TEST_F(LiveTest, StoreThatCannotBeWritten_IsAWarning_TheRunIsDone) {
  write("out/runs.db", std::string(5000, 'x'));
  const auto run = sluice({"backtest", "-c", "panel.yaml", "--no-reports"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("sessions will not know of this run"));
}

}  // namespace
}  // namespace sluice::e2e
