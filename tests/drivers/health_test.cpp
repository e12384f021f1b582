// SPDX-License-Identifier: Apache-2.0
//
// health_test.cpp: figures against thresholds, and the words that are told of them.
#include "drivers/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/health_files.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using ::testing::HasSubstr;

constexpr auto kOk = HealthStatus::kOk;
constexpr auto kWarn = HealthStatus::kWarn;
constexpr auto kCritical = HealthStatus::kCritical;

HealthSettings strict_settings() {
  HealthSettings settings;
  settings.enabled = true;
  settings.thresholds = {0.5, -0.25, -0.05, 0.4, 10, 5};
  return settings;
}

HealthFacts healthy_facts() {
  HealthFacts facts;
  facts.strategy_name = "core";
  facts.time = Timestamp::from_date(*Date::parse("2025-01-15"));
  facts.first_day = *Date::parse("2024-06-03");
  facts.equity = *Money::parse("100000");
  facts.sessions = 150;
  facts.sharpe = 1.2;
  facts.max_drawdown = -0.02;
  facts.turnover = 0.1;
  return facts;
}

struct HealthAnswer {
  HealthStatus status;
  std::string_view code;
  friend bool operator==(const HealthAnswer&, const HealthAnswer&) = default;
};

HealthAnswer answer_of(const HealthFacts& facts, std::string_view name,
                       const HealthSettings& settings = strict_settings()) {
  for (const auto& each : assess_health(facts, settings).checks)
    if (each.name == name) return {each.status, each.code};
  return {kOk, "no such check"};
}

TEST(Health, EverythingWithinItsLimits_IsOkWithMeasuredAndLimitOfEach) {
  const Health health = assess_health(healthy_facts(), strict_settings());
  EXPECT_EQ(health.status, kOk);
  EXPECT_EQ(health.reason(), "");
  ASSERT_EQ(health.checks.size(), 5U);
  for (const auto& each : health.checks) {
    EXPECT_TRUE(each.measured.has_value()) << each.name;
    EXPECT_TRUE(each.limit.has_value()) << each.name;
  }
}

TEST(Health, BrokenRule_IsCriticalAndSaysSinceWhen) {
  HealthFacts facts = healthy_facts();
  facts.broken_rules = {{"mine", "RULE_NOT_LOADED", facts.time, 18}};
  EXPECT_EQ(answer_of(facts, "rule:mine"), (HealthAnswer{kCritical, kRuleBroken}));
  const Health health = assess_health(facts, strict_settings());
  EXPECT_EQ(health.status, kCritical);
  EXPECT_EQ(health.reason(),
            "RULE_BROKEN: check=rule:mine, measured=18.0000000000, limit=0.0000000000, "
            "note=RULE_NOT_LOADED since 2025-01-15");
  EXPECT_THAT(health_json(health), HasSubstr(R"("note":"RULE_NOT_LOADED since 2025-01-15")"));
  EXPECT_THAT(health_md(health), HasSubstr("RULE_BROKEN: RULE_NOT_LOADED since 2025-01-15 |"));
}

TEST(Health, Sharpe_WarnsBelowItsLimit_AndIsCriticalWhereNegative) {
  const auto at = [](std::optional<double> sharpe) {
    HealthFacts facts = healthy_facts();
    facts.sharpe = sharpe;
    return answer_of(facts, "sharpe");
  };
  EXPECT_EQ(at(0.5), (HealthAnswer{kOk, ""}));
  EXPECT_EQ(at(0.49), (HealthAnswer{kWarn, kSharpeBelowMin}));
  EXPECT_EQ(at(0.0), (HealthAnswer{kWarn, kSharpeBelowMin}));
  EXPECT_EQ(at(-0.01), (HealthAnswer{kCritical, kSharpeNegative}));
  EXPECT_EQ(at(std::nullopt), (HealthAnswer{kOk, ""}));
}

TEST(Health, SharpeOfTooFewSessions_IsNotJudged) {
  HealthFacts facts = healthy_facts();
  facts.sharpe = -3;
  facts.sessions = 9;
  EXPECT_EQ(answer_of(facts, "sharpe"), (HealthAnswer{kOk, kSharpeTooFew}));
  facts.sessions = 10;
  EXPECT_EQ(answer_of(facts, "sharpe"), (HealthAnswer{kCritical, kSharpeNegative}));
}

TEST(Health, Drawdown_WarnsBetweenTheTwoLimits_AndIsCriticalBeyondTheDeeper) {
  const auto at = [](double drawdown) {
    HealthFacts facts = healthy_facts();
    facts.max_drawdown = drawdown;
    return answer_of(facts, "max_drawdown");
  };
  EXPECT_EQ(at(-0.05), (HealthAnswer{kOk, ""}));
  EXPECT_EQ(at(-0.051), (HealthAnswer{kWarn, kDrawdownWarn}));
  EXPECT_EQ(at(-0.25), (HealthAnswer{kWarn, kDrawdownWarn}));
  EXPECT_EQ(at(-0.251), (HealthAnswer{kCritical, kDrawdownCritical}));
}

TEST(Health, OneDrawdownLimitAlone_IsJudgedAlone) {
  HealthFacts facts = healthy_facts();
  facts.max_drawdown = -0.3;
  HealthSettings settings = strict_settings();
  settings.thresholds.max_drawdown_min.reset();
  EXPECT_EQ(answer_of(facts, "max_drawdown", settings), (HealthAnswer{kWarn, kDrawdownWarn}));
  settings.thresholds.max_drawdown_min = -0.25;
  settings.thresholds.max_drawdown_max.reset();
  EXPECT_EQ(answer_of(facts, "max_drawdown", settings),
            (HealthAnswer{kCritical, kDrawdownCritical}));
}

TEST(Health, Turnover_WarnsAboveItsLimit_IsCriticalAboveTwice_AndForgivesTheFirstSession) {
  HealthFacts facts = healthy_facts();
  const auto at = [&](double turnover) {
    facts.turnover = turnover;
    return answer_of(facts, "turnover");
  };
  EXPECT_EQ(at(0.4), (HealthAnswer{kOk, ""}));
  EXPECT_EQ(at(0.41), (HealthAnswer{kWarn, kTurnoverWarn}));
  EXPECT_EQ(at(0.81), (HealthAnswer{kCritical, kTurnoverCritical}));
  facts.first_day = facts.time.date();
  EXPECT_EQ(at(0.81), (HealthAnswer{kOk, kTurnoverFirst}));
}

TEST(Health, SessionsNotRun_WarnFromOne_AndAreCriticalAboveTheLimit) {
  const auto at = [](std::uint64_t sessions) {
    HealthFacts facts = healthy_facts();
    facts.sessions_behind = sessions;
    return answer_of(facts, "state_age");
  };
  EXPECT_EQ(at(0), (HealthAnswer{kOk, ""}));
  EXPECT_EQ(at(1), (HealthAnswer{kWarn, kStateBehind}));
  EXPECT_EQ(at(5), (HealthAnswer{kWarn, kStateBehind}));
  EXPECT_EQ(at(6), (HealthAnswer{kCritical, kStateStale}));
}

TEST(Health, EquityGone_IsCritical_WithoutAnyThreshold) {
  HealthFacts facts = healthy_facts();
  facts.equity = Money{};
  const Health health = assess_health(facts, {});
  EXPECT_EQ(health.status, kCritical);
  EXPECT_EQ(health.reason(),
            "EQUITY_NOT_POSITIVE: check=equity, measured=0.0000000000, limit=0.0000000000");
}

TEST(Health, RiskReport_IsJudgedByTheSameLimits_AndByItsAge) {
  HealthSettings settings = strict_settings();
  settings.risk_report_days = 35;
  HealthFacts facts = healthy_facts();
  EXPECT_EQ(answer_of(facts, "risk_report_age", settings),
            (HealthAnswer{kWarn, kRiskReportMissing}));
  facts.risk_report = RiskReportFacts{*Date::parse("2024-12-31"), -0.2, -0.06};
  EXPECT_EQ(answer_of(facts, "risk_report_age", settings), (HealthAnswer{kOk, ""}));
  EXPECT_EQ(answer_of(facts, "risk_report_sharpe", settings),
            (HealthAnswer{kCritical, kSharpeNegative}));
  EXPECT_EQ(answer_of(facts, "risk_report_max_drawdown", settings),
            (HealthAnswer{kWarn, kDrawdownWarn}));
  facts.risk_report->date = *Date::parse("2024-11-29");
  EXPECT_EQ(answer_of(facts, "risk_report_age", settings),
            (HealthAnswer{kWarn, kRiskReportOverdue}));
}

TEST(Health, Reason_NamesTheWorstChecksOnly) {
  HealthFacts facts = healthy_facts();
  facts.sharpe = 0.25;
  facts.max_drawdown = -0.5;
  const Health health = assess_health(facts, strict_settings());
  EXPECT_EQ(health.status, kCritical);
  EXPECT_EQ(health.reason(),
            "DRAWDOWN_BEYOND_MIN: check=max_drawdown, measured=-0.5000000000, "
            "limit=-0.2500000000");
}

TEST(HealthFiles, AlertLine_IsWrittenFromItsLevelOn) {
  HealthFacts facts = healthy_facts();
  EXPECT_EQ(alert_line(assess_health(facts, strict_settings()), kWarn), "");
  facts.sharpe = 0.25;
  const Health warns = assess_health(facts, strict_settings());
  EXPECT_EQ(alert_line(warns, kCritical), "");
  EXPECT_EQ(alert_line(warns, kWarn),
            R"({"time":"2025-01-15T00:00:00Z","strategy_name":"core","level":"WARN",)"
            R"("reason":"SHARPE_BELOW_MIN: check=sharpe, measured=0.2500000000, )"
            R"(limit=0.5000000000"})"
            "\n");
}

TEST(HealthFiles, Json_HoldsNullForWhatIsNotDefined) {
  HealthFacts facts = healthy_facts();
  facts.sharpe.reset();
  const std::string json = health_json(assess_health(facts, strict_settings()));
  EXPECT_THAT(json, HasSubstr(R"({"check":"sharpe","status":"OK","code":null,"measured":null,)"
                              R"("limit":0.5000000000})"));
  EXPECT_THAT(json, HasSubstr(R"("risk_report":null)"));
}

TEST(HealthFiles, NewestRiskReport_IsTheNewestThatIsNotOfTheFuture) {
  const testing::TemporaryDirectory folder;
  const Date day = *Date::parse("2025-02-10");
  const auto none = newest_risk_report(folder.path(), day);
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->has_value());
  const auto reports = folder.path() / "risk_reports";
  std::filesystem::create_directories(reports);
  testing::write_text(reports / "risk_summary_20241231.csv", "metric,value\nsharpe,9\n");
  testing::write_text(reports / "risk_summary_20250131.csv",
                      "metric,value\nsharpe,0.75\nmax_drawdown,\n");
  testing::write_text(reports / "risk_summary_20250228.csv", "metric,value\nsharpe,8\n");
  testing::write_text(reports / "risk_report_20250209.md", "no summary");
  const auto found = newest_risk_report(folder.path(), day);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->date.to_string(), "2025-01-31");
  EXPECT_EQ((*found)->sharpe, 0.75);
  EXPECT_FALSE((*found)->max_drawdown.has_value());
}

}  // namespace
}  // namespace sluice::drivers
