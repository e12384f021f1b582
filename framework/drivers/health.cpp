// SPDX-License-Identifier: Apache-2.0
#include "drivers/health.hpp"

#include <algorithm>

#include "records/text.hpp"

namespace sluice::drivers {
namespace {

// A report is due when its period is over; these are the longest periods and a long weekend.
constexpr std::int32_t kWeekDays = 7 + 4;
constexpr std::int32_t kMonthDays = 31 + 4;

using Status = HealthStatus;

class Assessment {
 public:
  Assessment(const HealthFacts& facts, const HealthSettings& settings)
      : facts_{facts}, settings_{settings}, limits_{settings.thresholds} {}

  Health run() {
    check_equity();
    check_sharpe("sharpe", facts_.sharpe);
    check_drawdown("max_drawdown", facts_.max_drawdown);
    check_turnover();
    check_age();
    check_rules();
    check_risk_report();
    Health health{facts_.strategy_name, facts_.time, Status::kOk,       facts_.sessions,
                  facts_.days_behind,   {},          std::move(checks_)};
    if (facts_.risk_report) health.risk_report = facts_.risk_report->date;
    for (const HealthCheck& check : health.checks)
      health.status = std::max(health.status, check.status);
    return health;
  }

 private:
  void add(std::string name, Status status, std::string_view code, std::optional<double> measured,
           std::optional<double> limit) {
    checks_.push_back({std::move(name), status, code, measured, limit, {}});
  }

  void check_equity() {
    const bool gone = !facts_.equity.is_positive();
    add("equity", gone ? Status::kCritical : Status::kOk, gone ? kEquityGone : std::string_view{},
        facts_.equity.to_double(), 0.0);
  }

  void check_sharpe(std::string name, std::optional<double> sharpe) {
    if (!limits_.min_sharpe) return;
    const double limit = *limits_.min_sharpe;
    if (facts_.sessions < static_cast<std::uint64_t>(limits_.min_sharpe_sessions))
      return add(std::move(name), Status::kOk, kSharpeTooFew, sharpe, limit);
    if (!sharpe || *sharpe >= limit) return add(std::move(name), Status::kOk, {}, sharpe, limit);
    const bool loses = *sharpe < 0;
    add(std::move(name), loses ? Status::kCritical : Status::kWarn,
        loses ? kSharpeNegative : kSharpeBelowMin, sharpe, limit);
  }

  // Warns between the two, and is critical beyond the deeper one.
  void check_drawdown(std::string name, std::optional<double> drawdown) {
    const auto& deepest = limits_.max_drawdown_min;
    const auto& warning = limits_.max_drawdown_max;
    if ((!deepest && !warning) || !drawdown) return;
    if (deepest && *drawdown < *deepest)
      return add(std::move(name), Status::kCritical, kDrawdownCritical, drawdown, deepest);
    if (warning && *drawdown < *warning)
      return add(std::move(name), Status::kWarn, kDrawdownWarn, drawdown, warning);
    add(std::move(name), Status::kOk, {}, drawdown, warning ? warning : deepest);
  }

  void check_turnover() {
    if (!limits_.max_turnover || !facts_.turnover) return;
    const double limit = *limits_.max_turnover;
    const double turnover = *facts_.turnover;
    if (turnover <= limit) return add("turnover", Status::kOk, {}, turnover, limit);
    // The first session buys the whole portfolio.
    if (facts_.time.date() == facts_.first_day)
      return add("turnover", Status::kOk, kTurnoverFirst, turnover, limit);
    const bool twice = turnover > 2 * limit;
    add("turnover", twice ? Status::kCritical : Status::kWarn,
        twice ? kTurnoverCritical : kTurnoverWarn, turnover, limit);
  }

  void check_age() {
    const double behind = static_cast<double>(facts_.sessions_behind);
    const double limit = limits_.max_state_age;
    if (facts_.sessions_behind == 0) return add("state_age", Status::kOk, {}, behind, limit);
    const bool stale = behind > limit;
    add("state_age", stale ? Status::kCritical : Status::kWarn, stale ? kStateStale : kStateBehind,
        behind, limit);
  }

  // It refuses whatever the strategy decides, its exits too. Measured in orders.
  void check_rules() {
    for (const BrokenRule& broken : facts_.broken_rules) {
      add("rule:" + broken.rule, Status::kCritical, kRuleBroken,
          static_cast<double>(broken.blocked), 0.0);
      checks_.back().note = broken.code + " since " + broken.since.date().to_string();
    }
  }

  void check_risk_report() {
    const auto& report = facts_.risk_report;
    if (report) {
      check_sharpe("risk_report_sharpe", report->sharpe);
      check_drawdown("risk_report_max_drawdown", report->max_drawdown);
    }
    if (!settings_.risk_report_days) return;
    const double limit = *settings_.risk_report_days;
    const Date since = report ? report->date : facts_.first_day;
    const double age = facts_.time.date().days() - since.days();
    const bool overdue = age > limit;
    add("risk_report_age", overdue ? Status::kWarn : Status::kOk,
        !overdue ? std::string_view{}
        : report ? kRiskReportOverdue
                 : kRiskReportMissing,
        age, limit);
  }

  const HealthFacts& facts_;
  const HealthSettings& settings_;
  const config::Thresholds& limits_;
  std::vector<HealthCheck> checks_;
};

}  // namespace

std::string_view name(HealthStatus status) noexcept {
  switch (status) {
    case HealthStatus::kWarn:
      return "WARN";
    case HealthStatus::kCritical:
      return "CRITICAL";
    case HealthStatus::kOk:
      break;
  }
  return "OK";
}

HealthSettings health_settings(const config::RunConfig& config) {
  HealthSettings settings;
  const config::Integration& integration = config.integration;
  settings.enabled = integration.enable_health_check;
  settings.pause_on_critical = integration.pause_on_critical;
  settings.thresholds = config.thresholds;
  if (integration.enable_risk_report)
    settings.risk_report_days = integration.risk_report_freq == "W" ? kWeekDays : kMonthDays;
  settings.alert_level =
      config.alerts.min_level == "WARN" ? HealthStatus::kWarn : HealthStatus::kCritical;
  return settings;
}

std::string Health::reason() const {
  std::string text;
  for (const HealthCheck& check : checks) {
    if (check.status != status || check.code.empty()) continue;
    if (!text.empty()) text += "; ";
    text += std::string{check.code} + ": check=" + check.name +
            ", measured=" + (check.measured ? records::ratio_text(*check.measured) : "none") +
            ", limit=" + (check.limit ? records::ratio_text(*check.limit) : "none") +
            (check.note.empty() ? "" : ", note=" + check.note);
  }
  return text;
}

Health assess_health(const HealthFacts& facts, const HealthSettings& settings) {
  return Assessment{facts, settings}.run();
}

}  // namespace sluice::drivers
