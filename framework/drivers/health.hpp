// SPDX-License-Identifier: Apache-2.0
//
// health.hpp: whether a track is well: figures against the thresholds of its config.
//
// Place: drivers. Pure: facts in, a verdict out, so that the same day has the same health whenever
// and however it was run. What is measured, and what each level means: docs/operate/health.md.
// Units: ratios as fractions, ages in sessions. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

#include "config/run_config.hpp"
#include "drivers/track_rules.hpp"

namespace sluice::drivers {

enum class HealthStatus : std::uint8_t { kOk, kWarn, kCritical };
[[nodiscard]] std::string_view name(HealthStatus status) noexcept;

// The codes a check can have beside OK; docs/formats/health.md lists them.
inline constexpr std::string_view kSharpeTooFew = "SHARPE_TOO_FEW_SESSIONS";
inline constexpr std::string_view kSharpeBelowMin = "SHARPE_BELOW_MIN";
inline constexpr std::string_view kSharpeNegative = "SHARPE_NEGATIVE";
inline constexpr std::string_view kDrawdownWarn = "DRAWDOWN_BEYOND_MAX";
inline constexpr std::string_view kDrawdownCritical = "DRAWDOWN_BEYOND_MIN";
inline constexpr std::string_view kTurnoverWarn = "TURNOVER_ABOVE_MAX";
inline constexpr std::string_view kTurnoverCritical = "TURNOVER_ABOVE_TWICE_MAX";
inline constexpr std::string_view kTurnoverFirst = "TURNOVER_OF_FIRST_SESSION";
inline constexpr std::string_view kEquityGone = "EQUITY_NOT_POSITIVE";
inline constexpr std::string_view kStateBehind = "STATE_BEHIND_DATA";
inline constexpr std::string_view kStateStale = "STATE_STALE";
inline constexpr std::string_view kRuleBroken = "RULE_BROKEN";
inline constexpr std::string_view kRiskReportMissing = "RISK_REPORT_MISSING";
inline constexpr std::string_view kRiskReportOverdue = "RISK_REPORT_OVERDUE";

struct HealthSettings {
  bool enabled = false;
  bool pause_on_critical = false;
  config::Thresholds thresholds;
  // How old the newest risk report may be, in days; nothing: none are written.
  std::optional<std::int32_t> risk_report_days;
  HealthStatus alert_level = HealthStatus::kCritical;  // least that is told in alerts.log
};
[[nodiscard]] HealthSettings health_settings(const config::RunConfig& config);

// What the newest risk report says.
struct RiskReportFacts {
  Date date;
  std::optional<double> sharpe;
  std::optional<double> max_drawdown;
};

struct HealthFacts {
  std::string strategy_name;
  Timestamp time;  // of the session that was run last
  Date first_day;  // of the track
  Money equity;
  std::uint64_t sessions = 0;      // with a return
  std::optional<double> sharpe;    // annualised, over the track
  double max_drawdown = 0;         // <= 0
  std::optional<double> turnover;  // of the session, traded value / equity
  // Sessions of the data that were not run: those that this run left out before its day, or those
  // behind the track's last day where it is looked at from outside.
  std::uint64_t sessions_behind = 0;
  std::int32_t days_behind = 0;
  std::optional<RiskReportFacts> risk_report;
  std::vector<BrokenRule> broken_rules;
};

struct HealthCheck {
  std::string name;
  HealthStatus status = HealthStatus::kOk;
  std::string_view code;           // empty: nothing to say
  std::optional<double> measured;  // nothing: not defined
  std::optional<double> limit;     // the one that was crossed, else the one that comes first
  std::string note;                // of a broken rule: what it refuses with, and since when
};

struct Health {
  std::string strategy_name;
  Timestamp time;
  HealthStatus status = HealthStatus::kOk;  // the worst of the checks
  std::uint64_t sessions = 0;
  std::int32_t days_behind = 0;
  std::optional<Date> risk_report;
  std::vector<HealthCheck> checks;

  // `CODE: measured=…, limit=…; CODE: …` of the checks that are as bad as the whole.
  [[nodiscard]] std::string reason() const;
};

[[nodiscard]] Health assess_health(const HealthFacts& facts, const HealthSettings& settings);

}  // namespace sluice::drivers
