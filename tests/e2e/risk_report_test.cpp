// SPDX-License-Identifier: Apache-2.0
//
// risk_report_test.cpp: a track's risk reports: the same bytes however the days were run, and
// wherever a run was killed.
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/fault_run.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using testing::IoFault;

constexpr int kSessions = 70;
const std::string kReports = std::string{kTrack} + "/risk_reports";

class RiskReportTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    std::string config = panel_config(symbols);
    const std::string last_report = "report_json]";
    config.replace(config.find(last_report), last_report.size(), "report_json, report_html]");
    write("panel.yaml", config +
                            "integration: {enable_risk_report: true, enable_regime_analysis: true, "
                            "enable_factor_exposures: true, enable_deflated_sharpe: true, "
                            "n_tests: 12}\n");
  }
  [[nodiscard]] Words days(int from, int to, const Words& more = {}) const {
    Words words{"paper-track", "run",           "-c",     path("panel.yaml"),
                "--data-dir",  path("out"),     "--from", session_date(from),
                "--to",        session_date(to)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  void expect_success(const Words& words) const {
    const auto run = sluice(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
};

TEST_F(RiskReportTest, DayByDayAndCaughtUp_LeaveTheSameReports) {
  expect_success(days(0, kSessions - 1));
  const Tree caught_up = read_tree(path(kReports));
  fs::remove_all(path("out"));
  for (int session = 0; session < kSessions; ++session) expect_success(days(session, session));
  EXPECT_EQ(difference(caught_up, read_tree(path(kReports))), "");
  // Of January, February and March, as of their last sessions.
  for (const char* of : {"20200131", "20200228", "20200331"}) {
    EXPECT_EQ(caught_up.count("risk_report_" + std::string{of} + ".md"), 1u) << of;
    EXPECT_EQ(caught_up.count("risk_summary_" + std::string{of} + ".csv"), 1u) << of;
  }
  // One page, the newest.
  EXPECT_EQ(caught_up.count("risk_report_20200331.html"), 1u);
  EXPECT_EQ(caught_up.size(), 10u);
  EXPECT_EQ(count_of(caught_up.at("exposure_timeseries.csv"), "\n"), 63u);  // up to 31 March
}

TEST_F(RiskReportTest, OfTheSameDay_IsTheSameInAnyRunLength) {
  expect_success(days(0, 19));
  expect_success(days(20, 45));
  const std::string january = text(kReports + "/risk_summary_20200131.csv");
  fs::remove_all(path("out"));
  expect_success(days(0, 30));
  EXPECT_EQ(text(kReports + "/risk_summary_20200131.csv"), january);
}

TEST_F(RiskReportTest, Weekly_HasAReportForEveryWeekThatEnded) {
  expect_success(days(0, 15, {"--set", "integration.risk_report_freq=W"}));
  const Tree reports = read_tree(path(kReports));
  for (const char* of : {"20200110", "20200117", "20200124"})
    EXPECT_EQ(reports.count("risk_report_" + std::string{of} + ".md"), 1u) << of;
  EXPECT_NE(reports.at("risk_report_20200110.md").find("# Weekly risk report: panel"),
            std::string::npos);
}

TEST_F(RiskReportTest, Skipped_IsNotMade_AndCanBeMadeByHand) {
  expect_success(days(0, 25, {"--skip-risk-report"}));
  EXPECT_FALSE(fs::exists(path(kReports)));
  expect_success({"report", "--risk", "-c", path("panel.yaml"), "--data-dir", path("out")});
  EXPECT_TRUE(fs::exists(path(kReports + "/risk_report_20200210.md")));
}

TEST_F(RiskReportTest, SwitchedOff_IsNotMade) {
  expect_success(days(0, 25, {"--set", "integration.enable_risk_report=false"}));
  EXPECT_FALSE(fs::exists(path(kReports)));
}

TEST_F(RiskReportTest, TheLastDayRunAgain_LeavesTheReportAsItWas) {
  expect_success(days(0, 20));
  const Tree before = read_tree(path(kReports));
  expect_success(days(20, 20, {"--force"}));
  EXPECT_EQ(difference(before, read_tree(path(kReports))), "");
}

TEST_F(RiskReportTest, WhereTheTracksFilesAreBroken_IsLeftOutWithAWarning_AndTheDayRuns) {
  expect_success(days(0, 19));
  const std::string positions = text(std::string{kTrack} + "/positions_history.csv");
  std::string broken = positions;
  broken[broken.size() - 3] = 'x';
  write(std::string{kTrack} + "/positions_history.csv", broken);
  const auto run = sluice(days(20, 20));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("there is no risk report as of 2020-01-31: positions_history.csv:"),
            std::string::npos)
      << run.err;
}

TEST_F(RiskReportTest, FiguresAreThoseOfTheReport) {
  expect_success(days(0, 25));
  expect_success({"report", "--risk", "-c", path("panel.yaml"), "--data-dir", path("out")});
  const std::string risk = text(kReports + "/risk_summary_20200210.csv");
  const std::string report = text(std::string{kTrack} + "/reports/report.csv");
  const auto figure = [](const std::string& csv, const std::string& name) {
    const auto at = csv.find("\n" + name + ",");
    EXPECT_NE(at, std::string::npos) << name;
    return std::strtod(csv.c_str() + at + name.size() + 2, nullptr);
  };
  for (const char* name : {"total_return", "sharpe", "var_95", "cvar_99_cornish_fisher",
                           "probabilistic_sharpe", "deflated_sharpe", "max_drawdown", "win_rate",
                           "expectancy", "costs_of_traded", "turnover"}) {
    EXPECT_NE(figure(report, name), 0) << name;
    EXPECT_NEAR(figure(risk, name), figure(report, name), 1e-10) << name;
  }
}

// The first session of February: January's report, then the day.
TEST_F(RiskReportTest, KilledAtEveryCall_IsCompletedByTheNextRun) {
  const int first_of_month = 20;
  expect_success(days(0, first_of_month - 1));
  replace_tree(path("out"), path("before"));
  const Words run = days(first_of_month, first_of_month);
  const auto whole =
      testing::run_with_faults({path("out"), IoFault::kNone, 0, false}, command(run));
  ASSERT_EQ(whole.exit_code, 0) << whole.output;
  const Tree expected = read_tree(path("out"));
  for (const char* kind : {"md", "html"})
    ASSERT_EQ(
        expected.count("strategy_panel/risk_reports/risk_report_20200131." + std::string{kind}),
        1u);
  for (long at = 1; at <= whole.calls; ++at) {
    replace_tree(path("before"), path("out"));
    const auto killed =
        testing::run_with_faults({path("out"), IoFault::kKill, at, false}, command(run));
    ASSERT_TRUE(killed.killed) << "call " << at << ": " << killed.output;
    const auto again = sluice(run);
    ASSERT_EQ(again.exit_code, 0) << "killed at call " << at << ": " << again.err;
    ASSERT_EQ(difference(expected, read_tree(path("out"))), "") << "killed at call " << at;
  }
}

}  // namespace
}  // namespace sluice::e2e
