// SPDX-License-Identifier: Apache-2.0
//
// report_test.cpp: what is in report.json and report.csv, and runs with nothing in them.
#include <cmath>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

using nlohmann::json;

SampleRun four_days() {
  SampleRun run;
  run.day("2024-01-30", "110000");
  auto& second = run.day("2024-01-31", "99000");
  second.cash = money("39000").to_c();
  second.positions_value = money("60000").to_c();
  second.positions = 2;
  second.traded_notional = money("60000").to_c();
  second.commission = money("3.5").to_c();
  second.trades = 2;
  run.day("2024-02-01", "118800").blocked = 3;
  run.day("2024-02-02", "118800");
  run.trade("2024-01-31", "AAPL", SLUICE_SIDE_BUY, "100", "250.5", "2.5");
  run.trade("2024-01-31", "MSFT", SLUICE_SIDE_SELL, "10", "400", "1.25");
  run.trade("2024-02-01", "AAPL", SLUICE_SIDE_SELL, "50", "260", "0.25");
  run.block("2024-02-01", "AAPL", "MAX_WEIGHT: measured=0.5, limit=0.3");
  run.block("2024-02-01", "MSFT", "MAX_NOTIONAL: measured=5, limit=3");
  run.block("2024-02-02", "XOM", "MAX_WEIGHT: measured=0.4, limit=0.3");
  return run;
}

TEST(ReportJson, Metrics_AreThoseOfTheRun) {
  const json metrics = four_days().json()["metrics"];
  EXPECT_EQ(metrics["title"], "trend");
  EXPECT_EQ(metrics["config_hash"], "00ff");
  EXPECT_EQ(metrics["first_day"], "2024-01-30");
  EXPECT_EQ(metrics["last_day"], "2024-02-02");
  EXPECT_EQ(metrics["days"], 4);
  EXPECT_EQ(metrics["final_equity"], 118800);
  EXPECT_EQ(metrics["profit"], 18800);
  EXPECT_NEAR(metrics["total_return"], 0.188, 1e-12);
  EXPECT_NEAR(metrics["max_drawdown"], -0.1, 1e-12);
  EXPECT_EQ(metrics["max_drawdown_peak"], "2024-01-30");
  EXPECT_EQ(metrics["max_drawdown_trough"], "2024-01-31");
  EXPECT_EQ(metrics["max_drawdown_recovery"], "2024-02-01");
  EXPECT_EQ(metrics["current_drawdown"], 0.0);
  EXPECT_EQ(metrics["trades"], 3);
  EXPECT_EQ(metrics["buys"], 1);
  EXPECT_EQ(metrics["sells"], 2);
  EXPECT_EQ(metrics["blocked_orders"], 3);
  EXPECT_EQ(metrics["costs"], 4);
  EXPECT_EQ(metrics["commission"], 3.5);
  EXPECT_EQ(metrics["traded_notional"], 60000);
  EXPECT_NEAR(metrics["costs_of_traded"], 4.0 / 60000, 1e-15);
  EXPECT_NEAR(metrics["costs_of_seed"], 4.0 / 100000, 1e-15);
  const double average_equity = (110000 + 99000 + 118800 + 118800) / 4.0;
  EXPECT_NEAR(metrics["costs_a_year"], 4.0 / average_equity * 252 / 4, 1e-12);
  EXPECT_NEAR(metrics["turnover"], 60000 / average_equity * 252 / 4, 1e-12);
  EXPECT_NEAR(metrics["highest_invested"], 60000.0 / 99000, 1e-12);
  EXPECT_EQ(metrics["lowest_invested"], 0.0);
  EXPECT_NEAR(metrics["average_invested"], 60000.0 / 99000 / 4, 1e-12);
  EXPECT_EQ(metrics["final_invested"], 0.0);
  EXPECT_EQ(metrics["days_invested"], 1);
  EXPECT_EQ(metrics["most_positions"], 2);
  EXPECT_EQ(metrics["final_cash"], 118800);
  EXPECT_TRUE(metrics["beta"].is_null());
}

TEST(ReportJson, Blocked_HasEachReasonWithItsCountAndFirstExample) {
  const json blocked = four_days().json()["blocked"];
  ASSERT_EQ(blocked.size(), 2U);
  EXPECT_EQ(blocked[0]["code"], "MAX_WEIGHT");
  EXPECT_EQ(blocked[0]["count"], 2);
  EXPECT_EQ(blocked[0]["first"]["symbol"], "AAPL");
  EXPECT_EQ(blocked[0]["first"]["side"], "BUY");
  EXPECT_EQ(blocked[0]["first"]["quantity"], 10);
  EXPECT_EQ(blocked[0]["first"]["reason"], "MAX_WEIGHT: measured=0.5, limit=0.3");
  EXPECT_EQ(blocked[1]["code"], "MAX_NOTIONAL");
}

TEST(ReportJson, Trades_AreTheLastTheLargestAndASumASymbol) {
  const json report = four_days().json(R"({"trades_shown": 2})");
  ASSERT_EQ(report["last_trades"].size(), 2U);
  EXPECT_EQ(report["last_trades"][0]["symbol"], "MSFT");
  EXPECT_EQ(report["last_trades"][1]["notional"], 13000);
  ASSERT_EQ(report["largest_trades"].size(), 2U);
  EXPECT_EQ(report["largest_trades"][0]["notional"], 25050);
  EXPECT_EQ(report["largest_trades"][0]["fill_price"], 250.5);
  EXPECT_EQ(report["largest_trades"][1]["notional"], 13000);
  ASSERT_EQ(report["symbols"].size(), 2U);
  EXPECT_EQ(report["symbols"][0]["symbol"], "AAPL");
  EXPECT_EQ(report["symbols"][0]["trades"], 2);
  EXPECT_EQ(report["symbols"][0]["notional"], 38050);
  EXPECT_EQ(report["symbols"][0]["costs"], 2.75);
}

TEST(ReportJson, DaysMonthsAndDrawdowns_AreListed) {
  const json report = four_days().json();
  ASSERT_EQ(report["days"].size(), 4U);
  EXPECT_EQ(report["days"][1]["time"], "2024-01-31T00:00:00Z");
  EXPECT_EQ(report["days"][1]["positions_value"], 60000);
  EXPECT_NEAR(report["days"][0]["return"], 0.1, 1e-12);
  EXPECT_NEAR(report["days"][1]["return"], -0.1, 1e-12);
  EXPECT_NEAR(report["days"][1]["drawdown"], -0.1, 1e-12);
  EXPECT_EQ(report["days"][2]["blocked"], 3);
  EXPECT_TRUE(report["days"][0]["benchmark_return"].is_null());
  ASSERT_EQ(report["months"].size(), 2U);
  EXPECT_EQ(report["months"][1]["month"], 2);
  EXPECT_NEAR(report["months"][1]["return"], 0.2, 1e-12);
  EXPECT_NEAR(report["years"].at(0)["return"], 0.188, 1e-12);
  ASSERT_EQ(report["drawdowns"].size(), 1U);
  EXPECT_EQ(report["drawdowns"][0]["recovery"], "2024-02-01");
  EXPECT_TRUE(four_days().json(R"({"worst_drawdowns": 0})")["drawdowns"].empty());
  EXPECT_FALSE(four_days().json(R"({"days": false})").contains("days"));
}

TEST(ReportJson, Benchmark_IsComparedWhereItIsGiven) {
  SampleRun run = four_days();
  run.days[0].benchmark_return = 0.01;
  run.days[1].benchmark_return = -0.01;
  run.days[2].benchmark_return = 0.02;
  const json report = run.json();
  EXPECT_EQ(report["metrics"]["benchmark_days"], 3);
  EXPECT_NEAR(report["metrics"]["benchmark_total_return"], 1.01 * 0.99 * 1.02 - 1, 1e-12);
  EXPECT_TRUE(report["metrics"]["beta"].is_number());
  EXPECT_EQ(report["days"][1]["benchmark_return"], -0.01);
}

TEST(Reports, WithoutAnyDay_HaveNoFigures) {
  SampleRun run;
  const json report = run.json();
  EXPECT_EQ(report["metrics"]["days"], 0);
  EXPECT_EQ(report["metrics"]["final_equity"], 100000);
  for (const char* name : {"total_return", "sharpe", "max_drawdown", "first_day", "final_cash",
                           "turnover", "average_invested", "current_drawdown"})
    EXPECT_TRUE(report["metrics"][name].is_null()) << name;
  EXPECT_TRUE(report["days"].empty());
  const auto metrics = csv_metrics(run.csv());
  EXPECT_EQ(metrics.at("sharpe"), "");
  EXPECT_EQ(metrics.at("trades"), "0");
  EXPECT_THAT(run.markdown(), ::testing::HasSubstr("No day was run."));
}

TEST(Reports, OfOneDay_HaveAReturnAndNoRatio) {
  SampleRun run;
  run.day("2024-01-02", "101000");
  const json metrics = run.json()["metrics"];
  EXPECT_NEAR(metrics["total_return"], 0.01, 1e-12);
  EXPECT_TRUE(metrics["sharpe"].is_null());
  const std::string markdown = run.markdown();
  EXPECT_EQ(headline(markdown).at("Sharpe ratio"), "n/a");
  EXPECT_THAT(markdown, ::testing::Not(::testing::HasSubstr("## Equity")));
}

TEST(Reports, OfAmountsThatDoNotAddUp_SayNothingRatherThanSomethingWrong) {
  SampleRun run;
  run.run.seed_capital = money("1000000000000000000000000000000").to_c();
  const std::string most = "1700000000000000000000000000000";
  for (const auto& [date, equity] :
       {std::pair{"2024-01-02", most}, std::pair{"2024-01-03", "-" + most}}) {
    auto& day = run.day(date, equity);
    day.traded_notional = day.commission = money(most).to_c();
  }
  run.trade("2024-01-02", "A", SLUICE_SIDE_BUY, "92233720368", "92233720368",
            "1700000000000000000000000000000");
  run.trade("2024-01-02", "A", SLUICE_SIDE_BUY, "92233720368", "92233720368",
            "1700000000000000000000000000000");
  const json report = run.json();
  EXPECT_TRUE(report["metrics"]["costs"].is_null());
  EXPECT_TRUE(report["metrics"]["traded_notional"].is_null());
  EXPECT_TRUE(report["metrics"]["profit"].is_null());
  EXPECT_TRUE(report["metrics"]["costs_of_traded"].is_null());
  EXPECT_TRUE(report["symbols"][0]["costs"].is_null());
  EXPECT_FALSE(report["symbols"][0]["notional"].is_null());
  EXPECT_EQ(headline(run.markdown()).at("Costs"), "n/a");
  EXPECT_EQ(headline(run.markdown()).at("Final equity"),
            "-1,700,000,000,000,000,000,000,000,000,000.00");
}

TEST(Reports, OnDaysInDebt_CountNoExposure) {
  SampleRun run;
  run.day("2024-01-02", "100000").positions_value = money("50000").to_c();
  run.day("2024-01-03", "-1").positions_value = money("10").to_c();
  const json metrics = run.json()["metrics"];
  EXPECT_EQ(metrics["average_invested"], 0.5);
  EXPECT_EQ(metrics["lowest_invested"], 0.5);
  EXPECT_TRUE(metrics["final_invested"].is_null());
}

TEST(Reports, ToldNumbersThatAreNone_ShowNone) {
  SampleRun run;
  run.run.periods_per_year = std::nan("");
  run.day("2024-01-02", "101000").benchmark_return = HUGE_VAL;
  run.day("2024-01-03", "100000").benchmark_return = -HUGE_VAL;
  EXPECT_EQ(csv_metrics(run.csv()).at("periods_per_year"), "");
  EXPECT_EQ(csv_metrics(run.csv()).at("benchmark_days"), "0");
  const json report = run.json();
  EXPECT_TRUE(report["metrics"]["volatility"].is_null());
  EXPECT_TRUE(report["days"][0]["benchmark_return"].is_null());
  EXPECT_THAT(run.markdown(), ::testing::Not(::testing::HasSubstr("nan")));
}

TEST(Reports, BeforeBegin_RefuseRows) {
  testing::MockHost host;
  testing::MockReport report{sluice::report<ReportCsv>.describe(), "{}", host};
  EXPECT_EQ(report.on_days(std::vector<sluice_report_day>(1)), SLUICE_ERROR_STATE);
  EXPECT_THAT(report.error(), ::testing::HasSubstr("before begin"));
}

TEST(Reports, BegunAgain_StartAfresh) {
  SampleRun run = four_days();
  testing::MockHost host;
  testing::MockReport report{sluice::report<ReportCsv>.describe(), "{}", host};
  report.begin(run.run);
  report.on_days(run.days);
  report.begin(run.run);
  EXPECT_EQ(csv_metrics(report.render()).at("days"), "0");
}

TEST(Reports, FileNames_AreTheirFormats) {
  testing::MockHost host;
  const auto name = [&](const sluice_component& component) {
    return std::string{testing::MockReport{component, "{}", host}.file_name()};
  };
  EXPECT_EQ(name(sluice::report<ReportMarkdown>.describe()), "report.md");
  EXPECT_EQ(name(sluice::report<ReportCsv>.describe()), "report.csv");
  EXPECT_EQ(name(sluice::report<ReportJson>.describe()), "report.json");
}

// Half a million trades: what is kept of them does not grow.
TEST(Reports, OfVeryManyTrades_KeepOnlySumsAndAFew) {
  SampleRun run;
  testing::MockHost host;
  testing::MockReport report{sluice::report<ReportJson>.describe(), "{}", host};
  report.begin(run.run);
  for (int i = 0; i < 10; ++i)
    run.trade("2024-01-02", "S" + std::to_string(i), 1, "1", "1", "0.01");
  for (int i = 0; i < 53'400; ++i) report.on_trades(run.trades);
  const std::string text = report.render();
  EXPECT_EQ(json::parse(text)["metrics"]["trades"], 534'000);
  EXPECT_EQ(json::parse(text)["metrics"]["costs"], 5'340);
  EXPECT_LT(text.size(), 10'000U);
}

TEST(Reports, OfMoreSymbolsAndCodesThanAreKept_ShareTheLastRow) {
  SampleRun run;
  for (std::size_t i = 0; i < kMaxSymbols + 5; ++i)
    run.trade("2024-01-02", "S" + std::to_string(i), 1, "1", "1");
  for (std::size_t i = 0; i < kMaxCodes + 7; ++i)
    run.block("2024-01-02", "A", "C" + std::to_string(i) + ": x=1");
  const json report = run.json();
  EXPECT_EQ(report["symbols"].size(), kMaxSymbols + 1);
  EXPECT_EQ(report["symbols"][0]["symbol"], kOtherSymbols);
  EXPECT_EQ(report["symbols"][0]["trades"], 5);
  EXPECT_EQ(report["blocked"].size(), kMaxCodes + 1);
  EXPECT_EQ(report["blocked"][0]["code"], kOtherCodes);
  EXPECT_EQ(report["blocked"][0]["count"], 7);
}

}  // namespace
}  // namespace sluice::reports
