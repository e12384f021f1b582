// SPDX-License-Identifier: Apache-2.0
//
// reports_test.cpp: what tracks and backtests have left, listed and read over HTTP.
#include <chrono>

#include "api/orders_fixture.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReportsTest : public OrdersTest {
 protected:
  // Each is a second younger than the one before.
  void put(const std::string& name, const std::string& content = "x") {
    const fs::path file = served_.folder() / "out" / name;
    fs::create_directories(file.parent_path());
    testing::write_text(file, content);
    fs::last_write_time(file, start_ + std::chrono::seconds{++put_});
  }
  [[nodiscard]] Json reports(const std::string& query = {}) const {
    const auto reply = served_.get("/api/v1/reports" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.json();
  }
  [[nodiscard]] std::vector<std::string> names(const std::string& query = {}) const {
    std::vector<std::string> found;
    for (const Json& report : reports(query)) found.push_back(report.at("name"));
    return found;
  }
  [[nodiscard]] Reply read(const std::string& id) const {
    return served_.get("/api/v1/reports/" + id);
  }
  [[nodiscard]] std::string id_of(const std::string& name) const {
    for (const std::string kind : {"", "?kind=day"})
      for (const Json& report : reports(kind))
        if (report.at("name") == name) return report.at("report_id");
    return {};
  }

 private:
  const fs::file_time_type start_ = fs::file_time_type::clock::now() - std::chrono::hours{1};
  int put_ = 0;
};

TEST_F(ReportsTest, NoneYet_IsAnEmptyList) { EXPECT_EQ(reports(), Json::array()); }

TEST_F(ReportsTest, OfEachKind_AreListed_NewestFirst_DaysOnlyWhenAskedFor) {
  put("trend/reports/report.html");
  put("trend/risk_reports/risk_report_20240105.md");
  put("trend/health/health_summary_20240105.json", "{}");
  put("carry/backtest/report.csv");
  put("carry/backtest/metrics.json", "{}");
  put("trend/runs/20240105/daily_summary.md");
  EXPECT_THAT(names(), ElementsAre("backtest/metrics.json", "backtest/report.csv",
                                   "health/health_summary_20240105.json",
                                   "risk_reports/risk_report_20240105.md", "reports/report.html"));
  EXPECT_THAT(names("?kind=day"), ElementsAre("runs/20240105/daily_summary.md"));
  EXPECT_THAT(names("?kind=backtest&strategy_dir=trend"), IsEmpty());
  EXPECT_THAT(names("?strategy_dir=carry"),
              ElementsAre("backtest/metrics.json", "backtest/report.csv"));
  EXPECT_THAT(names("?limit=1"), ElementsAre("backtest/metrics.json"));
  const Json risk = reports("?kind=risk").at(0);
  EXPECT_EQ(risk.at("strategy_dir"), "trend");
  EXPECT_EQ(risk.at("kind"), "risk");
  EXPECT_EQ(risk.at("bytes"), 1);
  EXPECT_EQ(risk.at("content_type"), "text/markdown; charset=utf-8");
}

TEST_F(ReportsTest, IsReadAsItIs_WithItsType) {
  put("trend/risk_reports/risk_summary_20240105.csv", "a,b\n1,2\n");
  put("trend/runs/20240105/daily_summary.json", R"({"date":"2024-01-05"})");
  const Reply csv = read(id_of("risk_reports/risk_summary_20240105.csv"));
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.body, "a,b\n1,2\n");
  EXPECT_EQ(csv.header("content-type"), "text/csv; charset=utf-8");
  const Reply day = read(id_of("runs/20240105/daily_summary.json"));
  EXPECT_EQ(day.json().at("date"), "2024-01-05");
}

// Its charts are scripts: they may run, but not ask this server for anything.
TEST_F(ReportsTest, PageIsKeptApartFromTheServersOwn) {
  put("trend/reports/report.html", "<script>1</script>");
  const Reply page = read(id_of("reports/report.html"));
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  const std::string policy = page.header("content-security-policy");
  EXPECT_THAT(policy, HasSubstr("sandbox allow-scripts;"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("allow-same-origin")));
}

TEST_F(ReportsTest, WhatIsNoReport_IsNotThere) {
  put("trend/state/state.json", "{}");
  put("trend/backtest/trades_all.csv");
  put("trend/reports/notes.txt");
  put("trend/reports/.report.html.tmp");
  testing::write_text(served_.folder() / "secret.md", "secret");
  const fs::path reports = served_.folder() / "out/trend/reports";
  fs::create_symlink(served_.folder() / "secret.md", reports / "link.md");
  fs::create_directory(served_.folder() / "elsewhere");
  testing::write_text(served_.folder() / "elsewhere/report.md", "secret");
  fs::create_directory(served_.folder() / "out/other");
  fs::create_directory_symlink(served_.folder() / "elsewhere",
                               served_.folder() / "out/other/reports");
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(ReportsTest, UnknownIdOrOneThatIsNone_IsRefused) {
  put("trend/reports/report.md");
  EXPECT_EQ(read("0123456789abcdef").status, 404);
  EXPECT_EQ(read("0123456789abcdef").fault(), "not_found");
  for (const std::string id : {"report.md", "..%2f..%2fsecret", "0123456789ABCDEF", "0"})
    EXPECT_EQ(read(id).fault(), "report_id") << id;
  EXPECT_EQ(served_.get("/api/v1/reports/../reports").status, 404);
  const std::string id = id_of("reports/report.md");
  fs::remove(served_.folder() / "out/trend/reports/report.md");
  EXPECT_EQ(read(id).status, 404);
}

}  // namespace
}  // namespace sluice::api_test
