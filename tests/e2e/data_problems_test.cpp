// SPDX-License-Identifier: Apache-2.0
//
// data_problems_test.cpp: prices, universes and instruments as people and vendors deliver them.
#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kProblemSessions = 40;
constexpr const char* kHeader = "date,symbol,open,high,low,close,volume\n";

class DataProblemsTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kProblemSessions);
    write("prices.csv", panel_csv(symbols, kProblemSessions));
    write("panel.yaml", panel_config(symbols));
  }
  [[nodiscard]] Outcome day(const std::string& date, const Words& more = {}) const {
    Words words{"paper-track", "run", "-c", "panel.yaml", "--date", date};
    words.insert(words.end(), more.begin(), more.end());
    return sluice(words);
  }
  [[nodiscard]] Outcome day_with_prices(const std::string& prices) const {
    write("other.csv", prices);
    return day(session_date(20), {"--set", "data.path=other.csv"});
  }
};

TEST_F(DataProblemsTest, UnknownTickers_AreNamedAllAtOnceWithTheNearestSymbol) {
  const auto run = day(session_date(20), {"--set", "universe.symbols=[AAA, AAB, FFE]"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("the universe names symbols that the data has no price of"));
  EXPECT_THAT(run.err, HasSubstr("no bar of 'AAB'; the nearest symbol is 'AAA'"));
  EXPECT_THAT(run.err, HasSubstr("no bar of 'FFE'; the nearest symbol is 'FFF'"));
}

TEST_F(DataProblemsTest, EmptyPriceFile_FailsWithOneMessage) {
  const auto run = day_with_prices("");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("other.csv: the file is empty; expected a header line and rows"));
  EXPECT_EQ(count_of(run.err, "\n"), 1u) << run.err;
}

TEST_F(DataProblemsTest, PriceFileWithoutRows_FailsWithOneMessage) {
  const auto run = day_with_prices(kHeader);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("other.csv: the file has a header line and no rows"));
  EXPECT_EQ(count_of(run.err, "\n"), 1u) << run.err;
}

TEST_F(DataProblemsTest, MissingColumns_AreNamedWithThoseFound) {
  const auto run = day_with_prices("date,symbol,open\n2020-01-06,AAA,1\n");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("other.csv, line 1: no column close: found 'date', 'symbol', "
                                 "'open'; expected"));
  EXPECT_EQ(count_of(run.err, "\n"), 1u) << run.err;
}

TEST_F(DataProblemsTest, PriceFileMissing_FailsAndNamesIt) {
  const auto run = day(session_date(20), {"--set", "data.path=nowhere.csv"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("data.path: no such file or folder: nowhere.csv"));
}

TEST_F(DataProblemsTest, PricesOnlyAfterTheDay_FailsAndSaysHowFarTheDataReaches) {
  const auto run = day("2019-12-02");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(errors_of(run.err), "sluice: no prices as of 2019-12-02: the data reaches from " +
                                    session_date(0) + " to " + session_date(kProblemSessions - 1) +
                                    "\n");
}

TEST_F(DataProblemsTest, DayBeyondTheData_FailsAndSaysHowFarTheDataReaches) {
  const auto run = day("2020-12-02");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("no prices for 2020-12-02 yet: the data reaches from " +
                                 session_date(0) + " to " + session_date(kProblemSessions - 1)));
}

TEST_F(DataProblemsTest, DayInTheFuture_IsWarnedOf) {
  const auto run = day("2199-01-04");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("warning: 2199-01-04 is in the future (today is "));
}

TEST_F(DataProblemsTest, Weekend_HasNothingToDoAndSaysSo) {
  const auto run = day("2020-01-11");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("2020-01-11 is not a trading session of this data"));
  EXPECT_THAT(run.out, HasSubstr("0 days run"));
}

TEST_F(DataProblemsTest, ZeroAndNegativePrices_AreDroppedAndSaidOnce) {
  std::string prices = panel_csv(ragged_symbols(kProblemSessions), kProblemSessions);
  prices.insert(std::string{kHeader}.size(),
                "2020-01-03,AAA,0,0,0,0,1\n2020-01-03,BBB,-5,-4,-6,-5,1\n");
  const auto run = day_with_prices(prices);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("other.csv:2: BAD_PRICE AAA: close '0' is not above zero; dropped "
                                 "the row (and 1 more; --log-level debug shows them)"));
}

TEST_F(DataProblemsTest, ZeroPrice_DoesNotChangeTheResult) {
  EXPECT_EQ(day(session_date(20)).exit_code, 0);
  const std::string clean = text("out/strategy_panel/equity_curve.csv");
  fs::remove_all(path("out"));
  std::string prices = panel_csv(ragged_symbols(kProblemSessions), kProblemSessions);
  prices.insert(std::string{kHeader}.size(), "2020-01-06,AAA,0,0,0,0,1\n");
  EXPECT_EQ(day_with_prices(prices).exit_code, 0);
  EXPECT_EQ(text("out/strategy_panel/equity_curve.csv"), clean);
}

TEST_F(DataProblemsTest, FailedRun_LeavesNoConfigToCompareWith) {
  EXPECT_EQ(day_with_prices("").exit_code, 1);
  const auto run = day(session_date(20));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, Not(HasSubstr("the config has changed")));
}

TEST_F(DataProblemsTest, FaultyInstrumentsFile_NamesFileAndLine) {
  write("instruments.csv", "symbol,sector,lot\nAAA,Technology,1\nBBB,Energy,many\n");
  const auto run = day(session_date(20), {"--set", "data.instruments=instruments.csv"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("instruments.csv:3: lot is 'many', expected a decimal above 0"));
}

TEST_F(DataProblemsTest, MissingInputFiles_AreAllNamedAtOnce) {
  write("files.yaml",
        "strategy_name: files\nstrategy: {type: equal_weight}\nuniverse: {file: nobody.txt}\n"
        "data: {path: nowhere.csv, instruments: nothing.csv}\ntrading: {freq: 1d}\n"
        "portfolio: {seed_capital: 1000}\n");
  const auto run = sluice({"backtest", "-c", "files.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("files.yaml:3: universe.file: no such file: nobody.txt"));
  EXPECT_THAT(run.err, HasSubstr("files.yaml:4: data.instruments: no such file: nothing.csv"));
}

// Real prices of thirty-one stocks, a file each, as they were downloaded.
TEST_F(DataProblemsTest, DirtyRealData_RunsAndSumsItsIssuesUp) {
  const fs::path data = fs::path{SLUICE_SOURCE_DIR} / ".." / "shared" / "data" / "djia31_daily";
  if (!fs::exists(data)) GTEST_SKIP() << "the dirty data is not on this machine: " << data;
  fs::copy(data, path("dirty"), fs::copy_options::recursive);  // its cache is written beside it
  std::string symbols;
  for (const auto& entry : fs::directory_iterator{path("dirty")})
    if (entry.path().extension() == ".csv")
      symbols += (symbols.empty() ? "" : ", ") + entry.path().stem().string();
  const auto run = sluice({"backtest", "-c", "panel.yaml", "--set", "data.path=dirty", "--set",
                           "universe.symbols=[" + symbols + "]", "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("more; --log-level debug shows them)"));
  EXPECT_LT(count_of(run.err, "\n"), 20u) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"ok\": true"));
}

}  // namespace
}  // namespace sluice::e2e
