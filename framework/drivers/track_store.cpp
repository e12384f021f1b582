// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_store.hpp"

#include <algorithm>

#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "journal/resumption.hpp"

namespace sluice::drivers {
namespace {

// A state of a thousand instruments is 200 KiB; this is far beyond any.
constexpr std::uint64_t kMaxStateBytes = 64u << 20;

namespace fs = std::filesystem;

std::string last_day(const records::TrackState& state) {
  return state.last_run_date ? "last run " + state.last_run_date->to_string()
                             : "before its first run";
}

// Names are a date between fixed words, so their order is that of the days.
Result<std::vector<fs::path>> entries_between(const fs::path& after, const fs::path& before) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry{before.parent_path(), error}, end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& path = entry->path();
    const bool is_day = path.native().size() == before.native().size();
    if (is_day && path.native() > after.native() && path.native() < before.native())
      found.push_back(path);
  }
  if (error)
    return Error{"cannot list '" + before.parent_path().string() + "': " + error.message()};
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Result<TrackStore> TrackStore::open(const fs::path& directory, files::Durability durability) {
  for (const char* part : {"state", "audit", "runs"})
    if (auto made = files::make_directories(directory / part, durability); !made)
      return made.error();
  auto lock = files::LockFile::acquire(directory / "state" / "lock");
  if (!lock) return lock.error();
  TrackStore store{directory, std::move(lock).value(), durability};
  for (const auto& folder : {directory, directory / "state", directory / "health"})
    if (auto cleaned = files::remove_temporaries(folder); !cleaned) return cleaned.error();
  return store;
}

Result<std::optional<records::TrackState>> TrackStore::read_state(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<records::TrackState>{};
  const auto text = files::read_file(path, kMaxStateBytes);
  if (!text) return text.error();
  auto state = records::parse_state_file(*text);
  if (!state) return state.error();
  return std::optional{std::move(state).value()};
}

// A day counts once its rows are in the aggregated files: a day that died between its journal and
// these has to run again.
std::optional<std::string> TrackStore::incomplete_file_of(const records::TrackState& state) const {
  for (const auto& [name, size] : state.files) {
    std::error_code error;
    const auto found = fs::file_size(directory_ / name, error);
    if (error) return name + " is missing";
    if (found < size)
      return name + " holds " + std::to_string(found) + " of its " + std::to_string(size) +
             " bytes";
  }
  return std::nullopt;
}

Result<LoadedState> TrackStore::load(const records::TrackState& fresh) {
  const fs::path path = state_path();
  auto current = read_state(path);
  if (current && *current) return LoadedState{std::move(**current), true, {}, {}};
  if (!current) {
    const auto text = files::read_file(path, kMaxStateBytes);
    if (auto version = text ? records::foreign_state_version(*text) : std::nullopt)
      return LoadedState{fresh, true, {}, std::move(version)};
  }
  const std::string damage =
      current ? "is missing" : "is damaged (" + current.error().message + ")";
  const auto repaired = [&](records::TrackState state,
                            const std::string& source) -> Result<LoadedState> {
    if (auto written = files::replace_file(path, records::state_file_text(state), durability_);
        !written)
      return written.error();
    const std::string notice =
        path.string() + " " + damage + "; restored from " + source + " (" + last_day(state) + ")";
    return LoadedState{std::move(state), true, {notice}, {}};
  };
  const fs::path backup = files::backup_path(path);
  auto previous = read_state(backup);
  auto rebuilt = rebuild_from_journal();
  const bool has_backup = previous && *previous;
  // A track's first state is on disk before its first day: a day without any state has lost it.
  if (current && previous && rebuilt && !has_backup && !*rebuilt)
    return LoadedState{fresh, false, {}, {}};
  const auto incomplete = rebuilt && *rebuilt ? incomplete_file_of(**rebuilt) : std::nullopt;
  const bool has_journal = rebuilt && *rebuilt && !incomplete;
  // The backup is a day older than the state was.
  if (has_journal && (!has_backup || (*rebuilt)->last_run_date > (*previous)->last_run_date))
    return repaired(std::move(**rebuilt), "the journal");
  if (has_backup) return repaired(std::move(**previous), backup.string());
  std::string journal_fault = "no whole day in it";
  if (!rebuilt) journal_fault = rebuilt.error().message;
  if (incomplete) journal_fault = last_day(**rebuilt) + ", but " + *incomplete;
  return Error{path.string() + " " + damage + ", and neither its backup (" +
               (previous ? "missing" : previous.error().message) + ") nor the journal (" +
               journal_fault + ") can replace it; restore the files from a copy, or move " +
               directory_.string() + " away to begin anew"};
}

Result<std::optional<records::TrackState>> TrackStore::rebuild_from_journal() {
  const auto found = journal::find_last(audit_directory(), journal::kState);
  if (!found) return found.error();
  if (!*found) return std::optional<records::TrackState>{};
  const journal::Record record{(*found)->line, 0};
  const auto json = record.json("track");
  if (!json) return Error{(*found)->segment.string() + ": its STATE record holds no track"};
  auto state = records::parse_compact_state(*json);
  if (!state) return state.error();
  std::error_code error;
  const auto bytes = fs::file_size((*found)->segment, error);
  state->journal = {(*found)->segment.filename().string(), bytes, record.seq() + 1,
                    journal::sha256((*found)->line).hex()};
  return std::optional{std::move(state).value()};
}

Result<records::TrackState> TrackStore::step_back() {
  const fs::path backup = files::backup_path(state_path());
  auto previous = read_state(backup);
  if (!previous)
    return Error{"cannot go back to the day before: " + backup.string() + " " +
                 previous.error().message};
  if (!*previous)
    return Error{"cannot go back to the day before: " + backup.string() + " is missing"};
  auto written =
      files::replace_file(state_path(), records::state_file_text(**previous), durability_);
  if (!written) return written.error();
  return std::move(**previous);
}

Result<void> TrackStore::create(const records::TrackState& state) {
  return files::replace_file(state_path(), records::state_file_text(state), durability_);
}

Result<void> TrackStore::commit_day(const DayFiles& day, const records::TrackState& state) {
  const fs::path run = run_path(day.day);
  if (auto made = files::make_directories(run, durability_); !made) return made;
  // What a killed run of this day left behind.
  if (auto cleaned = files::remove_temporaries(run); !cleaned) return cleaned.error();
  // Derived from the journal, which is durable: they need not be.
  for (const auto& [name, content] : day.artefacts)
    if (auto written = files::replace_file(run / name, content, files::Durability::kVolatile);
        !written)
      return written;
  for (const auto& [name, content] : day.beside) {
    const fs::path path = directory_ / name;
    if (auto made = files::make_directories(path.parent_path(), durability_); !made) return made;
    if (auto written = files::replace_file(path, content, files::Durability::kVolatile); !written)
      return written;
  }
  for (const auto& [name, rows] : day.appended) {
    const std::uint64_t before = state.files.at(name) - rows.size();
    if (auto written = files::append_at(directory_ / name, before, rows, durability_); !written)
      return written;
  }
  return files::replace_file_keeping_backup(state_path(), records::state_file_text(state),
                                            durability_);
}

Result<std::vector<fs::path>> TrackStore::set_aside_days(std::optional<Date> after, Date before) {
  constexpr Date kBeforeAll = *Date::from_ymd(1, 1, 1);
  const Date first = after.value_or(kBeforeAll);
  std::vector<fs::path> kept;
  for (const auto& [from, to] : {std::pair{segment_path(first), segment_path(before)},
                                 std::pair{run_path(first), run_path(before)}}) {
    const auto entries = entries_between(from, to);
    if (!entries) return entries.error();
    for (const auto& entry : *entries) {
      auto moved = journal::set_aside(entry, durability_ == files::Durability::kDurable);
      if (!moved) return moved.error();
      kept.push_back(std::move(moved).value());
    }
  }
  return kept;
}

Result<void> TrackStore::write_config(const std::string& yaml) {
  const fs::path path = directory_ / "config.yaml";
  const auto current = files::read_file(path, kMaxStateBytes);
  if (current && *current == yaml) return {};
  return files::replace_file(path, yaml, durability_);
}

bool TrackStore::reports_are_due() const {
  std::error_code ignored;
  return fs::exists(reports_due_path(), ignored);
}

Result<void> TrackStore::mark_reports_due() {
  if (reports_are_due()) return {};
  return files::replace_file(reports_due_path(), "", durability_);
}

Result<void> TrackStore::mark_reports_done() {
  std::error_code error;
  fs::remove(reports_due_path(), error);
  if (error)
    return Error{"cannot remove '" + reports_due_path().string() + "': " + error.message()};
  return {};
}

}  // namespace sluice::drivers
