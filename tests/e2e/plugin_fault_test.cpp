// SPDX-License-Identifier: Apache-2.0
//
// plugin_fault_test.cpp: components that break their promises in the middle of a run: a rule
// refuses, a strategy's track pauses, an executor's route is halted, a report is left out; and the
// trail tells.
#include <csignal>
#include <unistd.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kSessions = 30;

class PluginFaultTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
    fs::create_directories(path("plugins"));
    fs::permissions(path("plugins"), fs::perms{0755});
    fs::copy_file(fs::path{SLUICE_TEST_PLUGINS} / "breaks_down.so", path("plugins/breaks_down.so"));
    fs::permissions(path("plugins/breaks_down.so"), fs::perms{0644});
  }
  [[nodiscard]] Outcome run(Words words, const std::string& setting = {}) const {
    words.insert(words.end(), {"-c", "panel.yaml", "--set", "plugins.search_path=[plugins]"});
    if (!setting.empty()) words.insert(words.end(), {"--set", setting});
    return sluice(words);
  }
  [[nodiscard]] Words days(int from, int to) const {
    return {"paper-track", "run", "--from", session_date(from), "--to", session_date(to)};
  }
  // The records of this type below a folder.
  [[nodiscard]] std::string shown(const std::string& folder,
                                  const std::string& type = "PLUGIN_QUARANTINED") const {
    return sluice({"audit", "show", folder, "--type", type}).out;
  }
  [[nodiscard]] std::string audit() const { return std::string{kTrack} + "/audit"; }
};

constexpr const char* kBrittleRule = "risk_rules=[{type: brittle_rule, name: fragile, after: 3}]";

TEST_F(PluginFaultTest, Rule_RefusesEveryOrderFromThenOnAndTheTrailTellsOnce) {
  // Alone, so that nobody else refuses.
  const auto ran = run({"backtest", "--set", "pre_trade={}"}, kBrittleRule);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err,
              HasSubstr("brittle_rule: check answered with a code that is not UPPER_SNAKE"));
  const std::string folder = std::string{kTrack} + "/backtest/audit";
  const auto records = shown(folder);
  EXPECT_EQ(count_of(records, "\n"), 1u) << records;
  EXPECT_THAT(records, HasSubstr("risk_rule fragile: check answered with a code that is not "
                                 "UPPER_SNAKE and terminated; it refuses every order from here "
                                 "on"));
  // Three were let through; every other order met a rule that does not answer.
  const auto verdicts = shown(folder, "VERDICT");
  EXPECT_EQ(count_of(verdicts, "\"state\":\"APPROVED\""), 3u);
  EXPECT_EQ(count_of(verdicts, "\"reason\":\"PLUGIN_FAULT: rule=fragile"),
            count_of(verdicts, "\n") - 3);
}

TEST_F(PluginFaultTest, OrderThatABrokenRuleRefused_IsExplained) {
  ASSERT_EQ(run({"backtest"}, kBrittleRule).exit_code, 0);
  const std::string folder = std::string{kTrack} + "/backtest/audit";
  const auto denied = shown(folder, "VERDICT");
  const auto line = json::parse(denied.substr(denied.rfind('\n', denied.size() - 2) + 1));
  const std::string intent = line["intent_id"];
  const auto told = sluice({"audit", "explain", folder, intent});
  EXPECT_THAT(told.out, AllOf(HasSubstr("PLUGIN_FAULT"),
                              HasSubstr("PLUGIN_QUARANTINED risk_rule fragile: check answered")));
  const auto as_json = json::parse(sluice({"audit", "explain", folder, intent, "--json"}).out);
  EXPECT_EQ(
      std::count_if(as_json.begin(), as_json.end(),
                    [](const json& record) { return record["type"] == "PLUGIN_QUARANTINED"; }),
      1);
  // Of an order that nothing was wrong with nothing of it is told.
  const auto first = json::parse(denied.substr(0, denied.find('\n')));
  EXPECT_THAT(sluice({"audit", "explain", folder, first["intent_id"]}).out,
              Not(HasSubstr("PLUGIN_QUARANTINED")));
}

TEST_F(PluginFaultTest, RuleOfATrack_IsInTheTrailOfItsDayAndInTheList) {
  const auto ran = run(days(10, 14), kBrittleRule);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(count_of(shown(audit()), "risk_rule fragile: check answered"), 1u);
  const auto faults = text(std::string{kTrack} + "/state/plugin_faults.jsonl");
  ASSERT_EQ(count_of(faults, "\n"), 1u);
  EXPECT_EQ(json::parse(faults)["kind"], "risk_rule");
  EXPECT_EQ(json::parse(faults)["name"], "fragile");
  const auto list = json::parse(run({"plugin", "list", "--json", "--data-dir", "out"}).out);
  ASSERT_EQ(list["faults"].size(), 1u);
  EXPECT_THAT(list["faults"][0]["text"].get<std::string>(),
              HasSubstr("risk_rule fragile: check answered"));
  EXPECT_THAT(run({"plugin", "list", "--data-dir", "out"}).out, HasSubstr("fault: out/"));
  EXPECT_EQ(run({"plugin", "list", "--data-dir", "nowhere"}).exit_code, 2);
  EXPECT_EQ(sluice({"audit", "verify", audit()}).exit_code, 0);
}

TEST_F(PluginFaultTest, BrokenRuleOfATrack_IsToldByRunStatusAndHealthUntilOrdersPassAgain) {
  const auto ran = run(days(10, 14), kBrittleRule);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto state = json::parse(run({"paper-track", "status", "--json"}, kBrittleRule).out);
  ASSERT_EQ(state["broken_rules"].size(), 1u) << state;
  const auto& broken = state["broken_rules"][0];
  EXPECT_EQ(broken["rule"], "fragile");
  EXPECT_EQ(broken["code"], "PLUGIN_FAULT");
  EXPECT_EQ(broken["since"].get<std::string>().substr(0, 10), session_date(11));
  const std::string orders = broken["orders_blocked"].dump();
  EXPECT_THAT(ran.err,
              ::testing::EndsWith(orders + " orders were blocked by the broken rule fragile\n"));
  const std::string since =
      "rule fragile: PLUGIN_FAULT since " + session_date(11) + ", " + orders + " orders blocked";
  EXPECT_THAT(ran.out, HasSubstr(since));
  EXPECT_THAT(run({"paper-track", "status"}, kBrittleRule).out, HasSubstr(since));

  const auto health = run({"paper-track", "health"}, kBrittleRule);
  EXPECT_EQ(health.exit_code, 1);
  EXPECT_THAT(health.out, AllOf(HasSubstr("rule:fragile"),
                                HasSubstr("RULE_BROKEN: PLUGIN_FAULT since " + session_date(11))));

  // Mended: the first day that lets an order through has forgotten it.
  const std::string sound = "risk_rules=[{type: brittle_rule, name: fragile, after: 9999}]";
  const auto mended = run(days(15, 20), sound);
  ASSERT_EQ(mended.exit_code, 0) << mended.err;
  EXPECT_THAT(mended.err, Not(HasSubstr("broken rule")));
  EXPECT_EQ(json::parse(run({"paper-track", "status", "--json"}, sound).out)["broken_rules"].size(),
            0u);
  EXPECT_THAT(run({"paper-track", "health"}, sound).out, Not(HasSubstr("RULE_BROKEN")));
}

TEST_F(PluginFaultTest, Strategy_PausesItsTrackUntilItIsResumed) {
  const std::string brittle = "strategy={type: brittle_strategy, after: 2}";
  const auto broke = run(days(10, 14), brittle);
  EXPECT_EQ(broke.exit_code, 1);
  EXPECT_THAT(broke.err,
              AllOf(HasSubstr("it has had enough"),
                    HasSubstr("the track is paused: strategy brittle_strategy: on_bars reported a "
                              "fault: it has had enough; its session pauses")));
  EXPECT_THAT(shown(audit()), HasSubstr("strategy brittle_strategy: on_bars"));
  const auto status = json::parse(run({"paper-track", "status", "--json"}, brittle).out);
  EXPECT_THAT(status.dump(), HasSubstr("it has had enough"));
  const auto pauses = text(std::string{kTrack} + "/state/pauses.jsonl");
  EXPECT_THAT(pauses, AllOf(HasSubstr(R"("action":"pause","actor":"sluice")"),
                            HasSubstr("it has had enough")));

  const auto blocked = run(days(10, 14), "strategy={type: brittle_strategy, after: 99}");
  EXPECT_EQ(blocked.exit_code, 3);
  EXPECT_THAT(blocked.err, HasSubstr("the track is paused: strategy brittle_strategy"));
  ASSERT_EQ(run({"paper-track", "resume", "--reason", "mended"}, brittle).exit_code, 0);
  const auto resumed = run(days(10, 14), "strategy={type: brittle_strategy, after: 99}");
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(sluice({"audit", "verify", audit()}).exit_code, 0);
}

TEST_F(PluginFaultTest, StrategyOfABacktest_EndsItAndLeavesTheEarlierResult) {
  ASSERT_EQ(run({"backtest"}).exit_code, 0);
  const Tree before = read_tree(path("out"));
  const auto broke = run({"backtest"}, "strategy={type: brittle_strategy, after: 5}");
  EXPECT_EQ(broke.exit_code, 1);
  EXPECT_THAT(broke.err, AllOf(HasSubstr("it has had enough"), HasSubstr("it is quarantined")));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(PluginFaultTest, Executor_HaltsItsRouteUntilItIsReleased) {
  const std::string brittle = "strategy={type: brittle_strategy, after: 99}";
  const auto with = [&](int after) {
    Words words = days(10, 12);
    words.insert(words.end(),
                 {"--set", brittle, "--set",
                  "executor={type: brittle_executor, after: " + std::to_string(after) + "}"});
    return run(words);
  };
  const auto broke = with(1);
  EXPECT_EQ(broke.exit_code, 1);
  EXPECT_THAT(broke.err, HasSubstr("the venue is on fire"));
  EXPECT_THAT(shown(audit()), HasSubstr("executor brittle_executor: submit"));
  EXPECT_THAT(shown(audit(), "KILL_SWITCH"), HasSubstr("brittle_executor"));
  const auto status = json::parse(sluice({"kill", "status", "--data-dir", "out", "--json"}).out);
  EXPECT_THAT(status.dump(),
              AllOf(HasSubstr("\"scope\":\"route\""), HasSubstr("\"name\":\"brittle_executor\""),
                    HasSubstr("\"source\":\"plugin brittle_executor\""),
                    HasSubstr("the venue is on fire")));
  EXPECT_EQ(with(99).exit_code, 3);
  // Another route is not concerned.
  EXPECT_EQ(run({"eod", "--date", session_date(20)}).exit_code, 0);
  ASSERT_EQ(sluice({"kill", "release", "--data-dir", "out", "--who", "ana", "--why", "mended",
                    "--scope", "route", "--name", "brittle_executor"})
                .exit_code,
            0);
  Words more = days(13, 15);
  more.insert(more.end(),
              {"--set", brittle, "--set", "executor={type: brittle_executor, after: 99}"});
  EXPECT_EQ(run(more).exit_code, 0);
}

// It can't be taken back: the process tells it, and the next one does not begin.
TEST_F(PluginFaultTest, RuleThatNeverComesBack_IsToldAndItsStrategyHaltedForThoseThatFollow) {
  fs::copy_file(fs::path{SLUICE_ZOO} / "hangs_in_check.so", path("plugins/hangs_in_check.so"));
  fs::permissions(path("plugins/hangs_in_check.so"), fs::perms{0644});
  Words words = days(10, 14);
  words.insert(words.end(), {"-c", "panel.yaml", "--set", "plugins.search_path=[plugins]", "--set",
                             "risk_rules=[{type: zoo_rule, name: sleepy}]"});
  Process running{command(words), {}, path()};
  const std::string notes = std::string{kTrack} + "/state/plugin_faults.jsonl";
  // The whole line: the file is there before it.
  for (int i = 0; i < 3000 && !(fs::exists(path(notes)) && text(notes).ends_with('\n')); ++i)
    ::usleep(10'000);
  running.send(SIGKILL);
  const auto killed = running.wait();
  EXPECT_EQ(killed.exit_code, 128 + SIGKILL) << killed.err;
  EXPECT_THAT(killed.err,
              AllOf(HasSubstr("zoo_rule: check DEADLINE: it is not back after 1000 ms"),
                    HasSubstr("zoo_rule: check DEADLINE: it is not back after 3000 ms")));
  const auto note = json::parse(text(notes));
  EXPECT_EQ(note["kind"], "risk_rule");
  EXPECT_EQ(note["name"], "sleepy");
  EXPECT_THAT(note["reason"].get<std::string>(), HasSubstr("DEADLINE"));
  EXPECT_THAT(run({"plugin", "list", "--data-dir", "out"}).out, HasSubstr("risk_rule sleepy"));

  const auto status = json::parse(sluice({"kill", "status", "--data-dir", "out", "--json"}).out);
  EXPECT_THAT(status.dump(), AllOf(HasSubstr("\"scope\":\"strategy\""),
                                   HasSubstr("\"source\":\"plugin sleepy\"")));
  EXPECT_EQ(run(days(10, 14)).exit_code, 3);
  ASSERT_EQ(sluice({"kill", "release", "--data-dir", "out", "--who", "ana", "--why", "removed",
                    "--scope", "strategy"})
                .exit_code,
            0);
  EXPECT_EQ(run(days(15, 16)).exit_code, 0);
}

// A backtest halts nobody else.
TEST_F(PluginFaultTest, RuleThatComesBackTooLate_RefusesFromThenOn) {
  const auto ran =
      run({"backtest", "--set", "pre_trade={}"},
          "risk_rules=[{type: brittle_rule, name: slow, after: 999999, sleeps_at: 4}]");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string folder = std::string{kTrack} + "/backtest/audit";
  EXPECT_THAT(shown(folder), HasSubstr("risk_rule slow: check DEADLINE: it did not come back in "
                                       "time; it refuses every order from here on"));
  EXPECT_EQ(count_of(shown(folder, "VERDICT"), "\"state\":\"APPROVED\""), 3u);
  EXPECT_FALSE(fs::exists(path("out/KILL_SWITCH")));
}

TEST_F(PluginFaultTest, Report_IsLeftOutWithAWarningAndTheTrailTells) {
  const auto ran = run({"backtest"}, "reports=[brittle_report, report_markdown]");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, AllOf(HasSubstr("report brittle.txt is left out"), HasSubstr("no ink")));
  EXPECT_FALSE(fs::exists(path(std::string{kTrack} + "/backtest/brittle.txt")));
  EXPECT_TRUE(fs::exists(path(std::string{kTrack} + "/backtest/report.md")));
  const std::string folder = std::string{kTrack} + "/backtest/audit";
  EXPECT_THAT(shown(folder), HasSubstr("report brittle_report: render reported a fault: no ink; "
                                       "it is left out"));
  EXPECT_EQ(sluice({"audit", "verify", folder}).exit_code, 0);
  EXPECT_THAT(run({"plugin", "list", "--data-dir", "out"}).out,
              HasSubstr("report brittle_report: render reported a fault: no ink"));
}

TEST_F(PluginFaultTest, ReportOfATrack_IsNotedBesideItsState) {
  const auto ran = run(days(10, 14), "reports=[brittle_report]");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto fault = json::parse(text(std::string{kTrack} + "/state/plugin_faults.jsonl"));
  EXPECT_EQ(fault["kind"], "report");
  EXPECT_EQ(fault["name"], "brittle_report");
  EXPECT_THAT(fault["reason"].get<std::string>(), HasSubstr("no ink"));
}

}  // namespace
}  // namespace sluice::e2e
