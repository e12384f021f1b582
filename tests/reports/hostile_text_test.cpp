// SPDX-License-Identifier: Apache-2.0
//
// hostile_text_test.cpp: symbols, reasons and titles that would break a format if they could.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_run.hpp"

namespace sluice::reports {
namespace {

const char* const kHostile = "a|b*c<script>\n# \"q\", 'x' `y`\\ \xFF";
// The same after the one byte that is no UTF-8 was replaced.
const char* const kHostileClean = "a|b*c<script>\n# \"q\", 'x' `y`\\ \xEF\xBF\xBD";

SampleRun hostile_run() {
  SampleRun run;
  run.run.title = run.run.description = run.run.data_source = run.keep(kHostile);
  run.day("2024-03-01", "101000");
  run.day("2024-03-02", "99000");
  run.trade("2024-03-01", kHostile, SLUICE_SIDE_BUY, "1", "1");
  run.block("2024-03-01", kHostile, std::string{"BAD|CODE: "} + kHostile);
  return run;
}

TEST(HostileText, InJson_ComesBackAsItWas) {
  const auto report = hostile_run().json();
  EXPECT_EQ(report["metrics"]["title"], kHostileClean);
  EXPECT_EQ(report["description"], kHostileClean);
  EXPECT_EQ(report["last_trades"][0]["symbol"], kHostileClean);
  EXPECT_EQ(report["blocked"][0]["code"], "BAD|CODE");
  EXPECT_EQ(report["blocked"][0]["first"]["symbol"], kHostileClean);
  EXPECT_EQ(report["blocked"][0]["first"]["reason"], std::string{"BAD|CODE: "} + kHostileClean);
}

TEST(HostileText, InCsv_ComesBackAsItWas) {
  const auto metrics = csv_metrics(hostile_run().csv());
  EXPECT_EQ(metrics.at("title"), kHostileClean);
  EXPECT_EQ(metrics.at("data_source"), kHostileClean);
  EXPECT_EQ(metrics.at("driver"), "backtest");
}

TEST(HostileText, InMarkdown_StaysInItsCell) {
  const std::string markdown = hostile_run().markdown();
  EXPECT_THAT(markdown, ::testing::Not(::testing::HasSubstr("<script>")));
  EXPECT_THAT(markdown, ::testing::Not(::testing::HasSubstr("\xFF")));
  const std::string cell = "a\\|b\\*c&lt;script&gt; \\# \"q\", 'x' \\`y\\`\\\\ \xEF\xBF\xBD";
  EXPECT_TRUE(markdown.starts_with("# " + cell + "\n"));
  EXPECT_EQ(table_under(markdown, "## Last trades").at(0).at(1), cell);
  const auto blocked = table_under(markdown, "## Blocked orders");
  ASSERT_EQ(blocked.size(), 1U);
  EXPECT_EQ(blocked[0].at(0), "BAD\\|CODE");
  EXPECT_EQ(blocked[0].at(3), "BUY 10 " + cell);
}

TEST(HostileText, OfAReason_IsCutToItsBound) {
  SampleRun run;
  run.day("2024-03-01", "100000");
  run.block("2024-03-01", std::string(100'000, 's'), std::string(100'000, 'r'));
  const auto blocked = run.json()["blocked"];
  EXPECT_EQ(blocked[0]["code"].get<std::string>().size(), kMaxCodeBytes);
  EXPECT_EQ(blocked[0]["first"]["reason"].get<std::string>().size(), kMaxReasonBytes);
  EXPECT_EQ(blocked[0]["first"]["symbol"].get<std::string>().size(), kMaxReasonBytes);
}

TEST(HostileText, WithoutACode_IsGroupedAllTheSame) {
  SampleRun run;
  run.block("2024-03-01", "A", "");
  run.block("2024-03-01", "A", ": x=1");
  const auto blocked = run.json()["blocked"];
  ASSERT_EQ(blocked.size(), 1U);
  EXPECT_EQ(blocked[0]["code"], kNoCode);
  EXPECT_EQ(blocked[0]["count"], 2);
}

}  // namespace
}  // namespace sluice::reports
