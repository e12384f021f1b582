// SPDX-License-Identifier: Apache-2.0
//
// agreement_test.cpp: the three formats of one run tell the same figures.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "reports/sample_run.hpp"
#include "reports/text.hpp"

namespace sluice::reports {
namespace {

SampleRun three_years() {
  SampleRun run;
  Date date = Date::parse("2021-01-04").value();
  double equity = 100'000;
  for (int i = 0; i < 750; ++i) {
    equity *= 1.0 + 0.0004 + 0.011 * std::sin(i * 0.7) * std::cos(i * 0.01);
    auto& row = run.day(date.to_string(),
                        Money::from_double(equity, Rounding::kHalfEven).value().to_string());
    row.benchmark_return = 0.01 * std::sin(i * 0.7 + 0.3);
    row.traded_notional = money("2500.125").to_c();
    row.positions = 3;
    row.positions_value = money("50000").to_c();
    date = Date::from_days(date.days() + (i % 5 == 4 ? 3 : 1));
  }
  for (int i = 0; i < 40; ++i)
    run.trade("2021-02-01", "S" + std::to_string(i % 7), i % 2 == 0 ? 1 : 2, std::to_string(10 + i),
              "101.25", "1.125");
  run.block("2021-02-01", "S1", "MAX_WEIGHT: measured=1, limit=0.5");
  return run;
}

TEST(Agreement, CsvAndJson_HaveTheSameMetricsAndValues) {
  SampleRun run = three_years();
  auto csv = csv_metrics(run.csv());
  ASSERT_EQ(csv.at("metric"), "value");
  csv.erase("metric");
  const auto metrics = run.json()["metrics"];
  ASSERT_EQ(csv.size(), metrics.size());
  for (const auto& [name, text] : csv) {
    const auto& value = metrics.at(name);
    if (value.is_null()) {
      EXPECT_EQ(text, "") << name;
    } else if (value.is_string()) {
      EXPECT_EQ(text, value.get<std::string>()) << name;
    } else {
      EXPECT_EQ(std::stod(text), value.get<double>()) << name;
    }
  }
}

TEST(Agreement, Markdown_RoundsWhatTheJsonSays) {
  SampleRun run = three_years();
  const auto metrics = run.json()["metrics"];
  const std::string markdown = run.markdown();
  const auto shown = headline(markdown);
  const auto number = [&](const char* name) { return metrics.at(name).get<double>(); };
  const auto exact = [&](const char* name) {
    return amount_text(Money::parse(csv_metrics(run.csv()).at(name)));
  };
  EXPECT_EQ(shown.at("Final equity"), exact("final_equity"));
  EXPECT_EQ(shown.at("Profit"), exact("profit") + " on 100,000.00");
  EXPECT_EQ(shown.at("Total return"), percent_text(number("total_return")));
  EXPECT_EQ(shown.at("Annualised return (CAGR)"), percent_text(number("annualised_return")));
  EXPECT_EQ(shown.at("Volatility"), percent_text(number("volatility")));
  EXPECT_EQ(shown.at("Sharpe ratio"), ratio_text(number("sharpe")));
  EXPECT_EQ(shown.at("Sortino ratio"), ratio_text(number("sortino")));
  EXPECT_EQ(shown.at("Calmar ratio"), ratio_text(number("calmar")));
  EXPECT_TRUE(shown.at("Max drawdown").starts_with(percent_text(number("max_drawdown"))));
  EXPECT_NE(shown.at("Max drawdown").find(metrics.at("max_drawdown_peak")), std::string::npos);
  EXPECT_NE(shown.at("Max drawdown").find(metrics.at("max_drawdown_trough")), std::string::npos);
  EXPECT_TRUE(shown.at("Costs").starts_with(exact("costs") + ", "));
  EXPECT_EQ(shown.at("Turnover a year"), ratio_text(number("turnover")) + " x equity");
  EXPECT_EQ(shown.at("Trades"), "40");
  EXPECT_EQ(shown.at("Blocked orders"), "1");
  const auto against = table_under(markdown, "## Against the benchmark");
  ASSERT_EQ(against.size(), 5U);
  EXPECT_EQ(against[0].at(2), percent_text(number("benchmark_total_return")));
  EXPECT_EQ(against[3].at(2), ratio_text(number("benchmark_sharpe")));
}

TEST(Agreement, MonthsOfTheMarkdown_AreThoseOfTheJson) {
  SampleRun run = three_years();
  const auto report = run.json();
  const auto table = table_under(run.markdown(), "## Returns by month, in %");
  ASSERT_EQ(table.size(), report["years"].size());
  std::size_t months = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    EXPECT_EQ(table[row].at(0), std::to_string(report["years"][row]["year"].get<int>()));
    EXPECT_EQ(table[row].at(13) + " %", percent_text(report["years"][row]["return"].get<double>()));
    for (const auto& month : report["months"]) {
      if (month["year"] != report["years"][row]["year"]) continue;
      ++months;
      EXPECT_EQ(table[row].at(month["month"].get<std::size_t>()) + " %",
                percent_text(month["return"].get<double>()));
    }
  }
  EXPECT_EQ(months, report["months"].size());
}

TEST(Agreement, TwoInstances_WriteTheSameBytes) {
  SampleRun run = three_years();
  EXPECT_EQ(run.rendered<ReportJson>(), run.rendered<ReportJson>());
  EXPECT_EQ(run.markdown(), run.markdown());
  EXPECT_EQ(run.csv(), run.csv());
}

}  // namespace
}  // namespace sluice::reports
