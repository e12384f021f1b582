// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_track.hpp"
#include "drivers/report_feed.hpp"
#include "drivers/track_journal.hpp"
#include "files/atomic_file.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

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

TrackReports render_track_reports(RunParts& parts, const Console& console) {
  const TrackStatus status = read_track_status(parts.output_directory);
  if (status.failure) return {status.failure, {}};
  if (!status.state->last_run_date) return {usage_failure("the track has not run a day yet"), {}};
  ReportFeed feed{parts.reports, *parts.instruments, parts.benchmark ? &*parts.benchmark : nullptr,
                  console.warning};
  feed.begin({status.state->strategy_name, parts.description, "paper-track",
              status.state->config_hash, parts.feed_id, status.state->seed_capital});
  const auto read =
      read_days(parts.output_directory / "audit", *parts.instruments, *status.state->last_run_date,
                [&](const records::Day& day) { feed.on_day(day); });
  if (!read) return {run_failure(read.error()), {}};
  const fs::path directory = parts.output_directory / "reports";
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
                                        status.state->last_session.value_or(Timestamp{}));
        !noted)
      return {run_failure(noted.error()), {}};
  return {std::nullopt, std::move(rendered).value()};
}

}  // namespace sluice::drivers
