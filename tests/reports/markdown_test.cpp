// SPDX-License-Identifier: Apache-2.0
//
// markdown_test.cpp: the sections of report.md.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SampleRun run_with_trades() {
  SampleRun run;
  const char* equities[] = {"101000", "99000", "98000", "103000", "97000", "105000"};
  for (int i = 0; i < 6; ++i) run.day("2024-03-0" + std::to_string(i + 1), equities[i]);
  for (int i = 1; i <= 12; ++i)
    run.trade("2024-03-01", "S" + std::to_string(i), SLUICE_SIDE_BUY, std::to_string(100 * i),
              "12.3456", "0.5");
  return run;
}

TEST(Markdown, Heading_NamesRunPeriodConfigAndData) {
  const std::string markdown = run_with_trades().markdown();
  EXPECT_TRUE(markdown.starts_with("# trend\n\n2024-03-01 to 2024-03-06, 6 days.\n"));
  const auto rows = table_under(markdown, "# trend");
  EXPECT_THAT(rows, ::testing::Contains(
                        ::testing::ElementsAre("Description", "long above the slow average")));
  EXPECT_THAT(rows, ::testing::Contains(::testing::ElementsAre("Config", "00ff")));
  EXPECT_THAT(rows, ::testing::Contains(::testing::ElementsAre("Data", "csv 0123")));
  EXPECT_THAT(rows, ::testing::Contains(::testing::ElementsAre("Driver", "backtest")));
  EXPECT_THAT(rows, ::testing::Contains(::testing::ElementsAre("Seed capital", "100,000.00")));
}

TEST(Markdown, Trades_AreTheLastTenAndTheLargestTen) {
  const std::string markdown = run_with_trades().markdown();
  const auto last = table_under(markdown, "## Last trades");
  ASSERT_EQ(last.size(), 10U);
  EXPECT_EQ(last.front().at(1), "S3");
  EXPECT_THAT(last.back(), ::testing::ElementsAre("2024-03-01", "S12", "BUY", "1,200", "12.3456",
                                                  "12.3456", "14,814.72", "0.50"));
  const auto largest = table_under(markdown, "## Largest trades");
  ASSERT_EQ(largest.size(), 10U);
  EXPECT_EQ(largest.front().at(1), "S12");
  EXPECT_EQ(largest.back().at(1), "S3");
  EXPECT_EQ(table_under(markdown, "## Most traded").at(0).at(0), "S12");
}

TEST(Markdown, Parameters_SetHowMuchIsShown) {
  const std::string markdown =
      run_with_trades().markdown(R"({"trades_shown": 2, "worst_drawdowns": 1})");
  EXPECT_EQ(table_under(markdown, "## Last trades").size(), 2U);
  EXPECT_EQ(table_under(markdown, "## Most traded").size(), 2U);
  EXPECT_EQ(table_under(markdown, "## Worst drawdowns").size(), 1U);
  EXPECT_THAT(run_with_trades().markdown(R"({"trades_shown": 0})"), Not(HasSubstr("trades\n\n|")));
  testing::MockHost host;
  testing::MockReport bad{sluice::report<ReportMarkdown>.describe(), R"({"trades_shown": -1})",
                          host};
  EXPECT_FALSE(bad.ok());
  EXPECT_THAT(bad.error(), HasSubstr("trades_shown"));
}

TEST(Markdown, Drawdowns_AreListedWithTheirDates) {
  const auto rows = table_under(run_with_trades().markdown(), "## Worst drawdowns");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0], ::testing::ElementsAre("1", "-5.83 %", "2024-03-04", "2024-03-05",
                                              "2024-03-06", "2"));
  EXPECT_THAT(rows[1], ::testing::ElementsAre("2", "-2.97 %", "2024-03-01", "2024-03-03",
                                              "2024-03-04", "3"));
}

TEST(Markdown, WithoutTrades_SaysSo) {
  SampleRun run;
  run.day("2024-03-01", "100000");
  run.day("2024-03-02", "100000");
  const std::string markdown = run.markdown();
  EXPECT_TRUE(markdown.ends_with("## Trades\n\nNone.\n"));
  EXPECT_THAT(markdown, HasSubstr("None: the gate approved every order."));
  EXPECT_THAT(markdown, HasSubstr("Equity never fell below its peak."));
  EXPECT_EQ(headline(markdown).at("Costs"), "0.00, 0.00 % of equity a year");
}

TEST(Markdown, WithEveryOrderBlocked_TellsWhy) {
  SampleRun run;
  for (int i = 1; i <= 9; ++i) {
    run.day("2024-03-0" + std::to_string(i), "100000");
    for (int order = 0; order < 150; ++order)
      run.block("2024-03-0" + std::to_string(i), "AAPL",
                i < 4 ? "KILL_SWITCH" : "MAX_ORDER_NOTIONAL: measured=5, limit=3");
  }
  const std::string markdown = run.markdown();
  EXPECT_EQ(headline(markdown).at("Trades"), "0");
  EXPECT_EQ(headline(markdown).at("Blocked orders"), "1,350");
  const auto rows = table_under(markdown, "## Blocked orders");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0],
              ::testing::ElementsAre("MAX_ORDER_NOTIONAL", "900", "2024-03-04", "BUY 10 AAPL",
                                     "MAX_ORDER_NOTIONAL: measured=5, limit=3"));
  EXPECT_THAT(rows[1], ::testing::ElementsAre("KILL_SWITCH", "450", "2024-03-01", "BUY 10 AAPL",
                                              "KILL_SWITCH"));
}

TEST(Markdown, Layout_IsClean) {
  const std::string markdown = run_with_trades().markdown();
  EXPECT_TRUE(markdown.ends_with("|\n"));
  EXPECT_THAT(markdown, Not(HasSubstr("\n\n\n")));
  EXPECT_THAT(markdown, Not(HasSubstr("nan")));
  for (const std::string& line : lines_of(markdown)) EXPECT_FALSE(line.ends_with(" ")) << line;
}

}  // namespace
}  // namespace sluice::reports
