// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_reports.hpp"

#include "drivers/positions_history.hpp"
#include "drivers/report_feed.hpp"
#include "drivers/track_journal.hpp"
#include "files/atomic_file.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

// Fills in what the days of the track held, where a report shows it. What can't be told is left
// out from there on, with one warning.
class Holdings {
 public:
  Holdings(const RunParts& parts, bool wanted, const Console& console) : console_{console} {
    if (!wanted) return;
    auto history =
        PositionsHistory::open(parts.output_directory / kPositionsHistoryFile, *parts.instruments);
    if (history)
      history_ = std::move(history).value();
    else
      leave_out(history.error());
  }

  void fill_in(records::Day& day) {
    if (!history_) return;
    if (auto filled = history_->fill_in(day); !filled) leave_out(filled.error());
  }

 private:
  void leave_out(const Error& error) {
    history_.reset();
    console_.warn("reports leave out what was held: " + error.message);
  }
  const Console& console_;
  std::optional<PositionsHistory> history_;
};

}  // namespace

TrackStatus read_track_status(const fs::path& directory) {
  const fs::path path = directory / "state" / "state.json";
  std::error_code error;
  if (!fs::exists(path, error))
    return {usage_failure("no paper track in " + directory.string()), std::nullopt};
  const auto text = files::read_file(path, 64u << 20);
  if (!text) return {run_failure(text.error()), std::nullopt};
  auto state = records::parse_state_file(*text);
  if (!state)
    return {Failure{kExitFailed, path.string() + " is damaged: " + state.error().message},
            std::nullopt};
  return {std::nullopt, std::move(state).value()};
}

TrackReports render_reports(RunParts& parts, const records::TrackState& state,
                            std::vector<std::unique_ptr<Report>>& reports, Date last,
                            const fs::path& directory, const Console& console) {
  ReportFeed feed{reports, *parts.instruments, parts.benchmark ? &*parts.benchmark : nullptr,
                  console.warning};
  feed.begin({state.strategy_name, parts.description, "paper-track", state.config_hash,
              parts.feed_id, state.seed_capital, parts.risk_report.n_tests});
  Holdings holdings{parts, feed.wants_positions(), console};
  const auto read = read_days(
      parts.output_directory / "audit", *parts.instruments, last,
      [&](const records::Day& day) { feed.on_day(day); },
      [&](records::Day& day) { holdings.fill_in(day); });
  if (!read) return {run_failure(read.error()), {}};
  if (auto made = files::make_directories(directory, files::Durability::kVolatile); !made)
    return {run_failure(made.error()), {}};
  // What a killed run left behind.
  if (auto cleaned = files::remove_temporaries(directory); !cleaned)
    return {run_failure(cleaned.error()), {}};
  auto rendered = feed.render(directory);
  if (!rendered) return {run_failure(rendered.error()), {}};
  // The trail of the days is closed by now.
  if (parts.faults != nullptr)
    if (auto noted = note_plugin_faults(parts.output_directory, parts.faults->take(),
                                        state.last_session.value_or(Timestamp{}));
        !noted)
      return {run_failure(noted.error()), {}};
  return {std::nullopt, std::move(rendered).value()};
}

TrackReports render_track_reports(RunParts& parts, const Console& console) {
  const TrackStatus status = read_track_status(parts.output_directory);
  if (status.failure) return {status.failure, {}};
  if (!status.state->last_run_date) return {usage_failure("the track has not run a day yet"), {}};
  return render_reports(parts, *status.state, parts.reports, *status.state->last_run_date,
                        parts.output_directory / "reports", console);
}

}  // namespace sluice::drivers
