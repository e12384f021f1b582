// SPDX-License-Identifier: Apache-2.0
//
// raw_prices_test.cpp: prices as they were traded, with the file of splits and dividends beside
// them: every way to run gives the same, and what is not told of is seen.
#include <sluice/decimal.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;

constexpr int kSessions = 60;

struct Split {
  std::string symbol;
  int session;
  int units_new;
  int units_old;
};

// Prices before a split are as many times higher as there were fewer units; volumes the other way.
std::string unadjusted(const std::string& csv, const std::vector<Split>& splits) {
  std::string text = csv.substr(0, csv.find('\n') + 1);
  for (std::size_t at = text.size(); at < csv.size();) {
    const std::size_t end = csv.find('\n', at);
    std::vector<std::string> cells;
    for (std::size_t from = at; from <= end;) {
      const std::size_t to = std::min(csv.find(',', from), end);
      cells.push_back(csv.substr(from, to - from));
      from = to + 1;
    }
    for (const Split& split : splits) {
      if (cells[1] != split.symbol || cells[0] >= session_date(split.session)) continue;
      for (std::size_t i = 2; i < cells.size(); ++i) {
        const std::int64_t units = Price::parse(cells[i])->raw();
        const bool price = i < 6;
        const std::int64_t times = price ? split.units_new : split.units_old;
        const std::int64_t by = price ? split.units_old : split.units_new;
        cells[i] = Price::from_raw(units * times / by).to_string();
      }
    }
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + cells[i];
    text += '\n';
    at = end + 1;
  }
  return text;
}

class RawPricesTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    // EEE has no bar on session 47: its split comes on a day without a bar.
    write("prices.csv", unadjusted(panel_csv(symbols, kSessions),
                                   {{"AAA", 30, 7, 1}, {"FFF", 45, 1, 10}, {"EEE", 47, 3, 2}}));
    write("actions.csv", "date,symbol,action,value\n" + session_date(30) + ",AAA,split,7\n" +
                             session_date(45) + ",FFF,split,1/10\n" + session_date(47) +
                             ",EEE,split,3/2\n" + session_date(42) + ",CCC,dividend,0.37\n" +
                             session_date(49) + ",FFF,dividend,1.25\n" + session_date(53) +
                             ",BBB,dividend,2\n");
    std::string config = panel_config(symbols);
    const std::string plain = "path: prices.csv";
    write("adjusted.yaml", config);
    config.replace(config.find(plain), plain.size(),
                   plain + ", prices: raw, corporate_actions: actions.csv");
    write("panel.yaml", config);
  }
  void expect_success(const Words& words) const {
    const auto run = sluice(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
};

TEST_F(RawPricesTest, BacktestCaughtUpAndDayByDay_GiveTheSame) {
  const auto backtest = sluice({"backtest", "-c", "panel.yaml", "--data-dir", "back"});
  ASSERT_EQ(backtest.exit_code, 0) << backtest.err;
  EXPECT_EQ(backtest.err.find("looks like a split"), std::string::npos) << backtest.err;
  expect_success({"paper-track", "run", "-c", "panel.yaml", "--data-dir", "caught", "--from",
                  session_date(0)});
  for (int session = 0; session < kSessions; ++session)
    expect_success({"paper-track", "run", "-c", "panel.yaml", "--data-dir", "daily", "--date",
                    session_date(session)});
  for (const char* file : {"/equity_curve.csv", "/trades_all.csv"}) {
    const std::string expected = text("back/strategy_panel/backtest" + std::string{file});
    EXPECT_EQ(expected, text("caught/strategy_panel" + std::string{file})) << file;
    EXPECT_EQ(expected, text("daily/strategy_panel" + std::string{file})) << file;
  }
  std::string trail;
  for (const auto& [name, content] : read_tree(path("daily/strategy_panel/audit"))) {
    trail += content;
    EXPECT_EQ(content, text("caught/strategy_panel/audit/" + name)) << name;
  }
  EXPECT_EQ(count_of(trail, R"("type":"CORPORATE_ACTION","text":"SPLIT: symbol=)"), 3u);
  EXPECT_EQ(count_of(trail, "DIVIDEND: symbol="), 3u);
  expect_success({"audit", "verify", "caught/strategy_panel/audit"});
  expect_success({"audit", "replay", "-c", "panel.yaml", "--data-dir", "caught"});
}

TEST_F(RawPricesTest, PricesThatAreSaidToBeAdjusted_AreSeenNotToBe) {
  const auto run = sluice({"backtest", "-c", "adjusted.yaml"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.err.find("AAA on " + session_date(30) + ": close "), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("looks like a split of 7/1"), std::string::npos) << run.err;
  const auto check = sluice({"data", "check", "-c", "adjusted.yaml"});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_NE(check.out.find("ERROR   UNADJUSTED_JUMP AAA " + session_date(30)), std::string::npos)
      << check.out;
  EXPECT_NE(check.out.find("UNADJUSTED_JUMP FFF " + session_date(45)), std::string::npos);
}

TEST_F(RawPricesTest, DataCheck_WithTheActions_FindsNoError) {
  const auto check = sluice({"data", "check", "-c", "panel.yaml", "--json"});
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_EQ(check.out.find("UNADJUSTED_JUMP"), std::string::npos) << check.out;
}

// Apple, 9 June 2014, and the real prices around it.
TEST_F(RawPricesTest, Apple_SplitSevenForOne_MovesNothingButUnits) {
  const fs::path prices = fs::path{SLUICE_SOURCE_DIR} / "../shared/data/lean8_daily/lean8.csv";
  if (!fs::exists(prices)) GTEST_SKIP() << prices << " is not here: this test needs that data";
  const auto config = [&](const std::string& actions) {
    return "strategy_name: apple\nstrategy: {type: buy_and_hold}\nuniverse: {symbols: [AAPL]}\n"
           "data: {path: " +
           prices.string() + ", cache: false, prices: raw, corporate_actions: " + actions +
           "}\ntrading: {freq: 1d}\nportfolio: {seed_capital: 1000000}\noutput: {root: out}\n";
  };
  write("apple.csv",
        "date,symbol,action,value\n2014-05-08,AAPL,dividend,3.29\n"
        "2014-06-09,AAPL,split,7\n");
  write("apple.yaml", config("apple.csv"));
  write("naive.yaml", config("none"));
  const Words days{"--from", "2014-06-02", "--to", "2014-06-13"};
  const auto run_with = [&](const std::string& file) {
    Words words{"paper-track", "run", "-c", file};
    words.insert(words.end(), days.begin(), days.end());
    return sluice(words);
  };
  const auto run = run_with("apple.yaml");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err.find("looks like a split"), std::string::npos) << run.err;
  const std::string day = text("out/strategy_apple/runs/20140609/daily_summary.json");
  const auto at = day.find("\"daily_return_pct\": ") + 20;
  EXPECT_NEAR(std::stod(day.substr(at)), 100 * (93.70 * 7 / 645.57 - 1), 0.1) << day;
  const std::string before = text("out/strategy_apple/runs/20140606/positions.csv");
  const std::string after = text("out/strategy_apple/runs/20140609/positions.csv");
  const auto held = [](const std::string& csv) {
    return std::stol(csv.substr(csv.find(",", 11) + 1));
  };
  EXPECT_EQ(7 * held(before), held(after)) << before << after;
  fs::remove_all(path("out"));
  const auto naive = run_with("naive.yaml");
  EXPECT_NE(naive.err.find("AAPL on 2014-06-09: close 93.7 after 645.57 looks like a split of 7/1"),
            std::string::npos)
      << naive.err;
}

}  // namespace
}  // namespace sluice::e2e
