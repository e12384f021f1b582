// SPDX-License-Identifier: Apache-2.0
#include "drivers/health_day.hpp"

#include "drivers/health_files.hpp"
#include "drivers/paper_track.hpp"
#include "drivers/report_feed.hpp"
#include "drivers/session_reader.hpp"
#include "drivers/track_statistics.hpp"
#include "files/atomic_file.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "records/text.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxPlanBytes = 64 * 1024;
constexpr std::uint64_t kMaxPauseLogBytes = 64u << 20;

fs::path plan_path(const fs::path& track) { return track / "state" / "pause_due"; }

// Whether a process that died behind it had written the pause already: it is the last that is told.
bool was_just_paused(const fs::path& track, Timestamp time) {
  const auto log = files::read_file(track / "state" / "pauses.jsonl", kMaxPauseLogBytes);
  if (!log || log->size() < 2) return false;
  const auto line = log->rfind('\n', log->size() - 2);
  return std::string_view{*log}
      .substr(line == std::string::npos ? 0 : line + 1)
      .starts_with(R"({"time":")" + time.to_string() + R"(","action":"pause","actor":"sluice")");
}

std::optional<double> turnover_of(Money traded, Money equity) {
  if (!equity.is_positive()) return std::nullopt;
  return traded.to_double() / equity.to_double();
}

// The sessions of the data behind the last one that was run.
struct Behind {
  std::uint64_t sessions = 0;
  std::int32_t days = 0;
};

Result<Behind> behind_data(RunParts& parts, Date last_run) {
  const auto data =
      parts.open_feed({Date::from_days(last_run.days() + 1), std::nullopt, std::uint32_t{0}});
  if (!data) return data.error();
  Behind behind;
  if (data->last <= last_run) return behind;
  SessionReader reader{*data->source, parts.instruments->size()};
  SessionBars session;
  std::optional<Date> counted;
  for (;;) {
    const auto more = reader.next(session);
    if (!more) return more.error();
    if (!*more) break;
    const Date day = parts.path.zone.date(session.time);
    if (day <= last_run || day == counted) continue;
    counted = day;
    ++behind.sessions;
    behind.days = day.days() - last_run.days();
  }
  return behind;
}

Result<std::optional<double>> turnover_of_last_day(const fs::path& track) {
  const auto mark = journal::find_last(track / "audit", journal::kMark);
  if (!mark) return mark.error();
  if (!*mark) return std::optional<double>{};
  const journal::Record record{(*mark)->line, 0};
  const auto money = [&](std::string_view field) {
    return Money::from_raw(record.decimal(field).value_or(0));
  };
  return turnover_of(money("traded_notional"), money("equity"));
}

Result<Health> health_of(RunParts& parts, const records::TrackState& state) {
  const fs::path& track = parts.output_directory;
  const auto behind = behind_data(parts, *state.last_run_date);
  if (!behind) return behind.error();
  const auto turnover = turnover_of_last_day(track);
  if (!turnover) return turnover.error();
  const auto report = newest_risk_report(track, *state.last_run_date);
  if (!report) return report.error();
  const auto statistics = statistics_of(state);
  HealthFacts facts;
  facts.strategy_name = state.strategy_name;
  facts.time = state.updated_at;
  facts.first_day = state.created_at.date();
  facts.equity = state.equity;
  facts.sessions = statistics.count;
  facts.sharpe = statistics.sharpe(ReportFeed::kTradingDaysPerYear);
  facts.max_drawdown = statistics.max_drawdown;
  facts.turnover = *turnover;
  facts.sessions_behind = behind->sessions;
  facts.days_behind = behind->days;
  facts.risk_report = *report;
  facts.broken_rules = broken_rules(state);
  return assess_health(facts, parts.health);
}

}  // namespace

Result<Health> check_day(const RunParts& parts, const HealthOfDay& of,
                         std::uint64_t sessions_left_out) {
  const auto report = newest_risk_report(parts.output_directory, of.day.time.date());
  if (!report) return report.error();
  HealthFacts facts;
  facts.strategy_name = of.next.strategy_name;
  facts.time = of.day.time;
  facts.first_day = of.next.created_at.date();
  facts.equity = of.day.equity;
  facts.sessions = of.statistics.count;
  facts.sharpe = of.statistics.sharpe(ReportFeed::kTradingDaysPerYear);
  facts.max_drawdown = of.statistics.max_drawdown;
  facts.turnover = turnover_of(of.day.traded_notional, of.day.equity);
  facts.sessions_behind = of.before.last_run_date ? sessions_left_out : 0;
  if (facts.sessions_behind > 0)
    facts.days_behind = of.day.time.date().days() - of.before.last_run_date->days();
  facts.risk_report = *report;
  facts.broken_rules = broken_rules(of.next);
  return assess_health(facts, parts.health);
}

void add_health(const Health& health, const HealthSettings& settings, DayFiles& files,
                records::TrackState& next) {
  const std::string name = "health/health_summary_" + health.time.date().to_compact();
  files.beside.emplace_back(name + ".json", records::indent_json(health_json(health)) + "\n");
  files.beside.emplace_back(name + ".md", health_md(health));
  std::string line = alert_line(health, settings.alert_level);
  if (line.empty()) return;
  next.files[kAlertsFile] += line.size();
  files.appended.emplace_back(kAlertsFile, std::move(line));
}

Result<void> plan_pause(const fs::path& track, const Health& health) {
  return files::replace_file(plan_path(track),
                             health.time.to_string() + "\n" + "health CRITICAL on " +
                                 health.time.date().to_string() + ": " + health.reason() + "\n",
                             files::Durability::kDurable);
}

Result<std::string> settle_pause(const fs::path& track, const records::TrackState& state) {
  std::error_code error;
  if (!fs::exists(plan_path(track), error)) return std::string{};
  const auto text = files::read_file(plan_path(track), kMaxPlanBytes);
  if (!text) return text.error();
  const auto end = text->find('\n');
  const auto time = Timestamp::parse(text->substr(0, end));
  std::string reason = end == std::string::npos ? std::string{} : text->substr(end + 1);
  if (!time || reason.size() < 2)
    return Error{plan_path(track).string() + " is damaged: expected a time and a reason"};
  reason.pop_back();
  if (!state.last_session || *time > state.updated_at) {
    reason.clear();
  } else if (!was_just_paused(track, *time)) {
    if (const auto failed = pause_track(track, {"sluice", reason, *time}))
      return Error{failed->message};
  }
  fs::remove(plan_path(track), error);
  if (error) return Error{"cannot remove '" + plan_path(track).string() + "': " + error.message()};
  return reason;
}

TrackHealth look_at_health(RunParts& parts) {
  auto status = read_track_status(parts.output_directory);
  if (status.failure) return {std::move(status.failure), {}};
  if (!status.state->last_run_date) return {usage_failure("the track has not run a day yet"), {}};
  auto health = health_of(parts, *status.state);
  if (!health) return {run_failure(health.error()), {}};
  return {std::nullopt, std::move(health).value()};
}

}  // namespace sluice::drivers
