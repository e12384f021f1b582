// SPDX-License-Identifier: Apache-2.0
//
// intraday_test.cpp: five-minute bars from end to end: backtest, paper track caught up and day by
// day give the same; a day is all of its bars, whole or not at all.
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/fault_run.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using testing::IoFault;

constexpr int kDays = 6;
constexpr int kBarsPerDay = 30;

// The panel's sessions become bars: thirty a day in New York, from 18:00 to 20:30 there. Midnight
// in UTC comes in between, and the day goes on.
std::string bar_time(int bar) {
  const int minute = 18 * 60 + 5 * (bar % kBarsPerDay);
  char clock[16];
  std::snprintf(clock, sizeof clock, " %02d:%02d", minute / 60, minute % 60);
  return session_date(bar / kBarsPerDay) + clock;
}

class IntradayTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kDays * kBarsPerDay);
    const std::string daily = panel_csv(symbols, kDays * kBarsPerDay);
    std::string bars = "timestamp" + daily.substr(4, daily.find('\n') + 1 - 4);
    std::string date;
    int bar = -1;
    for (std::size_t at = daily.find('\n') + 1; at < daily.size();) {
      const std::size_t end = daily.find('\n', at) + 1;
      if (daily.compare(at, 10, date) != 0) {
        date = daily.substr(at, 10);
        ++bar;
      }
      bars += bar_time(bar) + daily.substr(at + 10, end - at - 10);
      at = end;
    }
    write("prices.csv", bars);
    write("panel.yaml", with_minutes(panel_config(symbols), "bar"));
    write("daily.yaml", with_minutes(panel_config(symbols), "D"));
  }
  static std::string with_minutes(std::string config, const std::string& rebalance) {
    replace(config, "freq: 1d, rebalance_freq: D", "freq: 5min, rebalance_freq: " + rebalance);
    replace(config, "path: prices.csv", "path: prices.csv, timezone: America/New_York");
    return config;
  }
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }
  void expect_success(const Words& words) const {
    const auto run = sluice(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  void run_all_ways(const std::string& config) const {
    expect_success({"backtest", "-c", config, "--data-dir", "back"});
    expect_success(
        {"paper-track", "run", "-c", config, "--data-dir", "caught", "--from", session_date(0)});
    for (int day = 0; day < kDays; ++day)
      expect_success(
          {"paper-track", "run", "-c", config, "--data-dir", "daily", "--date", session_date(day)});
  }
  void expect_same() const {
    for (const char* file : {"/equity_curve.csv", "/trades_all.csv"}) {
      const std::string expected = text("back/strategy_panel/backtest" + std::string{file});
      EXPECT_EQ(expected, text("caught/strategy_panel" + std::string{file})) << file;
      EXPECT_EQ(expected, text("daily/strategy_panel" + std::string{file})) << file;
    }
  }
};

TEST_F(IntradayTest, DecisionsOnEveryBar_BacktestCaughtUpAndDayByDay_GiveTheSame) {
  run_all_ways("panel.yaml");
  expect_same();
  // One row a day, told by its date there; fills at the times of bars stand in the trail.
  const std::string curve = text("caught/strategy_panel/equity_curve.csv");
  EXPECT_EQ(count_of(curve, "\n"), 1u + kDays);
  for (int day = 0; day < kDays; ++day)
    EXPECT_EQ(count_of(curve, session_date(day) + "T00:00:00Z"), 1u);
  const std::string trades = text("caught/strategy_panel/trades_all.csv");
  EXPECT_GT(count_of(trades, "\n"), 60u);
  const std::string trail = text("caught/strategy_panel/audit/order_audit.20200107.jsonl");
  EXPECT_GT(count_of(trail, R"("type":"FILLED")"), 3u);
  EXPECT_GT(count_of(trail, R"("time":"2020-01-08T00:)"), 0u) << "the evening goes on";
  // A day has one trail, one folder, and orders of all its bars.
  EXPECT_TRUE(fs::exists(path("daily/strategy_panel/audit/order_audit.20200106.jsonl")));
  EXPECT_FALSE(fs::exists(path("daily/strategy_panel/runs/20200111")));
  expect_success({"audit", "verify", "caught/strategy_panel/audit"});
  expect_success({"audit", "replay", "-c", "panel.yaml", "--data-dir", "caught"});
}

TEST_F(IntradayTest, DecisionsOnTheFirstBarOfADay_BacktestCaughtUpAndDayByDay_GiveTheSame) {
  run_all_ways("daily.yaml");
  expect_same();
  // Decided on the bar of 18:00, filled at the open of the next one, or of the one behind a gap.
  const std::string trades = text("caught/strategy_panel/trades_all.csv");
  EXPECT_GT(count_of(trades, "\n"), 5u);
  std::size_t fills = 0;
  for (const auto& [name, trail] : read_tree(path("caught/strategy_panel/audit")))
    for (const char* time : {"T23:05:00Z", "T23:10:00Z"})
      fills += count_of(trail, std::string{time} + R"(","type":"FILLED")");
  EXPECT_EQ(fills, count_of(trades, "\n") - 1);
}

TEST_F(IntradayTest, DayThatWasRun_IsNotRunAgain_AndForceGivesTheSame) {
  expect_success({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(0), "--to",
                  session_date(2)});
  const Tree before = read_tree(path("out/strategy_panel/runs"));
  const auto again = sluice({"paper-track", "run", "-c", "panel.yaml", "--date", session_date(2)});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_NE(again.err.find("already run"), std::string::npos) << again.err;
  expect_success({"paper-track", "run", "-c", "panel.yaml", "--date", session_date(2), "--force"});
  EXPECT_EQ(difference(before, read_tree(path("out/strategy_panel/runs"))), "");
}

TEST_F(IntradayTest, Eod_DecidesOnTheLastBarOfTheDay) {
  expect_success({"eod", "-c", "panel.yaml", "--date", session_date(4)});
  const std::string trail = text("out/strategy_panel/eod/order_audit.20200110.jsonl");
  EXPECT_GT(count_of(trail, "2020-01-11T01:25:00Z"), 0u) << trail.substr(0, 300);
}

TEST_F(IntradayTest, KilledInTheMiddleOfADay_IsCompletedByTheNextRun) {
  expect_success({"backtest", "-c", "panel.yaml"});  // the feed's cache
  fs::remove_all(path("out"));
  const Words absolute{"-c", path("panel.yaml"), "--data-dir", path("out")};
  const auto days = [&](int from, int to) {
    Words words{"paper-track", "run", "--from", session_date(from), "--to", session_date(to)};
    words.insert(words.end(), absolute.begin(), absolute.end());
    return words;
  };
  expect_success(days(0, 1));
  replace_tree(path("out"), path("before"));
  const auto whole_run =
      testing::run_with_faults({path("out"), IoFault::kNone, 0, false}, command(days(2, 2)));
  ASSERT_EQ(whole_run.exit_code, 0) << whole_run.output;
  ASSERT_GT(whole_run.calls, 10);
  const Tree whole = read_tree(path("out"));
  for (long at = 1; at <= whole_run.calls; at += 11) {
    replace_tree(path("before"), path("out"));
    ASSERT_TRUE(
        testing::run_with_faults({path("out"), IoFault::kKill, at, false}, command(days(2, 2)))
            .killed);
    expect_success(days(2, 2));
    ASSERT_EQ(difference(whole, read_tree(path("out"))), "") << "killed at call " << at;
  }
}

}  // namespace
}  // namespace sluice::e2e
