// SPDX-License-Identifier: Apache-2.0
//
// html_test.cpp: what report.html carries. What a browser makes of it: tests/reports/html.
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t times_in(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

SampleRun page_days() {
  SampleRun run;
  run.day("2024-01-30", "110000");
  auto& second = run.day("2024-01-31", "99000");
  second.positions = 2;
  second.traded_notional = money("60000").to_c();
  run.day("2024-02-01", "118800").blocked = 2;
  run.day("2024-02-02", "118800");
  run.trade("2024-01-31", "AAPL", SLUICE_SIDE_BUY, "100", "250.5", "2.5");
  run.trade("2024-01-31", "MSFT", SLUICE_SIDE_SELL, "10", "400", "1.25");
  run.trade("2024-02-01", "AAPL", SLUICE_SIDE_SELL, "50", "260", "0.25");
  run.block("2024-02-01", "AAPL", "MAX_WEIGHT: measured=0.5, limit=0.3");
  run.block("2024-02-01", "MSFT", "MAX_WEIGHT: measured=0.4, limit=0.3");
  return run;
}

TEST(ReportHtml, Days_AreColumnsOfOneLength) {
  SampleRun run = page_days();
  run.days[1].benchmark_return = 0.015;
  const json page = run.page();
  EXPECT_EQ(page["time"], json::parse("[1706572800, 86400, 86400, 86400]"));
  EXPECT_EQ(page["equity"], json::parse("[110000, 99000, 118800, 118800]"));
  EXPECT_EQ(page["drawdown"], json::parse("[0, -0.1, 0, 0]"));
  EXPECT_EQ(page["benchmark"], json::parse("[null, 0.015, null, null]"));
  EXPECT_EQ(page["traded"], json::parse("[0, 60000, 0, 0]"));
  EXPECT_EQ(page["costs"], json::parse("[0, 3.75, 0.25, 0]"));
  EXPECT_EQ(page["blocked"], json::parse("[0, 0, 2, 0]"));
  EXPECT_EQ(page["positions"], json::parse("[0, 2, 0, 0]"));
}

TEST(ReportHtml, Run_IsNamed) {
  SampleRun run = page_days();
  run.run.benchmark = run.keep("an index");
  run.run.n_tests = 12;
  const json told = run.page()["run"];
  EXPECT_EQ(told["title"], "trend");
  EXPECT_EQ(told["driver"], "backtest");
  EXPECT_EQ(told["benchmark"], "an index");
  EXPECT_EQ(told["trials"], 12);
  EXPECT_EQ(told["seed"], 100000);
}

TEST(ReportHtml, Metrics_AreThoseOfTheJsonReport) {
  SampleRun run = page_days();
  EXPECT_EQ(run.page()["metrics"], run.json()["metrics"]);
}

TEST(ReportHtml, Rolling_IsNullUntilTheWindowIsFull) {
  const json rolling = page_days().page(R"({"rolling_days": 3})")["rolling"];
  EXPECT_EQ(rolling["days"], 3);
  ASSERT_EQ(rolling["volatility"].size(), 4U);
  EXPECT_TRUE(rolling["volatility"][1].is_null());
  const double mean = (0.1 - 0.1 + 0.2) / 3;
  const double deviation =
      std::sqrt((std::pow(0.1 - mean, 2) + std::pow(-0.1 - mean, 2) + std::pow(0.2 - mean, 2)) / 2);
  EXPECT_NEAR(rolling["volatility"][2], deviation * std::sqrt(252), 1e-6);
  EXPECT_NEAR(rolling["sharpe"][2], mean / deviation * std::sqrt(252), 1e-6);
}

TEST(ReportHtml, Exposures_AreSharesOfEquityBySectorAndRegion) {
  SampleRun run = page_days();
  run.hold("2024-01-31", "AAPL", "Technology", "US", "49500");
  run.hold("2024-01-31", "NESN", "", "Europe", "-9900");
  const json exposure = run.page()["exposure"];
  EXPECT_EQ(exposure["long"], json::parse("[0, 0.5, 0, 0]"));
  EXPECT_EQ(exposure["short"], json::parse("[0, -0.1, 0, 0]"));
  EXPECT_EQ(exposure["sectors"]["names"], json::parse(R"j(["Technology", "(unknown)"])j"));
  EXPECT_EQ(exposure["sectors"]["net"], json::parse("[[0, 0.5, 0, 0], [0, -0.1, 0, 0]]"));
  EXPECT_EQ(exposure["regions"]["names"], json::parse(R"(["US", "Europe"])"));
}

TEST(ReportHtml, Exposures_OfADayThatWasNotToldWhole_AreNull) {
  SampleRun run = page_days();
  run.hold("2024-01-31", "AAPL", "Technology", "US", "49500");  // one of two
  const json page = run.page();
  EXPECT_EQ(page["exposure"]["long"], json::parse("[0, null, 0, 0]"));
  for (auto& day : run.days) day.positions = 3;
  EXPECT_TRUE(run.page()["exposure"].is_null());
}

TEST(ReportHtml, MoreGroupsThanAreKept_ShareTheLast) {
  SampleRun run;
  run.day("2024-01-02", "100000").positions = kMaxGroups + 5;
  for (std::size_t i = 0; i < kMaxGroups + 5; ++i)
    run.hold("2024-01-02", "A", "sector " + std::to_string(i), "US", "1000");
  const json sectors = run.page()["exposure"]["sectors"];
  ASSERT_EQ(sectors["names"].size(), kMaxGroups);
  EXPECT_EQ(sectors["names"].back(), kOtherGroups);
  EXPECT_NEAR(sectors["net"].back()[0], 0.06, 1e-9);
}

TEST(ReportHtml, Trades_AreTheNewestAndTheRestIsCounted) {
  const json page = page_days().page(R"({"trades_shown": 2})");
  EXPECT_EQ(page["left_out"], 1);
  ASSERT_EQ(page["trades"].size(), 2U);
  EXPECT_EQ(page["symbols"], json::parse(R"(["MSFT", "AAPL"])"));
  // seconds since the one before, symbol, side, quantity, price, fill price, costs
  EXPECT_EQ(page["trades"][0], json::parse("[1706659200, 0, 2, 10, 400, 400, 1.25]"));
  EXPECT_EQ(page["trades"][1], json::parse("[86400, 1, 2, 50, 260, 260, 0.25]"));
  EXPECT_EQ(page["costs"][1], 3.75);  // those that are left out cost as much
  EXPECT_TRUE(page_days().page(R"({"trades_shown": 0})")["trades"].empty());
}

TEST(ReportHtml, Tables_HavePeriodsDrawdownsAndReasons) {
  const json page = page_days().page();
  EXPECT_EQ(page["months"][1], json::parse("[2024, 2, 0.2]"));
  EXPECT_EQ(page["years"][0], json::parse("[2024, 0.188]"));
  EXPECT_EQ(page["drawdowns"][0],
            json::parse(R"([-0.1, "2024-01-30", "2024-01-31", "2024-02-01", 2])"));
  EXPECT_EQ(
      page["reasons"][0],
      json::parse(
          R"(["MAX_WEIGHT", 2, "2024-02-01", "AAPL", "MAX_WEIGHT: measured=0.5, limit=0.3"])"));
}

TEST(ReportHtml, HostileText_NeitherEndsNorBeginsAnything) {
  const std::string hostile =
      "</script><script>hacked()</script><!-- \" ' & \xE2\x80\xA8 \xE2\x80\xA9 \xE2\x80\xAE \xFF";
  SampleRun run = page_days();
  run.run.title = run.keep(hostile);
  run.run.benchmark = run.keep(hostile);
  run.trade("2024-02-02", hostile, SLUICE_SIDE_BUY, "1", "1");
  run.block("2024-02-02", hostile, hostile);
  run.hold("2024-01-31", hostile, hostile, hostile, "1");
  const std::string html = run.html();
  EXPECT_EQ(times_in(html, "<script"), 2U);
  EXPECT_EQ(times_in(html, "</script"), 2U);
  EXPECT_EQ(times_in(html, "<!--"), 0U);
  EXPECT_EQ(times_in(html, "\xE2\x80\xA8"), 1U);  // in the title, where it is a blank
  EXPECT_THAT(html, HasSubstr("<title>&lt;/script&gt;&lt;script&gt;hacked()"));
  const std::string told = run.page()["run"]["title"];
  EXPECT_EQ(told, hostile.substr(0, hostile.size() - 1) + "\xEF\xBF\xBD");
}

TEST(ReportHtml, Page_NamesAPolicyThatLetsNothingIn) {
  const std::string html = page_days().html();
  EXPECT_THAT(html, HasSubstr("default-src 'none'; img-src data:; script-src 'sha256-"));
  EXPECT_THAT(html, Not(HasSubstr("unsafe-")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
}

TEST(ReportHtml, RunsOfNothing_HaveAPage) {
  SampleRun run;
  EXPECT_TRUE(run.page()["time"].empty());
  run.day("2024-01-02", "-5");
  const json page = run.page();
  EXPECT_TRUE(page["exposure"].is_null());
  EXPECT_EQ(page["equity"], json::parse("[-5]"));
}

TEST(ReportHtml, BegunAgain_StartsAfresh) {
  SampleRun run = page_days();
  run.hold("2024-01-31", "AAPL", "Technology", "US", "49500");
  testing::MockHost host;
  testing::MockReport report{sluice::report<ReportHtml>.describe(), "{}", host};
  EXPECT_EQ(report.file_name(), "report.html");
  EXPECT_EQ(report.on_positions(run.positions), SLUICE_ERROR_STATE);
  const auto empty = [&] {
    report.begin(run.run);
    return report.render();
  };
  const std::string before = empty();
  report.on_positions(run.positions);
  report.on_days(run.days);
  report.on_trades(run.trades);
  EXPECT_NE(report.render(), before);
  EXPECT_EQ(empty(), before);
}

}  // namespace
}  // namespace sluice::reports
