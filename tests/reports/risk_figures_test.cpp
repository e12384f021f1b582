// SPDX-License-Identifier: Apache-2.0
//
// risk_figures_test.cpp: tails, what a Sharpe ratio proves, and closed trades in the three formats.
#include <cmath>

#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

SampleRun hundred_days() {
  SampleRun run;
  double equity = 100'000;
  for (int i = 0; i < 100; ++i) {
    equity *= 1.001 + 0.01 * std::sin(i * 0.7);
    run.day(Date::from_days(19'000 + i).to_string(),
            Money::from_double(equity, Rounding::kHalfEven).value().to_string());
  }
  return run;
}

TEST(RiskFigures, AreTheSdks) {
  SampleRun run = hundred_days();
  const auto metrics = run.json()["metrics"];
  statistics::PerformanceAccumulator sums{100'000, 252, 5};
  for (const auto& day : run.days)
    sums.add({Timestamp::from_nanoseconds(day.time).date(), Money::from_c(day.equity).to_double(),
              0, std::nullopt});
  const auto figures = sums.summary();
  const auto expect = [&](const char* name, std::optional<double> value) {
    ASSERT_TRUE(value.has_value()) << name;
    EXPECT_EQ(metrics.at(name).get<double>(), *value) << name;
  };
  expect("omega", figures.omega);
  expect("profit_factor", figures.profit_factor);
  expect("var_95", figures.tail_5.historical.value_at_risk);
  expect("cvar_95", figures.tail_5.historical.shortfall);
  expect("var_99_gaussian", figures.tail_1.gaussian.value_at_risk);
  expect("cvar_95_cornish_fisher", figures.tail_5.cornish_fisher.shortfall);
  expect("probabilistic_sharpe", figures.probabilistic_sharpe);
  expect("minimum_track_record_days", figures.minimum_track_record);
}

TEST(RiskFigures, WithoutTrials_HaveNoDeflatedSharpe) {
  SampleRun run = hundred_days();
  EXPECT_TRUE(run.json()["metrics"]["deflated_sharpe"].is_null());
  EXPECT_TRUE(run.json()["metrics"]["n_tests"].is_null());
  EXPECT_EQ(run.markdown().find("trials"), std::string::npos);
}

TEST(RiskFigures, OfManyTrials_AreWorthLess) {
  SampleRun run = hundred_days();
  run.run.n_tests = 50;
  const auto metrics = run.json()["metrics"];
  EXPECT_EQ(metrics["n_tests"], 50);
  EXPECT_LT(metrics["deflated_sharpe"].get<double>(),
            metrics["probabilistic_sharpe"].get<double>());
  EXPECT_NE(run.markdown().find("chosen from 50 trials"), std::string::npos);
}

TEST(ClosedTrades, AreToldAgainstThePriceBeforeSpreadAndImpact) {
  SampleRun run;
  run.day("2024-01-02", "100000");
  auto& buy = run.trade("2024-01-02", "A", SLUICE_SIDE_BUY, "10", "101", "12");  // 10 of it impact
  buy.price = units("100");
  auto& sell = run.trade("2024-01-02", "A", SLUICE_SIDE_SELL, "10", "109", "12");
  sell.price = units("110");
  const auto metrics = run.json()["metrics"];
  EXPECT_EQ(metrics["closed_trades"], 1);
  EXPECT_EQ(metrics["win_rate"], 1.0);
  EXPECT_NEAR(metrics["expectancy"].get<double>(), 100 - 24, 1e-9);
  EXPECT_TRUE(metrics["trade_profit_factor"].is_null());
  EXPECT_NE(run.markdown().find("## Closed trades"), std::string::npos);
}

TEST(ClosedTrades, WhereNoneIsClosed_AreNoSection) {
  SampleRun run;
  run.day("2024-01-02", "100000");
  run.trade("2024-01-02", "A", SLUICE_SIDE_BUY, "10", "100");
  EXPECT_EQ(run.json()["metrics"]["closed_trades"], 0);
  EXPECT_EQ(run.markdown().find("## Closed trades"), std::string::npos);
}

sluice_report_position position(SampleRun& run, std::string symbol, std::string sector,
                                std::string_view value, std::string_view date = "2024-01-02") {
  sluice_report_position row{};
  row.time = time_of(date).nanoseconds();
  row.symbol = run.keep(std::move(symbol));
  row.sector = run.keep(std::move(sector));
  row.value = money(value).to_c();
  return row;
}

TEST(ExposureBook, IsByDay_AndAGroupThatComesLater_HadNothingBefore) {
  SampleRun run;
  ExposureBook book;
  const auto close = [&](const char* date) { book.close_day(time_of(date).nanoseconds(), 1000); };
  book.add(position(run, "A", "Tech", "600", "2024-01-02"));
  book.add(position(run, "A", "Tech", "500", "2024-01-03"));  // told ahead
  book.add(position(run, "B", "", "-250", "2024-01-03"));
  close("2024-01-02");
  close("2024-01-03");
  EXPECT_DOUBLE_EQ(book.total().gross.last().value(), 0.75);
  EXPECT_DOUBLE_EQ(book.total().net.last().value(), 0.25);
  EXPECT_DOUBLE_EQ(book.total().net.average().value(), (0.6 + 0.25) / 2);
  const auto& unknown = book.sectors().at(std::string{kUnknownBookGroup});
  EXPECT_DOUBLE_EQ(unknown.net.average().value(), -0.125);
  EXPECT_EQ(unknown.net.highest(), 0.0);
  close("2024-01-04");  // nothing is held any more
  EXPECT_EQ(book.total().gross.last(), 0.0);
  EXPECT_EQ(book.sectors().at("Tech").gross.last(), 0.0);
}

TEST(ExposureBook, OfMoreGroupsThanAreKept_SharesTheLastRow) {
  SampleRun run;
  ExposureBook book;
  const auto hold = [&](std::size_t group, const char* date) {
    book.add(position(run, "A", "Sector" + std::to_string(group), "1", date));
  };
  for (std::size_t i = 0; i < 2 * kMaxBookGroups; ++i) hold(i, "2024-01-02");
  book.close_day(time_of("2024-01-02").nanoseconds(), 1000);
  for (std::size_t i = 0; i < 2 * kMaxBookGroups; ++i) hold(5000 + i, "2024-01-03");
  book.close_day(time_of("2024-01-03").nanoseconds(), 1000);
  EXPECT_LE(book.sectors().size(), kMaxBookGroups + 1);
  double sum = 0;
  for (const auto& [name, figures] : book.sectors()) sum += figures.gross.last().value();
  EXPECT_NEAR(sum, book.total().gross.last().value(), 1e-12);
}

TEST(ExposureBook, OfADayInDebt_CountsNothing) {
  SampleRun run;
  ExposureBook book;
  book.add(position(run, "A", "Tech", "600"));
  book.close_day(time_of("2024-01-02").nanoseconds(), -1);
  EXPECT_TRUE(book.is_told());
  EXPECT_EQ(book.total().gross.last(), std::nullopt);
  EXPECT_TRUE(book.sectors().empty());
}

TEST(Exposures, WhereNoPositionsAreTold_AreNull) {
  SampleRun run = hundred_days();
  EXPECT_TRUE(run.json()["metrics"]["gross_exposure"].is_null());
  EXPECT_TRUE(run.json()["exposures"].empty());
  EXPECT_EQ(run.markdown().find("by sector"), std::string::npos);
}

TEST(Exposures, AreInEveryFormat) {
  SampleRun run;
  run.day("2024-01-02", "1000");
  run.positions.push_back(position(run, "A", "Tech|nology", "600"));
  const auto told = run.json();
  EXPECT_DOUBLE_EQ(told["metrics"]["gross_exposure"].get<double>(), 0.6);
  ASSERT_EQ(told["exposures"].size(), 2U);
  EXPECT_EQ(told["exposures"][0]["name"], "Tech|nology");
  EXPECT_EQ(csv_metrics(run.csv()).at("net_exposure"), "0.6");
  EXPECT_NE(run.markdown().find("| Sector Tech\\|nology | 60.00 % |"), std::string::npos)
      << run.markdown();
}

}  // namespace
}  // namespace sluice::reports
