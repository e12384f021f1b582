// SPDX-License-Identifier: Apache-2.0
//
// report_page_test.cpp: report.html of a backtest, which is told of every day as it runs, and of a
// track, whose days are read back from its files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

using ::testing::HasSubstr;

constexpr int kSessions = 60;

class ReportPageTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    std::string config = panel_config(symbols);
    const std::string last_report = "report_json]";
    config.replace(config.find(last_report), last_report.size(), "report_json, report_html]");
    write("panel.yaml", config);
  }
  [[nodiscard]] Outcome run(Words words) const {
    for (const std::string& word : {std::string{"-c"}, path("panel.yaml").string(),
                                    std::string{"--data-dir"}, path("out").string()})
      words.push_back(word);
    return sluice(words);
  }
  // What a page draws, without who ran it.
  [[nodiscard]] nlohmann::json page(const std::string& folder) const {
    const std::string html = text(kTrack + ("/" + folder + "/report.html"));
    const std::string mark = "id=\"data\">";
    const std::size_t begin = html.find(mark) + mark.size();
    auto data = nlohmann::json::parse(html.substr(begin, html.find("</script>", begin) - begin));
    data["run"].erase("driver");
    data["metrics"].erase("driver");
    return data;
  }
};

TEST_F(ReportPageTest, BacktestAndTrack_HaveThePageOfTheSameRun) {
  ASSERT_EQ(run({"backtest"}).exit_code, 0);
  ASSERT_EQ(run({"paper-track", "run", "--from", session_date(0)}).exit_code, 0);
  const auto backtest = page("backtest");
  EXPECT_EQ(backtest, page("reports"));
  EXPECT_EQ(backtest["time"].size(), static_cast<std::size_t>(kSessions));
  EXPECT_GT(backtest["exposure"]["long"].back(), 0.1);
  EXPECT_FALSE(backtest["exposure"]["sectors"]["names"].empty());
}

TEST_F(ReportPageTest, PositionsThatTheTrailDoesNotConfirm_AreLeftOutWithAWarning) {
  ASSERT_EQ(run({"paper-track", "run", "--from", session_date(0)}).exit_code, 0);
  const std::string name = std::string{kTrack} + "/positions_history.csv";
  const std::string rows = text(name);
  write(name, rows.substr(0, rows.rfind('\n', rows.size() - 2) + 1));
  const auto rendered = run({"report"});
  EXPECT_EQ(rendered.exit_code, 0);
  EXPECT_THAT(rendered.err, HasSubstr("reports leave out what was held: "));
  EXPECT_THAT(rendered.err, HasSubstr(", the trail says "));
  const auto told = page("reports")["exposure"]["long"];
  EXPECT_TRUE(told.back().is_null());
  EXPECT_TRUE(told[told.size() - 2].is_number());
}

}  // namespace
}  // namespace sluice::e2e
