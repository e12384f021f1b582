// SPDX-License-Identifier: Apache-2.0
//
// data_test.cpp: `sluice data check` and `sluice data import`, and a run over what was imported.
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;

class DataTest : public CliTest {
 protected:
  [[nodiscard]] static fs::path shared(const std::string& name) {
    return fs::path{SLUICE_SOURCE_DIR} / "../shared/data" / name;
  }
};

TEST_F(DataTest, Check_OfTheDemo_FindsNoError) {
  const auto run = sluice({"data", "check", "-c", demo_config().native()});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("30 symbols"), std::string::npos) << run.out.substr(0, 200);
}

TEST_F(DataTest, Check_TellsWhatIsWrong_AndEndsWithOne) {
  write("prices/AAA.csv",
        "date,open,high,low,close\n2024-01-02,1,2,1,2\n2024-01-03,1,1,1,5\n2024-01-03,1,1,1,5\n"
        "2024-01-04,9,9,9,x\n2024-02-05,10,10,10,10\n");
  const auto run = sluice({"data", "check", "prices"});
  EXPECT_EQ(run.exit_code, 1);
  for (const char* part :
       {"UNADJUSTED_JUMP AAA 2024-01-03: close 5 after 2 looks like a split of 2/5",
        "warning INCONSISTENT_BAR AAA", "warning DUPLICATE_ROW AAA", "warning BAD_NUMBER AAA",
        "warning CALENDAR_HOLE 2024-01-03: no bar of any symbol until 2024-02-05"})
    EXPECT_NE(run.out.find(part), std::string::npos) << part << "\n" << run.out;
  const auto json = sluice({"data", "check", "prices", "--json"});
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_NE(json.out.find("\"ok\": false"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find("\"code\": \"UNADJUSTED_JUMP\""), std::string::npos) << json.out;
}

TEST_F(DataTest, Check_OfAUniverseThatTheDataLacks_IsAnError) {
  write("prices.csv", "date,symbol,close\n2024-01-02,AAA,1\n");
  write("a.yaml",
        "strategy_name: a\nstrategy: {type: buy_and_hold}\nuniverse: {symbols: [AAA, ZZZ]}\n"
        "data: {path: prices.csv}\ntrading: {freq: 1d}\nportfolio: {seed_capital: 1}\n");
  const auto run = sluice({"data", "check", "-c", "a.yaml"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.out.find("ERROR   NO_DATA ZZZ: no bar at all"), std::string::npos) << run.out;
}

TEST_F(DataTest, Check_NeedsAConfigOrPaths) {
  EXPECT_EQ(sluice({"data", "check"}).exit_code, 2);
  EXPECT_EQ(sluice({"data", "chek"}).exit_code, 2);
  EXPECT_EQ(sluice({"data", "check", "nowhere.csv"}).exit_code, 2);
}

TEST_F(DataTest, Import_WritesFilesThatAreThereWholeOrNotAtAll) {
  write("minutes.csv",
        "when,o,close,vol\n2024-01-02 09:30,1,1.5,10\n2024-01-02 09:33,1.6,1.7,5\n"
        "2024-01-02 09:35,1.7,1.8,1\n");
  const Words words{"data",
                    "import",
                    "minutes.csv",
                    "--to",
                    "prices",
                    "--symbol",
                    "AAA",
                    "--freq",
                    "5min",
                    "--timezone",
                    "-05:00",
                    "--columns",
                    "timestamp=when,open=o,volume=vol"};
  const auto run = sluice(words);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(text("prices/AAA.csv"),
            "timestamp,open,close,volume\n2024-01-02T14:30:00Z,1,1.7,15\n"
            "2024-01-02T14:35:00Z,1.7,1.8,1\n");
  const auto again = sluice(words);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_NE(again.err.find("prices/AAA.csv is there already; --force replaces it"),
            std::string::npos)
      << again.err;
  Words forced = words;
  forced.push_back("--force");
  EXPECT_EQ(sluice(forced).exit_code, 0);
  for (const Words& bad :
       {Words{"data", "import", "minutes.csv"}, Words{"data", "import", "nowhere.csv", "--to", "x"},
        Words{"data", "import", "minutes.csv", "--to", "x", "--freq", "1h"},
        Words{"data", "import", "minutes.csv", "--to", "x", "--hours", "9-16"},
        Words{"data", "import", "minutes.csv", "--to", "x", "--columns", "a=b"}})
    EXPECT_EQ(sluice(bad).exit_code, 2) << bad.back();
}

// Real minutes of two exchanges, made bars of five and traded: the backtest, the track caught up
// and the track day by day give the same.
TEST_F(DataTest, RealMinutes_ImportedAndTraded_GiveTheSameEveryWay) {
  if (!fs::exists(shared("us_minute")))
    GTEST_SKIP() << shared("us_minute") << " is not here: this test needs that data";
  for (const char* symbol : {"BAC", "IBM", "SPY", "AIG"}) {
    const auto run =
        sluice({"data", "import", shared("us_minute") / (std::string{symbol} + "_trade.csv"),
                "--to", "prices", "--symbol", symbol, "--columns", "timestamp=time_ny", "--freq",
                "5min", "--timezone", "America/New_York", "--hours", "09:30-16:00"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  write("minutes.yaml",
        "strategy_name: minutes\nstrategy: {type: trend_baseline, ma_fast: 3, ma_slow: 8}\n"
        "universe: {symbols: [AIG, BAC, IBM, SPY]}\n"
        "data: {path: prices, timezone: America/New_York}\n"
        "trading: {freq: 5min, rebalance_freq: bar}\nportfolio: {seed_capital: 1000000}\n"
        "executor: {type: paper, fill_model: next_open}\n");
  const auto back = sluice({"backtest", "-c", "minutes.yaml", "--data-dir", "back"});
  ASSERT_EQ(back.exit_code, 0) << back.err;
  const std::string curve = text("back/strategy_minutes/backtest/equity_curve.csv");
  const std::string first = curve.substr(curve.find('\n') + 1, 10);
  const auto caught =
      sluice({"paper-track", "run", "-c", "minutes.yaml", "--data-dir", "caught", "--from", first});
  ASSERT_EQ(caught.exit_code, 0) << caught.err;
  for (std::size_t line = curve.find('\n') + 1; line < curve.size();
       line = curve.find('\n', line) + 1) {
    const auto day = sluice({"paper-track", "run", "-c", "minutes.yaml", "--data-dir", "daily",
                             "--date", curve.substr(line, 10)});
    ASSERT_EQ(day.exit_code, 0) << day.err;
  }
  EXPECT_GT(count_of(text("back/strategy_minutes/backtest/trades_all.csv"), "\n"), 20u);
  for (const char* file : {"/equity_curve.csv", "/trades_all.csv"}) {
    const std::string expected = text("back/strategy_minutes/backtest" + std::string{file});
    EXPECT_EQ(expected, text("caught/strategy_minutes" + std::string{file})) << file;
    EXPECT_EQ(expected, text("daily/strategy_minutes" + std::string{file})) << file;
  }
}

TEST_F(DataTest, MonthOfMinutes_BecomesItsBars) {
  const fs::path minutes = shared("btc_perp_1m/btc_perp_1m.csv");
  if (!fs::exists(minutes)) GTEST_SKIP() << minutes << " is not here: this test needs that data";
  const auto run = sluice(
      {"data", "import", minutes, "--to", "prices", "--symbol", "BTC", "--freq", "5min", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("\"rows\": 45031"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\"unusable\": 0"), std::string::npos) << run.out;
  const auto check = sluice({"data", "check", "prices", "--freq", "5min"});
  EXPECT_EQ(check.exit_code, 0) << check.out;
}

}  // namespace
}  // namespace sluice::e2e
