// SPDX-License-Identifier: Apache-2.0
//
// agreement_test.cpp: one path, three ways to walk it: a backtest, a paper track caught up in one
// run, and a paper track run day by day, each day in a process of its own. And the same bytes each
// time.
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int kPanelSessions = 90;

class AgreementTest : public CliTest {
 protected:
  void write_panel() const {
    const auto symbols = ragged_symbols(kPanelSessions);
    write("prices.csv", panel_csv(symbols, kPanelSessions));
    write("panel.yaml", panel_config(symbols));
  }
  void expect_success(const Words& words) const {
    const auto run = sluice(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  void expect_same_result(const std::string& expected, const std::string& actual) const {
    for (const char* file : {"/equity_curve.csv", "/trades_all.csv"}) {
      EXPECT_FALSE(text(expected + file).empty());
      EXPECT_EQ(text(expected + file), text(actual + file)) << file;
    }
  }
};

TEST_F(AgreementTest, DemoYear_BacktestCaughtUpAndDayByDay_GiveTheSameCurveAndTrades) {
  const std::string config = demo_config().native();
  const Words range{"--from", "1991-01-02", "--to", "1991-12-31"};
  const auto with_range = [&](Words words) {
    words.insert(words.end(), range.begin(), range.end());
    return words;
  };
  expect_success(with_range({"backtest", "-c", config, "--data-dir", "back", "--no-reports"}));
  expect_success(with_range({"paper-track", "run", "-c", config, "--data-dir", "caught"}));
  const std::string backtest = "back/strategy_dow30_trend/backtest";
  expect_same_result(backtest, "caught/strategy_dow30_trend");
  EXPECT_GT(count_of(text(backtest + "/trades_all.csv"), "\n"), 20u);

  // The days are those of the curve.
  const std::string curve = text(backtest + "/equity_curve.csv");
  std::size_t days = 0;
  for (std::size_t line = curve.find('\n') + 1; line < curve.size();
       line = curve.find('\n', line) + 1, ++days)
    expect_success({"paper-track", "run", "-c", config, "--data-dir", "daily", "--date",
                    curve.substr(line, 10)});
  EXPECT_EQ(days, 253u);
  expect_same_result(backtest, "daily/strategy_dow30_trend");
}

TEST_F(AgreementTest, NextOpenOnRaggedPrices_BacktestCaughtUpAndDayByDay_GiveTheSame) {
  write_panel();
  expect_success({"backtest", "-c", "panel.yaml", "--data-dir", "back"});
  expect_success({"paper-track", "run", "-c", "panel.yaml", "--data-dir", "caught", "--from",
                  session_date(0)});
  for (int session = 0; session < kPanelSessions; ++session)
    expect_success({"paper-track", "run", "-c", "panel.yaml", "--data-dir", "daily", "--date",
                    session_date(session)});
  expect_same_result("back/strategy_panel/backtest", "caught/strategy_panel");
  expect_same_result("back/strategy_panel/backtest", "daily/strategy_panel");
  const std::string trades = text("caught/strategy_panel/trades_all.csv");
  for (const char* symbol : {",AAA,", ",BBB,", ",CCC,", ",DDD,", ",EEE,", ",FFF,"})
    EXPECT_GT(count_of(trades, symbol), 0u) << symbol;
}

// The copy of the config names the folder it is written to, so both runs write to the same.
TEST_F(AgreementTest, DayByDayAndCaughtUp_LeaveTheSameDaysAndTheSameState) {
  write_panel();
  expect_success({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(0), "--to",
                  session_date(30)});
  fs::remove_all(path("out/strategy_panel/reports"));  // a single day renders none
  const Tree caught_up = read_tree(path("out"));
  fs::remove_all(path("out"));
  for (int session = 0; session <= 30; ++session)
    expect_success({"paper-track", "run", "-c", "panel.yaml", "--date", session_date(session)});
  EXPECT_EQ(difference(caught_up, read_tree(path("out"))), "");
}

TEST_F(AgreementTest, TwoProcesses_WriteTheSameBytes) {
  write_panel();
  const auto run_everything = [&] {
    fs::remove_all(path("out"));
    expect_success({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(0)});
    expect_success({"backtest", "-c", "panel.yaml"});
    expect_success({"eod", "-c", "panel.yaml"});
    return read_tree(path("out"));
  };
  const Tree first = run_everything();
  EXPECT_TRUE(first.contains("strategy_panel/reports/report.md"));
  EXPECT_TRUE(first.contains("strategy_panel/backtest/metrics.json"));
  EXPECT_EQ(difference(first, run_everything()), "");
}

}  // namespace
}  // namespace sluice::e2e
