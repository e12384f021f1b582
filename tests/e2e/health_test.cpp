// SPDX-License-Identifier: Apache-2.0
//
// health_test.cpp: a track whose health is checked after each day, and that stops itself.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/fault_run.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr int kSessions = 60;
constexpr const char* kAlerts = "out/strategy_panel/health/alerts.log";
constexpr const char* kPauses = "out/strategy_panel/state/pauses.jsonl";

class HealthTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    // The made-up track turns over a fifth of itself now and then, and half of itself hardly ever.
    config_ = panel_config(symbols) + "thresholds: {max_turnover: 0.1, max_drawdown_max: -0.01}\n";
    write("panel.yaml", config_ + "integration: {enable_health_check: true}\n");
    write("pausing.yaml",
          config_ + "integration: {enable_health_check: true, pause_on_critical: true}\n");
  }
  [[nodiscard]] Outcome days(int from, int to, const std::string& config = "panel.yaml",
                             const Words& more = {}) const {
    Words words{"paper-track", "run",           "-c", config, "--from", session_date(from),
                "--to",        session_date(to)};
    words.insert(words.end(), more.begin(), more.end());
    return sluice(words);
  }
  [[nodiscard]] Json summary(int session) const {
    std::string day = session_date(session);
    std::erase(day, '-');
    return Json::parse(text("out/strategy_panel/health/health_summary_" + day + ".json"));
  }
  [[nodiscard]] int first_critical() const {
    for (int session = 10; session < kSessions; ++session)
      if (summary(session)["status"] == "CRITICAL") return session;
    return -1;
  }
  std::string config_;
};

TEST_F(HealthTest, EveryDay_LeavesASummary_AndCriticalDaysAnAlert) {
  const auto run = days(10, kSessions - 1);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  std::size_t critical = 0;
  for (int session = 10; session < kSessions; ++session)
    critical += summary(session)["status"] == "CRITICAL" ? 1U : 0U;
  ASSERT_GT(critical, 0U);
  EXPECT_EQ(count_of(text(kAlerts), "\n"), critical);
  EXPECT_EQ(count_of(text(kAlerts), R"("level":"CRITICAL")"), critical);
  EXPECT_THAT(run.err, HasSubstr("error: "));
  EXPECT_THAT(run.err, HasSubstr(std::to_string(critical) + " of the"));
}

TEST_F(HealthTest, DayByDay_LeavesTheSameFilesAsACatchUp) {
  ASSERT_EQ(days(10, 39).exit_code, 0);
  const Tree at_once = read_tree(path("out"));
  fs::remove_all(path("out"));
  for (int session = 10; session < 40; ++session) ASSERT_EQ(days(session, session).exit_code, 0);
  Tree each = read_tree(path("out"));
  std::erase_if(each,
                [](const auto& file) { return file.first.find("/reports") != std::string::npos; });
  Tree expected = at_once;
  std::erase_if(expected,
                [](const auto& file) { return file.first.find("/reports") != std::string::npos; });
  EXPECT_EQ(difference(expected, each), "");
}

TEST_F(HealthTest, DayRunAgain_LeavesItsAlertOnce) {
  ASSERT_EQ(days(10, kSessions - 1).exit_code, 0);
  const int critical = first_critical();
  ASSERT_GT(critical, 10);
  fs::remove_all(path("out"));
  ASSERT_EQ(days(10, critical).exit_code, 0);
  const Tree before = read_tree(path("out"));
  const auto again = sluice(
      {"paper-track", "run", "-c", "panel.yaml", "--force", "--date", session_date(critical)});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(text(kAlerts), before.at("strategy_panel/health/alerts.log"));
}

TEST_F(HealthTest, SkippedCheck_LeavesNothing) {
  ASSERT_EQ(days(10, 20, "panel.yaml", {"--skip-health-check"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(path("out/strategy_panel/health")));
}

TEST_F(HealthTest, Critical_PausesTheTrack_UntilItIsResumedWithAReason) {
  ASSERT_EQ(days(10, kSessions - 1).exit_code, 0);
  const int critical = first_critical();
  fs::remove_all(path("out"));
  const auto run = days(10, kSessions - 1, "pausing.yaml");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("the track is paused: health CRITICAL on " +
                                 session_date(critical) + ": "));
  EXPECT_EQ(summary(critical)["status"], "CRITICAL");
  EXPECT_THAT(text("out/strategy_panel/state/state.json"),
              HasSubstr("\"last_run_date\": \"" + session_date(critical) + "\""));
  EXPECT_THAT(text(kPauses), HasSubstr(R"("actor":"sluice","reason":"health CRITICAL on)"));

  const Tree paused = read_tree(path("out"));
  EXPECT_EQ(days(critical + 1, critical + 1, "pausing.yaml").exit_code, 3);
  EXPECT_EQ(difference(paused, read_tree(path("out"))), "");
  const Words resume{"paper-track", "resume", "-c", "pausing.yaml"};
  EXPECT_EQ(sluice(resume).exit_code, 2);
  EXPECT_EQ(
      sluice({"paper-track", "resume", "-c", "pausing.yaml", "--reason", "looked at"}).exit_code,
      0);
  const auto next = days(critical + 1, critical + 1, "pausing.yaml", {"--skip-health-check"});
  EXPECT_EQ(next.exit_code, 0) << next.err;
  EXPECT_THAT(text(kPauses), HasSubstr(R"("reason":"looked at")"));
}

TEST_F(HealthTest, LeftOutSessions_AreTheAgeOfTheState) {
  ASSERT_EQ(days(10, 11).exit_code, 0);
  ASSERT_EQ(
      sluice({"paper-track", "run", "-c", "panel.yaml", "--date", session_date(19)}).exit_code, 0);
  const Json health = summary(19);
  EXPECT_EQ(health["status"], "CRITICAL");
  EXPECT_THAT(health["reason"].get<std::string>(),
              HasSubstr("STATE_STALE: check=state_age, measured=7.0"));
}

TEST_F(HealthTest, LookedAt_TellsHowFarBehindTheDataItIs_AndChangesNothing) {
  ASSERT_EQ(days(10, kSessions - 3).exit_code, 0);
  const Tree before = read_tree(path("out"));
  const auto behind = sluice({"paper-track", "health", "-c", "panel.yaml", "--json", "--set",
                              "thresholds={max_state_age: 5}"});
  EXPECT_EQ(behind.exit_code, 0) << behind.err;
  const Json health = Json::parse(behind.out);
  EXPECT_EQ(health["status"], "WARN");
  EXPECT_THAT(health["reason"].get<std::string>(),
              HasSubstr("STATE_BEHIND_DATA: check=state_age, measured=2.0"));
  const auto stale = sluice(
      {"paper-track", "health", "-c", "panel.yaml", "--set", "thresholds={max_state_age: 1}"});
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_THAT(stale.out, HasSubstr("STATE_STALE"));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(HealthTest, NoTrack_IsAUsageError) {
  EXPECT_EQ(sluice({"paper-track", "health", "-c", "panel.yaml"}).exit_code, 2);
}

// Killed before every call that changes the disk on the day that pauses the track.
TEST_F(HealthTest, PausingDayKilledAnywhere_EndsAsIfItHadNot) {
  ASSERT_EQ(days(10, kSessions - 1).exit_code, 0);
  const int critical = first_critical();
  fs::remove_all(path("out"));
  ASSERT_EQ(days(10, critical - 1, "pausing.yaml").exit_code, 0);
  replace_tree(path("out"), path("before"));
  const Words words{"paper-track",        "run",      "-c",
                    path("pausing.yaml"), "--date",   session_date(critical),
                    "--data-dir",         path("out")};
  const auto run = [&](testing::IoFault fault, long at) {
    replace_tree(path("before"), path("out"));
    return testing::run_with_faults({path("out"), fault, at, false}, command(words));
  };
  const auto undisturbed = run(testing::IoFault::kNone, 0);
  EXPECT_EQ(undisturbed.exit_code, 3);
  const Tree whole = read_tree(path("out"));
  ASSERT_GT(undisturbed.calls, 10);
  for (long at = 1; at <= undisturbed.calls; ++at) {
    ASSERT_TRUE(run(testing::IoFault::kKill, at).killed)
        << "call " << at << " of " << undisturbed.calls;
    const auto again = sluice(words);
    ASSERT_EQ(again.exit_code, 3) << "killed at call " << at << ": " << again.err;
    ASSERT_EQ(difference(whole, read_tree(path("out"))), "") << "killed at call " << at;
  }
}

}  // namespace
}  // namespace sluice::e2e
