// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_report.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/report_feed.hpp"
#include "drivers/risk_page.hpp"
#include "drivers/risk_report_rows.hpp"
#include "drivers/risk_report_text.hpp"
#include "files/atomic_file.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

// The aggregated files; far beyond a hundred years of a thousand positions.
constexpr std::uint64_t kMaxAggregatedBytes = 8ull << 30;

// What the state says is in the file; rows behind it belong to a day that died.
Result<std::string> committed_part(const fs::path& directory, const char* name,
                                   const records::TrackState& state) {
  const auto size = state.files.find(name);
  if (size == state.files.end()) return std::string{};
  auto text = files::read_file(directory / name, kMaxAggregatedBytes);
  if (!text) return text.error();
  if (text->size() < size->second)
    return Error{(directory / name).string() + " holds " + std::to_string(text->size()) +
                 " of its " + std::to_string(size->second) + " bytes"};
  text->resize(size->second);
  return text;
}

}  // namespace

// The track so far.
struct RiskReports::Track {
  Track(const RunParts& run, double seed)
      : parts{run},
        risk{{seed, ReportFeed::kTradingDaysPerYear, run.benchmark.has_value()}, *run.instruments},
        exposures{exposure_header(*run.instruments)},
        factors{factor_exposures_header()} {}

  void add(analytics::RiskDay& day) {
    const Date date = day.time.date();
    if (last && is_first_of_period(parts.risk_report.frequency, last->date(), date)) {
      end_period();
      risk.begin_period();
    }
    if (parts.benchmark) {
      const double value = parts.benchmark->return_on(date);
      if (std::isfinite(value)) day.benchmark_return = value;
    }
    if (parts.risk_report.regimes) day.regime = parts.risk_report.regimes->on(date);
    risk.add(day);
    exposures += exposure_row(day.time, risk.exposure());
    last = day.time;
  }
  void end_period() { factors += factor_rows(); }
  [[nodiscard]] std::string factor_rows() const {
    return factor_exposure_rows(*last, risk.factor_fit(), risk.factor_names());
  }

  const RunParts& parts;
  analytics::TrackRisk risk;
  std::string exposures;  // exposure_timeseries.csv
  std::string factors;    // factor_exposures.csv, up to the last period's end
  std::optional<Timestamp> last;
};

RiskReports::RiskReports(const RunParts& parts, const Console& console)
    : parts_{parts}, console_{console} {}
RiskReports::~RiskReports() = default;

Result<void> RiskReports::before(Date day, const records::TrackState& state) {
  const RiskReportSettings& settings = parts_.risk_report;
  if (!settings.enabled || !state.last_run_date ||
      !is_first_of_period(settings.frequency, *state.last_run_date, day))
    return {};
  if (const auto loaded = load(state); !loaded) {
    console_.warn("there is no risk report as of " + state.last_run_date->to_string() + ": " +
                  loaded.error().message);
    return {};
  }
  if (const auto written = write_files(state); !written) return written.error();
  return has_risk_page(parts_) ? mark_risk_page_due(parts_.output_directory, *state.last_run_date)
                               : Result<void>{};
}

Result<std::vector<fs::path>> RiskReports::write(const records::TrackState& state) {
  if (auto loaded = load(state); !loaded) return loaded.error();
  return write_files(state);
}

void RiskReports::after(const DayFiles& day) {
  if (!track_) return;
  TrackRows rows;
  for (const auto& [name, text] : day.appended) {
    if (name == "equity_curve.csv") rows.curve = text;
    if (name == "trades_all.csv") rows.trades = text;
    if (name == "positions_history.csv") rows.positions = text;
    if (name == kFactorReturnsFile) rows.factors = text;
  }
  const auto read = read_risk_days(rows, *parts_.instruments,
                                   [&](analytics::RiskDay& added) { track_->add(added); });
  // What we wrote ourselves reads back; if it did not, the next report reads the files anew.
  if (!read) track_.reset();
}

Result<void> RiskReports::load(const records::TrackState& state) {
  if (track_ && track_->last == state.updated_at) return {};
  auto track = std::make_unique<Track>(parts_, state.seed_capital.to_double());
  std::string texts[4];
  const char* const names[4] = {"equity_curve.csv", "trades_all.csv", "positions_history.csv",
                                kFactorReturnsFile};
  for (int i = 0; i < 4; ++i) {
    auto text = committed_part(parts_.output_directory, names[i], state);
    if (!text) return text.error();
    texts[i] = std::move(text).value();
  }
  const auto read = read_risk_days({texts[0], texts[1], texts[2], texts[3]}, *parts_.instruments,
                                   [&](analytics::RiskDay& day) { track->add(day); });
  if (!read) return read.error();
  if (!track->last || track->last != state.updated_at)
    return Error{"equity_curve.csv ends with " +
                 (track->last ? track->last->to_string() : std::string{"no day"}) + ", not with " +
                 state.updated_at.to_string()};
  track_ = std::move(track);
  return {};
}

Result<std::vector<fs::path>> RiskReports::write_files(const records::TrackState& state) {
  const RiskReportSettings& settings = parts_.risk_report;
  const fs::path directory = parts_.output_directory / kDirectory;
  if (auto made = files::make_directories(directory, files::Durability::kVolatile); !made)
    return made.error();
  if (auto cleaned = files::remove_temporaries(directory); !cleaned) return cleaned.error();
  const RiskReportHead about{state.strategy_name,
                             parts_.benchmark ? parts_.benchmark->name : std::string{},
                             *state.last_run_date,
                             settings.frequency == RebalanceFrequency::kWeekly,
                             settings.n_tests,
                             settings.trial_variance,
                             ReportFeed::kTradingDaysPerYear,
                             settings.with_regimes,
                             settings.with_factors};
  const analytics::RiskSummary summary = track_->risk.summary();
  const std::string day = state.last_run_date->to_compact();
  std::vector<std::pair<std::string, std::string>> texts{
      {"exposure_timeseries.csv", track_->exposures},
      {"risk_summary_" + day + ".csv", risk_summary_csv(about, summary)}};
  if (settings.with_regimes)
    texts.emplace_back("risk_by_regime.csv", risk_by_regime_csv(summary.regimes, about.periods));
  if (settings.with_factors)
    texts.emplace_back("factor_exposures.csv", track_->factors + track_->factor_rows());
  // The page last: where it stands, the rest does too.
  texts.emplace_back("risk_report_" + day + ".md",
                     risk_report_md(about, summary, *parts_.instruments));
  std::vector<fs::path> written;
  for (const auto& [name, text] : texts) {
    written.push_back(directory / name);
    if (auto done = files::replace_file(written.back(), text, files::Durability::kVolatile); !done)
      return done.error();
  }
  return written;
}

TrackReports write_risk_report(const RunParts& parts, const Console& console) {
  const TrackStatus status = read_track_status(parts.output_directory);
  if (status.failure) return {status.failure, {}};
  if (!status.state->last_run_date) return {usage_failure("the track has not run a day yet"), {}};
  auto written = RiskReports{parts, console}.write(*status.state);
  if (!written) return {run_failure(written.error()), {}};
  return {std::nullopt, std::move(written).value()};
}

}  // namespace sluice::drivers
